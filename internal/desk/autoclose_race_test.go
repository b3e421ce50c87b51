package desk_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/ent/timelineentry"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
	"sportello/internal/workflow"
)

// Several processes at once close each ticket once, and tell of it once.
func TestAutoCloseByManyAtOnce(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	const tickets, processes = 40, 4
	for range tickets {
		c.waits()
	}
	o.pass(8 * 24 * time.Hour)
	told := len(o.heard())
	closed := make([]int, processes)
	var all sync.WaitGroup
	for i := range processes {
		service := desk.New(desk.Config{Store: o.store, Now: o.clock, Blobs: o.blobs, Committed: o.hear})
		all.Go(func() {
			var err error
			if closed[i], err = service.AutoClose(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	sum := 0
	for _, n := range closed {
		sum += n
	}
	if sum != tickets || len(o.heard())-told != tickets {
		t.Errorf("closed %v, told %d", closed, len(o.heard())-told)
	}
	o.checkAudit()
}

// A customer's reply that comes at the very moment of the closing comes before it or after it: it keeps the ticket open,
// or is answered as a reply to a closed one (M1.11, M3.8).
func TestAutoCloseAgainstReplies(t *testing.T) {
	for _, preset := range []string{"studio", "mail"} {
		t.Run(preset, func(t *testing.T) {
			o := newOffice(t)
			c := o.counter(preset)
			ids := make([]int64, 25)
			for i := range ids {
				ids[i] = c.waits()
			}
			o.pass(8 * 24 * time.Hour)
			outcomes, refusals := make([]*desk.Outcome, len(ids)), make([]error, len(ids))
			var all sync.WaitGroup
			all.Go(func() {
				// From the last one on, so that the two meet half-way.
				for i, id := range slices.Backward(ids) {
					outcomes[i], refusals[i] = c.reply(c.customer, id, "Eccomi")
				}
			})
			closed := o.autoClose()
			all.Wait()
			for i, id := range ids {
				if o.settled(id, outcomes[i], refusals[i]) {
					closed--
				}
			}
			if closed != 0 {
				t.Errorf("%d more closed than are", closed)
			}
		})
	}
}

// settled checks what became of a ticket for which a reply and the clock have come at once, and answers whether the clock
// was first.
func (o *office) settled(id int64, outcome *desk.Outcome, refusal error) (closed bool) {
	o.t.Helper()
	row := o.ticket(id)
	closed = row.Status == "CLOSED"
	switch {
	case !closed && (refusal != nil || outcome.TicketID != id):
		o.t.Errorf("open, and the reply was answered %+v, %v", outcome, refusal)
	case !closed && row.Status != "IN_PROGRESS" && row.Status != "OPEN":
		o.t.Errorf("the reply left it %s", row.Status)
	case closed && refusal == nil && outcome.FollowUp != workflow.NewLinked:
		o.t.Errorf("closed, and the reply was answered %+v", outcome)
	case closed && refusal != nil && (len(problem.Of(refusal)) != 1 || problem.Of(refusal)[0].Code != problem.TicketClosed):
		o.t.Errorf("closed, and the reply was refused: %v", refusal)
	}
	return closed
}

// Looking for what is due costs the same however many tickets there are, and each closing the same as the one before.
func TestAutoCloseStatements(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	o.counter("mail")
	o.counter("saas")
	statements := func() int {
		count := desktest.CountStatements(o.store)
		o.autoClose()
		return count()
	}
	statements() // reads the rules
	empty := statements()
	if empty != 3 { // the desks, and one look for each of the two that close
		t.Errorf("%d statements to find nothing", empty)
	}
	for range 30 {
		c.waits()
	}
	if got := statements(); got != empty {
		t.Errorf("%d statements to find nothing among many", got)
	}
	o.pass(8 * 24 * time.Hour)
	o.noteDue() // else what has fallen due in between would be noted along with the closing
	many := statements()
	if perTicket := (many - empty) / 30; many != empty+30*perTicket || perTicket != 4+o.holdsRules() {
		t.Errorf("%d statements to close 30", many)
	}
}

// What is due is read off the index from the cursor on, with nothing sorted.
func TestDueFollowsAnIndex(t *testing.T) {
	w := newWorld(t)
	studio := w.desks[2]
	staff, customer := w.viewer("staff of one desk, customer of two"), w.viewer("administrator of a tenant")
	var rows []*ent.Ticket
	for i := range 2000 {
		t := &ent.Ticket{TenantID: w.tenants[i%len(w.tenants)], RequesterID: customer.UserID, AssigneeID: &staff.UserID}
		t.Status = []string{"OPEN", "IN_PROGRESS", "WAITING_ON_CUSTOMER", "CLOSED"}[i%4]
		t.StatusSince = moment.Of(w.now.Add(-time.Duration(i) * time.Hour))
		rows = append(rows, t)
	}
	w.Tickets(rows...)
	w.analyze(t)
	d, err := w.service.DeskOf(t.Context(), studio)
	if err != nil {
		t.Fatal(err)
	}
	for _, since := range []moment.Moment{0, moment.Of(w.now.Add(-1000 * time.Hour))} {
		query, args := w.service.DueStatement(d, 1000, since)
		plan := explain(t, w.store, query, args)
		if !strings.Contains(plan, "ticket_desk_id_status_status_since") || strings.Contains(plan, "TEMP B-TREE") ||
			strings.Contains(plan, "filesort") || w.store.Dialect() == dialect.MySQL && !strings.Contains(plan, "| range |") {
			t.Errorf("%s\n%s", query, plan)
		}
	}
}

// Staff and customers read who closed the ticket and why; the customer's feed tells it as the desk's doing.
func TestAutoCloseInTheTimeline(t *testing.T) {
	c := newOffice(t).counter("studio")
	id := c.waits()
	c.pass(8 * 24 * time.Hour)
	c.autoClose()
	for _, v := range []*access.Viewer{c.customer, c.agent} {
		ticket, err := c.service.Ticket(t.Context(), v, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		pages, err := c.service.Timeline(t.Context(), []*desk.Ticket{ticket}, desk.Page{Last: new(1)})
		if err != nil || len(pages) != 1 || len(pages[0].Entries) != 1 {
			t.Fatalf("read %+v: %v", pages, err)
		}
		e := pages[0].Entries[0]
		if e.Kind != event.StatusChanged || e.To != "CLOSED" || e.Reason != workflow.AutoClosed ||
			e.Actor.Kind != event.System || e.Actor.User != nil || e.Actor.Name != "Desk studio" {
			t.Errorf("%s reads %+v", v.Name, e)
		}
	}
	if n, err := c.store.Read().TimelineEntry.Query().Where(timelineentry.ActorKindEQ(string(event.System)), timelineentry.KindEQ(string(event.StatusChanged))).
		Count(store.System(t.Context())); err != nil || n != 1 {
		t.Errorf("%d entries by the system: %v", n, err)
	}
}

// What was found to be due is asked again once it is held: a ticket whose customer has replied since, and that waits for
// them anew, has all its time before it.
func TestAutoCloseAsksAgain(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	first, second := c.waits(), c.waits()
	o.pass(8 * 24 * time.Hour)
	o.service = desk.New(desk.Config{Store: o.store, Now: o.clock, Blobs: o.blobs, Committed: func(_ context.Context, a desk.Announcement) {
		if a.TicketID == first { // closed, while the second is found and not yet held
			c.pass(time.Second)
			c.must(c.reply(c.customer, second, "Eccomi"))
			c.pass(time.Second)
			c.must(c.reply(c.agent, second, "E allora?"))
		}
	}})
	if n := o.autoClose(); n != 1 {
		t.Errorf("closed %d", n)
	}
	if row := o.ticket(second); row.Status != "WAITING_ON_CUSTOMER" {
		t.Errorf("the second is %+v", row)
	}
	o.until(*c.autoCloseAt(second))
	if n := o.autoClose(); n != 1 {
		t.Errorf("then closed %d", n)
	}
	o.checkAudit()
}
