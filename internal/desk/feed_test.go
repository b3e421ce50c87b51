package desk_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// The feed reads on from where a viewer stood, by the count of their side, a part at a time, without a gap, in the same
// words as the timeline; of a ticket that is not there it tells nothing.
func TestFeedReadsOn(t *testing.T) {
	w := newWorld(t)
	staff, customer := w.viewer("supervisor of two desks"), w.viewer("requester where staff is hidden")
	id := w.chat(2, customer, staff, 3)
	ctx := context.Background()
	for _, v := range []*access.Viewer{staff, customer} {
		audience := bookmark.Customers
		if v == staff {
			audience = bookmark.Staff
		}
		want := w.timeline(t, v, id)
		var read []*desk.Entry
		for {
			page, err := w.service.FeedPage(ctx, id, audience, int64(len(read)), 2)
			if err != nil {
				t.Fatal(err)
			}
			if page.Len() == 0 {
				break
			}
			for i := range page.Len() {
				read = append(read, page.Entry(i, v))
			}
		}
		if len(read) != len(want) {
			t.Fatalf("%s read %d entries, want %d", v.Name, len(read), len(want))
		}
		for i, e := range read {
			if e.Cursor() != want[i].Cursor() || !reflect.DeepEqual(e.Actor, want[i].Actor) ||
				!reflect.DeepEqual(e.Message, want[i].Message) || !reflect.DeepEqual(e.Assignee, want[i].Assignee) {
				t.Errorf("%s read %+v, want %+v", v.Name, e, want[i])
			}
			if seq, err := w.ticket(t, v, id).EntrySeq(e.Cursor()); err != nil || seq != int64(i+1) {
				t.Errorf("the cursor stands at %d, %v", seq, err)
			}
		}
	}
	if _, err := w.service.FeedPage(ctx, 404, bookmark.Staff, 0, 10); !errors.Is(err, problem.New(problem.NotFound)) {
		t.Errorf("an unknown ticket: %v", err)
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
