package desk_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// The feed reads on from where a viewer stood, by the viewer's own count, a part at a time, and finds nothing to read
// where the ticket is out of sight.
func TestEntriesAfter(t *testing.T) {
	w := newWorld(t)
	staff, customer := w.viewer("supervisor of two desks"), w.viewer("requester where staff is hidden")
	id := w.chat(2, customer, staff, 3)
	ctx := context.Background()
	for _, v := range []*access.Viewer{staff, customer} {
		var seqs []int64
		for {
			ticket, entries, err := w.service.EntriesAfter(ctx, v, id, int64(len(seqs)), 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(entries) == 0 {
				if ticket.SeenSeq() != int64(len(seqs)) {
					t.Errorf("the ticket stands at %d, read %d", ticket.SeenSeq(), len(seqs))
				}
				break
			}
			seqs = append(seqs, entrySeqs(entries)...)
			if seq, err := ticket.EntrySeq(entries[len(entries)-1].Cursor()); err != nil || seq != seqs[len(seqs)-1] {
				t.Errorf("the cursor stands at %d, %v", seq, err)
			}
		}
		if want := w.ticket(t, v, id).SeenSeq(); int64(len(seqs)) != want || !slices.IsSorted(seqs) {
			t.Errorf("%s read %v, want %d", v.Name, seqs, want)
		}
	}
	for _, unseen := range []int64{id, 404} {
		_, _, err := w.service.EntriesAfter(ctx, w.viewer("agent of the first desk"), unseen, 0, 10)
		if !errors.Is(err, problem.New(problem.NotFound)) {
			t.Errorf("ticket %d: %v", unseen, err)
		}
	}
}

// A snapshot's messages are those that stood there when its entry was the newest.
func TestMessagesUpTo(t *testing.T) {
	w := newWorld(t)
	staff, customer := w.viewer("supervisor of two desks"), w.viewer("requester where staff is hidden")
	id := w.chat(2, customer, staff, 1)
	ctx := context.Background()
	for _, v := range []*access.Viewer{staff, customer} {
		before := w.ticket(t, v, id)
		w.Add(id, desktest.Line{Kind: event.MessageAdded, By: staff, Text: "Later"})
		want := []string{"Answer 0", "Reply 0"}
		if v == customer {
			want = append(want, "Later") // what came in the first turn
		}
		got, err := w.service.MessagesUpTo(ctx, before, before.SeenSeq(), len(want))
		if err != nil || !slices.Equal(messageTexts(got), want) {
			t.Errorf("%s reads %v, %v", v.Name, messageTexts(got), err)
		}
	}
	none, err := w.service.MessagesUpTo(ctx, w.ticket(t, staff, id), 100, 0)
	if err != nil || len(none) != 0 {
		t.Errorf("asked for none: %v, %v", none, err)
	}
	for _, last := range []int{-1, 101} {
		_, err := w.service.MessagesUpTo(ctx, w.ticket(t, staff, id), 1, last)
		if !errors.Is(err, problem.New(problem.InvalidPage)) {
			t.Errorf("the last %d: %v", last, err)
		}
	}
}

// One message, one file: seen with their ticket, those among staff by staff alone.
func TestMessageAndAttachmentByID(t *testing.T) {
	w := newWorld(t)
	staff, customer := w.viewer("supervisor of two desks"), w.viewer("requester where staff is hidden")
	one := w.ticket(t, staff, w.chat(2, customer, staff, 1))
	ctx := context.Background()
	pages, err := w.service.Messages(ctx, []*desk.Ticket{one}, desk.Page{})
	if err != nil {
		t.Fatal(err)
	}
	files, err := w.service.AttachmentsOfTickets(ctx, []*desk.Ticket{one})
	if err != nil {
		t.Fatal(err)
	}
	viewers := []*access.Viewer{staff, customer, w.viewer("agent of the first desk"), w.viewer("observer")}
	for _, v := range viewers {
		for _, m := range pages[0].Messages {
			got, err := w.service.Message(ctx, v, m.ID)
			sees := v == staff || v == customer && !m.StaffOnly
			if sees != (err == nil) || sees && got.Text != m.Text || !sees && !errors.Is(err, problem.New(problem.NotFound)) {
				t.Errorf("%s, %q: %v", v.Name, m.Text, err)
			}
		}
		for _, a := range files[0] {
			got, err := w.service.Attachment(ctx, v, a.ID)
			sees := v == staff || v == customer && !a.StaffOnly
			if sees != (err == nil) || sees && *got != *a || !sees && !errors.Is(err, problem.New(problem.NotFound)) {
				t.Errorf("%s, %q: %v", v.Name, a.Name, err)
			}
		}
	}
}

// What the feed reads for all shows itself to those who see the ticket, and to nobody else: drafts to their author.
func TestFeedPageKnowsItsAudience(t *testing.T) {
	w := newWorld(t)
	author := w.viewer("administrator of a tenant")
	for _, id := range []int64{w.draft(author), w.Ticket(w.tenants[0], author).ID} {
		for i, v := range w.viewers {
			page, err := w.service.FeedPage(context.Background(), id, bookmark.Customers, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, sees := page.Audience(v)
			_, err = w.service.Ticket(context.Background(), v, id, 0)
			if sees != (err == nil) {
				t.Errorf("%s, ticket %d: followed %t, read %v", w.names[i], id, sees, err)
			}
		}
	}
}
