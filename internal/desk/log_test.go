package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// chat makes a ticket on which customer and staff, the same two again and again, wrote and did all kinds of things.
func (w *world) chat(tenant int, customer, staff *access.Viewer, rounds int) int64 {
	id := w.Ticket(w.tenants[tenant], customer).ID
	named := tenant < 2 || tenant > 3 // the desk shows its staff
	person := strconv.FormatInt(w.people[w.tenants[tenant]], 10)
	for round := range rounds {
		w.Add(id,
			desktest.Line{
				Kind: event.AssigneeChanged, By: staff, StaffOnly: !named, To: strconv.FormatInt(staff.UserID, 10),
			},
			desktest.Line{Kind: event.NoteAdded, By: staff, Text: fmt.Sprintf("Note %d", round), Files: 1},
			desktest.Line{
				Kind: event.MessageAdded, By: staff, Text: fmt.Sprintf("Answer %d", round), Files: 2,
				ClientMutationID: fmt.Sprintf("staff-%d", round),
			},
			desktest.Line{Kind: event.StatusChanged, By: staff, From: "OPEN", To: "IN_PROGRESS"},
			desktest.Line{Kind: event.PersonChanged, By: customer, To: person},
			desktest.Line{
				Kind: event.MessageAdded, By: customer, Text: fmt.Sprintf("Reply %d", round),
				ClientMutationID: fmt.Sprintf("customer-%d", round),
			},
		)
	}
	return id
}

func (w *world) ticket(t testing.TB, v *access.Viewer, id int64) *desk.Ticket {
	t.Helper()
	found, err := w.service.Ticket(context.Background(), v, id, desk.WithRequester|desk.WithAssignee)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Staff read everything; customers read no note, and count what they see without a gap (M2.7).
func TestTimelineOfEachSide(t *testing.T) {
	w := newWorld(t)
	staff, customer := w.viewer("supervisor of two desks"), w.viewer("requester where staff is hidden")
	id := w.chat(2, customer, staff, 2)
	for _, v := range []*access.Viewer{staff, customer} {
		entries := w.timeline(t, v, id)
		want := 13
		if v == customer {
			want = 9 // without two notes and two assignments
		}
		if len(entries) != want {
			t.Errorf("%s reads %d entries, want %d", v.Name, len(entries), want)
		}
		for i, e := range entries {
			if e.Seq != int64(i+1) {
				t.Errorf("entry %d has seq %d", i, e.Seq)
			}
			if v == customer && (e.StaffOnly || e.Kind == event.NoteAdded || e.Assignee != nil) {
				t.Errorf("the customer reads %+v", e)
			}
			if by := e.ClientMutationID; by != "" && e.Actor.User.ID != v.UserID {
				t.Errorf("%s learns %s's %s", v.Name, e.Actor.Name, by)
			}
			if e.Kind == event.PersonChanged && e.Person == nil {
				t.Error("the person is missing")
			}
		}
	}
	entries := w.timeline(t, staff, id)
	if a := entries[1].Assignee; a == nil || a.Name != staff.Name || a.User.Email != staff.Email {
		t.Errorf("staff read as assignee %+v", a)
	}
	if m := entries[3].Message; m == nil || m.Text != "Answer 0" || entries[3].ClientMutationID != "staff-0" {
		t.Errorf("staff read as their answer %+v, %+v", entries[3], m)
	}
}

func (w *world) timeline(t testing.TB, v *access.Viewer, id int64) []*desk.Entry {
	t.Helper()
	pages, err := w.service.Timeline(context.Background(), []*desk.Ticket{w.ticket(t, v, id)}, desk.Page{First: new(100)})
	if err != nil {
		t.Fatal(err)
	}
	return pages[0].Entries
}

// Pages of messages and entries, read forward or backward, are the whole; for several tickets at once they are what
// they are for each alone, whether the viewer is staff or a customer there.
func TestLogPagesAreTheLog(t *testing.T) {
	w := newWorld(t)
	mixed := w.viewer("staff of one desk, customer of two") // staff where tenant 4 is, customer of tenants 1 and 3
	staff := w.viewer("supervisor of two desks")
	all := []int64{
		w.chat(1, mixed, staff, 4), w.chat(3, mixed, staff, 2), w.chat(4, w.User(), mixed, 3), w.chat(4, w.User(), mixed, 1),
	}
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 12).Draw(t, "size")
		backward := rapid.Bool().Draw(t, "backward")
		var tickets []*desk.Ticket
		for _, id := range rapid.SliceOfN(rapid.SampledFrom(all), 1, 4).Draw(t, "tickets") {
			found, err := w.service.Ticket(ctx, mixed, id, 0)
			if err != nil {
				t.Fatal(err)
			}
			tickets = append(tickets, found)
		}
		page := desk.Page{First: &size}
		if backward {
			page = desk.Page{Last: &size}
		}
		together, err := w.service.Messages(ctx, tickets, page)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := w.service.Timeline(ctx, tickets, page)
		if err != nil {
			t.Fatal(err)
		}
		for i, one := range tickets {
			texts := w.walkMessages(t, one, size, backward)
			if got, want := messageTexts(together[i].Messages), edge(texts, size, backward); !slices.Equal(got, want) {
				t.Fatalf("together %v, alone %v", got, want)
			}
			if len(texts) != one.SeenMessages() {
				t.Fatalf("%d messages, counted %d", len(texts), one.SeenMessages())
			}
			seqs := w.walkEntries(t, one, size, backward)
			if got, want := entrySeqs(entries[i].Entries), edge(seqs, size, backward); !slices.Equal(got, want) {
				t.Fatalf("together %v, alone %v", got, want)
			}
			for k, seq := range seqs {
				if seq != int64(k+1) {
					t.Fatalf("seqs %v", seqs)
				}
			}
			if int64(len(seqs)) != one.SeenSeq() {
				t.Fatalf("%d entries, counted %d", len(seqs), one.SeenSeq())
			}
		}
	})
}

