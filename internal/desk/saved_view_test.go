package desk_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

func onlyStatus(s policy.Status) desk.ListChoice {
	return desk.ListChoice{
		Given:   json.RawMessage(fmt.Sprintf(`{"status":{"eq":%q}}`, s)),
		Meaning: &desk.TicketFilter{Status: &desk.Choice[policy.Status]{Eq: &s}},
		Order:   []desk.TicketOrder{{Field: desk.ByPriority, Desc: true}},
	}
}

func (w *world) save(t *testing.T, v *access.Viewer, in desk.SaveViewInput) int64 {
	t.Helper()
	if in.Scope == "" {
		in.Scope = desk.OwnView
	}
	outcome, err := w.service.SaveView(t.Context(), v, in)
	if err != nil {
		t.Fatalf("save %+v: %v", in, err)
	}
	return outcome.ViewID
}

func (w *world) viewNames(t *testing.T, v *access.Viewer) (names []string) {
	t.Helper()
	views, err := w.service.SavedViews(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	for _, view := range views {
		names = append(names, view.Name)
	}
	return names
}

// Own views come first, then those shared with the viewer's tenants and desks; nobody else has them.
func TestWhoFindsASavedView(t *testing.T) {
	w := newWorld(t)
	administrator, colleague := w.viewer("administrator of a tenant"), w.viewer("requester where staff is named")
	supervisor, agent := w.viewer("supervisor of two desks"), w.viewer("agent of the first desk")
	w.save(t, administrator, desk.SaveViewInput{Name: "ours", Scope: desk.TenantView, TenantID: w.tenants[0]})
	w.save(t, supervisor, desk.SaveViewInput{Name: "the desk's", Scope: desk.DeskView, DeskID: w.desks[0]})
	w.save(t, colleague, desk.SaveViewInput{Name: "zzz mine", Choice: onlyStatus(policy.Closed)})
	for name, want := range map[string][]string{
		"administrator of a tenant": {"ours"}, "requester where staff is named": {"zzz mine", "ours"},
		"supervisor of two desks": {"the desk's"}, "agent of the first desk": {"the desk's"}, "analyst": nil, "nobody": nil,
		"requester where staff is hidden": nil, "staff of one desk, customer of two": nil,
	} {
		if got := w.viewNames(t, w.viewer(name)); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", name, got, want)
		}
	}
	statements := desktest.CountStatements(w.store)
	views, err := w.service.SavedViews(t.Context(), colleague)
	if err != nil || statements() != 2 {
		t.Fatalf("%d statements: %v", statements(), err)
	}
	if own := views[0]; !own.Mine || own.Scope() != desk.OwnView || string(own.Given) != `{"status":{"eq":"CLOSED"}}` ||
		!slices.Equal(own.Order, onlyStatus(policy.Closed).Order) {
		t.Errorf("one's own: %+v", own)
	}
	if shared := views[1]; shared.Mine || shared.Scope() != desk.TenantView || shared.TenantID != w.tenants[0] {
		t.Errorf("the shared one: %+v", shared)
	}
	if got := w.viewNames(t, agent); len(got) != 1 {
		t.Errorf("the agent finds %v", got)
	}
}

// What is shared is changed by its owner alone; who may share there can remove it; what is not to be seen does not exist.
func TestWhoChangesASavedView(t *testing.T) {
	w := newWorld(t)
	administrator, colleague := w.viewer("administrator of a tenant"), w.viewer("requester where staff is named")
	second := w.Customer(w.tenants[0], access.TenantAdministrator)
	shared := w.save(t, administrator, desk.SaveViewInput{Name: "ours", Scope: desk.TenantView, TenantID: w.tenants[0]})
	own := w.save(t, administrator, desk.SaveViewInput{Name: "mine"})
	for _, c := range []struct {
		who          *access.Viewer
		view         int64
		save, remove problem.Code
	}{
		{colleague, shared, problem.Forbidden, problem.Forbidden},
		{colleague, own, problem.NotFound, problem.NotFound},
		{second, own, problem.NotFound, problem.NotFound},
		{second, shared, problem.Forbidden, ""},
	} {
		_, err := w.service.SaveView(t.Context(), c.who, desk.SaveViewInput{ViewID: c.view, Name: "stolen", Scope: desk.OwnView})
		if !problem.Is(err, c.save) {
			t.Errorf("save: %v, want %s", err, c.save)
		}
		err = w.service.DeleteView(t.Context(), c.who, c.view)
		if c.remove == "" && err != nil || c.remove != "" && !problem.Is(err, c.remove) {
			t.Errorf("remove: %v, want %q", err, c.remove)
		}
	}
	w.save(t, administrator, desk.SaveViewInput{ViewID: own, Name: "shared now", Scope: desk.TenantView, TenantID: w.tenants[0]})
	if got := w.viewNames(t, colleague); !slices.Equal(got, []string{"shared now"}) {
		t.Errorf("after sharing the colleague finds %v", got)
	}
	w.save(t, administrator, desk.SaveViewInput{ViewID: own, Name: "mine again"})
	if got := w.viewNames(t, colleague); len(got) > 0 {
		t.Errorf("after taking it back the colleague finds %v", got)
	}
}

