package live_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/event"
	"sportello/internal/live"
	"sportello/internal/problem"
)

// What the followers of these tests are told.
type (
	shownTicket struct {
		Newest int64
		To     int64 // user id
	}
	shownEntry struct {
		Seq       int64
		Text      string
		StaffOnly bool
		To        int64
	}
)

type (
	hub      = live.Hub[shownTicket, shownEntry]
	follower = live.Follower[shownTicket, shownEntry]
	snapshot = live.Snapshot[shownTicket]
	added    = live.EntryAdded[shownTicket, shownEntry]
	config   = live.Config[shownTicket, shownEntry]
)

const (
	deskID    = 5
	tenantID  = 6
	ticketID  = 7
	someTries = 30 * time.Second // until a test gives up
)

// ledger is tickets in memory.
type ledger struct {
	mu      sync.Mutex
	tickets map[int64][]shownEntry
	viewers map[int64]*access.Viewer // as they are now, by user
	fault   error                    // of the next read

	reads, refreshes atomic.Int64
	pause            func() // between what a read sees and its answer
}

func newLedger() *ledger {
	return &ledger{tickets: map[int64][]shownEntry{}, viewers: map[int64]*access.Viewer{}, pause: func() {}}
}

// write adds entries to the ticket and returns their announcement.
func (l *ledger) write(entries ...shownEntry) event.Announcement {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tickets[ticketID] = append(l.tickets[ticketID], entries...)
	return event.Announcement{DeskID: deskID, TicketID: ticketID, Seq: int64(len(l.tickets[ticketID]))}
}

func (l *ledger) enter(v *access.Viewer) *access.Viewer {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.viewers[v.UserID] = v
	return v
}

func (l *ledger) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = err
}

func (l *ledger) refresh(_ context.Context, v *access.Viewer) (*access.Viewer, error) {
	l.refreshes.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	now, ok := l.viewers[v.UserID]
	if !ok {
		return nil, problem.New(problem.Unauthenticated)
	}
	return now, nil
}

// seen is the ticket's entries as an audience counts them.
func (l *ledger) seen(id int64, audience bookmark.Audience) []shownEntry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []shownEntry
	for _, e := range l.tickets[id] {
		if audience == bookmark.Staff || !e.StaffOnly {
			e.Seq = int64(len(all)) + 1
			all = append(all, e)
		}
	}
	return all
}

// read is a live.Reader.
func (l *ledger) read(
	ctx context.Context, id int64, audience bookmark.Audience, after int64, limit int,
) (live.Page[shownTicket, shownEntry], error) {
	l.reads.Add(1)
	l.mu.Lock()
	fault := l.fault
	l.fault = nil
	_, known := l.tickets[id]
	l.mu.Unlock()
	all := l.seen(id, audience)
	l.pause()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case fault != nil:
		return nil, fault
	case !known:
		return nil, problem.New(problem.NotFound)
	}
	newest := int64(len(all))
	rest := all[min(after, newest):]
	return ledgerPage{newest, rest[:min(limit, len(rest))]}, nil
}

// ledgerPage is a live.Page.
type ledgerPage struct {
	newest  int64
	entries []shownEntry
}

func (p ledgerPage) Audience(v *access.Viewer) (bookmark.Audience, bool) {
	switch _, customer := v.Tenants[tenantID]; {
	case v.WorksOn(deskID):
		return bookmark.Staff, true
	case customer:
		return bookmark.Customers, true
	}
	return 0, false
}

func (p ledgerPage) Newest() int64                       { return p.newest }
func (p ledgerPage) Ticket(v *access.Viewer) shownTicket { return shownTicket{p.newest, v.UserID} }
func (p ledgerPage) Len() int                            { return len(p.entries) }
func (p ledgerPage) Seq(i int) int64                     { return p.entries[i].Seq }

func (p ledgerPage) Entry(i int, v *access.Viewer) shownEntry {
	e := p.entries[i]
	e.To = v.UserID
	return e
}

func agent(user int64) *access.Viewer {
	return &access.Viewer{UserID: user, Desks: map[int64]access.DeskRole{deskID: access.DeskAgent}}
}

func customer(user int64) *access.Viewer {
	return &access.Viewer{UserID: user, Tenants: map[int64]access.Membership{tenantID: {TenantID: tenantID, DeskID: deskID}}}
}

func stranger(user int64) *access.Viewer { return &access.Viewer{UserID: user} }

// newHub makes a hub on the ledger, closed with the test.
func newHub(t testing.TB, l *ledger, change ...func(*config)) *hub {
	t.Helper()
	c := config{Read: l.read, Refresh: l.refresh}
	for _, f := range change {
		f(&c)
	}
	h := live.NewHub(c)
	t.Cleanup(h.Close)
	return h
}

func follow(t *testing.T, h *hub, v *access.Viewer, after string) *follower {
	t.Helper()
	f, err := h.Follow(t.Context(), v, ticketID, after)
	if err != nil {
		t.Fatalf("follow: %v", err)
	}
	t.Cleanup(f.Close)
	return f
}

// next waits for an event of one kind.
func next[E live.Event](t *testing.T, f *follower) E {
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

func at(audience bookmark.Audience, seq int64) string {
	return bookmark.Mark{TicketID: ticketID, Audience: audience, Seq: seq}.String()
}

var errOutage = errors.New("the database is away")
