package desk_test

import (
	"context"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/timelineentry"
	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/store"
	"sportello/internal/workflow"
)

// autoClose runs the clock once.
func (o *office) autoClose() int {
	o.t.Helper()
	closed, err := o.service.AutoClose(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	return closed
}

// waits opens a ticket that the clock will close if the customer stays silent.
func (c *counter) waits() int64 {
	c.t.Helper()
	id := c.open()
	c.pass(time.Minute)
	c.falter(id)
	return id
}

// falter brings a ticket into the status in which the desk's clock runs.
func (c *counter) falter(id int64) {
	c.t.Helper()
	d, err := c.service.DeskOf(context.Background(), c.id)
	if err != nil {
		c.t.Fatal(err)
	}
	c.must(c.service.ChangeStatus(context.Background(), c.agent, desk.ChangeStatusInput{
		TicketID: id, Status: d.Policy.Closing.Automatic.From,
	}))
}

// autoCloseAt is what a viewer is told.
func (c *counter) autoCloseAt(id int64) *time.Time {
	c.t.Helper()
	t, err := c.service.Ticket(context.Background(), c.customer, id, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	return t.AutoCloseAt()
}

// until lets the time pass up to a moment.
func (o *office) until(at time.Time) { o.pass(at.Sub(o.clock())) }

// M1.11, M3.6: the clock closes a silent ticket as the system, with the reason on record, and tells of it.
func TestAutoClose(t *testing.T) {
	for preset, after := range map[string]time.Duration{"studio": 7 * 24 * time.Hour, "mail": 4 * 24 * time.Hour} {
		t.Run(preset, func(t *testing.T) {
			c := newOffice(t).counter(preset)
			other, id := c.open(), c.waits()
			c.pass(after)
			told := len(c.heard())
			if n := c.autoClose(); n != 1 {
				t.Fatalf("closed %d", n)
			}
			row := c.ticket(id)
			if row.Status != "CLOSED" || row.CloseReason != workflow.AutoClosed || row.ClosedAt != moment.Of(c.clock()) {
				t.Errorf("it is %+v", row)
			}
			if c.ticket(other).Status != "OPEN" {
				t.Errorf("the other is %+v", c.ticket(other))
			}
			want := desk.Announcement{DeskID: c.id, TicketID: id, Seq: row.LastSeq}
			news := c.heard()[told:]
			if len(news) != 1 || news[0].OutboxID == 0 {
				t.Fatalf("told %+v", news)
			}
			want.OutboxID = news[0].OutboxID
			if news[0] != want {
				t.Errorf("told %+v, want %+v", news[0], want)
			}
			last := c.entries(id)[row.LastSeq-1]
			if last.Kind != string(event.StatusChanged) || last.ActorKind != string(event.System) || last.ActorID != nil ||
				last.Reason != workflow.AutoClosed || last.PublicSeq != row.LastPublicSeq {
				t.Errorf("the log says %+v", last)
			}
			if n := c.autoClose(); n != 0 {
				t.Errorf("closed %d twice", n)
			}
			c.checkAudit()
		})
	}
}

// entries are a ticket's log as it is written.
func (o *office) entries(id int64) []*ent.TimelineEntry {
	o.t.Helper()
	rows, err := o.store.Read().TimelineEntry.Query().Where(timelineentry.TicketID(id)).
		Order(ent.Asc(timelineentry.FieldSeq)).All(store.System(context.Background()))
	if err != nil {
		o.t.Fatal(err)
	}
	return rows
}

// A desk without such a rule closes nothing by itself, ever.
func TestAutoCloseOnlyWhereTheDeskSays(t *testing.T) {
	o := newOffice(t)
	var ids []int64
	for _, preset := range []string{"guided", "saas", "portal"} {
		c := o.counter(preset)
		ids = append(ids, c.open())
		id := c.open()
		c.pass(time.Minute)
		c.must(c.reply(c.agent, id, "Mi dica di più"))
		ids = append(ids, id)
		if at := c.autoCloseAt(id); at != nil {
			t.Errorf("%s says %v", preset, at)
		}
	}
	o.pass(1000 * 24 * time.Hour)
	if n := o.autoClose(); n != 0 {
		t.Errorf("closed %d", n)
	}
	for _, id := range ids {
		if row := o.ticket(id); row.Status == "CLOSED" {
			t.Errorf("closed: %+v", row)
		}
	}
}
