package desk_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/timelineentry"
	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// After a stop of days all that is due is closed in one run, the ones that have waited longest first, in several batches.
func TestAutoCloseCatchesUp(t *testing.T) {
	o := newOffice(t)
	studio, mail := o.counter("studio"), o.counter("mail")
	const each = 130
	for _, c := range []*counter{studio, mail} {
		ids := make([]int64, each)
		for i := range ids {
			ids[i] = c.open()
		}
		for _, id := range slices.Backward(ids) { // the youngest has waited longest
			c.pass(time.Minute)
			c.falter(id)
		}
	}
	o.pass(30 * 24 * time.Hour)
	told := len(o.heard())
	if n := o.autoClose(); n != 2*each {
		t.Errorf("closed %d", n)
	}
	for _, c := range []*counter{studio, mail} {
		var last moment.Moment
		for _, news := range o.heard()[told:] {
			if news.DeskID != c.id {
				continue
			}
			entries := c.entries(news.TicketID)
			since := entries[len(entries)-2].CreatedAt
			if since < last {
				t.Fatalf("%v came after %v", since, last)
			}
			last = since
		}
	}
	if n := len(o.heard()) - told; n != 2*each {
		t.Errorf("told %d times", n)
	}
	o.checkAudit()
}

// A run that is told to stop does so between two tickets; the next one goes on. What is closed is told all the same.
func TestAutoCloseStops(t *testing.T) {
	o := newOffice(t)
	c := o.counter("studio")
	for range 5 {
		c.waits()
	}
	o.pass(8 * 24 * time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	told := 0
	o.service = desk.New(desk.Config{Store: o.store, Now: o.clock, Blobs: o.blobs, Committed: func(ctx context.Context, _ desk.Announcement) {
		if told++; told == 2 {
			cancel()
		}
		if ctx.Err() != nil {
			t.Error("the end of the run keeps it from being told")
		}
	}})
	if n, err := o.service.AutoClose(ctx); n != 2 || !errors.Is(err, context.Canceled) {
		t.Errorf("closed %d: %v", n, err)
	}
	if n := o.autoClose(); n != 3 || told != 5 {
		t.Errorf("then closed %d, told %d", n, told)
	}
}

// Tickets with which something is wrong, more than one look finds, do not keep the others open, on their desk or another,
// and are tried again.
func TestAutoCloseGoesOnAfterFaults(t *testing.T) {
	o := newOffice(t)
	studio, mail := o.counter("studio"), o.counter("mail")
	const wrong = 103
	var ids []int64
	for i := range wrong + 2 {
		c := studio
		if i > wrong {
			c = mail
		}
		ids = append(ids, c.waits())
	}
	o.pass(8 * 24 * time.Hour)
	for _, id := range ids[:wrong] {
		o.obstruct(id)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	n, err := o.service.AutoClose(ctx)
	if n != 2 || err == nil || !strings.Contains(err.Error(), strconv.Itoa(wrong)+" times") {
		t.Errorf("closed %d: %v", n, err)
	}
	for _, id := range ids[:wrong] {
		if row := o.ticket(id); row.Status == "CLOSED" {
			t.Fatal("half of it is closed")
		}
	}
	o.write(func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.TimelineEntry.Delete().Where(timelineentry.KindEQ("OBSTACLE")).Exec(ctx)
		return err
	})
	if n := o.autoClose(); n != wrong {
		t.Errorf("then closed %d", n)
	}
	left, err := o.store.Read().OutboxEntry.Query().Count(store.System(t.Context()))
	if err != nil || left != 3*len(ids) { // opened, waiting, closed
		t.Errorf("%d announcements wait: %v", left, err)
	}
}

// obstruct writes an entry where the ticket's next one belongs, so that nothing can happen to it.
func (o *office) obstruct(id int64) {
	o.t.Helper()
	row := o.ticket(id)
	o.write(func(ctx context.Context, tx *ent.Tx) error {
		return tx.TimelineEntry.Create().SetTicketID(id).SetSeq(row.LastSeq + 1).SetPublicSeq(row.LastPublicSeq + 1).
			SetKind("OBSTACLE").SetActorKind(string(event.System)).SetCreatedAt(1).Exec(ctx)
	})
}
