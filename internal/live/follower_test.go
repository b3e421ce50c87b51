package live_test

import (
	"context"
	"errors"
	"io"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/live"
	"sportello/internal/problem"
)

func reply(text string) shownEntry { return shownEntry{Text: text} }
func note(text string) shownEntry  { return shownEntry{Text: text, StaffOnly: true} }

func replies(n int) []shownEntry {
	all := make([]shownEntry, n)
	for i := range all {
		all[i] = reply("reply " + strconv.Itoa(i+1))
	}
	return all
}

// Staff are told everything, customers what is not among staff, each by their own count (M2.7, M2.10).
func TestSnapshotThenEntries(t *testing.T) {
	l := newLedger()
	l.write(reply("opened"), note("who knows this?"))
	h := newHub(t, l)
	staff, client := follow(t, h, l.enter(agent(1)), ""), follow(t, h, l.enter(customer(2)), "")

	if s := next[snapshot](t, staff); s.Seq != 2 || s.Cursor != at(bookmark.Staff, 2) || s.Ticket != (shownTicket{2, 1}) {
		t.Errorf("staff's snapshot = %+v", s)
	}
	if s := next[snapshot](t, client); s.Seq != 1 || s.Cursor != at(bookmark.Customers, 1) || s.Ticket != (shownTicket{1, 2}) {
		t.Errorf("the customer's snapshot = %+v", s)
	}

	h.Announce(l.write(note("I do"), reply("done")))
	wantStaff := []shownEntry{{3, "I do", true, 1}, {4, "done", false, 1}}
	for _, want := range wantStaff {
		if e := next[added](t, staff); e.Entry != want || e.Cursor != at(bookmark.Staff, want.Seq) || e.Ticket.Newest < want.Seq {
			t.Errorf("staff are told %+v, want %+v", e, want)
		}
	}
	if e := next[added](t, client); e.Entry != (shownEntry{2, "done", false, 2}) || e.Cursor != at(bookmark.Customers, 2) {
		t.Errorf("the customer is told %+v", e)
	}
}

// Who resumes gets what they missed, however far the others are (M4.14).
func TestResume(t *testing.T) {
	l := newLedger()
	l.write(replies(350)...)
	h := newHub(t, l)
	others := follow(t, h, l.enter(customer(1)), "")
	next[snapshot](t, others)
	f := follow(t, h, l.enter(customer(2)), at(bookmark.Customers, 20))
	for seq := int64(21); seq <= 350; seq++ {
		if e := next[added](t, f); e.Entry.Seq != seq {
			t.Fatalf("entry %d where %d was due", e.Entry.Seq, seq)
		}
	}
	h.Announce(l.write(reply("new")))
	if e := next[added](t, f); e.Entry.Text != "new" {
		t.Errorf("then comes %+v", e)
	}
	if e := next[added](t, others); e.Entry.Text != "new" {
		t.Errorf("others are told %+v", e)
	}
}

// A cursor from a mutation's answer is good before its announcement has come.
func TestResumeBeforeTheAnnouncement(t *testing.T) {
	l := newLedger()
	l.write(reply("opened"))
	h := newHub(t, l)
	early := follow(t, h, l.enter(customer(1)), "")
	next[snapshot](t, early)
	l.write(reply("not announced"))
	f := follow(t, h, l.enter(customer(2)), at(bookmark.Customers, 2))
	h.Announce(l.write(reply("third")))
	if e := next[added](t, f); e.Entry.Seq != 3 {
		t.Errorf("told %+v, want entry 3", e)
	}
	for seq := int64(2); seq <= 3; seq++ {
		if e := next[added](t, early); e.Entry.Seq != seq {
			t.Errorf("early is told %+v, want entry %d", e, seq)
		}
	}
}

