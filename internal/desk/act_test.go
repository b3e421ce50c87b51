package desk_test

import (
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// What staff alone do, with the code that each other person gets.
func TestStaffOnly(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	before := c.ticket(id)
	s, ctx := c.service, t.Context()
	acts := map[string]func(*access.Viewer) (*desk.Outcome, error){
		"note": func(v *access.Viewer) (*desk.Outcome, error) {
			return s.AddNote(ctx, v, desk.AddNoteInput{TicketID: id, Text: "Ciao"})
		},
		"take": func(v *access.Viewer) (*desk.Outcome, error) { return s.Take(ctx, v, desk.TakeInput{TicketID: id}) },
		"assign": func(v *access.Viewer) (*desk.Outcome, error) {
			return s.Assign(ctx, v, desk.AssignInput{TicketID: id, AssigneeID: c.second.UserID})
		},
		"status": func(v *access.Viewer) (*desk.Outcome, error) {
			return s.ChangeStatus(ctx, v, desk.ChangeStatusInput{TicketID: id, Status: policy.InDevelopment})
		},
		"resolve": func(v *access.Viewer) (*desk.Outcome, error) {
			return s.Resolve(ctx, v, desk.ResolveInput{TicketID: id})
		},
	}
	for name, act := range acts {
		t.Run(name, func(t *testing.T) {
			for _, test := range []struct {
				viewer *access.Viewer
				want   string
			}{
				{c.customer, "STAFF_ONLY"},
				{c.technician, "STAFF_ONLY"},
				{c.observer, "FORBIDDEN"},
				{c.neighbour, "NOT_FOUND at ticket"},
				{c.analyst, "NOT_FOUND at ticket"},
			} {
				_, err := act(test.viewer)
				c.refused(err, test.want)
			}
		})
	}
	if after := c.ticket(id); after.String() != before.String() {
		t.Errorf("refusals left %v", after)
	}
}

// M1.10: taken in charge = IN_PROGRESS. What changes nothing leaves no trace.
func TestTakeAndAssign(t *testing.T) {
	c := newOffice(t).counter("studio")
	other := c.counter("saas")
	id := c.open()
	assign := func(to int64) error {
		c.pass(time.Minute)
		_, err := c.service.Assign(t.Context(), c.agent, desk.AssignInput{TicketID: id, AssigneeID: to})
		return err
	}
	c.pass(time.Minute)
	c.must(c.service.Take(t.Context(), c.agent, desk.TakeInput{TicketID: id}))
	if row := c.ticket(id); row.Status != "IN_PROGRESS" || row.AssigneeID == nil || *row.AssigneeID != c.agent.UserID {
		t.Errorf("taken: %+v", row)
	}
	c.refused(assign(c.second.UserID))
	c.refused(assign(c.second.UserID))
	if row := c.ticket(id); *row.AssigneeID != c.second.UserID || row.Version != 3 {
		t.Errorf("assigned: %+v", row)
	}
	c.refused(assign(c.analyst.UserID), "NOT_ASSIGNABLE at assignee")
	c.refused(assign(c.customer.UserID), "NOT_ASSIGNABLE at assignee")
	c.refused(assign(other.agent.UserID), "NOT_FOUND at assignee")
	c.refused(assign(9999), "NOT_FOUND at assignee")
	c.refused(assign(0))
	if row := c.ticket(id); row.AssigneeID != nil || row.Version != 4 {
		t.Errorf("given to nobody: %+v", row)
	}
	if told := c.heard(); len(told) != 4 {
		t.Errorf("announced %+v", told)
	}
	c.checkAudit()
}

// A note changes nothing that customers notice.
func TestAddNote(t *testing.T) {
	c := newOffice(t).counter("studio")
	id := c.open()
	before := c.ticket(id)
	c.pass(time.Minute)
	c.must(c.service.AddNote(t.Context(), c.agent, desk.AddNoteInput{
		TicketID: id, Text: "Cliente difficile", Attachments: []desk.AttachmentInput{{File: c.file("log.txt", "x")}},
	}))
	want := *before
	want.NoteCount, want.LastSeq = 1, 2
	if after := c.ticket(id); after.String() != want.String() {
		t.Errorf("after the note\n%v, want\n%v", after, &want)
	}
	c.checkAudit()
}

// M2.3, M2.8: the desk's statuses and priorities only, by staff.
func TestChangeStatusAndPriority(t *testing.T) {
	c := newOffice(t).counter("saas")
	id := c.open()
	status := func(v *access.Viewer, to policy.Status) error {
		c.pass(time.Minute)
		_, err := c.service.ChangeStatus(t.Context(), v, desk.ChangeStatusInput{TicketID: id, Status: to})
		return err
	}
	priority := func(v *access.Viewer, to policy.Priority) error {
		c.pass(time.Minute)
		_, err := c.service.ChangePriority(t.Context(), v, desk.ChangePriorityInput{TicketID: id, Priority: to})
		return err
	}
	c.refused(status(c.agent, policy.WaitingOnCustomer), "STATUS_NOT_USED at status")
	c.refused(status(c.agent, policy.InProgress))
	c.refused(priority(c.customer, policy.High), "PRIORITY_CHANGE_REFUSED at priority")
	c.refused(priority(c.agent, policy.Urgent))
	c.refused(priority(c.agent, "NONE"), "PRIORITY_NOT_USED at priority")
	if row := c.ticket(id); row.Status != "IN_PROGRESS" || row.Priority != "URGENT" || row.PriorityRank != 4 || row.Version != 3 {
		t.Errorf("it is %+v", row)
	}
	c.checkAudit()
}

// M4.16: the customer closes with a final message, not in the first five minutes.
func TestClose(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	closing := func(v *access.Viewer, message string) error {
		_, err := c.service.Close(t.Context(), v, desk.CloseInput{TicketID: id, Message: message})
		return err
	}
	c.pass(5*time.Minute - time.Second)
	c.refused(closing(c.customer, "Grazie"), "TOO_EARLY_TO_CLOSE")
	c.pass(time.Second)
	c.refused(closing(c.customer, " \n"), "MESSAGE_REQUIRED at message")
	c.refused(closing(c.customer, "a\x00b"), "INVALID_CHARACTERS at message")
	c.refused(closing(c.customer, "Grazie"))
	if row := c.ticket(id); row.Status != "CLOSED" || row.MessageCount != 2 || row.Version != 2 || row.CloseReason != "" || row.ClosedAt == 0 {
		t.Errorf("closed: %+v", row)
	}
	c.checkAudit()
}

// M2.8: where only staff close, a customer does not.
func TestCloseByStaffOnly(t *testing.T) {
	c := newOffice(t).counter("saas")
	id := c.open()
	_, err := c.service.Close(t.Context(), c.customer, desk.CloseInput{TicketID: id, Message: "Grazie"})
	c.refused(err, "CLOSE_NOT_ALLOWED")
	c.pass(time.Minute)
	c.must(c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: id}))
	c.checkAudit()
}

