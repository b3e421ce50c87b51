package desk_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/timelineentry"
	"sportello/internal/access"
	"sportello/internal/calendar"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// noteDue runs the clock once.
func (o *office) noteDue() int {
	o.t.Helper()
	noted, err := o.service.NoteDue(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	return noted
}

// auditDue reads the promises from the whole timeline, and compares what is kept of them.
func (o *office) auditDue(a *audit) error {
	d, err := o.service.DeskOf(context.Background(), a.ticket.DeskID)
	if err != nil {
		return err
	}
	if !d.Promises.Promised() || a.ticket.TimedUnder == 0 {
		return nil
	}
	life := make([]duetime.Happening, len(a.entries))
	for i, e := range a.entries {
		life[i] = duetime.Happening{
			Event: event.Event{Kind: event.Kind(e.Kind), From: e.FromValue, To: e.ToValue},
			At:    e.CreatedAt.Time(), By: event.ActorKind(e.ActorKind),
		}
	}
	t := a.ticket
	want, err := d.Promises.Read(life, policy.Priority(t.Priority)).Times(duetime.Noted(t.DueNoted), o.clock())
	if err != nil {
		return err
	}
	a.same("first due at", t.FirstDueAt, moment.Of(want.First))
	a.same("next due at", t.NextDueAt, moment.Of(want.Next))
	a.same("resolution due at", t.ResolutionDueAt, moment.Of(want.Resolution))
	a.same("due at", t.DueAt, moment.Of(want.Due))
	a.same("queue rank", t.QueueRank, want.Rank)
	a.same("waits since", t.WaitsSince, moment.Of(want.WaitsSince))
	return nil
}

// notes are what the clock wrote into a ticket's timeline.
func (o *office) notes(id int64) (notes []duetime.Note) {
	o.t.Helper()
	for _, e := range o.entries(id) {
		if kind := event.Kind(e.Kind); kind == event.DueWarned || kind == event.DueBreached {
			if e.PublicSeq != 0 || e.ActorKind != string(event.System) {
				o.t.Errorf("customers see %+v", e)
			}
			notes = append(notes, duetime.NoteOf(event.Event{Kind: kind, From: e.FromValue, To: e.ToValue}, e.CreatedAt.Time()))
		}
	}
	return notes
}

// M1.1: a ticket that comes on Saturday is due on Sunday at the same hour. Warning and breach are noted once, for staff
// alone, and change neither the version nor what customers see as the last change.
func TestFirstResponseIsNoted(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	o.until(time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC))
	id := c.open()
	due := o.clock().Add(24 * time.Hour)
	before := o.ticket(id)
	if before.FirstDueAt != moment.Of(due) || before.DueAt != moment.Of(due) {
		t.Fatalf("due %v", before.FirstDueAt.Time())
	}
	o.pass(20 * time.Hour)
	o.noteDue()
	o.pass(4 * time.Hour) // the very moment
	o.noteDue()
	if notes := o.notes(id); len(notes) != 1 || notes[0].Outcome != duetime.Warned || !notes[0].DueAt.Equal(due) {
		t.Fatalf("at the due time: %+v", notes)
	}
	told := len(o.heard())
	o.pass(time.Second)
	if o.noteDue() != 1 || o.noteDue() != 0 || len(o.heard()) != told+1 {
		t.Error("a breach is noted and told once")
	}
	notes := o.notes(id)
	if len(notes) != 2 || notes[1].Outcome != duetime.Breached || notes[1].Promise != duetime.FirstResponse || !notes[1].DueAt.Equal(due) {
		t.Errorf("%+v", notes)
	}
	if after := o.ticket(id); after.Version != before.Version || after.UpdatedAt != before.UpdatedAt || after.LastPublicSeq != before.LastPublicSeq {
		t.Errorf("%+v became %+v", before, after)
	}
	c.must(c.reply(c.agent, id, "Eccoci"))
	o.standsSo(c.customer, id, duetime.FirstResponse, calendar.Breached)
	o.checkAudit()
}

// standsSo checks how a promise stands for a viewer.
func (o *office) standsSo(v *access.Viewer, id int64, p duetime.Promise, want calendar.State) duetime.Standing {
	o.t.Helper()
	row, err := o.service.Ticket(context.Background(), v, id, 0)
	if err != nil {
		o.t.Fatal(err)
	}
	all, err := o.service.Standings(context.Background(), []*desk.Ticket{row})
	if err != nil {
		o.t.Fatal(err)
	}
	i := slices.IndexFunc(all[0], func(s duetime.Standing) bool { return s.Promise == p })
	if i < 0 || all[0][i].State != want {
		o.t.Errorf("%s stands %+v, want %s", p, all[0], want)
		return duetime.Standing{}
	}
	return all[0][i]
}

