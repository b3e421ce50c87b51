package view

import (
	"sportello/internal/desk"
	"sportello/internal/live/list"
	"sportello/internal/node"
)

// TicketListEvent is what a follower of a list is told.
type TicketListEvent interface{ IsTicketListEvent() }

type (
	// TicketListSnapshot is the contract's type of the same name.
	TicketListSnapshot struct{ Cursor string }
	// TicketListChange is the contract's type of the same name.
	TicketListChange struct {
		Cursor, InList, MutationID string
		Change                     list.Kind
		TicketKey                  int64
		Row                        *desk.Ticket // nil: it left
		By                         *desk.Actor  // nil: not for the viewer to know
	}
	// TicketListGap is the contract's type of the same name.
	TicketListGap struct {
		Cursor string
		Reason list.Reason
	}
)

// IsTicketListEvent marks it for gqlgen.
func (TicketListSnapshot) IsTicketListEvent() {}

// IsTicketListEvent marks it for gqlgen.
func (TicketListChange) IsTicketListEvent() {}

// IsTicketListEvent marks it for gqlgen.
func (TicketListGap) IsTicketListEvent() {}

// TicketID is the ticket's global id.
func (e TicketListChange) TicketID() string { return node.Encode(node.Ticket, e.TicketKey) }

// Ticket is the ticket as it is; nil when it left.
func (e TicketListChange) Ticket() *Ticket { return NewTicket(e.Row) }

// Place is the ticket's cursor in the list; nil when it left.
func (e TicketListChange) Place() *string { return given(e.InList) }

// Actor is who did it; nil where that is not for the viewer to know.
func (e TicketListChange) Actor() *Actor { return NewActor(e.By) }

// ClientMutationID is the viewer's own; nil: none.
func (e TicketListChange) ClientMutationID() *string { return given(e.MutationID) }
