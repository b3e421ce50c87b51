package view

import (
	"sportello/internal/desk"
)

// PageInfo is the contract's type of the same name.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// pageInfo tells where a page of n rows stands.
func pageInfo(n int, cursor func(i int) string, hasNext, hasPrevious bool) *PageInfo {
	info := &PageInfo{HasNextPage: hasNext, HasPreviousPage: hasPrevious}
	if n > 0 {
		start, end := cursor(0), cursor(n-1)
		info.StartCursor, info.EndCursor = &start, &end
	}
	return info
}

// TicketConnection is a page of tickets. Filter is what it is a page of, for its total count.
type TicketConnection struct {
	Page   *desk.TicketPage
	Filter *desk.TicketFilter
	group  *Group[*desk.Ticket]
}

// NewTicketConnection shows a page of tickets.
func NewTicketConnection(page *desk.TicketPage, filter *desk.TicketFilter) *TicketConnection {
	return &TicketConnection{Page: page, Filter: filter, group: NewGroup(page.Tickets...)}
}

// TicketEdge is a ticket and its place.
type TicketEdge struct {
	Cursor string
	Node   *Ticket
}

// Nodes are the tickets.
func (c TicketConnection) Nodes() []*Ticket {
	nodes := make([]*Ticket, len(c.Page.Tickets))
	for i, t := range c.Page.Tickets {
		nodes[i] = &Ticket{Ticket: t, Group: c.group}
	}
	return nodes
}

// Edges are the tickets with their places.
func (c TicketConnection) Edges() []*TicketEdge {
	edges := make([]*TicketEdge, len(c.Page.Tickets))
	for i, t := range c.Page.Tickets {
		edges[i] = &TicketEdge{Cursor: c.Page.Cursor(i), Node: &Ticket{Ticket: t, Group: c.group}}
	}
	return edges
}

// PageInfo tells where the page stands.
func (c TicketConnection) PageInfo() *PageInfo {
	return pageInfo(len(c.Page.Tickets), c.Page.Cursor, c.Page.HasNext, c.Page.HasPrevious)
}

// MessageConnection is a page of a ticket's conversation.
type MessageConnection struct {
	Page   *desk.MessagePage
	Ticket *desk.Ticket
	group  *Group[*desk.Message]
}

// NewMessageConnections shows a page of each ticket's conversation, aligned with the tickets.
func NewMessageConnections(tickets []*desk.Ticket, pages []*desk.MessagePage) []*MessageConnection {
	group := new(Group[*desk.Message])
	connections := make([]*MessageConnection, len(pages))
	for i, page := range pages {
		group.rows = append(group.rows, page.Messages...)
		connections[i] = &MessageConnection{Page: page, Ticket: tickets[i], group: group}
	}
	return connections
}

// MessageEdge is a message and its place.
type MessageEdge struct {
	Cursor string
	Node   *Message
}

// Nodes are the messages.
func (c MessageConnection) Nodes() []*Message { return messagesOf(c.group, c.Page.Messages) }

// Edges are the messages with their places.
func (c MessageConnection) Edges() []*MessageEdge {
	edges := make([]*MessageEdge, len(c.Page.Messages))
	for i, m := range c.Page.Messages {
		edges[i] = &MessageEdge{Cursor: c.cursor(i), Node: &Message{Message: m, Group: c.group}}
	}
	return edges
}

// PageInfo tells where the page stands.
func (c MessageConnection) PageInfo() *PageInfo {
	return pageInfo(len(c.Page.Messages), c.cursor, c.Page.HasNext, c.Page.HasPrevious)
}

func (c MessageConnection) cursor(i int) string { return c.Page.Messages[i].Cursor() }

// TotalCount is what the ticket counts, notes only for staff.
func (c MessageConnection) TotalCount() int { return c.Ticket.SeenMessages() }

// TimelineConnection is a page of a ticket's log.
type TimelineConnection struct {
	Page   *desk.EntryPage
	Ticket *desk.Ticket
	group  *Group[*desk.Entry]
}

// NewTimelineConnections shows a page of each ticket's log, aligned with the tickets.
func NewTimelineConnections(tickets []*desk.Ticket, pages []*desk.EntryPage) []*TimelineConnection {
	group := new(Group[*desk.Entry])
	connections := make([]*TimelineConnection, len(pages))
	for i, page := range pages {
		group.rows = append(group.rows, page.Entries...)
		connections[i] = &TimelineConnection{Page: page, Ticket: tickets[i], group: group}
	}
	return connections
}

// TimelineEdge is a line of the log and its place.
type TimelineEdge struct {
	Cursor string
	Node   Entry
}

// Nodes are the lines.
func (c TimelineConnection) Nodes() []Entry {
	nodes := make([]Entry, len(c.Page.Entries))
	for i, e := range c.Page.Entries {
		nodes[i] = entryOf(c.group, e)
	}
	return nodes
}

// Edges are the lines with their places.
func (c TimelineConnection) Edges() []*TimelineEdge {
	edges := make([]*TimelineEdge, len(c.Page.Entries))
	for i, e := range c.Page.Entries {
		edges[i] = &TimelineEdge{Cursor: e.Cursor(), Node: entryOf(c.group, e)}
	}
	return edges
}

// PageInfo tells where the page stands.
func (c TimelineConnection) PageInfo() *PageInfo {
	return pageInfo(len(c.Page.Entries), c.cursor, c.Page.HasNext, c.Page.HasPrevious)
}

func (c TimelineConnection) cursor(i int) string { return c.Page.Entries[i].Cursor() }

// TotalCount is how many lines the viewer may see.
func (c TimelineConnection) TotalCount() int { return int(c.Ticket.SeenSeq()) }
