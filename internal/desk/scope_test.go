package desk_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// By id, by number or by the dozen, a viewer gets the tickets of their list and no other; what is out of sight is told
// in the very words of what does not exist.
func TestTicketByIDThroughTheScope(t *testing.T) {
	w := newWorld(t)
	w.scatter(60)
	ctx := context.Background()
	var every []int64
	for _, row := range w.tickets {
		every = append(every, row.ID)
	}
	for i, v := range w.viewers {
		listed := w.list(v, nil, nil)
		together, err := w.service.TicketsByID(ctx, v, append(every, 404_404), 0)
		if err != nil || len(together) != len(listed) {
			t.Errorf("%s: %d tickets at once, %v; want %d", w.names[i], len(together), err, len(listed))
		}
		_, unknown := w.service.Ticket(ctx, v, 404_404, 0)
		for _, row := range w.tickets {
			sees := slices.Contains(listed, row.ID)
			byID, err := w.service.Ticket(ctx, v, row.ID, desk.WithRequester)
			byNumber, numberErr := w.service.TicketByNumber(ctx, v, row.DeskID, row.Number, 0)
			if !sees {
				if !reflect.DeepEqual(err, unknown) || !reflect.DeepEqual(numberErr, unknown) || together[row.ID] != nil {
					t.Fatalf("%s, ticket %d: %v, %v", w.names[i], row.ID, err, numberErr)
				}
				continue
			}
			if err != nil || numberErr != nil || byID.ID != row.ID || byNumber.ID != row.ID || together[row.ID] == nil {
				t.Fatalf("%s, ticket %d: %v, %v", w.names[i], row.ID, err, numberErr)
			}
			if byID.Requester.ID != row.RequesterID || byID.Subject != row.Subject || byID.CreatedAt != row.CreatedAt {
				t.Fatalf("read %+v of %+v", byID, row)
			}
		}
		if !errors.Is(unknown, problem.New(problem.NotFound)) {
			t.Errorf("an unknown ticket: %v", unknown)
		}
	}
}

// Desks, tenants and people are seen by those who belong there or answer for them.
func TestPlacesThroughTheScope(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	for i, v := range w.viewers {
		for _, id := range append([]int64{404}, w.desks...) {
			_, err := w.service.Desk(ctx, v, id)
			w.checkSight(t, w.names[i]+", desk", id, slices.Contains(v.DeskIDs(), id), err)
		}
		for k, id := range append([]int64{404}, w.tenants...) {
			_, member := v.Tenants[id]
			sees := member || k > 0 && v.WorksOn(w.deskOfTenant(id))
			_, err := w.service.Tenant(ctx, v, id)
			w.checkSight(t, w.names[i]+", tenant", id, sees, err)
			people, err := w.service.People(ctx, v, []int64{id})
			if err != nil || (len(people[0]) == 1) != sees {
				t.Errorf("%s, people of tenant %d: %v, %v", w.names[i], id, people, err)
			}
			byID, err := w.service.PeopleByID(ctx, v, []int64{w.people[id], 404})
			if err != nil || (byID[w.people[id]] != nil) != sees || byID[404] != nil {
				t.Errorf("%s, person of tenant %d: %v, %v", w.names[i], id, byID, err)
			}
		}
		agents, err := w.service.Agents(ctx, v, w.desks)
		if err != nil {
			t.Fatal(err)
		}
		for k, want := range []int{2, 1, 1} { // the analyst is none
			if v.WorksOn(w.desks[k]) != (agents[k] != nil) || agents[k] != nil && len(agents[k]) != want {
				t.Errorf("%s, agents of desk %d: %v", w.names[i], k, agents[k])
			}
		}
	}
	bySlug, err := w.service.DeskBySlug(ctx, w.viewer("analyst"), "desk-1")
	if err != nil || bySlug.ID != w.desks[0] {
		t.Errorf("by its short name: %v, %v", bySlug, err)
	}
	_, err = w.service.DeskBySlug(ctx, w.viewer("nobody"), "desk-1")
	w.checkSight(t, "nobody, desk by its short name", 1, false, err)
}

func (w *world) deskOfTenant(id int64) int64 {
	return w.desks[[]int{0, 0, 1, 1, 2}[slices.Index(w.tenants, id)]]
}

