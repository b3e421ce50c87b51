package desk

import (
	"context"
	"fmt"
	"strings"

	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/search"
)

// maxExamined is how many similar tickets are looked through for answers.
const maxExamined = 40

// SuggestedAnswer is what solved similar tickets.
type SuggestedAnswer struct {
	Ticket *Ticket  // the most similar one that it solved
	Answer *Message // as it was written there
	Words  []string // that the tickets share
	Times  int      // how many of the similar tickets were answered with nearly the same
}

// SuggestedAnswers are for staff: what solved the tickets most similar to one of theirs, best first, nearly the same
// answers told once (M1.14). A fixed number of statements. NOT_FOUND, STAFF_ONLY; INVALID_PAGE at first.
func (s *Service) SuggestedAnswers(
	ctx context.Context, v *access.Viewer, ticketID int64, first int, parts Parts,
) ([]*SuggestedAnswer, error) {
	if first < 0 || first > maxSimilar {
		return nil, problem.New(problem.InvalidPage, "first")
	}
	t, err := s.Ticket(ctx, v, ticketID, 0)
	if err != nil {
		return nil, err
	}
	if !t.StaffSight() {
		return nil, problem.New(problem.StaffOnly)
	}
	one := 1
	described, err := s.Messages(ctx, []*Ticket{t}, Page{First: &one})
	if err != nil {
		return nil, fmt.Errorf("suggested answers: %w", err)
	}
	text := []string{t.Subject}
	for _, m := range described[0].Messages {
		text = append(text, m.Plain())
	}
	solved := true
	found, err := s.similar(ctx, v, search.Question{
		Text: strings.Join(text, "\n"), DeskID: t.DeskID, Exclude: t.ID, Solved: &solved, First: maxExamined,
	}, parts)
	if err != nil {
		return nil, err
	}
	suggested := fold(found)
	return suggested[:min(first, len(suggested))], nil
}

// fold tells nearly the same answers once, in the place of the first.
func fold(found []*SimilarTicket) []*SuggestedAnswer {
	var folded []*SuggestedAnswer
	var wordings []wording
	for _, one := range found {
		if one.Answer == nil {
			continue
		}
		w := newWording(one.Answer.Plain())
		known := false
		for i, other := range wordings {
			if known = w.alike(other); known {
				folded[i].Times++
				break
			}
		}
		if !known {
			folded = append(folded, &SuggestedAnswer{Ticket: one.Ticket, Answer: one.Answer, Words: one.Words, Times: 1})
			wordings = append(wordings, w)
		}
	}
	return folded
}
