package desk

import (
	"time"

	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// StaffSight reports whether the ticket's viewer sees it as staff of its desk do.
func (t *Ticket) StaffSight() bool { return t.Desk.staffSight(t.Sight.Viewer) }

// StatusLabel is the status in the desk's words, in the viewer's language where the desk has it.
func (t *Ticket) StatusLabel() string {
	return t.Desk.Policy.StatusLabel(t.Status, t.Sight.Viewer.Language)
}

// PriorityLabel is the priority in the desk's words, in the viewer's language where the desk has it.
func (t *Ticket) PriorityLabel() string {
	return t.Desk.Policy.PriorityLabel(t.Priority, t.Sight.Viewer.Language)
}

// WaitingSeconds is how long the ticket has been open; nil once it is closed (M4.13).
func (t *Ticket) WaitingSeconds() *int {
	if t.Status == policy.Closed {
		return nil
	}
	return t.secondsSince(t.CreatedAt)
}

// ClosedSeconds is how long ago the ticket was closed; nil while it is not (M4.13).
func (t *Ticket) ClosedSeconds() *int {
	if t.Status != policy.Closed {
		return nil
	}
	return t.secondsSince(t.ClosedAt)
}

// secondsSince never counts below zero: the clocks of two servers differ.
func (t *Ticket) secondsSince(then moment.Moment) *int {
	seconds := max(0, int(t.Sight.Now.Sub(then.Time())/time.Second))
	return &seconds
}

// AutoCloseAt is when the clock closes the ticket if the customer stays silent; nil when it will not (M1.11, M3.6).
func (t *Ticket) AutoCloseAt() *time.Time {
	due, ok := workflow.DueAutoClose(t.Desk.Policy, t.state())
	if !ok {
		return nil
	}
	return &due
}

// state is what workflow needs to know of the ticket.
func (t *Ticket) state() workflow.Ticket { return stateOf(t) }

// MessagePreview is the newest message that customers see, in a line.
type MessagePreview struct {
	Excerpt   string
	By        event.ActorKind
	CreatedAt time.Time
}

// LastMessage is the newest message; nil when there is none.
func (t *Ticket) LastMessage() *MessagePreview {
	if t.LastMessageAt.IsZero() {
		return nil
	}
	return &MessagePreview{Excerpt: t.LastMessageExcerpt, By: t.LastMessageBy, CreatedAt: t.LastMessageAt.Time()}
}

// AssigneeActor is who works on the ticket, as far as the viewer may know it; nil when nobody does, and where the desk
// hides its staff from the viewer (M2.7). It needs WithAssignee.
func (t *Ticket) AssigneeActor() *Actor {
	if t.AssigneeID == 0 || !t.Desk.showsStaffTo(t.Sight.Viewer) {
		return nil
	}
	u := User{ID: t.AssigneeID}
	if t.Assignee != nil {
		u = *t.Assignee
	}
	a := t.Desk.actor(t.Sight, event.Staff, u)
	return &a
}

// SeenNoteCount is how many notes staff have left; nil for customers.
func (t *Ticket) SeenNoteCount() *int {
	if !t.StaffSight() {
		return nil
	}
	return &t.NoteCount
}

// MayHaveFiles reports whether there can be attachments that the viewer may see; a note may hold some that are not counted.
func (t *Ticket) MayHaveFiles() bool {
	return t.AttachmentCount > 0 || t.NoteCount > 0 && t.StaffSight()
}

// SeenMessages is how many messages the viewer may see, the description included.
func (t *Ticket) SeenMessages() int {
	if t.StaffSight() {
		return t.MessageCount + t.NoteCount
	}
	return t.MessageCount
}