func TestFollowRefuses(t *testing.T) {
	l := newLedger()
	l.write(reply("opened"), note("hm"))
	h := newHub(t, l)
	other := bookmark.Mark{TicketID: ticketID + 1, Audience: bookmark.Customers, Seq: 1}.String()
	for name, c := range map[string]struct {
		viewer *access.Viewer
		ticket int64
		after  string
		want   problem.Code
	}{
		"a stranger":                {stranger(1), ticketID, "", problem.NotFound},
		"a stranger with a cursor":  {stranger(1), ticketID, at(bookmark.Customers, 1), problem.NotFound},
		"an analyst":                {&access.Viewer{Desks: map[int64]access.DeskRole{deskID: access.DeskAnalyst}}, ticketID, "", problem.NotFound},
		"an unknown ticket":         {agent(1), ticketID + 1, "", problem.NotFound},
		"garbage":                   {customer(1), ticketID, "x", problem.InvalidCursor},
		"another ticket's cursor":   {customer(1), ticketID, other, problem.InvalidCursor},
		"staff's cursor":            {customer(1), ticketID, at(bookmark.Staff, 1), problem.InvalidCursor},
		"a customer's cursor":       {agent(1), ticketID, at(bookmark.Customers, 1), problem.InvalidCursor},
		"the future":                {customer(1), ticketID, at(bookmark.Customers, 2), problem.InvalidCursor},
		"the future, as staff see":  {agent(1), ticketID, at(bookmark.Staff, 3), problem.InvalidCursor},
		"staff elsewhere, a client": {both(), ticketID, at(bookmark.Staff, 1), problem.InvalidCursor},
	} {
		if _, err := h.Follow(t.Context(), c.viewer, c.ticket, c.after); !problem.Is(err, c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if h.Followers() != 0 {
		t.Errorf("%d followers are left of those who were refused", h.Followers())
	}
}

// both is on the staff of another desk and a customer of this one.
func both() *access.Viewer {
	v := customer(9)
	v.Desks = map[int64]access.DeskRole{deskID + 1: access.DeskAgent}
	return v
}

func TestStaffElsewhereIsACustomerHere(t *testing.T) {
	l := newLedger()
	l.write(reply("opened"), note("hm"))
	h := newHub(t, l)
	f := follow(t, h, l.enter(both()), "")
	if s := next[snapshot](t, f); s.Cursor != at(bookmark.Customers, 1) {
		t.Errorf("snapshot = %+v", s)
	}
}

func TestGapWhenTooFarBehind(t *testing.T) {
	for name, c := range map[string]struct {
		missed  int
		resumed bool
		want    live.GapReason
	}{
		"resumed within reach":    {missed: 250, resumed: true},
		"resumed too late":        {missed: 251, resumed: true, want: live.TooFarBehind},
		"resumed much too late":   {missed: 900, resumed: true, want: live.TooFarBehind},
		"followed within reach":   {missed: 250},
		"followed too slowly":     {missed: 251, want: live.TooSlow},
		"followed far too slowly": {missed: 900, want: live.TooSlow},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger()
			l.write(reply("opened"))
			h := newHub(t, l, func(c *config) { c.MaxReplay = 250 })
			f := follow(t, h, l.enter(customer(1)), "")
			cursor := next[snapshot](t, f).Cursor
			h.Announce(l.write(replies(c.missed)...))
			if c.resumed {
				f = follow(t, h, l.enter(customer(1)), cursor)
			}
			last := int64(1 + c.missed)
			if c.want != "" {
				if g := next[live.Gap](t, f); g != (live.Gap{Cursor: at(bookmark.Customers, last), Reason: c.want}) {
					t.Fatalf("told %+v", g)
				}
			} else {
				for seq := int64(2); seq <= last; seq++ {
					if e := next[added](t, f); e.Entry.Seq != seq {
						t.Fatalf("entry %d where %d was due", e.Entry.Seq, seq)
					}
				}
			}
			h.Announce(l.write(reply("after")))
			if e := next[added](t, f); e.Entry.Seq != last+1 {
				t.Fatalf("entry %d where %d was due", e.Entry.Seq, last+1)
			}
		})
	}
}

// Who loses sight is told so instead of what happened, and then nothing (tenancy).
func TestRemoved(t *testing.T) {
	for name, change := range map[string]func(l *ledger){
		"the membership ends": func(l *ledger) { l.enter(stranger(1)) },
		"the ticket goes":     func(l *ledger) { delete(l.tickets, ticketID) },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger()
			l.write(reply("opened"))
			h := newHub(t, l, func(c *config) { c.RefreshEvery = 1 })
			f := follow(t, h, l.enter(customer(1)), "")
			next[snapshot](t, f)
			a := l.write(reply("secret"))
			change(l)
			h.Announce(a)
			if r := next[live.Removed](t, f); r.Cursor != at(bookmark.Customers, 1) {
				t.Errorf("told %+v", r)
			}
			if _, err := f.Next(); !errors.Is(err, io.EOF) {
				t.Errorf("then %v, want EOF", err)
			}
			if h.Followers() != 0 {
				t.Error("the seat is not given back")
			}
		})
	}
}

