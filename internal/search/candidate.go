package search

import (
	"context"
	"fmt"
	"strings"

	"entgo.io/ent/dialect"

	"sportello/internal/policy"
)

// mostCandidates is how many tickets are compared with the question word by word.
const mostCandidates = 200

// candidates are the tickets with the weightiest of these terms.
func (s *Service) candidates(ctx context.Context, q Question, terms []counted) ([]document, error) {
	query, args := s.findCandidates(q, terms)
	rows, err := s.store.Query(ctx, query, args...)
	var found []document
	err = collect(rows, err, func(scan func(...any) error) error {
		var d document
		err := scan(&d.id, &d.subject, &d.description)
		found = append(found, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find similar tickets: %w", err)
	}
	return found, nil
}

// findCandidates asks the engine for each term apart and adds up the weights, so that both engines find the same.
func (s *Service) findCandidates(q Question, terms []counted) (string, []any) {
	each := "SELECT rowid AS id, ? + 0.0 AS weight FROM search_index WHERE search_index MATCH ?"
	if s.store.Dialect() == dialect.MySQL {
		each = "SELECT id, ? + 0.0 AS weight FROM search_documents WHERE MATCH(terms) AGAINST (? IN BOOLEAN MODE)"
	}
	args := make([]any, 0, 2*len(terms)+8)
	for _, t := range terms {
		args = append(args, t.weight, t.term)
	}
	matches := strings.Repeat(" UNION ALL "+each, len(terms))[len(" UNION ALL "):]
	kept, values := q.condition()
	best := "SELECT m.id AS id, SUM(m.weight) AS weight FROM (" + matches + ") m JOIN tickets t ON t.id = m.id WHERE " + kept +
		" GROUP BY m.id ORDER BY weight DESC, id DESC LIMIT ?"
	args = append(append(args, values...), mostCandidates)
	return "SELECT d.id, d.subject, d.description FROM (" + best + ") b JOIN search_documents d ON d.id = b.id", args
}

// condition is what the question demands of tickets t beside their words.
func (q Question) condition() (string, []any) {
	conditions, args := []string{"t.merged_into_id IS NULL", "t.id <> ?"}, []any{q.Exclude}
	if q.RequesterID != 0 {
		conditions, args = append(conditions, "t.requester_id = ?"), append(args, q.RequesterID)
	}
	if q.Solved != nil {
		in := "NOT IN"
		if *q.Solved {
			in = "IN"
		}
		conditions = append(conditions, "t.status "+in+" (?, ?)")
		args = append(args, string(policy.Resolved), string(policy.Closed))
	}
	return strings.Join(conditions, " AND "), args
}
