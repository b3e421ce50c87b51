package desk_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/outboxentry"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

// Each change leaves one row in the outbox, the oldest first, which is what was announced; a refusal leaves none.
func TestOutbox(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	for range 3 {
		c.must(c.reply(c.agent, id, "Ciao"))
	}
	if _, err := c.reply(c.observer, id, "Ciao"); err == nil {
		t.Fatal("the observer wrote")
	}
	rows, err := c.store.Read().OutboxEntry.Query().Order(ent.Asc(outboxentry.FieldID)).All(store.System(t.Context()))
	var waiting []desk.Announcement
	for _, row := range rows {
		waiting = append(waiting, desk.Announcement{OutboxID: row.ID, DeskID: row.DeskID, TicketID: row.TicketID, Seq: row.Seq})
	}
	if err != nil || !slices.Equal(waiting, c.heard()) || len(waiting) != 4 {
		t.Fatalf("waiting %+v (%v), told %+v", waiting, err, c.heard())
	}
}

// Nobody is told before the commit: what a listener reads is what was announced.
func TestToldAfterTheCommit(t *testing.T) {
	o := newOffice(t)
	seen := make(chan error, 10)
	o.service = desk.New(desk.Config{
		Store: o.store, Now: o.clock, Blobs: o.blobs,
		Committed: func(_ context.Context, a desk.Announcement) {
			if row := o.ticket(a.TicketID); row.LastSeq != a.Seq {
				seen <- errors.New("the ticket is not where the announcement says")
				return
			}
			seen <- nil
		},
	})
	c := o.counter("portal")
	id := c.open()
	c.pass(time.Minute)
	c.must(c.reply(c.agent, id, "Ciao"))
	for range 2 {
		if err := <-seen; err != nil {
			t.Error(err)
		}
	}
}

// A change that fails half-way leaves nothing: here the outbox, its last step, is gone.
func TestNothingHalfWritten(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	before := c.ticket(id)
	c.write(func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.ExecContext(ctx, "ALTER TABLE outbox_entries RENAME TO outbox_gone")
		return err
	})
	file := c.file("foto.png", "x")
	_, err := c.service.Reply(t.Context(), c.customer, desk.ReplyInput{
		TicketID: id, Text: "Ciao", ClientMutationID: "k", Attachments: []desk.AttachmentInput{{File: file}},
	})
	if err == nil {
		t.Fatal("the reply went through")
	}
	if after := c.ticket(id); after.String() != before.String() || len(c.attachments()) != 0 || len(c.heard()) != 1 {
		t.Errorf("left %v", after)
	}
	if !c.stored(file.BlobKey) {
		t.Error("the bytes were removed though the commit's fate could be unknown") // the sweep is for these
	}
	c.checkAudit()
}

// The number of statements of an act does not depend on what there is.
func TestStatementsOfActs(t *testing.T) {
	c := newOffice(t).counter("mail")
	id, held := c.open(), c.holdsRules()
	for _, test := range []struct {
		name string
		want int
		act  func() (*desk.Outcome, error)
	}{
		// tenant, number taken and read, ticket, message, mark for the search, timeline, outbox
		{"open", 8, func() (*desk.Outcome, error) {
			return c.openAs(t.Context(), c.customer, desk.OpenInput{Subject: "Una", Description: "Due"})
		}},
		// ticket, timeline, ticket, outbox; a new status: and the rules
		{"take", 4 + held, func() (*desk.Outcome, error) {
			return c.service.Take(t.Context(), c.agent, desk.TakeInput{TicketID: id})
		}},
		// and the member
		{"assign", 5, func() (*desk.Outcome, error) {
			return c.service.Assign(t.Context(), c.agent, desk.AssignInput{TicketID: id, AssigneeID: c.second.UserID})
		}},
		{"again", 2, func() (*desk.Outcome, error) { // nothing changes
			return c.service.Assign(t.Context(), c.agent, desk.AssignInput{TicketID: id, AssigneeID: c.second.UserID})
		}},
		{"note", 6, func() (*desk.Outcome, error) {
			return c.service.AddNote(t.Context(), c.agent, desk.AddNoteInput{TicketID: id, Text: "Ciao"})
		}},
		{"close with a message", 6 + held, func() (*desk.Outcome, error) {
			return c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: id, Message: "Ciao"})
		}},
		// ticket, number taken and read, new ticket, message, mark for the search, two timelines, the old ticket, two in the outbox (M3.8)
		{"reply to closed", 11, func() (*desk.Outcome, error) { return c.reply(c.customer, id, "Ciao") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			count := desktest.CountStatements(c.store)
			c.must(test.act())
			if got := count(); got != test.want {
				t.Errorf("%d statements, want %d", got, test.want)
			}
		})
	}
}
