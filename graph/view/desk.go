package view

import (
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/policy"
)

// Desk is a desk in its viewer's language.
type Desk struct {
	*desk.Desk
	Viewer *access.Viewer
	Group  *Group[*desk.Desk]
}

// NewDesk shows a desk to a viewer; nil stays nil.
func NewDesk(d *desk.Desk, v *access.Viewer) *Desk {
	if d == nil {
		return nil
	}
	return &Desk{Desk: d, Viewer: v}
}

// ID is the global id.
func (d Desk) ID() string { return node.Encode(node.Desk, d.Desk.ID) }

// IsNode marks it for gqlgen.
func (Desk) IsNode() {}

// Statuses are those that the desk uses.
func (d Desk) Statuses() []*StatusOption {
	return statusOptions(d.Policy, d.Policy.UsedStatuses(), d.Viewer.Language)
}

// Priorities are those that the desk uses.
func (d Desk) Priorities() []*PriorityOption {
	return priorityOptions(d.Policy, d.Policy.UsedPriorities(), d.Viewer.Language)
}

// AttachmentRules are what may be attached.
func (d Desk) AttachmentRules() *AttachmentRules {
	a := d.Policy.Attachments
	return &AttachmentRules{AllowedAtOpening: a.AtOpening, AllowedOnReply: a.OnReply, MaxBytes: int64(a.MaxSize), MaxFiles: a.MaxFiles}
}

// AttachmentRules is the contract's type of the same name.
type AttachmentRules struct {
	AllowedAtOpening bool
	AllowedOnReply   bool
	MaxBytes         int64
	MaxFiles         int
}

// StatusOption is the contract's type of the same name.
type StatusOption struct {
	Value policy.Status
	Label string
}

// PriorityOption is the contract's type of the same name.
type PriorityOption struct {
	Value     policy.Priority
	Label     string
	IsDefault bool
}

func statusOptions(p *policy.Policy, statuses []policy.Status, language string) []*StatusOption {
	options := make([]*StatusOption, len(statuses))
	for i, s := range statuses {
		options[i] = &StatusOption{Value: s, Label: p.StatusLabel(s, language)}
	}
	return options
}

func priorityOptions(p *policy.Policy, priorities []policy.Priority, language string) []*PriorityOption {
	options := make([]*PriorityOption, len(priorities))
	for i, x := range priorities {
		options[i] = &PriorityOption{Value: x, Label: p.PriorityLabel(x, language), IsDefault: x == p.Priority.Default}
	}
	return options
}
