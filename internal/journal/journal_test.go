package journal_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/journal"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// house is a database with tickets whose changes are committed by hand.
type house struct {
	*desktest.Factory
	t       testing.TB
	address string
	store   *store.Store
	now     time.Time
	tickets []*ent.Ticket
}

func newHouse(t testing.TB, tickets int) *house {
	t.Helper()
	h := &house{t: t, address: desktest.NewDatabase(t), now: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)}
	h.store = desktest.OpenStore(t, h.address)
	h.Factory = desktest.NewFactory(t, h.store)
	deskID := h.Desk("saas")
	tenant := h.Tenant(deskID)
	customer := h.Customer(tenant, access.TenantAdministrator)
	for range tickets {
		h.tickets = append(h.tickets, h.Ticket(tenant, customer))
	}
	return h
}

// open is another process's share in the journal.
func (h *house) open() *journal.Journal {
	h.t.Helper()
	j, err := journal.Open(h.t.Context(), journal.Config{
		Store: desktest.OpenStore(h.t, h.address), Now: func() time.Time { return h.now }, Sweep: 20 * time.Millisecond,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return j
}

// change writes a row of the outbox within a transaction, as a use case does.
func (h *house) change(ctx context.Context, tx *ent.Tx, ticket *ent.Ticket, seq int64) error {
	return tx.OutboxEntry.Create().SetDeskID(ticket.DeskID).SetTicketID(ticket.ID).SetSeq(seq).
		SetCreatedAt(moment.Of(h.now)).Exec(store.System(ctx))
}

func (h *house) commit(ticket *ent.Ticket, seq int64) {
	h.t.Helper()
	err := h.store.Tx(h.t.Context(), func(ctx context.Context, tx *ent.Tx) error { return h.change(ctx, tx, ticket, seq) })
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) place(j *journal.Journal) int {
	h.t.Helper()
	n, err := j.Place(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// after reads all of the journal after a place.
func (h *house) after(j *journal.Journal, pos int64) []journal.Change {
	h.t.Helper()
	changes, err := j.After(h.t.Context(), pos, 1_000_000)
	if err != nil {
		h.t.Fatal(err)
	}
	return changes
}

func (h *house) outbox() int {
	h.t.Helper()
	n, err := h.store.Read().OutboxEntry.Query().Count(store.System(h.t.Context()))
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// Each commit gets the next place with all that is known of it, and leaves the outbox (M2.10).
func TestPlaces(t *testing.T) {
	h := newHouse(t, 2)
	j := h.open()
	one, two := h.tickets[0], h.tickets[1]
	for seq := range int64(450) { // more than a batch
		h.commit(one, seq+1)
	}
	h.commit(two, 7)
	if n := h.place(j); n != 451 || h.outbox() != 0 {
		t.Fatalf("%d places, %d left in the outbox", n, h.outbox())
	}
	got := h.after(j, 449)
	want := []journal.Change{
		{Pos: 450, DeskID: one.DeskID, TenantID: one.TenantID, TicketID: one.ID, Seq: 450, At: moment.Of(h.now)},
		{Pos: 451, DeskID: two.DeskID, TenantID: two.TenantID, TicketID: two.ID, Seq: 7, At: moment.Of(h.now)},
	}
	if !slices.Equal(got, want) {
		t.Errorf("read %+v, want %+v", got, want)
	}
	if pos, _ := j.Grown(); pos != 451 {
		t.Errorf("the journal knows of %d places", pos)
	}
	if head, err := h.open().Head(t.Context()); head != 451 || err != nil {
		t.Errorf("the head is %d: %v", head, err)
	}
	if n := h.place(j); n != 0 {
		t.Errorf("%d places more", n)
	}
}

// The trap: who takes an id first and commits last. Whoever has read on meanwhile must not miss it.
func TestCommittedLateUnderAnEarlyID(t *testing.T) {
	h := newHouse(t, 2)
	if h.store.Dialect() == "sqlite3" {
		t.Log("SQLite has one writer: ids commit in their order. The journal must not rest on that, and is tried all the same")
	}
	j := h.open()
	took, goOn, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- h.store.Tx(context.WithoutCancel(t.Context()), func(ctx context.Context, tx *ent.Tx) error {
			if err := h.change(ctx, tx, h.tickets[0], 1); err != nil {
				return err
			}
			close(took)
			<-goOn
			return nil
		})
	}()
	<-took
	if h.store.Dialect() != "sqlite3" {
		h.commit(h.tickets[1], 1)
		if n := h.place(j); n != 1 {
			t.Fatalf("%d places", n)
		}
	}
	read := h.after(j, 0)
	close(goOn)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	h.place(j)
	read = append(read, h.after(j, int64(len(read)))...)
	if last := read[len(read)-1]; last.TicketID != h.tickets[0].ID || last.Pos != int64(len(read)) {
		t.Errorf("read %+v", read)
	}
}

// Several processes commit and hand out places at the same time while others read along: everyone reads every change, once,
// without a gap, in the order of each ticket.
func TestManyProcesses(t *testing.T) {
	const processes, writers, each = 3, 4, 25
	h := newHouse(t, writers)
	var writing, reading sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	read := make([][]journal.Change, processes)
	for p := range processes {
		j := h.open()
		running.Go(func() { j.Run(ctx) })
		reading.Go(func() { read[p] = follow(ctx, t, j, writers*each) })
		for w := range writers {
			if w%processes != p {
				continue
			}
			writing.Go(func() {
				for n := range int64(each) {
					h.commit(h.tickets[w], n+1)
					if n%4 != 0 { // else killed before it could wake anybody
						j.Wake()
					}
				}
			})
		}
	}
	writing.Wait()
	reading.Wait()
	for p, changes := range read {
		seqs := map[int64]int64{}
		for i, c := range changes {
			if c.Pos != int64(i)+1 || c.Seq != seqs[c.TicketID]+1 {
				t.Fatalf("process %d reads %+v as number %d, after %d", p, c, i+1, seqs[c.TicketID])
			}
			seqs[c.TicketID] = c.Seq
		}
		if len(changes) != writers*each {
			t.Errorf("process %d reads %d changes", p, len(changes))
		}
	}
	if h.outbox() != 0 {
		t.Errorf("%d left in the outbox", h.outbox())
	}
}

// follow reads as a tail does until it has so many.
func follow(ctx context.Context, t *testing.T, j *journal.Journal, many int) (read []journal.Change) {
	deadline := time.After(patience)
	for len(read) < many {
		pos, more := j.Grown()
		if int64(len(read)) >= pos {
			select {
			case <-more:
			case <-deadline:
				t.Errorf("%d of %d changes came", len(read), many)
				return read
			}
			continue
		}
		some, err := j.After(ctx, int64(len(read)), 7)
		if err != nil {
			t.Error(err)
			return read
		}
		read = append(read, some...)
	}
	return read
}

// A process finds what another has placed, while somebody waits here: by a poll, or at once when it is told to look.
func TestPlacesOfOthers(t *testing.T) {
	h := newHouse(t, 1)
	here, there := h.open(), h.open()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { here.Run(ctx) })
	defer running.Wait()
	defer cancel()
	for round := range int64(3) {
		pos, more := here.Grown()
		h.commit(h.tickets[0], round+1)
		h.place(there)
		here.Look()
		select {
		case <-more:
		case <-time.After(patience):
			t.Fatal("nothing came")
		}
		if now, _ := here.Grown(); now <= pos {
			t.Errorf("from %d to %d", pos, now)
		}
	}
}

// After a week the newest place of each ticket is left; what is younger stays whole. Done twice it removes nothing more.
func TestThin(t *testing.T) {
	h := newHouse(t, 3)
	j := h.open()
	seq := map[int64]int64{}
	write := func(times int, tickets ...*ent.Ticket) {
		for range times {
			for _, ticket := range tickets {
				seq[ticket.ID]++
				h.commit(ticket, seq[ticket.ID])
			}
		}
		h.place(j)
	}
	write(300, h.tickets[:2]...)
	h.now = h.now.Add(3 * 24 * time.Hour)
	write(40, h.tickets[1], h.tickets[2])
	h.now = h.now.Add(4*24*time.Hour + time.Minute)
	for _, want := range []struct {
		removed int
		thinned int64
	}{{598, 600}, {0, 600}} {
		removed, err := j.Thin(t.Context())
		_, thinned, stateErr := j.State(t.Context())
		if removed != want.removed || thinned != want.thinned || err != nil || stateErr != nil {
			t.Fatalf("removed %d up to %d (%v, %v), want %+v", removed, thinned, err, stateErr, want)
		}
	}
	kept := h.after(j, 0)
	if len(kept) != 82 || kept[0].Pos != 599 || kept[1].Pos != 600 || kept[2].Pos != 601 {
		t.Fatalf("%d places are left, the first %+v", len(kept), kept[:3])
	}
	h.now = h.now.Add(30 * 24 * time.Hour)
	if _, err := j.Thin(t.Context()); err != nil {
		t.Fatal(err)
	}
	var last []string
	for _, c := range h.after(j, 0) {
		last = append(last, fmt.Sprint(c.TicketID, " ", c.Seq == seq[c.TicketID]))
	}
	want := []string{}
	for _, ticket := range h.tickets {
		want = append(want, fmt.Sprint(ticket.ID, " true"))
	}
	if !slices.Equal(last, want) {
		t.Errorf("after a month there are %v, want %v", last, want)
	}
	write(1, h.tickets[0])
	if head, err := j.Head(t.Context()); head != 681 || err != nil {
		t.Errorf("then the head is %d: %v", head, err)
	}
}

// Handing out places is five statements, however many changes wait.
func TestStatementsOfPlaces(t *testing.T) {
	h := newHouse(t, 1)
	j, err := journal.Open(t.Context(), journal.Config{Store: h.store})
	if err != nil {
		t.Fatal(err)
	}
	for _, changes := range []int{1, 50} {
		for n := range changes {
			h.commit(h.tickets[0], int64(n)+1)
		}
		count := desktest.CountStatements(h.store)
		h.place(j)
		if got := count(); got != 6 {
			t.Errorf("%d statements for %d changes", got, changes)
		}
	}
}
