package desk_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// M4.12: the last choice is kept, for each list and user apart.
func TestListSettingsAreKept(t *testing.T) {
	w := newWorld(t)
	mine, other := w.viewer("observer"), w.viewer("analyst")
	for _, status := range []policy.Status{policy.Open, policy.Closed} {
		statements := desktest.CountStatements(w.store)
		err := w.service.RememberList(t.Context(), mine, desk.RememberListInput{List: " tickets ", Choice: onlyStatus(status)})
		if err != nil || statements() > 4 {
			t.Fatalf("%d statements: %v", statements(), err)
		}
	}
	got, err := w.service.ListSettings(t.Context(), mine, "tickets")
	if err != nil || got == nil || string(got.Given) != `{"status":{"eq":"CLOSED"}}` || len(got.Order) != 1 || !got.Order[0].Desc {
		t.Fatalf("kept %+v: %v", got, err)
	}
	if got, err := w.service.ListSettings(t.Context(), mine, "drafts"); err != nil || got != nil {
		t.Errorf("another list: %+v: %v", got, err)
	}
	if got, err := w.service.ListSettings(t.Context(), other, "tickets"); err != nil || got != nil {
		t.Errorf("another user: %+v: %v", got, err)
	}
	for list, want := range map[string]problem.Code{
		"": problem.Required, strings.Repeat("x", 65): problem.TooLong, "a\x00b": problem.InvalidCharacters,
	} {
		if err := w.service.RememberList(t.Context(), mine, desk.RememberListInput{List: list}); !problem.Is(err, want) {
			t.Errorf("%q: %v, want %s", list, err, want)
		}
	}
	for i := range 99 {
		if err := w.service.RememberList(t.Context(), mine, desk.RememberListInput{List: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.service.RememberList(t.Context(), mine, desk.RememberListInput{List: "one more"}); !problem.Is(err, problem.TooMany) {
		t.Errorf("the list too many: %v", err)
	}
	if err := w.service.RememberList(t.Context(), mine, desk.RememberListInput{List: "tickets"}); err != nil {
		t.Errorf("a known list: %v", err)
	}
}

func widgetAt(id string, x int) desk.Widget {
	return desk.Widget{ID: id, Kind: desk.TicketListWidget, Place: desk.Place{X: x, Width: 3, Height: 2}}
}

// M4.5: empty at first, then as it was saved, whole; a widget shows its view as it is now, and none when the view is gone.
func TestDashboard(t *testing.T) {
	w := newWorld(t)
	owner, v := w.viewer("administrator of a tenant"), w.viewer("requester where staff is named")
	if d, err := w.service.Dashboard(t.Context(), v); err != nil || d.Version != 0 || len(d.Widgets) != 0 {
		t.Fatalf("at first: %+v: %v", d, err)
	}
	view := w.save(t, owner, desk.SaveViewInput{Name: "ours", Scope: desk.TenantView, TenantID: w.tenants[0], Choice: onlyStatus(policy.Open)})
	shows, status, zero := widgetAt("a", 0), widgetAt("b", 3), int64(0)
	shows.ViewID = view
	status.Kind, status.Title, status.ListChoice = desk.TicketStatusWidget, "Closed", onlyStatus(policy.Closed)
	in := desk.SaveDashboardInput{Widgets: []desk.Widget{shows, status}, ExpectedVersion: &zero}
	statements := desktest.CountStatements(w.store)
	if err := w.service.SaveDashboard(t.Context(), v, in); err != nil || statements() > 4 {
		t.Fatalf("%d statements: %v", statements(), err)
	}
	if err := w.service.SaveDashboard(t.Context(), v, in); !problem.Is(err, problem.Conflict) {
		t.Errorf("saved by an old version: %v", err)
	}
	shows.ListChoice, status.ListChoice.Meaning = desk.ListChoice{Given: onlyStatus(policy.Open).Given, Order: onlyStatus(policy.Open).Order}, nil
	statements = desktest.CountStatements(w.store)
	d, err := w.service.Dashboard(t.Context(), v)
	if err != nil || d.Version != 1 || !reflect.DeepEqual(d.Widgets, []desk.Widget{shows, status}) || statements() != 2 {
		t.Errorf("%d statements: %+v: %v", statements(), d, err)
	}
	if err := w.service.DeleteView(t.Context(), owner, view); err != nil {
		t.Fatal(err)
	}
	if d, err = w.service.Dashboard(t.Context(), v); err != nil || len(d.Widgets) != 2 || d.Widgets[0].ViewID != 0 || d.Widgets[0].ListChoice.Given != nil && string(d.Widgets[0].ListChoice.Given) != "null" {
		t.Errorf("the view is gone: %+v: %v", d, err)
	}
	if err := w.service.SaveDashboard(t.Context(), v, desk.SaveDashboardInput{}); err != nil {
		t.Fatal(err)
	}
	if d, err = w.service.Dashboard(t.Context(), v); err != nil || d.Version != 2 || len(d.Widgets) != 0 {
		t.Errorf("emptied: %+v: %v", d, err)
	}
	if d, err = w.service.Dashboard(t.Context(), owner); err != nil || d.Version != 0 {
		t.Errorf("another user's: %+v: %v", d, err)
	}
}

// M4.5: every fault is told, at its widget, and nothing is saved.
func TestFaultsOfADashboard(t *testing.T) {
	w := newWorld(t)
	v := w.viewer("observer")
	foreign := widgetAt("foreign", 0)
	foreign.ViewID = w.save(t, w.viewer("analyst"), desk.SaveViewInput{Name: "theirs"})
	both := widgetAt("both", 6)
	both.ViewID, both.ListChoice = foreign.ViewID, onlyStatus(policy.Open)
	long := widgetAt(strings.Repeat("x", 65), 9)
	long.Title = strings.Repeat("x", 101)
	var crowd []desk.Widget
	for i := range 25 {
		crowd = append(crowd, widgetAt(fmt.Sprint(i), 0))
	}
	for want, widgets := range map[string][]desk.Widget{
		"NOT_FOUND at widgets.1.view": {widgetAt("first", 3), foreign},
		"INVALID_VALUE at widgets.1.id; REQUIRED at widgets.2.id; INVALID_VALUE at widgets.1": {widgetAt("a", 0), widgetAt("a", 2), widgetAt(" ", 6)},
		"INVALID_VALUE at widgets.0.view": {both},
		"TOO_LONG at widgets.0.id; TOO_LONG at widgets.0.title; INVALID_VALUE at widgets.1.width": {long, widgetAt("b", 10)},
		"TOO_MANY at widgets": crowd,
	} {
		err := w.service.SaveDashboard(t.Context(), v, desk.SaveDashboardInput{Widgets: widgets})
		if err == nil || problem.Of(err).Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if d, err := w.service.Dashboard(t.Context(), v); err != nil || d.Version != 0 {
		t.Errorf("saved: %+v: %v", d, err)
	}
}
