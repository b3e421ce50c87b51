package desk_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/search"
	"sportello/internal/store"
)

// world is three desks with their people and tickets: one that names its staff to customers (portal), one that hides
// them (saas), and one where the same person is both staff and customer.
type world struct {
	*desktest.Factory
	store   *store.Store
	service *desk.Service
	now     time.Time

	desks, tenants []int64
	people         map[int64]int64 // a person by tenant
	viewers        []*access.Viewer
	names          []string // of the viewers
	tickets        []*ent.Ticket
	answers        map[int64]map[string]string // by ticket and key of a field
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{store: desktest.NewStore(t), now: desktest.Epoch().AddDate(0, 1, 0), people: map[int64]int64{}, answers: map[int64]map[string]string{}}
	w.Factory = desktest.NewFactory(t, w.store)
	w.service = desk.New(desk.Config{Store: w.store, Now: func() time.Time { return w.now }})
	for _, preset := range []string{"portal", "saas", "studio"} {
		w.desks = append(w.desks, w.Desk(preset))
	}
	for _, of := range []int{0, 0, 1, 1, 2} {
		tenant := w.Tenant(w.desks[of])
		w.tenants = append(w.tenants, tenant)
		w.people[tenant] = w.Person(tenant)
	}
	w.addViewers()
	return w
}

func (w *world) addViewers() {
	add := func(name string, v *access.Viewer) *access.Viewer {
		w.names, w.viewers = append(w.names, name), append(w.viewers, v)
		return v
	}
	add("agent of the first desk", w.Staff(w.desks[0], access.DeskAgent))
	both := add("supervisor of two desks", w.Staff(w.desks[0], access.DeskSupervisor))
	w.JoinDesk(both, w.desks[1], access.DeskSupervisor)
	add("analyst", w.Staff(w.desks[0], access.DeskAnalyst))
	add("administrator of a tenant", w.Customer(w.tenants[0], access.TenantAdministrator))
	add("requester where staff is named", w.Customer(w.tenants[0], access.TenantRequester))
	add("requester where staff is hidden", w.Customer(w.tenants[2], access.TenantRequester))
	add("technician where staff is hidden", w.Customer(w.tenants[2], access.TenantTechnician))
	add("observer", w.Customer(w.tenants[3], access.TenantObserver))
	mixed := add("staff of one desk, customer of two", w.Staff(w.desks[2], access.DeskAgent))
	w.JoinTenant(mixed, w.tenants[1], access.TenantRequester)
	w.JoinTenant(mixed, w.tenants[3], access.TenantAdministrator)
	add("nobody", w.User())
}

func (w *world) viewer(name string) *access.Viewer {
	for i, known := range w.names {
		if known == name {
			return w.viewers[i]
		}
	}
	panic("no viewer " + name)
}

// scatter makes tickets with values that often coincide, from a fixed seed.
func (w *world) scatter(n int) {
	r := rand.New(rand.NewPCG(7, 11))
	statuses, priorities := policy.Statuses(), policy.Priorities()
	for range n {
		t := &ent.Ticket{TenantID: w.tenants[r.IntN(len(w.tenants))]}
		t.RequesterID = w.viewers[r.IntN(len(w.viewers))].UserID
		t.Status = string(statuses[r.IntN(len(statuses))])
		t.Priority = string(priorities[r.IntN(len(priorities))])
		t.Channel = []string{"WEB", "API", "MAIL", "CONTACT_FORM"}[r.IntN(4)]
		t.Subject = "Codes"
		for _, code := range []string{"k1", "k12", "k2"} {
			if r.IntN(2) == 0 {
				t.Subject += " " + code
			}
		}
		t.CreatedAt = coarse(r)
		t.UpdatedAt = coarse(r)
		if r.IntN(3) > 0 {
			t.LastReplyAt = coarse(r)
		}
		if t.Status == string(policy.Closed) {
			t.ClosedAt = coarse(r)
		}
		if r.IntN(2) == 0 {
			t.AssigneeID = &w.viewers[r.IntN(2)].UserID
		}
		if r.IntN(2) == 0 {
			person := w.people[t.TenantID]
			t.PersonID = &person
		}
		w.tickets = append(w.tickets, t)
	}
	w.Tickets(w.tickets...)
	for _, t := range w.tickets {
		w.answers[t.ID] = scatterAnswers(r)
	}
	w.TicketFields(w.answers)
	if _, err := search.New(search.Config{Store: w.store}).Rebuild(context.Background()); err != nil {
		panic(err)
	}
}

// scatterAnswers answers two fields or fewer, with values that are close to each other.
func scatterAnswers(r *rand.Rand) map[string]string {
	answers := map[string]string{}
	for _, key := range []string{"area", "place"} {
		if values := answerable()[key]; r.IntN(4) > 0 {
			answers[key] = values[r.IntN(len(values))]
		}
	}
	return answers
}

// answerable are values of two fields: a tree's paths, of which some begin alike, and texts of several alphabets.
func answerable() map[string][]string {
	return map[string][]string{
		"area":  {"A", "A/B", "A/B/C", "A-B", "A0", "AB", "B", "a"},
		"place": {"Forlì", "Forli", "São Paulo", "東京", "🐇", "zz top", "zz", "zz!"},
	}
}

// coarse is one of a dozen instants.
func coarse(r *rand.Rand) moment.Moment {
	return moment.Of(desktest.Epoch().Add(time.Duration(r.IntN(12)) * time.Hour))
}
