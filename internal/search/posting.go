package search

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entgo.io/ent/dialect"
)

// posts reports whether the terms of problems stand in search_postings. FTS5 answers the newest tickets with a term without
// reading the rest of them; FULLTEXT reads every ticket that has it, which takes the longer the larger the desk. So on MySQL
// and MariaDB a table keeps them in the order in which they are asked for.
func (s *Service) posts() bool { return s.store.Dialect() == dialect.MySQL }

// posting is a term with a ticket whose problem has it.
type posting struct {
	term   string
	ticket int64
}

// post brings the postings of the documents up to date.
func (b *indexing) post(ctx context.Context, before, after map[int64]document) error {
	for id, was := range before {
		if gone := without(was.problems(), after[id].problems()); len(gone) > 0 {
			some := padded(gone)
			args := append([]any{id}, anys(some)...)
			_, err := b.tx.ExecContext(ctx, "DELETE FROM search_postings WHERE ticket_id = ? AND term IN ("+marks(len(some))+")", args...)
			if err != nil {
				return fmt.Errorf("remove words: %w", err)
			}
		}
	}
	var added []posting
	for id, d := range after {
		for _, term := range without(d.problems(), before[id].problems()) {
			added = append(added, posting{term, id})
		}
	}
	slices.SortFunc(added, func(a, b posting) int {
		return cmp.Or(cmp.Compare(a.term, b.term), cmp.Compare(a.ticket, b.ticket))
	})
	for some := range slices.Chunk(added, rowsAtOnce) {
		args := make([]any, 0, 2*len(some))
		for _, p := range some {
			args = append(args, p.term, p.ticket)
		}
		values := strings.Repeat(", (?, ?)", len(some))[2:]
		insert := "INSERT INTO search_postings (term, ticket_id) VALUES " + values + " ON DUPLICATE KEY UPDATE ticket_id = ticket_id"
		if _, err := b.tx.ExecContext(ctx, insert, args...); err != nil {
			return fmt.Errorf("write words: %w", err)
		}
	}
	return nil
}

// without are the values that are not among others.
func without(values, others []string) []string {
	known := make(map[string]bool, len(others))
	for _, v := range others {
		known[v] = true
	}
	return slices.DeleteFunc(values, func(v string) bool { return known[v] })
}

const (
	// walked is how many postings are read for one question: what keeps it in its time however large the desk.
	walked = 2500
	// mostTerms is by how many terms a question finds its candidates.
	mostTerms = 24
)

// walk reads which tickets have the question's rarest terms, and answers the ids by the weight of what they have, the
// heaviest first, of equals the newest. When all that may be walked is walked, the last term has answered its newest.
func (s *Service) walk(ctx context.Context, terms []counted) ([]int64, error) {
	query, args := s.findPostings(terms)
	weights := map[int64]float64{}
	rows, err := s.store.Query(ctx, query, args...)
	err = collect(rows, err, func(scan func(...any) error) error {
		var at int
		var id int64
		err := scan(&at, &id)
		weights[id] += terms[at].weight
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find tickets by words: %w", err)
	}
	return slices.SortedFunc(maps.Keys(weights), func(a, b int64) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(b, a))
	}), nil
}

// findPostings asks for the newest tickets of each term, rarest term first, walked of them in all.
func (s *Service) findPostings(terms []counted) (string, []any) {
	find := "SELECT rowid AS id FROM search_index WHERE search_index MATCH ? ORDER BY rowid"
	if s.posts() {
		find = "SELECT ticket_id AS id FROM search_postings WHERE term = ? ORDER BY ticket_id"
	}
	var each []string
	var args []any
	left := int64(walked)
	for i, t := range terms[:min(len(terms), mostTerms)] {
		if left <= 0 {
			break
		}
		each = append(each, "SELECT ? AS place, id FROM ("+find+" DESC LIMIT ?) t"+fmt.Sprint(i))
		args = append(args, i, t.term, left)
		left -= t.documents
	}
	return strings.Join(each, " UNION ALL "), args
}
