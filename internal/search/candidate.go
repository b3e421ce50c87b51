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

// findCandidates asks the engine for the tickets with any of the terms, and for the weightiest of them.
func (s *Service) findCandidates(q Question, terms []counted) (string, []any) {
	matches, args := s.matches(terms)
	kept, values := q.condition()
	best := "SELECT m.id AS id, SUM(m.weight) AS weight FROM (" + matches + ") m JOIN tickets t ON t.id = m.id WHERE " + kept +
		" GROUP BY m.id ORDER BY weight DESC, id DESC LIMIT ?"
	args = append(append(args, values...), mostCandidates)
	return "SELECT d.id, d.subject, d.description FROM (" + best + ") b JOIN search_documents d ON d.id = b.id", args
}

// matches are the ids with their weights. FTS5 weighs nothing without the texts, so each term is asked apart and the weights
// are added up; each question of InnoDB costs as much as what it finds, so it is asked once, and weighs by itself.
func (s *Service) matches(terms []counted) (string, []any) {
	if s.store.Dialect() == dialect.MySQL {
		words := make([]string, len(terms))
		for i, t := range terms {
			words[i] = t.term
		}
		either := strings.Join(words, " ")
		return "SELECT id, MATCH(terms) AGAINST (? IN BOOLEAN MODE) AS weight FROM search_documents WHERE MATCH(terms) AGAINST (? IN BOOLEAN MODE)",
			[]any{either, either}
	}
	const each = " UNION ALL SELECT rowid AS id, ? + 0.0 AS weight FROM search_index WHERE search_index MATCH ?"
	var args []any
	for _, t := range terms {
		args = append(args, t.weight, t.term)
	}
	return strings.Repeat(each, len(terms))[len(" UNION ALL "):], args
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
