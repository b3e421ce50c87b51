package view

import (
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

// Draft is a request that its author is still writing.
type Draft struct {
	*desk.Draft
	Group *Group[*desk.Draft]
}

// NewDraft shows a draft; nil stays nil.
func NewDraft(d *desk.Draft) *Draft {
	if d == nil {
		return nil
	}
	return &Draft{Draft: d, Group: NewGroup(d)}
}

// ID is the global id.
func (d Draft) ID() string { return node.Encode(node.Draft, d.Draft.ID) }

// IsNode marks it for gqlgen.
func (Draft) IsNode() {}

// Desk is where it will be sent.
func (d Draft) Desk() *Desk {
	shown := NewDesk(d.Draft.Desk, d.Sight.Viewer)
	shown.Group = below(d.Group, d.Draft, "desk", func(d *desk.Draft) *desk.Desk { return d.Desk })
	return shown
}

// Status is the same for all.
func (Draft) Status() policy.Status { return policy.Draft }

// Priority is null where none was chosen.
func (d Draft) Priority() *policy.Priority {
	if d.Draft.Priority == "" {
		return nil
	}
	return &d.Draft.Priority
}

// Fields are the answers so far.
func (d Draft) Fields() []*DraftField {
	fields := make([]*DraftField, len(d.Draft.Fields))
	for i, f := range d.Draft.Fields {
		fields[i] = &DraftField{f}
	}
	return fields
}

// Source is null when it was not said.
func (d Draft) Source() *Source {
	if d.Draft.Source == nil {
		return nil
	}
	return &Source{d.Draft.Source}
}

// DraftField is an answer as it was given.
type DraftField struct{ desk.FieldInput }

// Value is null where there is a path, or nothing.
func (f DraftField) Value() *string { return given(f.FieldInput.Value) }

// Path is null where there is none.
func (f DraftField) Path() []string { return f.FieldInput.Path }

// Format is null where none was given.
func (f DraftField) Format() *richtext.Format {
	if f.FieldInput.Format == "" {
		return nil
	}
	return &f.FieldInput.Format
}

// DraftConnection is a page of drafts.
type DraftConnection struct {
	Page  *desk.DraftPage
	group *Group[*desk.Draft]
}

// NewDraftConnection shows a page of drafts; nil stays nil.
func NewDraftConnection(page *desk.DraftPage) *DraftConnection {
	if page == nil {
		return nil
	}
	return &DraftConnection{Page: page, group: NewGroup(page.Drafts...)}
}

// DraftEdge is a draft and its place.
type DraftEdge struct {
	Cursor string
	Node   *Draft
}

// Nodes are the drafts.
func (c DraftConnection) Nodes() []*Draft {
	nodes := make([]*Draft, len(c.Page.Drafts))
	for i, d := range c.Page.Drafts {
		nodes[i] = &Draft{Draft: d, Group: c.group}
	}
	return nodes
}

// Edges are the drafts with their places.
func (c DraftConnection) Edges() []*DraftEdge {
	edges := make([]*DraftEdge, len(c.Page.Drafts))
	for i, d := range c.Page.Drafts {
		edges[i] = &DraftEdge{Cursor: c.Page.Cursor(i), Node: &Draft{Draft: d, Group: c.group}}
	}
	return edges
}

// PageInfo tells where the page stands.
func (c DraftConnection) PageInfo() *PageInfo {
	return pageInfo(len(c.Page.Drafts), c.Page.Cursor, c.Page.HasNext, c.Page.HasPrevious)
}
