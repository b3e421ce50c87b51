package search

import (
	"context"
	"fmt"
	"slices"

	"sportello/internal/search/word"
)

// Question asks for tickets like a text, in one desk.
type Question struct {
	Text        string
	DeskID      int64
	TenantIDs   []int64 // nil: the whole desk
	RequesterID int64   // 0: anybody's
	Exclude     int64   // a ticket that is not asked for; 0: none
	Solved      *bool   // resolved or closed, or neither; nil: both
	First       int     // how many; 0: 10
}

// Hit is a ticket whose problem is like the question.
type Hit struct {
	TicketID int64
	Score    float64  // comparable among the hits of one question alone
	Words    []string // of the question, those that the ticket's subject or description has, as the question writes them
}

const (
	defaultFirst = 10
	mostWords    = 64 // of a question, the first ones
)

// Similar are the tickets whose subject and description are most like the text (M1.14), best first; merged ones are left out
// for what they were merged into. What is compared are problems alone: no note or answer makes a ticket like another, and
// how rare a word is, is reckoned among the tickets asked of.
func (s *Service) Similar(ctx context.Context, q Question) ([]Hit, error) {
	if q.TenantIDs != nil && len(q.TenantIDs) == 0 {
		return nil, nil
	}
	language, err := s.language(ctx, q.DeskID)
	if err != nil || language == "" {
		return nil, err
	}
	words := s.readers.in(language).Read(q.Text)
	words = words[:min(len(words), mostWords)]
	asked, err := s.rarity(ctx, q.scopes(), distinct(words))
	if err != nil || len(asked.weights) == 0 {
		return nil, err
	}
	found, err := s.candidates(ctx, q, asked)
	if err != nil {
		return nil, err
	}
	if q.RequesterID != 0 { // else the order would tell how often colleagues used a word
		asked = asked.among(found)
	}
	hits := asked.rank(found)
	hits = hits[:min(len(hits), q.first())]
	for i := range hits {
		hits[i].Words = written(words, hits[i].Words)
	}
	return hits, nil
}

func (q Question) first() int {
	if q.First > 0 {
		return q.First
	}
	return defaultFirst
}

// scopes are where the question is asked.
func (q Question) scopes() []scope {
	if q.TenantIDs == nil {
		return []scope{problemsOf(q.DeskID)}
	}
	scopes := make([]scope, len(q.TenantIDs))
	for i, id := range q.TenantIDs {
		scopes[i] = problemsIn(id)
	}
	return scopes
}

// language is a desk's; empty: there is no such desk.
func (s *Service) language(ctx context.Context, desk int64) (language string, err error) {
	rows, err := s.store.Query(ctx, "SELECT language FROM desks WHERE id = ?", desk)
	if err := collect(rows, err, func(scan func(...any) error) error { return scan(&language) }); err != nil {
		return "", fmt.Errorf("read the desk's language: %w", err)
	}
	return language, nil
}

// written are the words with these stems as the question writes them, in its order, each spelling of a stem once.
func written(words []word.Word, stems []string) []string {
	var all []string
	for _, w := range words {
		if at := slices.Index(stems, w.Stem); at >= 0 {
			all = append(all, w.Written)
			stems = slices.Delete(slices.Clone(stems), at, at+1)
		}
	}
	return all
}