// edge is the first page of a list, or its last.
func edge[T any](list []T, size int, backward bool) []T {
	size = min(size, len(list))
	if backward {
		return list[len(list)-size:]
	}
	return list[:size]
}

func messageTexts(messages []*desk.Message) (texts []string) {
	for _, m := range messages {
		texts = append(texts, m.Text)
	}
	return texts
}

func entrySeqs(entries []*desk.Entry) (seqs []int64) {
	for _, e := range entries {
		seqs = append(seqs, e.Seq)
	}
	return seqs
}

func (w *world) walkMessages(t *rapid.T, one *desk.Ticket, size int, backward bool) (texts []string) {
	p := desk.Page{First: &size}
	if backward {
		p = desk.Page{Last: &size}
	}
	for {
		pages, err := w.service.Messages(context.Background(), []*desk.Ticket{one}, p)
		if err != nil {
			t.Fatal(err)
		}
		page := pages[0]
		rows := page.Messages
		if (p.After != "") != page.HasPrevious && !backward || (p.Before != "") != page.HasNext && backward {
			t.Fatalf("%+v: previous %v, next %v", p, page.HasPrevious, page.HasNext)
		}
		if backward {
			texts = append(messageTexts(rows), texts...)
		} else {
			texts = append(texts, messageTexts(rows)...)
		}
		switch {
		case backward && page.HasPrevious:
			p.Before = rows[0].Cursor()
		case !backward && page.HasNext:
			p.After = rows[len(rows)-1].Cursor()
		default:
			return texts
		}
	}
}

func (w *world) walkEntries(t *rapid.T, one *desk.Ticket, size int, backward bool) (seqs []int64) {
	p := desk.Page{First: &size}
	if backward {
		p = desk.Page{Last: &size}
	}
	for {
		pages, err := w.service.Timeline(context.Background(), []*desk.Ticket{one}, p)
		if err != nil {
			t.Fatal(err)
		}
		page := pages[0]
		rows := page.Entries
		if backward {
			seqs = append(entrySeqs(rows), seqs...)
		} else {
			seqs = append(seqs, entrySeqs(rows)...)
		}
		switch {
		case backward && page.HasPrevious:
			p.Before = rows[0].Cursor()
		case !backward && page.HasNext:
			p.After = rows[len(rows)-1].Cursor()
		default:
			return seqs
		}
	}
}

