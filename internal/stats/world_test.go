package stats_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/stats"
	"sportello/internal/store"
)

// world is five desks with all their rules, people on both sides, and tickets to which everything has happened that use cases
// can do, over a year with both changes of the clocks.
type world struct {
	*desktest.Factory
	t       testing.TB
	store   *store.Store
	address string
	service *desk.Service
	engine  *stats.Engine
	dice    *rand.Rand

	mu  sync.Mutex
	now time.Time

	desks     []int64
	presets   []string
	tenants   map[int64][]int64
	staff     map[int64][]*access.Viewer
	customers map[int64][]*access.Viewer // by tenant
	viewers   map[string]*access.Viewer
	tickets   []int64
	fields    map[string][]string // answers by key
	instants  []time.Time         // of tickets
}

func newWorld(t testing.TB, seed uint64) *world {
	t.Helper()
	w := &world{
		t: t, address: desktest.NewDatabase(t), now: time.Date(2026, 3, 20, 9, 30, 0, 123_000, time.UTC), dice: rand.New(rand.NewPCG(seed, 1)),
		tenants: map[int64][]int64{}, staff: map[int64][]*access.Viewer{}, customers: map[int64][]*access.Viewer{},
		viewers: map[string]*access.Viewer{}, fields: map[string][]string{},
	}
	w.store = desktest.OpenStore(t, w.address)
	w.Factory = desktest.NewFactory(t, w.store)
	w.service = desk.New(desk.Config{Store: w.store, Now: w.clock, Committed: w.committed})
	for _, preset := range []string{"portal", "saas", "studio", "mail", "guided"} {
		w.found(preset)
	}
	w.meet()
	w.engine = w.newEngine(w.service)
	return w
}

