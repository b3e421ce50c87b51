package view

import (
	"sportello/internal/desk"
	"sportello/internal/live"
)

// TicketEvent is what a follower of a ticket is told.
type TicketEvent interface{ IsTicketEvent() }

type (
	// TicketSnapshot is the contract's type of the same name. Seq is the newest entry that it contains.
	TicketSnapshot struct {
		Cursor string
		Seq    int64
		Row    *desk.Ticket
	}
	// TicketEntryAdded is the contract's type of the same name.
	TicketEntryAdded struct {
		Cursor string
		Row    *desk.Ticket
		Line   *desk.Entry
	}
	// TicketGap is the contract's type of the same name.
	TicketGap struct {
		Cursor string
		Reason live.GapReason
	}
	// TicketRemoved is the contract's type of the same name.
	TicketRemoved struct{ Cursor string }
)

// IsTicketEvent marks it for gqlgen.
func (TicketSnapshot) IsTicketEvent() {}

// IsTicketEvent marks it for gqlgen.
func (TicketEntryAdded) IsTicketEvent() {}

// IsTicketEvent marks it for gqlgen.
func (TicketGap) IsTicketEvent() {}

// IsTicketEvent marks it for gqlgen.
func (TicketRemoved) IsTicketEvent() {}

// Ticket is where it stands.
func (e TicketSnapshot) Ticket() *Ticket { return NewTicket(e.Row) }

// Ticket is the ticket after it.
func (e TicketEntryAdded) Ticket() *Ticket { return NewTicket(e.Row) }

// Entry is what happened.
func (e TicketEntryAdded) Entry() Entry { return NewEntry(e.Line) }
