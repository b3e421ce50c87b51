package list_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/live/list"
	"sportello/internal/problem"
)

type (
	asked   string // a status, "" for all
	row     struct{ ID, Seq, PublicSeq int64 }
	hub     = list.Hub[asked, row]
	config  = list.Config[asked, row]
	changed = list.Changed[row]
)

var errOutage = errors.New("the database is away")

// ticket is one as the world has it.
type ticket struct {
	id, desk, tenant int64
	seq, publicSeq   int64
	status           string
}

// world is a database: tickets, the outbox and the journal.
type world struct {
	mu      sync.Mutex
	tickets map[int64]*ticket
	outbox  []event.Change // committed, without a place
	journal []event.Change
	thinned int64
	public  map[[2]int64]bool // of a ticket's changes, by number
	viewers map[int64]*access.Viewer
	faults  int // reads that will fail
	reads   int // statements on lists
	random  *rand.Rand
	pause   func()
	nodes   []*node
}

func newWorld(seed uint64) *world {
	w := &world{
		tickets: map[int64]*ticket{}, public: map[[2]int64]bool{}, viewers: map[int64]*access.Viewer{},
		random: rand.New(rand.NewPCG(seed, seed)), pause: func() {},
	}
	return w
}

func (w *world) dice(n int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.random.IntN(n)
}

// open opens tickets of desk 1, each third in tenant 12, the others in 11.
func (w *world) open(n int) {
	for range n {
		w.mu.Lock()
		id := int64(len(w.tickets)) + 1
		w.tickets[id] = &ticket{id: id, desk: 1, tenant: 11 + (id%3)/2}
		w.mu.Unlock()
		w.change(id, "open", true)
	}
}

// change commits a change.
func (w *world) change(id int64, status string, public bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.tickets[id]
	t.seq++
	if public {
		t.publicSeq++
		t.status = status // what staff alone do changes nothing that customers see
	}
	w.public[[2]int64{id, t.seq}] = public
	w.outbox = append(w.outbox, event.Change{DeskID: t.desk, TenantID: t.tenant, TicketID: id, Seq: t.seq})
}

// place gives all that is committed its place: the changes of a ticket in their order, those of several in any.
func (w *world) place() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.random.Shuffle(len(w.outbox), func(i, j int) { w.outbox[i], w.outbox[j] = w.outbox[j], w.outbox[i] })
	next := map[int64][]int64{}
	for _, c := range w.outbox {
		next[c.TicketID] = append(next[c.TicketID], c.Seq)
	}
	for _, seqs := range next {
		slices.Sort(seqs)
	}
	for _, c := range w.outbox {
		c.Seq, next[c.TicketID] = next[c.TicketID][0], next[c.TicketID][1:]
		c.Pos = int64(len(w.journal)) + 1
		w.journal = append(w.journal, c)
	}
	w.outbox = nil
}

func (w *world) enter(v *access.Viewer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.viewers[v.UserID] = v
}

func agent(user int64) *access.Viewer {
	return &access.Viewer{UserID: user, Desks: map[int64]access.DeskRole{1: access.DeskAgent}}
}

func customer(user, tenant int64) *access.Viewer {
	return &access.Viewer{UserID: user, Tenants: map[int64]access.Membership{
		tenant: {TenantID: tenant, DeskID: 1, Role: access.TenantTechnician, SeesTenant: true},
	}}
}

// query is what a viewer reads of a list.
func (w *world) query(v *access.Viewer, filter asked) map[int64]int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	found := map[int64]int64{}
	for id, t := range w.tickets {
		if l := (theList{w, filter, v.Scope()}); l.has(t) {
			found[id] = l.row(t).PublicSeq
		}
	}
	return found
}

func (w *world) fail() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reads++
	if w.faults > 0 {
		w.faults--
		return errOutage
	}
	return nil
}

// theList implements list.List.
type theList struct {
	*world
	filter asked
	scope  access.Scope
}

func (l theList) Key() string { return fmt.Sprint(l.filter, l.scope.Desks, l.scope.Tenants) }

func (l theList) Covers(c event.Change) (covered, asStaff bool) {
	if l.scope.SeesAsStaff(c.DeskID) {
		return true, true
	}
	return slices.Contains(l.scope.Tenants, c.TenantID), false
}