// M1.11, M3.5, M3.6, M4.17: who may reopen what without a message.
func TestReopen(t *testing.T) {
	for _, test := range []struct {
		preset  string
		resolve bool
		wait    time.Duration
		want    []string
	}{
		{"guided", false, time.Hour, nil},
		{"studio", false, time.Hour, []string{"TICKET_CLOSED"}},
		{"saas", false, time.Hour, []string{"REOPEN_NOT_ALLOWED"}}, // only by replying
		{"mail", false, time.Hour, []string{"TICKET_CLOSED"}},
		{"mail", true, time.Hour, nil},
		{"portal", false, 15 * 24 * time.Hour, nil},
		{"portal", false, 16 * 24 * time.Hour, []string{"REOPEN_WINDOW_PASSED"}},
	} {
		t.Run(test.preset, func(t *testing.T) {
			c := newOffice(t).counter(test.preset)
			id := c.open()
			c.pass(time.Hour)
			if test.resolve {
				c.must(c.service.Resolve(t.Context(), c.agent, desk.ResolveInput{TicketID: id}))
			} else {
				c.must(c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: id}))
			}
			c.pass(test.wait)
			out, err := c.service.Reopen(t.Context(), c.customer, desk.ReopenInput{TicketID: id})
			c.refused(err, test.want...)
			if err == nil && (out.FollowUp != workflow.Reopened || c.ticket(id).ReopenCount != 1) {
				t.Errorf("answered %+v, it is %+v", out, c.ticket(id))
			}
			c.checkAudit()
		})
	}
}
