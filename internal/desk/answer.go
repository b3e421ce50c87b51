package desk

import (
	"context"
	"fmt"
	"unicode/utf8"
)

// answerBound lets through what staff wrote to the customer until the ticket was resolved or, where nobody resolved it,
// closed.
const answerBound = `r.kind = 'REPLY' AND r.author_kind = 'STAFF' AND r.staff_only = FALSE AND r.created_at <=
	(SELECT CASE WHEN t.resolved_at > 0 THEN t.resolved_at ELSE t.closed_at END FROM tickets t WHERE t.id = r.conversation_id)`

// Answers reads what solved each ticket, aligned with them, by one statement for all: the last that staff wrote to the
// customer before it was resolved or closed (M1.14). Nil where it is neither, or nobody wrote.
func (s *Service) Answers(ctx context.Context, tickets []*Ticket) ([]*Message, error) {
	answers := make([]*Message, len(tickets))
	if len(tickets) == 0 {
		return answers, nil
	}
	read, err := s.readMessages(ctx, tickets, logRange{most: 2, backward: true, bound: answerBound})
	if err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	for i, replies := range read {
		answers[i] = answer(tickets[i], replies)
	}
	return answers, nil
}

// answer is the newest of a ticket's replies. Words said in closing ("since it works now, we close this") are not it,
// unless they say more than the reply before them.
func answer(t *Ticket, replies []*Message) *Message {
	switch {
	case len(replies) == 0 || !t.Status.Over():
		return nil
	case len(replies) == 1 || replies[0].CreatedAt != t.ClosedAt:
		return replies[0]
	case utf8.RuneCountInString(replies[0].Plain()) < utf8.RuneCountInString(replies[1].Plain()):
		return replies[1]
	}
	return replies[0]
}
