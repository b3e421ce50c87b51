package view

import (
	"slices"

	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/node"
)

// Ticket is a ticket as its viewer sees it.
type Ticket struct {
	*desk.Ticket
	Group *Group[*desk.Ticket]
}

// NewTicket shows a ticket; nil stays nil.
func NewTicket(t *desk.Ticket) *Ticket {
	if t == nil {
		return nil
	}
	return &Ticket{Ticket: t, Group: NewGroup(t)}
}

// NewTicketLists shows lists of tickets that were read together, aligned with them.
func NewTicketLists(rows [][]*desk.Ticket) [][]*Ticket {
	group := NewGroup(slices.Concat(rows...)...)
	lists := make([][]*Ticket, len(rows))
	for i, list := range rows {
		lists[i] = make([]*Ticket, len(list))
		for k, t := range list {
			lists[i][k] = &Ticket{Ticket: t, Group: group}
		}
	}
	return lists
}

// ID is the global id.
func (t Ticket) ID() string { return node.Encode(node.Ticket, t.Ticket.ID) }

// IsNode marks it for gqlgen.
func (Ticket) IsNode() {}

// Desk is the ticket's desk.
func (t Ticket) Desk() *Desk {
	d := NewDesk(t.Ticket.Desk, t.Sight.Viewer)
	d.Group = below(t.Group, t.Ticket, "desk", func(t *desk.Ticket) *desk.Desk { return t.Desk })
	return d
}

// Tenant is the ticket's tenant; it must have been asked for.
func (t Ticket) Tenant() *Tenant {
	tenant := NewTenant(t.Ticket.Tenant, t.Sight.Viewer)
	if tenant != nil {
		tenant.Group = below(t.Group, t.Ticket, "tenant", func(t *desk.Ticket) *desk.Tenant { return t.Tenant })
	}
	return tenant
}

// Requester is who opened it; it must have been asked for.
func (t Ticket) Requester() *User { return NewUser(t.Ticket.Requester) }

// Person is the reference person.
func (t Ticket) Person() *Person { return NewPerson(t.Ticket.Person) }

// Assignee is who works on it, as the viewer may know.
func (t Ticket) Assignee() *Actor { return NewActor(t.AssigneeActor()) }

// Channel is how it came in.
func (t Ticket) Channel() desk.Channel { return desk.Channel(t.Ticket.Channel) }

// CloseReason is null unless the system closed it.
func (t Ticket) CloseReason() *string { return given(t.Ticket.CloseReason) }

// AutoCloseAt is zero, so null, when the clock will not close it.
func (t Ticket) AutoCloseAt() moment.Moment {
	at := t.Ticket.AutoCloseAt()
	if at == nil {
		return 0
	}
	return moment.Of(*at)
}

// LastMessage is the newest message in a line.
func (t Ticket) LastMessage() *MessagePreview {
	if t.LastMessageAt.IsZero() {
		return nil
	}
	return &MessagePreview{Excerpt: t.LastMessageExcerpt, AuthorKind: t.LastMessageBy, CreatedAt: t.LastMessageAt}
}

// MessagePreview is the contract's type of the same name.
type MessagePreview struct {
	Excerpt    string
	AuthorKind event.ActorKind
	CreatedAt  moment.Moment
}

// NoteCount is for staff only.
func (t Ticket) NoteCount() *int { return t.SeenNoteCount() }

// Capabilities are what the viewer may do with it.
func (t Ticket) Capabilities() *Capabilities {
	return &Capabilities{ticket: t.Ticket, can: t.Ticket.Capabilities()}
}