func TestLogCursorsRefused(t *testing.T) {
	w := newWorld(t)
	staff, customer := w.viewer("agent of the first desk"), w.viewer("administrator of a tenant")
	id, other := w.chat(0, customer, staff, 1), w.chat(0, customer, staff, 1)
	ctx := context.Background()
	one := []*desk.Ticket{w.ticket(t, customer, id)}
	messages, err := w.service.Messages(ctx, []*desk.Ticket{w.ticket(t, customer, other)}, desk.Page{})
	if err != nil {
		t.Fatal(err)
	}
	foreign := messages[0].Messages[0].Cursor()
	for name, cursor := range map[string]string{
		"garbage": "?", "of another ticket": w.timeline(t, customer, other)[0].Cursor(), "of a message": foreign,
		"of staff": w.timeline(t, staff, id)[0].Cursor(),
	} {
		for _, page := range []desk.Page{{After: cursor}, {Before: cursor}} {
			if _, err := w.service.Timeline(ctx, one, page); !errors.Is(err, problem.New(problem.InvalidCursor)) {
				t.Errorf("timeline, %s: %v", name, err)
			}
		}
	}
	for name, cursor := range map[string]string{
		"garbage": "?", "of another ticket": foreign, "of an entry": w.timeline(t, customer, id)[0].Cursor(),
	} {
		for _, page := range []desk.Page{{After: cursor}, {Before: cursor}} {
			if _, err := w.service.Messages(ctx, one, page); !errors.Is(err, problem.New(problem.InvalidCursor)) {
				t.Errorf("messages, %s: %v", name, err)
			}
		}
	}
	if _, err := w.service.Messages(ctx, one, desk.Page{First: new(-1)}); !errors.Is(err, problem.New(problem.InvalidPage)) {
		t.Errorf("a negative page: %v", err)
	}
}

// The statements of a page's conversations, logs and files do not grow with its tickets.
func TestLogsOfManyTakeAsManyStatements(t *testing.T) {
	w := newWorld(t)
	staff, customer := w.viewer("agent of the first desk"), w.viewer("administrator of a tenant")
	var tickets []*desk.Ticket
	for range 20 {
		tickets = append(tickets, w.ticket(t, staff, w.chat(0, customer, staff, 2)))
	}
	ctx := context.Background()
	for _, n := range []int{1, 20} {
		some := tickets[:n]
		count := desktest.CountStatements(w.store)
		messages, err := w.service.Messages(ctx, some, desk.Page{})
		if err != nil || count() != 1 {
			t.Errorf("messages of %d: %d statements, %v", n, count(), err)
		}
		count = desktest.CountStatements(w.store)
		if _, err := w.service.Timeline(ctx, some, desk.Page{}); err != nil || count() != 3 {
			t.Errorf("timelines of %d: %d statements, %v", n, count(), err)
		}
		count = desktest.CountStatements(w.store)
		files, err := w.service.AttachmentsOfTickets(ctx, some)
		if err != nil || count() != 1 || len(files[n-1]) != 6 {
			t.Errorf("files of %d tickets: %d statements, %v", n, count(), err)
		}
		count = desktest.CountStatements(w.store)
		byMessage, err := w.service.AttachmentsOfMessages(ctx, messages[n-1].Messages)
		if err != nil || count() != 1 || len(byMessage[1]) != 1 || len(byMessage[2]) != 2 {
			t.Errorf("files of messages: %d statements, %v, %v", count(), byMessage, err)
		}
	}
}

// Customers learn nothing from the place of a note: as a cursor it is what any message would be that is not there.
func TestCursorOfHiddenMessage(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	ctx := t.Context()
	note := c.must(c.service.AddNote(ctx, c.agent, desk.AddNoteInput{TicketID: id, Text: "Tra noi"})).MessageID
	c.must(c.reply(c.agent, id, "Ecco"))
	read := func(v *access.Viewer, p desk.Page) []*desk.Message {
		found, err := c.service.TicketsByID(ctx, v, []int64{id}, 0)
		if err != nil {
			t.Fatal(err)
		}
		pages, err := c.service.Messages(ctx, []*desk.Ticket{found[id]}, p)
		if err != nil {
			t.Fatal(err)
		}
		return pages[0].Messages
	}
	all := read(c.agent, desk.Page{})
	i := slices.IndexFunc(all, func(m *desk.Message) bool { return m.ID == note })
	cursor := all[i].Cursor()
	for _, p := range []desk.Page{{After: cursor}, {Before: cursor}} {
		if n := len(read(c.agent, p)); n != 1 {
			t.Errorf("staff are told of %d messages", n)
		}
		if got := read(c.customer, p); len(got) != 0 {
			t.Errorf("a customer is told that %q stands beside a note", got[0].Text)
		}
	}
}