func (l theList) has(t *ticket) bool {
	return l.scope.Sees(t.desk, t.tenant, 0) && (l.filter == "" || string(l.filter) == t.status)
}

func (l theList) row(t *ticket) row { return row{t.id, t.seq, t.publicSeq} }

func (l theList) Members(_ context.Context, most int) (map[int64]struct{}, bool, error) {
	if err := l.fail(); err != nil {
		return nil, false, err
	}
	l.pause()
	defer l.pause()
	l.mu.Lock()
	defer l.mu.Unlock()
	members := map[int64]struct{}{}
	for id, t := range l.tickets {
		if l.has(t) && len(members) <= most {
			members[id] = struct{}{}
		}
	}
	return members, len(members) <= most, nil
}

func (l theList) Among(_ context.Context, ids []int64) (map[int64]list.Row[row], map[int64]int64, error) {
	if err := l.fail(); err != nil {
		return nil, nil, err
	}
	l.pause()
	rows, seqs := map[int64]list.Row[row]{}, map[int64]int64{}
	l.mu.Lock()
	for _, id := range ids {
		if t := l.tickets[id]; l.has(t) {
			rows[id] = list.Row[row]{Seq: t.seq, Row: l.row(t)}
		}
	}
	l.mu.Unlock()
	l.pause()
	l.mu.Lock()
	for _, id := range ids {
		if _, in := rows[id]; !in {
			seqs[id] = l.tickets[id].seq
		}
	}
	l.mu.Unlock()
	l.pause()
	return rows, seqs, nil
}

func (l theList) Count(context.Context) (map[string]int, error) {
	if err := l.fail(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	counts := map[string]int{}
	for _, t := range l.tickets {
		if l.has(t) {
			counts[t.status]++
		}
	}
	return counts, nil
}

// node is a process: its hub, and how much of the journal it has heard of.
type node struct {
	*world
	hub   *hub
	end   func()
	known int64
	grown chan struct{}
}

// start starts a process.
func (w *world) start(change ...func(*config)) {
	n := &node{world: w, grown: make(chan struct{})}
	n.learn()
	c := config{
		Journal: n,
		Open: func(_ context.Context, v *access.Viewer, a asked) (list.List[row], error) {
			return theList{w, a, v.Scope()}, nil
		},
		Describe: func(_ context.Context, changes []event.Change) ([]list.Happened, error) {
			if err := w.fail(); err != nil {
				return nil, err
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			happened := make([]list.Happened, len(changes))
			for i, c := range changes {
				happened[i] = list.Happened{Change: c, Staff: c.Seq}
				if w.public[[2]int64{c.TicketID, c.Seq}] {
					happened[i].Public = c.Seq
				}
			}
			return happened, nil
		},
		Refresh: func(_ context.Context, v *access.Viewer) (*access.Viewer, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			fresh := w.viewers[v.UserID]
			if fresh == nil {
				return nil, problem.New(problem.Unauthenticated)
			}
			return fresh, nil
		},
	}
	for _, f := range change {
		f(&c)
	}
	n.hub = list.New(c)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { n.hub.Run(ctx) })
	n.end = func() {
		n.hub.Close()
		cancel()
		running.Wait()
	}
	w.nodes = append(w.nodes, n)
}

// learn has the process hear of all places there are.
func (n *node) learn() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if head := int64(len(n.journal)); head > n.known {
		n.known = head
		close(n.grown)
		n.grown = make(chan struct{})
	}
}

func (n *node) Grown() (int64, <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.known, n.grown
}

func (n *node) State(context.Context) (head, thinned int64, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return int64(len(n.journal)), n.thinned, nil
}

func (n *node) Settle(context.Context) (int64, error) {
	n.pause()
	n.place()
	n.mu.Lock()
	defer n.mu.Unlock()
	return int64(len(n.journal)), nil
}

func (n *node) After(_ context.Context, pos int64, limit int) ([]event.Change, error) {
	if err := n.fail(); err != nil {
		return nil, err
	}
	n.pause()
	n.mu.Lock()
	defer n.mu.Unlock()
	rest := n.journal[min(pos, int64(len(n.journal))):]
	return slices.Clone(rest[:min(limit, len(rest))]), nil
}

