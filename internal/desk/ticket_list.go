package desk

// TicketPage is a page of tickets. HasPrevious and HasNext speak of the filtered list as it is now.
type TicketPage struct {
	Tickets              []*Ticket
	HasNext, HasPrevious bool
	order                ticketOrder
}

// Cursor is the place of a ticket of the page.
func (p *TicketPage) Cursor(i int) string { return p.order.cursor(p.Tickets[i]) }