// Who changes sides counts otherwise from now on, so they start over.
func TestAnotherAudienceStartsOver(t *testing.T) {
	l := newLedger()
	l.write(reply("opened"), note("hm"))
	h := newHub(t, l, func(c *config) { c.RefreshEvery = 1 })
	f := follow(t, h, l.enter(customer(1)), "")
	next[snapshot](t, f)
	l.enter(agent(1))
	h.Announce(l.write(reply("more")))
	if s := next[snapshot](t, f); s.Cursor != at(bookmark.Staff, 3) {
		t.Errorf("told %+v", s)
	}
	h.Announce(l.write(note("aha")))
	if e := next[added](t, f); e.Entry.Seq != 4 {
		t.Errorf("told %+v", e)
	}
}

// The viewer is loaded anew for an event, once a second at most.
func TestRefreshAtMostOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		l.write(reply("opened"))
		h := newHub(t, l)
		f := follow(t, h, l.enter(customer(1)), "")
		next[snapshot](t, f)
		for second := range 5 {
			<-time.After(time.Second)
			for range 10 {
				h.Announce(l.write(reply("again")))
				next[added](t, f)
			}
			if got := l.refreshes.Load(); got != int64(second)+1 {
				t.Fatalf("%d refreshes in %d seconds", got, second+1)
			}
		}
	})
}

func TestEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(l *ledger, h *hub, f *follower, cancel context.CancelFunc)
		want error
	}{
		"the context ends": {func(_ *ledger, _ *hub, _ *follower, cancel context.CancelFunc) { cancel() }, context.Canceled},
		"the hub closes":   {func(_ *ledger, h *hub, _ *follower, _ context.CancelFunc) { h.Close() }, live.ErrClosed},
		"it is closed":     {func(_ *ledger, _ *hub, f *follower, _ context.CancelFunc) { f.Close() }, io.EOF},
		"a read fails": {func(l *ledger, h *hub, _ *follower, _ context.CancelFunc) {
			l.fail(errOutage)
			h.Announce(l.write(reply("unread")))
		}, errOutage},
		"the session ends": {func(l *ledger, h *hub, _ *follower, _ context.CancelFunc) {
			<-time.After(time.Second)
			l.mu.Lock()
			delete(l.viewers, 1)
			l.mu.Unlock()
			h.Announce(l.write(reply("unread")))
		}, problem.New(problem.Unauthenticated)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLedger()
				l.write(reply("opened"))
				h := newHub(t, l)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				f, err := h.Follow(ctx, l.enter(customer(1)), ticketID, "")
				if err != nil {
					t.Fatal(err)
				}
				next[snapshot](t, f)
				ended := make(chan error)
				go func() {
					_, err := f.Next()
					ended <- err
				}()
				synctest.Wait() // it waits for an event
				c.end(l, h, f, cancel)
				if err := <-ended; !errors.Is(err, c.want) {
					t.Errorf("Next: %v, want %v", err, c.want)
				}
				synctest.Wait()
				if name != "the hub closes" && h.Followers() != 0 {
					t.Error("the seat is not given back")
				}
			})
		})
	}
}

func TestFollowersAreBounded(t *testing.T) {
	l := newLedger()
	l.write(reply("opened"))
	h := newHub(t, l, func(c *config) { c.MaxFollowers = 2 })
	first := follow(t, h, l.enter(customer(1)), "")
	follow(t, h, l.enter(customer(2)), "")
	if _, err := h.Follow(t.Context(), l.enter(customer(3)), ticketID, ""); !problem.Is(err, problem.RateLimited) {
		t.Errorf("the third: %v, want RATE_LIMITED", err)
	}
	first.Close()
	first.Close()
	follow(t, h, l.enter(customer(3)), "")
}

func TestFollowAfterClose(t *testing.T) {
	l := newLedger()
	l.write(reply("opened"))
	h := newHub(t, l)
	h.Close()
	if _, err := h.Follow(t.Context(), l.enter(customer(1)), ticketID, ""); !errors.Is(err, live.ErrClosed) {
		t.Errorf("Follow: %v, want ErrClosed", err)
	}
}
