package live_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/bookmark"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/journal"
	"sportello/internal/live"
	"sportello/internal/store"
)

type (
	deskConfig   = live.Config[*desk.Ticket, *desk.Entry]
	deskHub      = live.Hub[*desk.Ticket, *desk.Entry]
	deskFollower = live.Follower[*desk.Ticket, *desk.Entry]
	deskSnapshot = live.Snapshot[*desk.Ticket]
	deskAdded    = live.EntryAdded[*desk.Ticket, *desk.Entry]
)

// office is a desk on a real database, with a customer, somebody of the staff, and a ticket.
type office struct {
	*desktest.Factory
	store           *store.Store
	bus             live.Bus // between all processes
	sweep, gather   time.Duration
	staff, customer *access.Viewer
	ticketID        int64
}

func newOffice(t testing.TB) *office {
	t.Helper()
	s := desktest.NewStore(t)
	o := &office{Factory: desktest.NewFactory(t, s), store: s, bus: live.NewLocal(), sweep: 50 * time.Millisecond}
	t.Cleanup(o.bus.Close)
	deskID := o.Desk("saas")
	o.staff = o.Staff(deskID, access.DeskAgent)
	o.customer = o.Customer(o.Tenant(deskID), access.TenantAdministrator)
	outcome, err := desk.New(desk.Config{Store: s}).Open(t.Context(), o.customer, desk.OpenInput{
		Subject: "The printer on the first floor", Description: "It prints blank pages since this morning, all of them.",
		Fields: answers(t, "saas"),
	})
	if err != nil {
		t.Fatal(err)
	}
	o.ticketID = outcome.TicketID
	return o
}

// process is a server's share in the feed.
type process struct {
	*desk.Service
	hub     *deskHub
	journal *journal.Journal
	kill    func() // ends it; what was committed and not told stays in the outbox
}

// start starts a process. A mute one is killed after each commit, before it could tell anyone.
func (o *office) start(t testing.TB, mute bool, change ...func(*deskConfig)) *process {
	t.Helper()
	people, err := account.New(account.Config{Store: o.store, Argon2: account.Argon2{Memory: 64, Time: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	p := &process{}
	if p.journal, err = journal.Open(t.Context(), journal.Config{Store: o.store, Sweep: o.sweep, Gather: o.gather}); err != nil {
		t.Fatal(err)
	}
	var relay *live.Relay
	p.Service = desk.New(desk.Config{Store: o.store, Committed: func(ctx context.Context, a desk.Announcement) {
		if !mute {
			relay.Committed(ctx, a)
		}
	}})
	c := deskConfig{
		RefreshEvery: time.Millisecond,
		Refresh: func(ctx context.Context, v *access.Viewer) (*access.Viewer, error) {
			return people.ViewerOf(ctx, v.UserID)
		},
		Read: func(
			ctx context.Context, id int64, audience bookmark.Audience, after int64, limit int,
		) (live.Page[*desk.Ticket, *desk.Entry], error) {
			return p.FeedPage(ctx, id, audience, after, limit)
		},
	}
	for _, f := range change {
		f(&c)
	}
	p.hub = live.NewHub(c)
	relay, err = live.NewRelay(live.RelayConfig{Journal: p.journal, Bus: o.bus, Announce: p.hub.Announce})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var running sync.WaitGroup
	if !mute {
		running.Go(func() { p.journal.Run(ctx) })
		running.Go(func() { relay.Run(ctx) })
	}
	p.kill = sync.OnceFunc(func() {
		p.hub.Close()
		cancel()
		running.Wait()
	})
	t.Cleanup(p.kill)
	return p
}

func (o *office) follow(t *testing.T, p *process, v *access.Viewer, after string) *deskFollower {
	t.Helper()
	f, err := p.hub.Follow(t.Context(), v, o.ticketID, after)
	if err != nil {
		t.Fatalf("follow: %v", err)
	}
	t.Cleanup(f.Close)
	return f
}

func nextOf[E live.Event](t *testing.T, f *deskFollower) E {
	t.Helper()
	timer := time.AfterFunc(someTries, f.Close)
	defer timer.Stop()
	got, err := f.Next()
	if err != nil {
		t.Fatalf("Next: %v", err)
	}
	e, ok := got.(E)
	if !ok {
		var want E
		t.Fatalf("Next = %#v, want a %T", got, want)
	}
	return e
}

func (o *office) reply(t testing.TB, p *process, v *access.Viewer, text string) {
	t.Helper()
	_, err := p.Reply(t.Context(), v, desk.ReplyInput{TicketID: o.ticketID, Text: text, ClientMutationID: text})
	if err != nil {
		t.Fatalf("reply: %v", err)
	}
}

func (o *office) note(t *testing.T, p *process, text string) {
	t.Helper()
	_, err := p.AddNote(t.Context(), o.staff, desk.AddNoteInput{TicketID: o.ticketID, Text: text})
	if err != nil {
		t.Fatalf("note: %v", err)
	}
}

// said is what a follower is told until a message with this text has come: the texts of all messages.
func said(t *testing.T, f *deskFollower, last string) (texts []string, cursor string) {
	t.Helper()
	for !slices.Contains(texts, last) {
		e := nextOf[deskAdded](t, f)
		cursor = e.Cursor
		if e.Cursor != e.Entry.Cursor() {
			t.Errorf("the event's cursor is %s, the entry's %s", e.Cursor, e.Entry.Cursor())
		}
		if e.Ticket.SeenSeq() < e.Entry.Seq {
			t.Errorf("the ticket of entry %d stands at %d", e.Entry.Seq, e.Ticket.SeenSeq())
		}
		if e.Entry.Message != nil {
			texts = append(texts, e.Entry.Message.Text)
		}
	}
	return texts, cursor
}

// waitForEmptyOutbox waits until all changes have their places.
func (o *office) waitForEmptyOutbox(t *testing.T) {
	t.Helper()
	deadline, again := time.After(someTries), time.NewTicker(5*time.Millisecond)
	defer again.Stop()
	for {
		left, err := o.store.Read().OutboxEntry.Query().Count(store.System(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("%d are left in the outbox", left)
		}
	}
}

// answers are what a preset's form demands.
func answers(t testing.TB, preset string) []desk.FieldInput {
	t.Helper()
	var inputs []desk.FieldInput
	for _, a := range desktest.PresetAnswers(t, preset) {
		inputs = append(inputs, desk.FieldInput(a))
	}
	return inputs
}
