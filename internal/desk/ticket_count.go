package desk

import "sportello/internal/policy"

// TicketCounts says how many tickets stand where (M1.9).
type TicketCounts struct {
	Total, Open, Closed int
	// ByStatus has a row for each status that the viewer's desks use, in the order of a ticket's life, zeroes included.
	ByStatus []StatusCount
}

// StatusCount is one row of TicketCounts; Label is in the desk's words where the viewer has one desk.
type StatusCount struct {
	Status policy.Status
	Label  string
	Count  int
}
