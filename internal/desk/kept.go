package desk

import (
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/workflow"
)

// stateOf is what workflow needs to know of a ticket.
func stateOf(t *Ticket) workflow.Ticket {
	return workflow.Ticket{
		ID: t.ID, TenantID: t.TenantID, MergedInto: t.MergedIntoID,
		Status: t.Status, Priority: t.Priority, RequesterID: t.RequesterID, AssigneeID: t.AssigneeID, PersonID: t.PersonID,
		CreatedAt: t.CreatedAt.Time(), StatusSince: t.StatusSince.Time(),
		ResolvedAt: t.ResolvedAt.Time(), ClosedAt: t.ClosedAt.Time(), FirstRespondedAt: t.FirstRespondedAt.Time(),
		CloseReason: t.CloseReason, ReopenCount: t.ReopenCount,
	}
}

// amend is a ticket after a decision: where it stands, and what is kept on it so that a list need not look further. It
// must agree with the messages and the timeline at all times.
func amend(t Ticket, d workflow.Decision, w *writing, by event.ActorKind, now moment.Moment) Ticket {
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

func amendState(t *Ticket, s workflow.Ticket) {
	t.Status, t.Priority, t.PriorityRank = s.Status, s.Priority, s.Priority.Rank()
	t.AssigneeID, t.PersonID = s.AssigneeID, s.PersonID
	t.StatusSince, t.ResolvedAt, t.ClosedAt = moment.Of(s.StatusSince), moment.Of(s.ResolvedAt), moment.Of(s.ClosedAt)
	t.FirstRespondedAt = moment.Of(s.FirstRespondedAt)
	t.CloseReason, t.ReopenCount, t.MergedIntoID = s.CloseReason, s.ReopenCount, s.MergedInto
}

func amendMessages(t *Ticket, w *writing, by event.ActorKind, now moment.Moment) {
	if w.kind == kindNote {
		t.NoteCount++
		return
	}
	t.MessageCount++
	t.AttachmentCount += len(w.files)
	t.LastMessageAt, t.LastMessageBy, t.LastMessageExcerpt = now, by, w.plain.start()
	if by == event.Staff {
		t.LastStaffAt = now
	} else {
		t.LastCustomerAt = now
	}
	if w.kind == kindDescription {
		t.Excerpt = w.plain.firstLine()
	} else {
		t.LastReplyAt = now
	}
}
