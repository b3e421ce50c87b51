package desk

import (
	"context"
	"fmt"
	"unicode/utf8"

	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/search"
)

// Finder finds tickets by words, and those whose problem is like a text; see search.Service.
type Finder interface {
	Find(ctx context.Context, places []search.Place, texts ...string) (map[string]search.Found, error)
	Similar(ctx context.Context, q search.Question) ([]search.Hit, error)
}

const (
	maxSimilar     = 10     // tickets or answers asked for at most
	maxSimilarText = 20_000 // characters of a text that is compared
	// maxDoubles is how many open tickets of the same tenant are pointed out.
	maxDoubles = 3
)

// SimilarInput asks for tickets like a text, such as one that is being written.
type SimilarInput struct {
	DeskID, TenantID int64 // where it would be opened; 0: the viewer's only one
	Text             string
	ExcludeID        int64 // a ticket that is left out; 0: none
	First            int
	Parts            Parts // of the tickets
}

// SimilarTicket is a ticket that speaks of the same thing.
type SimilarTicket struct {
	Ticket *Ticket
	Words  []string // that it shares with the text
	Answer *Message // what solved it; nil: nothing did
	// PossibleDouble: the ticket is open, and of the tenant that asks.
	PossibleDouble bool
}

// SimilarTickets finds solved tickets that speak of the same thing as a text, best first, with their answers, and behind
// them open ones of the same tenant, lest they be opened again (M1.14). Customers find what they see of their tenant, staff
// the whole desk. A fixed number of statements. TENANT_REQUIRED, NOT_FOUND; INVALID_PAGE at first, INVALID_FILTER at text.
func (s *Service) SimilarTickets(ctx context.Context, v *access.Viewer, in SimilarInput) ([]*SimilarTicket, error) {
	if in.First < 0 || in.First > maxSimilar {
		return nil, problem.New(problem.InvalidPage, "first")
	}
	if utf8.RuneCountInString(in.Text) > maxSimilarText {
		return nil, problem.New(problem.InvalidFilter, "input", "text")
	}
	solved, open, err := s.questions(ctx, v, in)
	if err != nil {
		return nil, err
	}
	var found []*SimilarTicket
	for _, q := range []*search.Question{solved, open} {
		if q == nil {
			continue
		}
		some, err := s.similar(ctx, v, *q, in.Parts)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// similar asks one question. What the viewer does not see is left out, whatever the index says.
func (s *Service) similar(
	ctx context.Context, v *access.Viewer, q search.Question, parts Parts,
) ([]*SimilarTicket, error) {
	hits, err := s.search.Similar(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("similar tickets: %w", err)
	}
	ids := make([]int64, len(hits))
	for i, hit := range hits {
		ids[i] = hit.TicketID
	}
	byID, err := s.TicketsByID(ctx, v, ids, parts)
	if err != nil {
		return nil, err
	}
	var found []*SimilarTicket
	var rows []*Ticket
	for _, hit := range hits {
		if t := byID[hit.TicketID]; t != nil && t.Status.Over() == *q.Solved {
			found = append(found, &SimilarTicket{Ticket: t, Words: hit.Words, PossibleDouble: !*q.Solved})
			rows = append(rows, t)
		}
	}
	if !*q.Solved {
		return found, nil
	}
	answers, err := s.Answers(ctx, rows)
	for i, answer := range answers {
		found[i].Answer = answer
	}
	return found, err
}