// announce places what is committed and has all processes hear of it.
func (w *world) announce() {
	w.place()
	for _, n := range w.nodes {
		n.learn()
	}
}

// client holds a list as a frontend does.
type client struct {
	world   *world
	user    int64
	filter  asked
	mu      sync.Mutex
	node    *node
	line    func() // cuts the present connection
	cursor  string
	held    map[int64]int64 // newest public number by ticket
	slow    time.Duration   // between events
	gaps    []list.Reason
	updates int
	roles   int // how often it got another
	counted map[string]int
	fault   error
}

// run follows until ctx ends, connecting again whenever the line is cut.
func (c *client) run(ctx context.Context) {
	for ctx.Err() == nil {
		line, cut := context.WithCancel(ctx)
		c.mu.Lock()
		c.line = cut
		at := c.node
		c.mu.Unlock()
		err := c.follow(line, at)
		cut()
		if problem.Is(err, problem.InvalidCursor) { // the viewer sees other tickets by now, or so does the process
			c.cursor, c.held = "", nil
		}
		if ctx.Err() == nil {
			<-time.After(time.Millisecond)
		}
	}
}

// count follows how many tickets there are, at any process.
func (c *client) count(ctx context.Context) {
	for ctx.Err() == nil {
		counter, err := c.world.nodes[c.world.dice(2)].hub.Count(ctx, c.viewer(), c.filter)
		for err == nil {
			var counts *list.Counts
			if counts, err = counter.Next(); err == nil {
				c.mu.Lock()
				c.counted = counts.ByKind
				c.mu.Unlock()
			}
		}
		if ctx.Err() == nil {
			<-time.After(time.Millisecond)
		}
	}
}

func (c *client) viewer() *access.Viewer {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	return c.world.viewers[c.user]
}

func (c *client) follow(ctx context.Context, at *node) error {
	f, err := at.hub.Follow(ctx, c.viewer(), c.filter, c.cursor)
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		e, err := f.Next()
		if err != nil {
			return err
		}
		if err := c.take(ctx, e); err != nil {
			return err
		}
		c.mu.Lock()
		slow := c.slow
		c.mu.Unlock()
		if slow > 0 {
			<-time.After(slow)
		}
	}
}

// take brings what is held up to date. The cursor counts only once that is done.
func (c *client) take(ctx context.Context, happened list.Event) error {
	switch e := happened.(type) {
	case list.Snapshot:
		if err := c.read(ctx); err != nil {
			return err
		}
	case list.Gap:
		c.gaps = append(c.gaps, e.Reason)
		if err := c.read(ctx); err != nil {
			return err
		}
	case changed:
		c.updates++
		if e.Kind == list.Removed {
			delete(c.held, e.TicketID)
		} else {
			if done, ok := e.Act.(int64); ok && e.Row.Seq < done {
				c.fault = fmt.Errorf("ticket %d is told as of %d, before change %d", e.TicketID, e.Row.Seq, done)
			}
			c.held[e.TicketID] = e.Row.PublicSeq
		}
	}
	if happened.At() == c.cursor && c.fault == nil {
		if _, again := happened.(changed); again {
			c.fault = fmt.Errorf("%+v came twice", happened)
		}
	}
	c.cursor = happened.At()
	return nil
}

func (c *client) read(ctx context.Context) error {
	c.world.pause()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.held = c.world.query(c.viewer(), c.filter)
	return nil
}

// cut ends the present connection.
func (c *client) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.line != nil {
		c.line()
	}
}

func (c *client) verdict() error {
	want := c.world.query(c.viewer(), c.filter)
	total := 0
	for _, n := range c.counted {
		total += n
	}
	switch {
	case c.fault != nil:
		return c.fault
	case total != len(want):
		return fmt.Errorf("was told of %v, but there are %d", c.counted, len(want))
	case !maps.Equal(c.held, want):
		return fmt.Errorf("holds %v, but there is %v (gaps %v, %d updates)", c.held, want, c.gaps, c.updates)
	}
	return nil
}

// pass lets time pass; none: whoever else can go on may. A timer that has fired when it is made, in many bubbles of synctest, crashes
// the race detector of Go 1.26 at times (in runtime.(*timer).maybeRunChan), so none is made.
func pass(d time.Duration) {
	if d == 0 {
		runtime.Gosched()
		return
	}
	<-time.After(d)
}