func (w *world) checkSight(t *testing.T, what string, id int64, sees bool, err error) {
	t.Helper()
	if sees && err != nil || !sees && !errors.Is(err, problem.New(problem.NotFound)) {
		t.Errorf("%s %d: %v", what, id, err)
	}
}

// Users are known to themselves, to staff, to those who see all of their tenant, and by name alone to the customers of a
// desk that shows its staff (M2.7).
func TestUsersWhoAreKnown(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	const agent, admin, hidden = "agent of the first desk", "administrator of a tenant", "supervisor of two desks"
	const requester, technician = "requester where staff is hidden", "technician where staff is hidden"
	for _, c := range []struct {
		viewer, user  string
		known, byMail bool
	}{
		{agent, agent, true, true}, {agent, admin, true, true}, {agent, hidden, true, true}, {agent, requester, false, false},
		{admin, "requester where staff is named", true, true}, {admin, agent, true, false}, {admin, requester, false, false},
		{requester, requester, true, true}, {requester, hidden, false, false}, {technician, requester, true, true},
		{requester, technician, false, false}, {"analyst", admin, false, false}, {"nobody", agent, false, false},
		{"nobody", "nobody", true, true}, {hidden, technician, true, true},
	} {
		user := w.viewer(c.user)
		got, err := w.service.User(ctx, w.viewer(c.viewer), user.UserID)
		switch {
		case !c.known:
			w.checkSight(t, c.viewer+" looks for "+c.user, user.UserID, false, err)
		case err != nil, got.Name != user.Name, c.byMail != (got.Email == user.Email), !c.byMail && got.Email != "":
			t.Errorf("%s of %s: %+v, %v", c.viewer, c.user, got, err)
		}
	}
}

// Counts by status are those of the list, with a row for each status in use (M1.9).
func TestTicketCounts(t *testing.T) {
	w := newWorld(t)
	w.scatter(120)
	ctx := context.Background()
	for i, v := range w.viewers {
		f := &desk.TicketFilter{Not: &desk.TicketFilter{Channel: &desk.Choice[string]{Eq: new("API")}}}
		count := desktest.CountStatements(w.store)
		counts, err := w.service.TicketCounts(ctx, v, f)
		if err != nil {
			t.Fatal(err)
		}
		if got := count(); got > 2 {
			t.Errorf("%s: %d statements", w.names[i], got)
		}
		total := 0
		for _, status := range counts.ByStatus {
			byStatus := &desk.TicketFilter{
				And: []*desk.TicketFilter{f}, Status: &desk.Choice[policy.Status]{Eq: &status.Status},
			}
			if want := len(w.list(v, byStatus, nil)); status.Count != want || status.Label == "" {
				t.Errorf("%s: %+v, want %d", w.names[i], status, want)
			}
			total += status.Count
		}
		if want := len(w.list(v, f, nil)); counts.Total != want || total != want || counts.Open+counts.Closed != want {
			t.Errorf("%s: %+v, want %d in all", w.names[i], counts, want)
		}
	}
	counts, err := w.service.TicketCounts(ctx, w.viewer("observer"), &desk.TicketFilter{Number: &desk.NumberFilter{
		Choice: desk.Choice[int64]{Eq: new(int64(404))},
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := []desk.StatusCount{{Status: "OPEN", Label: "Open"}, {Status: "IN_PROGRESS", Label: "In progress"}, {Status: "CLOSED", Label: "Closed"}}
	if !slices.Equal(counts.ByStatus, want) {
		t.Errorf("zeroes are %+v", counts.ByStatus)
	}
}

// A draft is its author's: no colleague and no staff list, find or count it (M0.4).
func TestDraftsAreTheirAuthors(t *testing.T) {
	w := newWorld(t)
	author := w.viewer("administrator of a tenant")
	draft := w.draft(author)
	for i, v := range w.viewers {
		n, err := w.service.CountTickets(context.Background(), v, nil)
		if err != nil || (n == 1) != (v == author) {
			t.Errorf("%s counts %d, %v", w.names[i], n, err)
		}
		_, err = w.service.Ticket(context.Background(), v, draft, 0)
		w.checkSight(t, w.names[i]+", draft", draft, v == author, err)
	}
}

func (w *world) draft(author *access.Viewer) int64 {
	row := &ent.Ticket{TenantID: w.tenants[0], RequesterID: author.UserID, Status: string(policy.Draft)}
	w.Tickets(row)
	return row.ID
}
