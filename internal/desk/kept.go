package desk

import (
	"sportello/ent"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// stateOf is what workflow needs to know of a ticket.
func stateOf(t *ent.Ticket) workflow.Ticket {
	return workflow.Ticket{
		Status: policy.Status(t.Status), Priority: policy.Priority(t.Priority),
		RequesterID: t.RequesterID, AssigneeID: zero(t.AssigneeID), PersonID: zero(t.PersonID),
		CreatedAt: t.CreatedAt.Time(), StatusSince: t.StatusSince.Time(),
		ResolvedAt: t.ResolvedAt.Time(), ClosedAt: t.ClosedAt.Time(), FirstRespondedAt: t.FirstRespondedAt.Time(),
		CloseReason: t.CloseReason, ReopenCount: t.ReopenCount,
	}
}

// amend is a ticket's row after a decision: where it stands, and what is kept on it so that a list need not look further.
// It must agree with the messages and the timeline at all times.
func amend(t ent.Ticket, d workflow.Decision, w *writing, by event.ActorKind, now moment.Moment) ent.Ticket {
	amendState(&t, d.After)
	onlyNotes := true
	for _, e := range d.Events {
		t.LastSeq++
		if !e.StaffOnly {
			t.LastPublicSeq++
			t.UpdatedAt = now
		}
		onlyNotes = onlyNotes && e.Kind == event.NoteAdded
	}
	if !onlyNotes {
		t.Version++
	}
	if w != nil {
		amendMessages(&t, w, by, now)
	}
	return t
}

func amendState(t *ent.Ticket, s workflow.Ticket) {
	t.Status, t.Priority, t.PriorityRank = string(s.Status), string(s.Priority), int8(s.Priority.Rank())
	t.AssigneeID, t.PersonID = orNil(s.AssigneeID), orNil(s.PersonID)
	t.StatusSince, t.ResolvedAt, t.ClosedAt = moment.Of(s.StatusSince), moment.Of(s.ResolvedAt), moment.Of(s.ClosedAt)
	t.FirstRespondedAt = moment.Of(s.FirstRespondedAt)
	t.CloseReason, t.ReopenCount = s.CloseReason, s.ReopenCount
}

func amendMessages(t *ent.Ticket, w *writing, by event.ActorKind, now moment.Moment) {
	if w.kind == kindNote {
		t.NoteCount++
		return
	}
	t.MessageCount++
	t.AttachmentCount += len(w.files)
	t.LastMessageAt, t.LastMessageBy, t.LastMessageExcerpt = now, string(by), w.text.start()
	if by == event.Staff {
		t.LastStaffMessageAt = now
	} else {
		t.LastCustomerMessageAt = now
	}
	if w.kind == kindDescription {
		t.Excerpt = w.text.firstLine()
	} else {
		t.LastReplyAt = now
	}
}

// zero is 0 for no id.
func zero(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

// orNil is nil for 0.
func orNil(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
