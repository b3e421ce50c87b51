package view

import (
	"sportello/internal/desk"
)

// SimilarTicket is a ticket that speaks of the same thing as a text.
type SimilarTicket struct {
	Ticket              *Ticket
	Words               []string
	IsSolved            bool
	IsPossibleDuplicate bool
	Answer              *Message
}

// NewSimilarTickets shows tickets that were found together.
func NewSimilarTickets(found []*desk.SimilarTicket) []*SimilarTicket {
	rows, answers := make([]*desk.Ticket, len(found)), make([]*desk.Message, len(found))
	for i, one := range found {
		rows[i], answers[i] = one.Ticket, one.Answer
	}
	tickets, messages := ticketsOf(rows), answersOf(answers)
	shown := make([]*SimilarTicket, len(found))
	for i, one := range found {
		shown[i] = &SimilarTicket{
			Ticket: tickets[i], Words: one.Words, IsSolved: one.Ticket.Status.Over(), IsPossibleDuplicate: one.PossibleDouble,
			Answer: messages[i],
		}
	}
	return shown
}

// SuggestedAnswer is what solved similar tickets.
type SuggestedAnswer struct {
	Ticket *Ticket
	Answer *Message
	Words  []string
	Times  int
}

// NewSuggestedAnswers shows answers that were found together.
func NewSuggestedAnswers(found []*desk.SuggestedAnswer) []*SuggestedAnswer {
	rows, answers := make([]*desk.Ticket, len(found)), make([]*desk.Message, len(found))
	for i, one := range found {
		rows[i], answers[i] = one.Ticket, one.Answer
	}
	tickets, messages := ticketsOf(rows), answersOf(answers)
	shown := make([]*SuggestedAnswer, len(found))
	for i, one := range found {
		shown[i] = &SuggestedAnswer{Ticket: tickets[i], Answer: messages[i], Words: one.Words, Times: one.Times}
	}
	return shown
}

func ticketsOf(rows []*desk.Ticket) []*Ticket {
	group := NewGroup(rows...)
	tickets := make([]*Ticket, len(rows))
	for i, row := range rows {
		tickets[i] = &Ticket{Ticket: row, Group: group}
	}
	return tickets
}

// answersOf shows messages of which some may be missing, as one group.
func answersOf(rows []*desk.Message) []*Message {
	group := new(Group[*desk.Message])
	messages := make([]*Message, len(rows))
	for i, row := range rows {
		if row != nil {
			group.rows = append(group.rows, row)
			messages[i] = &Message{Message: row, Group: group}
		}
	}
	return messages
}
