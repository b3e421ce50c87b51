package view

import (
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/policy"
)

// DeskPolicy is a desk's rules, for who may read them.
type DeskPolicy struct {
	Desk   *Desk
	newest *desk.PolicyVersion // nil: the desk is older than its history
}

// NewDeskPolicy shows a desk's rules with the newest page of their history; nil for who may not read them.
func NewDeskPolicy(d *Desk, newest *desk.PolicyPage) *DeskPolicy {
	if newest == nil {
		return nil
	}
	p := &DeskPolicy{Desk: d}
	if len(newest.Versions) > 0 {
		p.newest = newest.Versions[0]
	}
	return p
}

// Version counts the changes.
func (p DeskPolicy) Version() int64 { return p.Desk.PolicyVersion }

// YAML is the file as it was given.
func (p DeskPolicy) YAML() string { return string(p.Desk.Policy.YAML()) }

// UpdatedAt is when the rules came into force; nil where nobody wrote it down.
func (p DeskPolicy) UpdatedAt() *moment.Moment {
	if p.newest == nil {
		return nil
	}
	return &p.newest.CreatedAt
}

// UpdatedBy is who gave the desk its rules; nil: the operator of the server.
func (p DeskPolicy) UpdatedBy() *User {
	if p.newest == nil {
		return nil
	}
	return NewUser(p.newest.Author)
}

// PolicyVersion is a desk's rules as they once were.
type PolicyVersion struct{ *desk.PolicyVersion }

// Author is who gave them; nil: the operator of the server.
func (p PolicyVersion) Author() *User { return NewUser(p.PolicyVersion.Author) }

// PolicyHistory is a page of a desk's rules through time.
type PolicyHistory struct{ Page *desk.PolicyPage }

// Nodes are the versions, newest first.
func (h PolicyHistory) Nodes() []*PolicyVersion {
	nodes := make([]*PolicyVersion, len(h.Page.Versions))
	for i, v := range h.Page.Versions {
		nodes[i] = &PolicyVersion{v}
	}
	return nodes
}

// PolicyVersionEdge is a version and its place.
type PolicyVersionEdge struct {
	Cursor string
	Node   *PolicyVersion
}

// Edges are the versions with their places.
func (h PolicyHistory) Edges() []*PolicyVersionEdge {
	edges := make([]*PolicyVersionEdge, len(h.Page.Versions))
	for i, v := range h.Page.Versions {
		edges[i] = &PolicyVersionEdge{Cursor: v.Cursor(), Node: &PolicyVersion{v}}
	}
	return edges
}

// PageInfo tells where the page stands.
func (h PolicyHistory) PageInfo() *PageInfo {
	return pageInfo(len(h.Page.Versions), func(i int) string { return h.Page.Versions[i].Cursor() }, h.Page.HasNext, h.Page.HasPrevious)
}

// PolicyFault is one thing wrong with a policy file.
type PolicyFault struct{ policy.Fault }

// Key is where it stands; nil: the file as a whole.
func (f PolicyFault) Key() *string { return textOrNil(f.Fault.Key) }

// Hint is what was probably meant; nil: no idea.
func (f PolicyFault) Hint() *string { return textOrNil(f.Fault.Hint) }

// PolicyChange is one key that differs between two policies.
type PolicyChange struct{ policy.Change }

// Before is how it was written; nil: it was not there.
func (c PolicyChange) Before() *string { return textOrNil(c.Change.Before) }

// After is how it is written; nil: it is not there.
func (c PolicyChange) After() *string { return textOrNil(c.Change.After) }

func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