// newEngine makes an engine on the world's database, and loads it.
func (w *world) newEngine(service *desk.Service) *stats.Engine {
	w.t.Helper()
	e := stats.New(stats.Config{Store: w.store, Desk: service, Now: w.clock, Workers: 2})
	if err := e.Load(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) committed(_ context.Context, a desk.Announcement) {
	if w.engine != nil {
		w.engine.Touch(a.TicketID, a.Seq)
	}
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) found(preset string) {
	id := w.Desk(preset)
	w.desks, w.presets = append(w.desks, id), append(w.presets, preset)
	for range 2 {
		tenant := w.Tenant(id)
		w.tenants[id] = append(w.tenants[id], tenant)
		w.customers[tenant] = []*access.Viewer{
			w.Customer(tenant, access.TenantAdministrator), w.Customer(tenant, access.TenantRequester), w.Customer(tenant, access.TenantRequester),
		}
	}
	w.staff[id] = []*access.Viewer{w.Staff(id, access.DeskAgent), w.Staff(id, access.DeskAdministrator)}
}

// meet names the viewers who ask.
func (w *world) meet() {
	all := w.User()
	for _, id := range w.desks {
		w.JoinDesk(all, id, access.DeskAgent)
	}
	portal, saas, guided := w.desks[0], w.desks[1], w.desks[4]
	w.viewers["staff of all desks"] = all
	w.viewers["staff of one"] = w.staff[portal][0]
	w.viewers["administrator of a tenant"] = w.customers[w.tenants[portal][0]][0]
	w.viewers["requester"] = w.customers[w.tenants[guided][0]][1]
	w.viewers["administrator where staff is hidden"] = w.customers[w.tenants[saas][0]][0]
	w.viewers["requester where staff is hidden"] = w.customers[w.tenants[saas][0]][1]
	mixed := w.Staff(w.desks[2], access.DeskAgent)
	w.JoinTenant(mixed, w.tenants[saas][0], access.TenantTechnician)
	w.JoinTenant(mixed, w.tenants[guided][1], access.TenantRequester)
	w.viewers["staff here and customer there"] = mixed
	w.viewers["nobody"] = w.User()
}

// live lets things happen.
func (w *world) live(acts int) {
	w.t.Helper()
	for range acts {
		w.pass(time.Duration(w.dice.Int64N(int64(5 * time.Hour))).Truncate(time.Microsecond))
		if len(w.tickets) < 5 || w.dice.IntN(5) == 0 {
			w.open()
			continue
		}
		w.act(pick(w.dice, w.tickets))
	}
	w.merge()
	if _, err := w.service.NoteDue(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.service.AutoClose(context.Background()); err != nil {
		w.t.Fatal(err)
	}
}

// merge merges two tickets that can be, at last.
func (w *world) merge() {
	w.t.Helper()
	for _, id := range w.tickets {
		for _, into := range w.tickets {
			for _, deskID := range w.desks {
				if _, err := w.service.Merge(context.Background(), w.staff[deskID][0], desk.MergeInput{TicketID: id, IntoID: into}); !w.refused(err) {
					return
				}
			}
		}
	}
}

func pick[T any](dice *rand.Rand, of []T) T { return of[dice.IntN(len(of))] }

// open opens a ticket in a tenant of some desk.
func (w *world) open() {
	w.t.Helper()
	at := w.dice.IntN(len(w.desks))
	tenant := pick(w.dice, w.tenants[w.desks[at]])
	by := pick(w.dice, append(w.customers[tenant], w.staff[w.desks[at]][0]))
	p, err := policy.Preset(w.presets[at])
	if err != nil {
		w.t.Fatal(err)
	}
	in := desk.OpenInput{
		TenantID: tenant, Subject: fmt.Sprintf("Question %d about k%d", len(w.tickets), w.dice.IntN(3)), Description: "This does not work at all.",
		Channel: pick(w.dice, []desk.Channel{desk.ChannelWeb, desk.ChannelAPI, desk.ChannelMail, desk.ChannelContactForm}),
	}
	for _, a := range desktest.Answers(p) {
		f := p.Form.Field(a.Key)
		if leaves := leavesOf(f.Options, ""); len(leaves) > 0 {
			a.Value = pick(w.dice, leaves)
		}
		w.fields[a.Key] = append(w.fields[a.Key], a.Value)
		in.Fields = append(in.Fields, desk.FieldInput{Key: a.Key, Value: a.Value})
	}
	out, err := w.service.Open(context.Background(), by, in)
	if w.refused(err) {
		return
	}
	w.tickets = append(w.tickets, out.TicketID)
}

func leavesOf(options []*policy.Option, above string) (leaves []string) {
	for _, o := range options {
		if o.IsLeaf() {
			leaves = append(leaves, above+o.Value)
		}
		leaves = append(leaves, leavesOf(o.Options, above+o.Value+policy.PathSeparator)...)
	}
	return leaves
}

// refused reports whether a rule refused; any other error fails the test.
func (w *world) refused(err error) bool {
	w.t.Helper()
	if refusal := (*problem.Error)(nil); err != nil && !errors.As(err, &refusal) {
		w.t.Fatal(err)
	}
	return err != nil
}

// act does something to a ticket, if the rules allow.
func (w *world) act(id int64) {
	w.t.Helper()
	ctx := context.Background()
	found, err := w.service.TicketsByID(ctx, w.viewers["staff of all desks"], []int64{id}, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	t := found[id]
	staff, customer := pick(w.dice, w.staff[t.DeskID]), pick(w.dice, w.customers[t.TenantID])
	var out *desk.Outcome
	switch w.dice.IntN(14) {
	case 0, 1, 2:
		out, err = w.service.Reply(ctx, staff, desk.ReplyInput{TicketID: id, Text: "Please try this."})
	case 3, 4:
		out, err = w.service.Reply(ctx, customer, desk.ReplyInput{TicketID: id, Text: "It still does not work."})
	case 5:
		_, err = w.service.AddNote(ctx, staff, desk.AddNoteInput{TicketID: id, Text: "Between us."})
	case 6:
		_, err = w.service.Take(ctx, staff, desk.TakeInput{TicketID: id})
	case 7:
		_, err = w.service.Close(ctx, staff, desk.CloseInput{TicketID: id})
	case 8:
		out, err = w.service.Reply(ctx, staff, desk.ReplyInput{TicketID: id, Text: "That was it.", Close: true})
	case 9:
		_, err = w.service.Resolve(ctx, staff, desk.ResolveInput{TicketID: id})
	case 10:
		_, err = w.service.Reopen(ctx, staff, desk.ReopenInput{TicketID: id})
	case 11:
		_, err = w.service.ChangePriority(ctx, staff, desk.ChangePriorityInput{TicketID: id, Priority: pick(w.dice, policy.Priorities())})
	case 12:
		_, err = w.service.Merge(ctx, staff, desk.MergeInput{TicketID: id, IntoID: pick(w.dice, w.tickets)})
	case 13:
		_, err = w.service.Unmerge(ctx, staff, desk.UnmergeInput{TicketID: id})
	}
	if !w.refused(err) && out != nil && !slices.Contains(w.tickets, out.TicketID) {
		w.tickets = append(w.tickets, out.TicketID)
	}
}
