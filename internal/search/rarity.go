package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// rarity is what is known of a question's words before any ticket is looked at.
type rarity struct {
	weights map[string]float64 // by stem: how much its match tells
	terms   []counted          // of all scopes, rarest first
}

// counted is a word in a scope, with how many documents it is in.
type counted struct {
	in        scope
	stem      string
	documents int64
	weight    float64
}

// rarity reads how often the words are in the scopes. Words that are in none are left out.
func (s *Service) rarity(ctx context.Context, scopes []scope, stems []string) (rarity, error) {
	var terms []string
	for _, in := range scopes {
		terms = append(terms, in.all())
		for _, stem := range stems {
			terms = append(terms, in.term(stem))
		}
	}
	documents := map[string]int64{}
	for some := range slices.Chunk(terms, rowsAtOnce) {
		some = padded(some)
		rows, err := s.store.Query(ctx, "SELECT term, documents FROM search_terms WHERE documents > 0 AND term IN ("+
			marks(len(some))+")", anys(some)...)
		err = collect(rows, err, func(scan func(...any) error) error {
			var term string
			var n int64
			err := scan(&term, &n)
			documents[term] = n
			return err
		})
		if err != nil {
			return rarity{}, fmt.Errorf("read how rare words are: %w", err)
		}
	}
	return reckon(scopes, stems, documents), nil
}

// reckon weighs words by their rarity in all of the scopes together.
func reckon(scopes []scope, stems []string, documents map[string]int64) rarity {
	all := int64(0)
	for _, in := range scopes {
		all += documents[in.all()]
	}
	r := rarity{weights: map[string]float64{}}
	for _, stem := range stems {
		with := int64(0)
		for _, in := range scopes {
			with += documents[in.term(stem)]
		}
		if with == 0 {
			continue
		}
		weight := weigh(all, with)
		r.weights[stem] = weight
		for _, in := range scopes {
			if n := documents[in.term(stem)]; n > 0 {
				r.terms = append(r.terms, counted{in, stem, n, weight})
			}
		}
	}
	slices.SortStableFunc(r.terms, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.documents, b.documents), cmp.Compare(a.in.term(a.stem), b.in.term(b.stem)))
	})
	return r
}

// weigh is how much a word tells that is in some of all documents.
func weigh(all, with int64) float64 {
	return math.Log(1 + (float64(all-with)+0.5)/(float64(with)+0.5))
}

// among weighs the words by their rarity in some documents alone.
func (r rarity) among(documents []document) rarity {
	with := map[string]int64{}
	for _, d := range documents {
		for _, stem := range d.problem() {
			with[stem]++
		}
	}
	weights := make(map[string]float64, len(r.weights))
	for stem := range r.weights {
		weights[stem] = weigh(int64(len(documents)), with[stem])
	}
	return rarity{weights: weights, terms: r.terms}
}