// After a standstill of days all is noted with its true due time; what an act comes upon is noted before it.
func TestDueCatchesUp(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	first, second := c.open(), c.open()
	due := o.clock().Add(24 * time.Hour)
	o.pass(4 * 24 * time.Hour)
	c.must(c.reply(c.agent, first, "Scusate il ritardo"))
	o.noteDue()
	for _, id := range []int64{first, second} {
		notes := o.notes(id)
		if len(notes) < 2 || notes[0].Outcome != duetime.Warned || notes[1].Outcome != duetime.Breached || !notes[1].DueAt.Equal(due) {
			t.Errorf("%+v", notes)
		}
	}
	entries := o.entries(first)
	answered := slices.IndexFunc(entries, func(e *ent.TimelineEntry) bool { return e.Kind == string(event.MessageAdded) })
	breached := slices.IndexFunc(entries, func(e *ent.TimelineEntry) bool { return e.Kind == string(event.DueBreached) })
	if breached < 0 || breached > answered {
		t.Errorf("the breach comes at %d, the answer at %d", breached, answered)
	}
	o.checkAudit()
}

// Several processes at once note each thing once, and tell of it once.
func TestDueByManyAtOnce(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	const tickets, processes = 20, 3
	ids := make([]int64, tickets)
	for i := range ids {
		ids[i] = c.open()
	}
	o.pass(25 * time.Hour)
	told := len(o.heard())
	var all sync.WaitGroup
	for range processes {
		service := desk.New(desk.Config{Store: o.store, Now: o.clock, Blobs: o.blobs, Committed: o.hear})
		all.Go(func() {
			if _, err := service.NoteDue(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		if notes := o.notes(id); len(notes) != 2 {
			t.Errorf("noted %+v", notes)
		}
	}
	if n := len(o.heard()) - told; n != tickets {
		t.Errorf("told %d times", n)
	}
	o.checkAudit()
}

// The clock of the resolution waits where the desk waits for the customer, and goes on when they answer.
func TestDueWaitsForTheCustomer(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	id := c.open()
	running := o.ticket(id).ResolutionDueAt
	o.pass(time.Hour)
	c.must(c.reply(c.agent, id, "Da quando?"))
	if row := o.ticket(id); row.ResolutionDueAt != 0 || row.DueAt != 0 || row.ResolutionUsed != time.Hour.Microseconds() {
		t.Errorf("it waits: %+v", row)
	}
	o.standsSo(c.customer, id, duetime.Resolution, calendar.Paused)
	o.pass(24 * time.Hour)
	c.must(c.reply(c.customer, id, "Da ieri"))
	if row := o.ticket(id); row.ResolutionDueAt <= running || row.NextDueAt == 0 || row.DueAt != row.NextDueAt {
		t.Errorf("it goes on: %+v", row)
	}
	if s := o.standsSo(c.agent, id, duetime.Resolution, calendar.Running); len(s.Segments) != 3 || s.Segments[1].Phase != calendar.Pauses {
		t.Errorf("it explains itself: %+v", s)
	}
	o.standsSo(c.agent, id, duetime.FirstResponse, calendar.Met)
	o.checkAudit()
}

// M2.9: staff's queue has urgent tickets first, then those that are closest to their due time.
func TestQueueOfStaff(t *testing.T) {
	o := newOffice(t)
	c := o.counter("saas")
	var want []int64
	open := func(p policy.Priority) int64 {
		o.pass(time.Minute)
		return c.must(c.openAs(t.Context(), c.customer, desk.OpenInput{
			TenantID: c.tenant, Subject: "Non parte", Description: "Da stamattina non parte più.", Priority: p,
		})).TicketID
	}
	low, answered, closed := open(policy.Low), open(policy.Normal), open(policy.Urgent)
	high, urgent, raised := open(policy.High), open(policy.Urgent), open(policy.Normal)
	o.pass(time.Minute)
	c.must(c.reply(c.agent, answered, "Ci guardiamo"))
	c.must(c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: closed}))
	c.must(c.service.ChangePriority(t.Context(), c.agent, desk.ChangePriorityInput{TicketID: raised, Priority: policy.Urgent}))
	want = []int64{urgent, raised, low, high, answered, closed}
	page, err := c.service.Tickets(t.Context(), c.agent, desk.TicketQuery{Order: []desk.TicketOrder{{Field: desk.ByQueue}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []int64
	for _, row := range page.Tickets {
		got = append(got, row.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the queue is %v, want %v", got, want)
	}
	o.pass(30 * 24 * time.Hour)
	page, err = c.service.Tickets(t.Context(), c.agent, desk.TicketQuery{Filter: &desk.TicketFilter{Overdue: new(true)}})
	if err != nil || len(page.Tickets) != 4 {
		t.Errorf("%d are overdue: %v", len(page.Tickets), err)
	}
	o.checkAudit()
}

// A new policy times what lives anew; what is over stays as it was.
func TestPolicyTimesAnew(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	living, over := c.open(), c.open()
	c.must(c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: over}))
	before := o.ticket(over)
	o.answerWithin(c.id, "PT2H")
	o.noteDue()
	row := o.ticket(living)
	if row.FirstDueAt != moment.Of(row.CreatedAt.Time().Add(2*time.Hour)) || row.TimedUnder != 2 {
		t.Errorf("due %v under %d", row.FirstDueAt.Time(), row.TimedUnder)
	}
	if after := o.ticket(over); after.FirstDueAt != before.FirstDueAt || after.TimedUnder != before.TimedUnder {
		t.Errorf("%+v became %+v", before, after)
	}
}

// answerWithin gives the studio's desk another target of the first response.
func (o *office) answerWithin(deskID int64, target string) {
	o.t.Helper()
	o.write(func(ctx context.Context, tx *ent.Tx) error {
		d, err := tx.Desk.Get(ctx, deskID)
		if err != nil {
			return err
		}
		return d.Update().SetPolicy(strings.Replace(d.Policy, "within: PT24H", "within: "+target, 1)).AddPolicyVersion(1).Exec(ctx)
	})
	o.pass(2 * time.Second)
}

// What newer rules have put off is no breach for the act either that comes before the job.
func TestActNotesByTheRulesInForce(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	id := c.open()
	o.answerWithin(c.id, "PT96H")
	o.pass(25 * time.Hour)
	c.must(c.reply(c.customer, id, "Ci siete?"))
	if notes := o.notes(id); len(notes) != 0 {
		t.Errorf("noted %+v", notes)
	}
	if row := o.ticket(id); row.FirstDueAt != moment.Of(row.CreatedAt.Time().Add(96*time.Hour)) || row.TimedUnder != 2 {
		t.Errorf("due %v under %d", row.FirstDueAt.Time(), row.TimedUnder)
	}
}

// Tickets that nobody ever timed are timed, at a bounded cost for each; to find nothing takes as much however many there are.
func TestDueStatements(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	for range 12 {
		c.open()
	}
	o.noteDue()
	statements := func() int {
		count := desktest.CountStatements(o.store)
		o.noteDue()
		return count()
	}
	if got := statements(); got != 3 { // the desks, what is untimed on one, what is due
		t.Errorf("%d statements to find nothing", got)
	}
	o.write(func(ctx context.Context, tx *ent.Tx) error {
		return tx.Ticket.Update().SetTimedUnder(0).SetFirstDueAt(0).SetQueueRank(0).SetDueAt(0).SetDueCheckAt(0).Exec(ctx)
	})
	if got := statements(); got != 3+4*12 { // each held, read, written and told of
		t.Errorf("%d statements to time 12", got)
	}
	o.checkAudit()
	n, err := o.store.Read().TimelineEntry.Query().Where(timelineentry.KindIn(string(event.DueWarned), string(event.DueBreached))).
		Count(store.System(context.Background()))
	if err != nil || n != 0 {
		t.Errorf("%d notes: %v", n, err)
	}
}

// What is due, and what is to be timed, is read off an index.
func TestDueJobFollowsAnIndex(t *testing.T) {
	w := newWorld(t)
	w.scatter(2000)
	w.analyze(t)
	for _, query := range []string{desk.FindOverdue, desk.FindUntimed} {
		args := []any{1, 0, 0, 0, 100}
		if query == desk.FindUntimed {
			args = []any{w.desks[0], 1, 0, 0, 0, 100}
		}
		plan := explain(t, w.store, query, args)
		if strings.Contains(plan, "filesort") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\n%s", query, plan)
		}
	}
}
