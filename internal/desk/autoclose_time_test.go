package desk_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// M1.11, M3.6: whatever people do, a ticket closes at exactly the moment that autoCloseAt tells, not a microsecond before;
// what staff note or say more changes nothing, and after a customer's reply it does not close, unless staff ask again.
func TestClosesWhenItSays(t *testing.T) {
	o := newOffice(t)
	counters := []*counter{o.counter("studio"), o.counter("mail")}
	rapid.Check(t, func(t *rapid.T) {
		s := &silence{T: t, counter: rapid.SampledFrom(counters).Draw(t, "desk")}
		o.pass(time.Duration(rapid.Int64Range(1000, 1e9).Draw(t, "nanoseconds later")))
		s.id = s.waits()
		s.begins()
		for range rapid.IntRange(0, 4).Draw(t, "acts") {
			o.pass(time.Duration(rapid.Int64Range(1000, int64(18*time.Hour)).Draw(t, "later")))
			s.disturb()
		}
		told := s.autoCloseAt(s.id)
		if (told == nil) != s.due.IsZero() || told != nil && !told.Equal(s.due) {
			t.Fatalf("it tells %v, want %v", told, s.due)
		}
		if told == nil {
			s.staysOpen(1000 * 24 * time.Hour)
			return
		}
		s.staysOpen(told.Add(-time.Microsecond).Sub(o.clock()))
		o.until(*told)
		if n := o.autoClose(); n != 1 {
			t.Fatalf("closed %d", n)
		}
		if row := s.ticket(s.id); row.Status != "CLOSED" || row.ClosedAt != moment.Of(*told) {
			t.Fatalf("it is %+v", row)
		}
		if faults, err := o.audit(s.id); err != nil || len(faults) > 0 {
			t.Fatal(faults, err)
		}
	})
}

// silence is one run: a ticket that waits for its customer, and when it should be closed, worked out from what was done.
type silence struct {
	*rapid.T
	*counter
	id  int64
	due time.Time // zero: never
}

// begins: from now on the desk waits.
func (s *silence) begins() {
	after := map[string]time.Duration{"studio": 7 * 24 * time.Hour, "mail": 4 * 24 * time.Hour}
	s.due = moment.Of(s.clock()).Time().Add(after[s.slug()])
}

func (s *silence) slug() string {
	d, err := s.service.DeskOf(context.Background(), s.counter.id)
	if err != nil {
		s.Fatal(err)
	}
	return d.Slug
}

// staysOpen lets time pass, and wants the ticket not to be closed then.
func (s *silence) staysOpen(span time.Duration) {
	s.pass(span)
	if n := s.autoClose(); n != 0 || s.ticket(s.id).Status == "CLOSED" {
		s.Fatalf("closed %d too early: %+v", n, s.ticket(s.id))
	}
}

// disturb is something that somebody does meanwhile.
func (s *silence) disturb() {
	ctx := context.Background()
	var err error
	act := rapid.SampledFrom([]string{"note", "staff reply", "priority", "assign", "reply"}).Draw(s.T, "act")
	switch act {
	case "note":
		_, err = s.service.AddNote(ctx, s.agent, desk.AddNoteInput{TicketID: s.id, Text: "Aspettiamo"})
	case "staff reply":
		if s.due.IsZero() && s.slug() == "studio" {
			s.begins() // what staff ask makes the studio wait; the other desk waits only once it is resolved
		}
		_, err = s.service.Reply(ctx, s.agent, desk.ReplyInput{TicketID: s.id, Text: "Ci faccia sapere"})
	case "priority":
		_, err = s.service.ChangePriority(ctx, s.agent, desk.ChangePriorityInput{TicketID: s.id, Priority: policy.Urgent})
	case "assign":
		_, err = s.service.Assign(ctx, s.agent, desk.AssignInput{TicketID: s.id, AssigneeID: s.second.UserID})
	case "reply":
		s.due = time.Time{}
		_, err = s.service.Reply(ctx, s.customer, desk.ReplyInput{TicketID: s.id, Text: "Eccomi"})
	}
	if err != nil {
		s.Fatalf("%s: %v", act, err)
	}
}

// M1.11, M3.8: what a customer can still do after the clock has closed the ticket.
func TestAfterAutoClose(t *testing.T) {
	o := newOffice(t)
	closed := func(preset string) (*counter, int64) {
		c := o.counter(preset)
		id := c.waits()
		o.until(*c.autoCloseAt(id))
		o.autoClose()
		o.pass(time.Hour)
		return c, id
	}
	studio, refused := closed("studio")
	_, err := studio.reply(studio.customer, refused, "E invece no")
	o.refused(err, "TICKET_CLOSED")
	_, err = studio.service.Reopen(t.Context(), studio.customer, desk.ReopenInput{TicketID: refused})
	o.refused(err, "TICKET_CLOSED")

	mail, old := closed("mail")
	next := o.must(mail.reply(mail.customer, old, "Volvió a pasar"))
	if next.FollowUp != workflow.NewLinked || next.TicketID == old {
		t.Errorf("answered %+v", next)
	}
	if row := o.ticket(next.TicketID); row.FollowsID == nil || *row.FollowsID != old || row.Status != "OPEN" {
		t.Errorf("the new one is %+v", row)
	}
	if row := o.ticket(old); row.Status != "CLOSED" || row.CloseReason != workflow.AutoClosed {
		t.Errorf("the old one is %+v", row)
	}
	o.checkAudit()
}

// M4.17: a closed ticket can be taken up again for 15 days, to the microsecond; then only a new one follows it.
func TestReopeningWindow(t *testing.T) {
	const window = 15 * 24 * time.Hour
	for _, v := range []func(*counter) *access.Viewer{
		func(c *counter) *access.Viewer { return c.customer }, func(c *counter) *access.Viewer { return c.agent },
	} {
		c := newOffice(t).counter("portal")
		inTime, late := c.open(), c.open()
		c.pass(time.Hour)
		for _, id := range []int64{inTime, late} {
			c.must(c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: id, Message: "Fatto"}))
		}
		c.pass(window)
		if out := c.must(c.reply(v(c), inTime, "Ancora una cosa")); out.FollowUp != workflow.Reopened {
			t.Errorf("answered %+v", out)
		}
		c.pass(time.Microsecond)
		_, err := c.reply(v(c), late, "Ancora una cosa")
		c.refused(err, "REOPEN_WINDOW_PASSED")
		next := c.must(c.openAs(t.Context(), c.customer, desk.OpenInput{
			TenantID: c.tenant, Subject: "Come il vecchio", Description: "Di nuovo.", Follows: &desk.TicketRef{ID: late},
		}))
		if row := c.ticket(next.TicketID); row.FollowsID == nil || *row.FollowsID != late {
			t.Errorf("the new one is %+v", row)
		}
	}
}
