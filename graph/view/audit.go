package view

import (
	"maps"
	"slices"

	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/desk"
	"sportello/internal/moment"
)

// AuditConnection is a page of the record, for a viewer.
type AuditConnection struct {
	Page   *audit.Lines
	viewer *access.Viewer
	group  *Group[*audit.Line]
}

// NewAuditConnection shows a page of the record.
func NewAuditConnection(page *audit.Lines, v *access.Viewer) *AuditConnection {
	return &AuditConnection{Page: page, viewer: v, group: NewGroup(page.Lines...)}
}

// Nodes are the entries, newest first.
func (c AuditConnection) Nodes() []*AuditEntry {
	nodes := make([]*AuditEntry, len(c.Page.Lines))
	for i, l := range c.Page.Lines {
		nodes[i] = &AuditEntry{Line: l, DeskID: c.Page.DeskID, Viewer: c.viewer, Group: c.group}
	}
	return nodes
}

// Edges are the entries with their places.
func (c AuditConnection) Edges() []*AuditEdge {
	edges := make([]*AuditEdge, len(c.Page.Lines))
	for i, n := range c.Nodes() {
		edges[i] = &AuditEdge{Cursor: n.Line.Cursor(), Node: n}
	}
	return edges
}

// PageInfo tells where the page stands.
func (c AuditConnection) PageInfo() *PageInfo {
	return pageInfo(len(c.Page.Lines), func(i int) string { return c.Page.Lines[i].Cursor() }, c.Page.HasNext, c.Page.HasPrevious)
}

// AuditEdge is an entry and its place.
type AuditEdge struct {
	Cursor string
	Node   *AuditEntry
}

// AuditEntry is one act.
type AuditEntry struct {
	Line   *audit.Line
	DeskID int64 // whose record it is
	Viewer *access.Viewer
	Group  *Group[*audit.Line]
}

// At is when it was.
func (e AuditEntry) At() moment.Moment { return e.Line.At }

// Kind is what it was.
func (e AuditEntry) Kind() audit.Kind { return e.Line.Kind }

// Details are in the order of their names.
func (e AuditEntry) Details() []*AuditDetail {
	details := make([]*AuditDetail, 0, len(e.Line.Details))
	for _, name := range slices.Sorted(maps.Keys(e.Line.Details)) {
		details = append(details, &AuditDetail{Name: name, Value: e.Line.Details[name]})
	}
	return details
}

// AuditDetail is something more about an act.
type AuditDetail struct{ Name, Value string }

// NewAuditUser shows somebody in the record; nil stays nil.
func NewAuditUser(u *audit.User) *User {
	if u == nil {
		return nil
	}
	shown := desk.User{ID: u.ID, Name: u.Name, Email: u.Email}
	if shown.Name == "" { // M4.9
		shown.Name = shown.Email
	}
	return NewUser(&shown)
}
