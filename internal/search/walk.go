package search

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sportello/internal/search/posting"
)

const (
	// walked is how many postings are read for one question: what keeps it in its time however large the desk.
	walked = 2500
	// mostTerms is by how many terms a question finds its candidates.
	mostTerms = 24
)

// walk reads which tickets have the question's rarest terms, and answers the ids by the weight of what they have, the
// heaviest first, of equals the newest. When all that may be walked is walked, the last term has answered its newest.
func (s *Service) walk(ctx context.Context, desk int64, terms []counted) ([]int64, error) {
	find := s.matched
	if s.posts() {
		find = s.postedNewest
	}
	weights := map[int64]float64{}
	if err := find(ctx, desk, steps(terms), func(t counted, id int64) { weights[id] += t.weight }); err != nil {
		return nil, fmt.Errorf("find tickets by words: %w", err)
	}
	return slices.SortedFunc(maps.Keys(weights), func(a, b int64) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(b, a))
	}), nil
}

// step is a term with how many of its tickets are walked, the newest ones.
type step struct {
	counted
	most int64
}

// steps are the rarest terms first, walked in all.
func steps(terms []counted) []step {
	var all []step
	left := int64(walked)
	for _, t := range terms[:min(len(terms), mostTerms)] {
		if left <= 0 {
			break
		}
		all = append(all, step{t, left})
		left -= t.documents
	}
	return all
}

// matched has FTS5 answer the newest tickets of each term.
func (s *Service) matched(ctx context.Context, _ int64, all []step, found func(counted, int64)) error {
	var each []string
	var args []any
	for i, t := range all {
		each = append(each, "SELECT ? AS place, id FROM (SELECT rowid AS id FROM search_index WHERE search_index MATCH ?"+
			" ORDER BY rowid DESC LIMIT ?) t"+fmt.Sprint(i))
		args = append(args, i, t.in.term(t.stem), t.most)
	}
	rows, err := s.store.Query(ctx, strings.Join(each, " UNION ALL "), args...)
	return collect(rows, err, func(scan func(...any) error) error {
		var at int
		var id int64
		err := scan(&at, &id)
		found(all[at].counted, id)
		return err
	})
}

// postedNewest reads the same from the postings: of a tenant's tickets, those of the desk's that have the term and are the tenant's.
func (s *Service) postedNewest(ctx context.Context, desk int64, all []step, found func(counted, int64)) error {
	l := lookup{}
	ofDesk := func(t step) span { return span{from: problemsOf(desk).term(t.stem)} }
	ofTenant := func(t step) []span { return Place{TenantID: t.tenant(desk)}.tickets() }
	for _, t := range all {
		l.add(ofDesk(t))
		l.add(ofTenant(t)...)
	}
	if err := s.read(ctx, l); err != nil {
		return err
	}
	for _, t := range all {
		tickets := l[ofDesk(t)]
		if own := ofTenant(t); len(own) > 0 {
			tickets = tickets.Common(l[own[0]])
		}
		left := t.most
		for id := range posting.Set.Newest(tickets) {
			if left--; left < 0 {
				break
			}
			found(t.counted, id)
		}
	}
	return nil
}

// tenant is the one in whose tickets the word is counted; 0: in all of the desk's.
func (c counted) tenant(desk int64) int64 {
	if c.in == problemsOf(desk) {
		return 0
	}
	return c.in.number
}