// Only administrators share with a tenant, supervisors and administrators with a desk, and nobody where they don't belong.
func TestWhoSharesAView(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		in    desk.SaveViewInput
		want  problem.Code
		field string
	}{
		"requester where staff is named":     {desk.SaveViewInput{Scope: desk.TenantView, TenantID: w.tenants[0]}, problem.Forbidden, ""},
		"administrator of a tenant":          {desk.SaveViewInput{Scope: desk.TenantView, TenantID: w.tenants[1]}, problem.NotFound, "tenant"},
		"supervisor of two desks":            {desk.SaveViewInput{Scope: desk.DeskView, DeskID: w.desks[2]}, problem.NotFound, "desk"},
		"agent of the first desk":            {desk.SaveViewInput{Scope: desk.DeskView, DeskID: w.desks[0]}, problem.Forbidden, ""},
		"analyst":                            {desk.SaveViewInput{Scope: desk.DeskView, DeskID: w.desks[0]}, problem.NotFound, "desk"},
		"observer":                           {desk.SaveViewInput{Scope: desk.TenantView}, problem.Required, "tenant"},
		"nobody":                             {desk.SaveViewInput{Scope: desk.OwnView, DeskID: w.desks[0]}, problem.InvalidValue, "desk"},
		"staff of one desk, customer of two": {desk.SaveViewInput{Scope: desk.TenantView, TenantID: w.tenants[3], Name: strings.Repeat("x", 101)}, problem.TooLong, "name"},
	} {
		if c.in.Name == "" {
			c.in.Name = "a name"
		}
		_, err := w.service.SaveView(t.Context(), w.viewer(name), c.in)
		faults := problem.Of(err)
		if len(faults) != 1 || faults[0].Code != c.want || strings.Join(faults[0].Field, ".") != c.field {
			t.Errorf("%s: %v, want %s at %q", name, err, c.want, c.field)
		}
	}
}

// A filter too deep is refused as `tickets` refuses it; one too long, an order without an end and a view too many are too.
func TestLimitsOfSavedViews(t *testing.T) {
	w := newWorld(t)
	v := w.viewer("nobody")
	deep := &desk.TicketFilter{}
	for range 8 {
		deep = &desk.TicketFilter{Not: deep}
	}
	for want, c := range map[problem.Code]desk.ListChoice{
		problem.InvalidFilter: {Meaning: deep},
		problem.TooLong:       {Given: json.RawMessage(strings.Repeat(" ", 16<<10+1))},
		problem.TooMany:       {Order: make([]desk.TicketOrder, 11)},
		problem.InvalidValue:  {Order: []desk.TicketOrder{{Field: "COLOUR"}}},
	} {
		if _, err := w.service.SaveView(t.Context(), v, desk.SaveViewInput{Name: "n", Scope: desk.OwnView, Choice: c}); !problem.Is(err, want) {
			t.Errorf("save: %v, want %s", err, want)
		}
		if err := w.service.RememberList(t.Context(), v, desk.RememberListInput{List: "l", Choice: c}); !problem.Is(err, want) {
			t.Errorf("remember: %v, want %s", err, want)
		}
	}
	for i := range 100 {
		w.save(t, v, desk.SaveViewInput{Name: fmt.Sprint(i)})
	}
	if _, err := w.service.SaveView(t.Context(), v, desk.SaveViewInput{Name: "n", Scope: desk.OwnView}); !problem.Is(err, problem.TooMany) {
		t.Errorf("the view too many: %v", err)
	}
	if got := w.viewNames(t, v); len(got) != 100 {
		t.Errorf("%d views", len(got))
	}
}

// The same call again answers the same view, and makes no second one; another call under its id is refused.
func TestSavingAViewTwice(t *testing.T) {
	w := newWorld(t)
	v := w.viewer("analyst")
	in := desk.SaveViewInput{Name: "once", Scope: desk.OwnView, ClientMutationID: "a"}
	first := w.save(t, v, in)
	if again := w.save(t, v, in); again != first || len(w.viewNames(t, v)) != 1 {
		t.Errorf("again: view %d, first %d", again, first)
	}
	in.Name = "other"
	if _, err := w.service.SaveView(t.Context(), v, in); !problem.Is(err, problem.IdempotencyKeyReused) {
		t.Errorf("another input: %v", err)
	}
}

// Each viewer counts what they see, all filters by one statement; so many that they need several count the same.
func TestCountTicketsEach(t *testing.T) {
	w := newWorld(t)
	w.scatter(200)
	var filters []*desk.TicketFilter
	for range 20 {
		filters = append(filters, nil)
		for _, s := range policy.Statuses() {
			filters = append(filters, onlyStatus(s).Meaning)
		}
	}
	for i, v := range w.viewers {
		statements := desktest.CountStatements(w.store)
		few, err := w.service.CountTicketsEach(t.Context(), v, filters[:8])
		if err != nil || statements() != 1 {
			t.Fatalf("%s: %d statements: %v", w.names[i], statements(), err)
		}
		many, err := w.service.CountTicketsEach(t.Context(), v, filters)
		if err != nil {
			t.Fatal(err)
		}
		if used := statements(); used != 3 {
			t.Errorf("%s: %d statements for %d filters", w.names[i], used-1, len(filters))
		}
		for j, f := range filters {
			want, err := w.service.CountTickets(t.Context(), v, f)
			if err != nil || many[j] != want || j < len(few) && few[j] != want {
				t.Fatalf("%s: filter %d counts %d, want %d: %v", w.names[i], j, many[j], want, err)
			}
		}
	}
}
