package live_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/desktest"
	"sportello/internal/event"
	"sportello/internal/live"
)

// The answer appears at the customer at once, the notes among staff never do, and each act's own id is its author's
// (M2.7, M2.10, M4.14).
func TestDeskIsFollowed(t *testing.T) {
	o := newOffice(t)
	p := o.start(t, false)
	customer, staff := o.follow(t, p, o.customer, ""), o.follow(t, p, o.staff, "")
	if s := nextOf[deskSnapshot](t, customer); s.Ticket.ID != o.ticketID || s.Seq != s.Ticket.LastPublicSeq {
		t.Errorf("the customer's snapshot: %+v", s)
	}
	if s := nextOf[deskSnapshot](t, staff); s.Seq != s.Ticket.LastSeq {
		t.Errorf("staff's snapshot: %+v", s)
	}

	o.note(t, p, "Looks like the toner")
	o.reply(t, p, o.staff, "Please change the toner")
	o.reply(t, p, o.customer, "It prints again")
	if got, _ := said(t, customer, "It prints again"); !slices.Equal(got, []string{"Please change the toner", "It prints again"}) {
		t.Errorf("the customer is told %q", got)
	}
	if got, _ := said(t, staff, "It prints again"); !slices.Equal(got, []string{"Looks like the toner", "Please change the toner", "It prints again"}) {
		t.Errorf("staff are told %q", got)
	}

	o.reply(t, p, o.customer, "Thanks")
	for _, f := range []*deskFollower{customer, staff} {
		e := nextOf[deskAdded](t, f)
		if e.Entry.Kind != event.MessageAdded || (e.Entry.ClientMutationID == "Thanks") != (f == customer) {
			t.Errorf("told %+v", e.Entry)
		}
	}
}

// Killed between commit and push: who resumes from their cursor, in another process, has every message once; and so has
// who was connected there already.
func TestKilledBetweenCommitAndPush(t *testing.T) {
	o := newOffice(t)
	first := o.start(t, false)
	before := o.follow(t, first, o.customer, "")
	nextOf[deskSnapshot](t, before)
	o.reply(t, first, o.staff, "One")
	_, cursor := said(t, before, "One")
	first.kill()
	if _, err := before.Next(); !errors.Is(err, live.ErrClosed) {
		t.Errorf("Next: %v, want ErrClosed", err)
	}

	mute := o.start(t, true)
	second := o.start(t, false)
	there := o.follow(t, second, o.customer, "")
	nextOf[deskSnapshot](t, there)
	o.reply(t, mute, o.staff, "Two")
	o.note(t, mute, "Hm")
	o.reply(t, mute, o.staff, "Three")
	mute.kill()

	if got, _ := said(t, there, "Three"); !slices.Equal(got, []string{"Two", "Three"}) {
		t.Errorf("who was there is told %q", got)
	}
	resumed := o.follow(t, second, o.customer, cursor)
	o.reply(t, second, o.customer, "Four")
	if got, _ := said(t, resumed, "Four"); !slices.Equal(got, []string{"Two", "Three", "Four"}) {
		t.Errorf("who resumes is told %q", got)
	}
	o.waitForEmptyOutbox(t)
}

// Many write at the same time, in two processes; everyone is told the timeline as it is, also who reconnects all the
// time.
func TestWritersAtTheSameTime(t *testing.T) {
	o := newOffice(t)
	processes := []*process{o.start(t, false), o.start(t, false)}
	const writers, each = 4, 6
	var writing, following sync.WaitGroup
	told := make([][]int64, 4)
	for i := range told {
		v := []*access.Viewer{o.staff, o.customer}[i%2]
		following.Go(func() { told[i] = o.listen(t, processes[i%2], v, i/2 == 0) })
	}
	for w := range writers {
		writing.Go(func() {
			p := processes[w%2]
			for n := range each {
				v := []*access.Viewer{o.staff, o.customer}[n%2]
				o.reply(t, p, v, fmt.Sprintf("Writer %d says %d", w, n))
				if n%3 == 0 {
					o.note(t, p, "Aside")
				}
			}
		})
	}
	writing.Wait()
	o.reply(t, processes[0], o.staff, "The end")
	following.Wait()
	for i, got := range told {
		for n, seq := range got {
			if seq != got[0]+int64(n) {
				t.Errorf("follower %d is told %v", i, got)
				break
			}
		}
		if len(got) < writers*each {
			t.Errorf("follower %d is told %d entries", i, len(got))
		}
	}
}

// listen follows to the end, with a new connection for every third event or with one for all, and returns the seqs.
func (o *office) listen(t *testing.T, p *process, v *access.Viewer, steady bool) (seqs []int64) {
	f, err := p.hub.Follow(t.Context(), v, o.ticketID, bookmark.Mark{
		TicketID: o.ticketID, Seq: 1,
		Audience: map[*access.Viewer]bookmark.Audience{o.staff: bookmark.Staff, o.customer: bookmark.Customers}[v],
	}.String())
	for err == nil {
		var happened live.Event
		timer := time.AfterFunc(someTries, f.Close)
		happened, err = f.Next()
		timer.Stop()
		e, ok := happened.(deskAdded)
		if !ok {
			break
		}
		seqs = append(seqs, e.Entry.Seq)
		if e.Entry.Message != nil && e.Entry.Message.Text == "The end" {
			f.Close()
			return seqs
		}
		if !steady && len(seqs)%3 == 0 {
			f.Close()
			f, err = p.hub.Follow(t.Context(), v, o.ticketID, e.Cursor)
		}
	}
	t.Errorf("following ended with %v after %v", err, seqs)
	return seqs
}

// However many watch, a reply is read once for all of an audience.
func TestStatementsDoNotGrowWithFollowers(t *testing.T) {
	counts := map[int]int{}
	for _, followers := range []int{2, 100} {
		o := newOffice(t)
		mute := o.start(t, true, func(c *deskConfig) { c.RefreshEvery = time.Hour })
		all := make([]*deskFollower, followers)
		for i := range all {
			all[i] = o.follow(t, mute, []*access.Viewer{o.staff, o.customer}[i%2], "")
			nextOf[deskSnapshot](t, all[i])
		}
		o.reply(t, mute, o.staff, "Hello")
		count := desktest.CountStatements(o.store)
		mute.hub.Announce(event.Announcement{TicketID: o.ticketID})
		for _, f := range all {
			said(t, f, "Hello")
		}
		counts[followers] = count()
	}
	if counts[100] != counts[2] {
		t.Errorf("%d statements for 100 followers, %d for 2", counts[100], counts[2])
	}
}
