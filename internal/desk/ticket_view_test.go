package desk_test

import (
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/problem"
)

// Who works on a ticket: staff know it, customers where the desk shows its staff, by name and never by e-mail (M2.7, M4.13).
func TestAssigneeAsEachSideKnowsIt(t *testing.T) {
	w := newWorld(t)
	staff := w.viewer("supervisor of two desks")
	for _, c := range []struct {
		name, viewer string
		tenant       int
		seen, byMail bool
	}{
		{"staff", "supervisor of two desks", 2, true, true},
		{"customer of a desk that shows", "administrator of a tenant", 0, true, false},
		{"customer of a desk that hides", "technician where staff is hidden", 2, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := &ent.Ticket{
				TenantID: w.tenants[c.tenant], RequesterID: w.viewer("administrator of a tenant").UserID,
				AssigneeID: &staff.UserID,
			}
			w.Tickets(row)
			a := w.ticket(t, w.viewer(c.viewer), row.ID).AssigneeActor()
			if (a != nil) != c.seen {
				t.Fatalf("the assignee is %+v", a)
			}
			if a != nil && (a.Name != staff.Name || !a.IsSupport || a.User == nil || (a.User.Email != "") != c.byMail) {
				t.Errorf("the assignee is %+v, %+v", a, a.User)
			}
		})
	}
}

// Authors: the desk's name stands for its staff where it hides them, and for staff without a name (M2.7, M4.9).
func TestAuthorsAsEachSideKnowsThem(t *testing.T) {
	w := newWorld(t)
	staff, customer := w.viewer("supervisor of two desks"), w.viewer("technician where staff is hidden")
	id := w.chat(2, customer, staff, 1)
	w.Add(id, desktest.Line{Kind: event.StatusChanged, From: "IN_PROGRESS", To: "CLOSED", Reason: "auto-close"})
	hidden := w.ticket(t, customer, id).Desk.Name
	for _, e := range w.timeline(t, customer, id) {
		a := e.Actor
		switch {
		case a.Kind == event.Staff && (a.Name != hidden || a.User != nil || !a.IsSupport || a.IsViewer),
			a.Kind == event.Customer && (a.Name != customer.Name || a.User == nil || a.IsSupport || !a.IsViewer),
			a.Kind == event.System && (a.Name != hidden || a.User != nil || a.IsSupport):
			t.Errorf("the customer knows %+v", a)
		}
		if e.Message != nil && e.Message.Author.Name != a.Name {
			t.Errorf("the message is by %+v", e.Message.Author)
		}
	}
	for _, e := range w.timeline(t, staff, id) {
		if a := e.Actor; a.Kind == event.Staff && (a.Name != staff.Name || a.User.Email != staff.Email || !a.IsViewer) {
			t.Errorf("staff know %+v", a)
		}
	}
}

// What a list shows of a ticket's times and newest message (M1.11, M4.13).
func TestTicketTimes(t *testing.T) {
	w := newWorld(t)
	customer := w.User()
	w.JoinTenant(customer, w.tenants[4], access.TenantAdministrator)
	created := moment.Of(w.now.Add(-48 * time.Hour))
	since := moment.Of(w.now.Add(-24 * time.Hour))
	waiting := &ent.Ticket{
		TenantID: w.tenants[4], RequesterID: customer.UserID, Status: "WAITING_ON_CUSTOMER",
		CreatedAt: created, StatusSince: since,
	}
	closed := &ent.Ticket{
		TenantID: w.tenants[4], RequesterID: customer.UserID, Status: "CLOSED", CreatedAt: created, ClosedAt: since,
	}
	w.Tickets(waiting, closed)

	open := w.ticket(t, customer, waiting.ID)
	if s := open.WaitingSeconds(); s == nil || *s != 48*60*60 || open.ClosedSeconds() != nil {
		t.Errorf("open for %v, closed for %v", s, open.ClosedSeconds())
	}
	if due := open.AutoCloseAt(); due == nil || !due.Equal(since.Time().AddDate(0, 0, 7)) {
		t.Errorf("closes at %v", due)
	}
	if m := open.LastMessage(); m == nil || m.Excerpt != open.Excerpt || m.By != event.Customer {
		t.Errorf("the last message is %+v", m)
	}
	if open.StatusLabel() == "" || open.PriorityLabel() == "" || open.SeenNoteCount() != nil {
		t.Errorf("%q, %q, %v", open.StatusLabel(), open.PriorityLabel(), open.SeenNoteCount())
	}
	over := w.ticket(t, customer, closed.ID)
	if s := over.ClosedSeconds(); s == nil || *s != 24*60*60 || over.WaitingSeconds() != nil || over.AutoCloseAt() != nil {
		t.Errorf("closed for %v, open for %v", s, over.WaitingSeconds())
	}
}

// An observer may do nothing; others what the rules say.
func TestCapabilities(t *testing.T) {
	w := newWorld(t)
	observer, staff := w.viewer("observer"), w.viewer("supervisor of two desks")
	id := w.Ticket(w.tenants[3], observer).ID
	if can := w.ticket(t, observer, id).Capabilities(); can.Reply == nil || can.Reply.Code != problem.Forbidden ||
		can.Attach == nil || can.Close == nil || len(can.StatusChoices) > 0 {
		t.Errorf("the observer can %+v", can)
	}
	if can := w.ticket(t, staff, id).Capabilities(); can.Reply != nil || can.Take != nil || can.AddNote != nil ||
		len(can.PriorityChoices) == 0 {
		t.Errorf("staff can %+v", can)
	}
	customer := w.viewer("staff of one desk, customer of two")
	if can := w.ticket(t, customer, id).Capabilities(); can.Reply != nil || can.AddNote == nil || can.Assign == nil {
		t.Errorf("a customer can %+v", can)
	}
}

// A row read in part has what was asked for, and what places it in its list.
func TestNarrowColumns(t *testing.T) {
	w := newWorld(t)
	w.scatter(20)
	v := w.viewer("supervisor of two desks")
	page, err := w.service.Tickets(t.Context(), v, desk.TicketQuery{
		Columns: desk.TicketSubject, Order: []desk.TicketOrder{{Field: desk.ByNumber}}, Page: desk.Page{First: new(1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	row := page.Tickets[0]
	if row.Subject == "" || row.DeskID == 0 || row.Number == 0 || row.Status != "" || row.CreatedAt != 0 {
		t.Errorf("read %+v", row)
	}
	next, err := w.service.Tickets(t.Context(), v, desk.TicketQuery{
		Order: []desk.TicketOrder{{Field: desk.ByNumber}}, Page: desk.Page{First: new(1), After: page.Cursor(0)},
	})
	if err != nil || next.Tickets[0].ID == row.ID {
		t.Errorf("went on to %+v, %v", next, err)
	}
}
