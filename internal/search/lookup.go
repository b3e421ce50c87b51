package search

import (
	"context"
	"fmt"
	"strings"

	"sportello/internal/search/posting"
)

// span is a term with its postings or, where it has an end, all terms from the one up to the other.
type span struct{ from, to string }

// lookup gathers the tickets of spans.
type lookup map[span]posting.Set

func (l lookup) add(spans ...span) {
	for _, one := range spans {
		l[one] = posting.Set{}
	}
}

// union is the tickets of several spans.
func (l lookup) union(spans []span) posting.Set {
	if len(spans) == 1 {
		return l[spans[0]]
	}
	all := posting.Set{}
	for _, one := range spans {
		all.Union(l[one])
	}
	return all
}

// tickets have all the words of a group.
func (l lookup) tickets(g group) posting.Set {
	var common posting.Set
	cut := func(spans []span) {
		if all := l.union(spans); common == nil {
			common = all
		} else {
			common = common.Common(all)
		}
	}
	for _, w := range g.words {
		cut(g.place.spans(w))
	}
	if own := g.place.tickets(); len(own) > 0 {
		cut(own)
	}
	return common
}

// read reads the tickets of the spans, by one statement unless very many are asked for.
func (s *Service) read(ctx context.Context, l lookup) error {
	var terms []string
	var ranges []span
	for one := range l {
		if one.to == "" {
			terms = append(terms, one.from)
		} else {
			ranges = append(ranges, one)
		}
	}
	var parts []string
	var args []any
	if len(terms) > 0 {
		terms = padded(terms)
		parts, args = append(parts, "SELECT term, '' AS upto, chunk, bits FROM search_postings WHERE term IN ("+marks(len(terms))+")"), anys(terms)
	}
	for _, r := range ranges {
		parts = append(parts, "SELECT ?, ?, chunk, bits FROM search_postings WHERE term >= ? AND term < ?")
		args = append(args, r.from, r.to, r.from, r.to)
	}
	if len(parts) == 0 {
		return nil
	}
	rows, err := s.store.Query(ctx, strings.Join(parts, " UNION ALL "), args...)
	err = collect(rows, err, func(scan func(...any) error) error {
		var of span
		var chunk int64
		var kept []byte
		if err := scan(&of.from, &of.to, &chunk, &kept); err != nil {
			return err
		}
		return l[of].Merge(chunk, kept)
	})
	if err != nil {
		return fmt.Errorf("find tickets by words: %w", err)
	}
	return nil
}
