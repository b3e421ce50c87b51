package view

import (
	"strings"

	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/policy"
)

// Entry is one line of a ticket's log; its kinds are the types below.
type Entry interface{ IsTimelineEntry() }

type entry struct {
	*desk.Entry
	Group *Group[*desk.Entry]
}

// IsTimelineEntry marks it for gqlgen.
func (entry) IsTimelineEntry() {}

// Actor is who did it, as the viewer may know.
func (e entry) Actor() *Actor { return NewActor(&e.Entry.Actor) }

// ClientMutationID is null unless the viewer did it and named the act.
func (e entry) ClientMutationID() *string { return given(e.Entry.ClientMutationID) }

// Reason is null when a person did it.
func (e entry) Reason() *string { return given(e.Entry.Reason) }

type (
	// OpenedEntry is the contract's type of the same name.
	OpenedEntry struct{ entry }
	// MessageEntry is the contract's type of the same name.
	MessageEntry struct{ entry }
	// StatusEntry is the contract's type of the same name.
	StatusEntry struct{ entry }
	// PriorityEntry is the contract's type of the same name.
	PriorityEntry struct{ entry }
	// AssignmentEntry is the contract's type of the same name.
	AssignmentEntry struct{ entry }
	// PersonEntry is the contract's type of the same name.
	PersonEntry struct{ entry }
	// LinkEntry is the contract's type of the same name.
	LinkEntry struct{ entry }
	// MergeEntry is the contract's type of the same name.
	MergeEntry struct{ entry }
)

// message is what the line tells of; its attachments are read with those of the other lines.
func (e entry) message() *Message {
	if e.Message == nil {
		return nil
	}
	group := below(e.Group, e.Entry, "message", func(e *desk.Entry) *desk.Message { return e.Message })
	return &Message{Message: e.Message, Group: group}
}

// NewEntry shows a line of the log as the type of its kind.
func NewEntry(e *desk.Entry) Entry { return entryOf(NewGroup(e), e) }

func entryOf(group *Group[*desk.Entry], e *desk.Entry) Entry {
	shown := entry{e, group}
	switch e.Kind {
	case event.TicketOpened:
		return &OpenedEntry{shown}
	case event.StatusChanged:
		return &StatusEntry{shown}
	case event.PriorityChanged:
		return &PriorityEntry{shown}
	case event.AssigneeChanged:
		return &AssignmentEntry{shown}
	case event.PersonChanged:
		return &PersonEntry{shown}
	case event.TicketLinked:
		return &LinkEntry{shown}
	case event.TicketsMerged, event.TicketsUnmerged:
		return &MergeEntry{shown}
	case event.DueWarned, event.DueBreached:
		return &DueEntry{shown}
	case event.MessageAdded, event.NoteAdded:
		return &MessageEntry{shown}
	default:
		panic("view: timeline entry of unknown kind " + strings.ToLower(string(e.Kind)))
	}
}

// Message is the description.
func (e OpenedEntry) Message() *Message { return e.message() }

// Message is the reply or note.
func (e MessageEntry) Message() *Message { return e.message() }

// From is the status before.
func (e StatusEntry) From() policy.Status { return policy.Status(e.Entry.From) }

// To is the status after.
func (e StatusEntry) To() policy.Status { return policy.Status(e.Entry.To) }

// ToLabel is the status after, in the desk's words.
func (e StatusEntry) ToLabel() string {
	return e.Desk.Policy.StatusLabel(e.To(), e.Sight.Viewer.Language)
}

// From is the priority before.
func (e PriorityEntry) From() policy.Priority { return policy.Priority(e.Entry.From) }

// To is the priority after.
func (e PriorityEntry) To() policy.Priority { return policy.Priority(e.Entry.To) }

// Assignee is null for nobody.
func (e AssignmentEntry) Assignee() *Actor { return NewActor(e.Entry.Assignee) }

// Person is null for the requester's account.
func (e PersonEntry) Person() *Person { return NewPerson(e.Entry.Person) }

// Undone reports whether the tickets were separated again.
func (e MergeEntry) Undone() bool { return e.Kind == event.TicketsUnmerged }
