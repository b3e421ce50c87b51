package search

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql"

	"sportello/internal/search/posting"
)

// look finds texts in the postings.
func (s *Service) look(ctx context.Context, asked map[string][]group) (map[string]Found, error) {
	l := lookup{}
	for _, groups := range asked {
		for _, g := range groups {
			for _, w := range g.words {
				l.add(g.place.spans(w)...)
			}
			l.add(g.place.tickets()...)
		}
	}
	if err := s.read(ctx, l); err != nil {
		return nil, err
	}
	found := make(map[string]Found, len(asked))
	for text, groups := range asked {
		all := posting.Set{}
		for _, g := range groups {
			all.Union(l.tickets(g))
		}
		found[text] = Found{within(all)}
	}
	return found, nil
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

// spans are where a word's tickets in the place stand: all that have it or, of a beginning, a word that begins so.
func (p Place) spans(w wanted) []span {
	words, notes := beginningsOf(p.DeskID)
	if !w.begun || len(w.stem) > beginning {
		words, notes = wordsOf(p.DeskID)
	}
	each := func(in scope) span {
		term := in.term(w.stem)
		if !w.begun || len(w.stem) == beginning {
			return span{from: term}
		}
		return span{from: term, to: after(term)}
	}
	if p.TenantID != 0 {
		return []span{each(words)}
	}
	return []span{each(words), each(notes)}
}

// tickets are where those of a tenant stand; of a whole desk, nowhere.
func (p Place) tickets() []span {
	if p.TenantID == 0 {
		return nil
	}
	return []span{{from: allOf(p.TenantID).all()}}
}

// after is the first term behind all that begin so: of letters and digits, after which there is always another character.
func after(term string) string {
	return term[:len(term)-1] + string(term[len(term)-1]+1)
}

// few is how many tickets are named in a statement, which reads them by their ids. Of more, a statement goes along its order
// and looks each up in a bitmap: so many are met soon.
const few = 512

// within is true of the tickets of a set.
func within(all posting.Set) func(*sql.Selector) *sql.Predicate {
	n := all.Len()
	if n == 0 {
		return nowhere
	}
	if n <= few {
		ids := anys(padded(slices.Collect(all.Newest())))
		return func(s *sql.Selector) *sql.Predicate { return sql.In(s.C("id"), ids...) }
	}
	base, bitmap := all.Bitmap()
	return func(s *sql.Selector) *sql.Predicate { return marked(s.C("id"), base/posting.Size, bitmap) }
}

// marked is true of ids whose bit is set in a bitmap that begins with a chunk. The bitmap comes in pieces, since MariaDB copies
// for each row what it takes a byte of. No bound on the id is told, lest all tickets be read from one to the other for it.
func marked(id string, first int64, bitmap []byte) *sql.Predicate {
	pieces := slices.Collect(slices.Chunk(bitmap, posting.MaxBytes))
	piece := fmt.Sprintf("ELT(%s DIV %d - ?, %s)", id, posting.Size, marks(len(pieces)))
	eight := fmt.Sprintf("ASCII(SUBSTR(%s, %s %% %d DIV 8 + 1, 1))", piece, id, posting.Size)
	return sql.ExprP(fmt.Sprintf("COALESCE(%s >> %s %% 8 & 1, 0) = 1", eight, id), append([]any{first - 1}, anys(pieces)...)...)
}

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
