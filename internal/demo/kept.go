package demo

import (
	"sportello/ent"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/workflow"
)

// amend brings a ticket's row to where it stands after a decision, with what is kept on it for lists. The counts of its
// timeline have gone on already.
func amend(t *ent.Ticket, d workflow.Decision, w *said, by event.ActorKind, now moment.Moment) {
	s := d.After
	t.Status, t.Priority, t.PriorityRank = string(s.Status), string(s.Priority), int8(s.Priority.Rank())
	t.RequesterID, t.AssigneeID, t.PersonID = s.RequesterID, orNil(s.AssigneeID), orNil(s.PersonID)
	t.StatusSince, t.ResolvedAt, t.ClosedAt = moment.Of(s.StatusSince), moment.Of(s.ResolvedAt), moment.Of(s.ClosedAt)
	t.FirstRespondedAt = moment.Of(s.FirstRespondedAt)
	t.CloseReason, t.ReopenCount = s.CloseReason, s.ReopenCount
	onlyNotes := true
	for _, e := range d.Events {
		if !e.StaffOnly {
			t.UpdatedAt = now
		}
		onlyNotes = onlyNotes && e.Kind == event.NoteAdded
	}
	if !onlyNotes {
		t.Version++
	}
	if w != nil {
		amendMessages(t, w, by, now)
	}
}

func amendMessages(t *ent.Ticket, w *said, by event.ActorKind, now moment.Moment) {
	if w.kind == note {
		t.NoteCount++
		return
	}
	t.MessageCount++
	if w.file != nil {
		t.AttachmentCount++
	}
	t.LastMessageAt, t.LastMessageBy, t.LastMessageExcerpt = now, string(by), start(w.text)
	if by == event.Staff {
		t.LastStaffMessageAt = now
	} else {
		t.LastCustomerMessageAt = now
	}
	if w.kind == description {
		t.Excerpt = firstLine(w.text)
	} else {
		t.LastReplyAt = now
	}
}
