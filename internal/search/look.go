package search

import (
	"context"

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
