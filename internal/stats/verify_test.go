package stats_test

import (
	"context"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/ent/ticket"
	"sportello/ent/timelineentry"
	"sportello/internal/desk"
	"sportello/internal/stats"
	"sportello/internal/store"
)

// write changes rows behind everybody's back.
func (w *world) write(change func(ctx context.Context, tx *ent.Tx) error) {
	w.t.Helper()
	if err := w.store.Tx(store.System(context.Background()), change); err != nil {
		w.t.Fatal(err)
	}
}

// What the columns hold is what the tables say after a thousand changes; a row that was changed behind their back is found,
// by the sums and by the audit, which puts it right.
func TestVerifyAndAuditFindWhatDiffers(t *testing.T) {
	w := newWorld(t, 5)
	w.live(150)
	ctx := context.Background()
	agree := func(e *stats.Engine, when string) {
		t.Helper()
		if lines, err := e.Verify(ctx); err != nil || len(lines) > 0 {
			t.Errorf("%s: %v\n%s", when, err, strings.Join(lines, "\n"))
		}
	}
	agree(w.engine, "kept in step")
	agree(w.newEngine(w.service), "just loaded")
	if n, err := w.engine.Audit(ctx); n != 0 || err != nil {
		t.Errorf("%d wrong, %v", n, err)
	}
	for what, change := range map[string]func(ctx context.Context, tx *ent.Tx) error{
		"a status": func(ctx context.Context, tx *ent.Tx) error {
			return tx.Ticket.Update().Where(ticket.ID(w.tickets[0])).SetStatus("IN_DEVELOPMENT").Exec(ctx)
		},
		"an instant": func(ctx context.Context, tx *ent.Tx) error {
			return tx.Ticket.Update().Where(ticket.ID(w.tickets[1])).AddUpdatedAt(1).Exec(ctx)
		},
		"a deleted entry": func(ctx context.Context, tx *ent.Tx) error {
			_, err := tx.TimelineEntry.Delete().Where(timelineentry.TicketID(w.tickets[2]), timelineentry.KindNEQ("TICKET_OPENED")).Exec(ctx)
			return err
		},
	} {
		w.write(change)
		if lines, err := w.engine.Verify(ctx); err != nil || len(lines) == 0 {
			t.Errorf("%s: not found (%v)", what, err)
		}
		for range 2 { // the ids come by once in two audits
			if _, err := w.engine.Audit(ctx); err != nil {
				t.Fatal(err)
			}
		}
		agree(w.engine, what+" put right")
	}
}

// A ticket that is gone is in no number any more, and one that a feed has told of twice counts once.
func TestTicketsComeAndGo(t *testing.T) {
	w := newWorld(t, 6)
	w.live(40)
	ctx := context.Background()
	count := func() float64 {
		t.Helper()
		r, err := w.engine.Ask(ctx, w.viewers["staff of all desks"], stats.Query{Measures: []stats.Measure{stats.Opened}, First: 1})
		if err != nil {
			t.Fatal(err)
		}
		return *r.Rows[0].Values[0]
	}
	before := count()
	out, err := w.service.Open(ctx, w.viewers["requester where staff is hidden"], desk.OpenInput{
		Subject: "One more", Description: "It does not work.", Fields: []desk.FieldInput{{Key: "category", Value: "BUG"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := count(); got != before+1 {
		t.Errorf("%v tickets after one more than %v", got, before)
	}
	w.engine.Touch(out.TicketID, 1)
	w.engine.Touch(out.TicketID+70_000, 1) // there is none
	if got := count(); got != before+1 {
		t.Errorf("%v tickets", got)
	}
	w.write(func(ctx context.Context, tx *ent.Tx) error {
		for _, table := range []string{"search_marks", "ticket_fields", "timeline_entries", "messages", "tickets"} {
			column := "ticket_id"
			if table == "tickets" {
				column = "id"
			}
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE "+column+" = ?", out.TicketID); err != nil {
				return err
			}
		}
		return nil
	})
	w.engine.Touch(out.TicketID, 2)
	if got := count(); got != before {
		t.Errorf("%v tickets once it is gone, of %v", got, before)
	}
}
