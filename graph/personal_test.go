package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desktest"
)

// personal is what a viewer keeps for themselves.
const personal = `query($list: String!) { viewer {
	listSettings(list: $list) { list filter orderBy { field direction } updatedAt }
	savedViews { id name scope mine sharedWith filter orderBy { field direction } count }
	dashboard { version widgets { id kind x y width height title settings { view filter orderBy { field direction } } } }
} }`

// M4.12: a filter comes back as it was given, whether it stood in the document or in a variable, and finds the same again.
func TestAFilterComesBackAsGiven(t *testing.T) {
	w := newWorld(t)
	const remember = `mutation($filter: TicketFilter, $status: TicketStatus!) {
		variable: rememberListSettings(input: {list: "variable", filter: $filter}) { ...Kept }
		literal: rememberListSettings(input: {list: "literal", filter: {status: {in: [$status, OPEN]}, number: {gte: 1}}, orderBy: {field: NUMBER}}) { ...Kept }
		none: rememberListSettings(input: {list: "none"}) { ...Kept }
	} fragment Kept on RememberListSettingsPayload { settings { filter orderBy { field direction } } errors { code } }`
	filter := map[string]any{"or": []any{
		map[string]any{"createdAt": map[string]any{"gte": "2026-03-02T10:00:00+01:00"}}, map[string]any{"tenant": map[string]any{"eq": "no id"}},
	}}
	got := w.ask(w.victim, remember, map[string]any{"filter": filter, "status": "CLOSED"}).body
	const want = `{"data":{` +
		`"variable":{"settings":{"filter":{"or":[{"createdAt":{"gte":"2026-03-02T10:00:00+01:00"}},{"tenant":{"eq":"no id"}}]},"orderBy":[]},"errors":[]},` +
		`"literal":{"settings":{"filter":{"number":{"gte":1},"status":{"in":["CLOSED","OPEN"]}},"orderBy":[{"field":"NUMBER","direction":"DESC"}]},"errors":[]},` +
		`"none":{"settings":{"filter":null,"orderBy":[]},"errors":[]}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var kept struct {
		Viewer struct{ ListSettings struct{ Filter, OrderBy any } }
	}
	w.decode(w.ask(w.victim, personal, map[string]any{"list": "literal"}), &kept)
	answer := w.ask(w.victim, `query($filter: TicketFilter, $orderBy: [TicketOrder!]) { tickets(filter: $filter, orderBy: $orderBy) { totalCount } }`,
		map[string]any{"filter": kept.Viewer.ListSettings.Filter, "orderBy": kept.Viewer.ListSettings.OrderBy})
	if answer.body != `{"data":{"tickets":{"totalCount":1}}}` { // of two
		t.Errorf("pasted back: %+v", answer)
	}
	deep := strings.Repeat(`{not: `, 9) + `{number: {eq: 1}}` + strings.Repeat(`}`, 9)
	refused := w.ask(w.victim, `mutation { rememberListSettings(input: {list: "deep", filter: `+deep+`}) { errors { code } } }`, nil)
	if codes := refused.codes(); len(codes) != 1 || codes[0] != "INVALID_FILTER" {
		t.Errorf("too deep: %+v", refused)
	}
}

// A shared view finds for each viewer what is theirs to see, and the statements do not grow with the views: two for the
// list, one for all counts, one for the dashboard and one for the settings of a list.
func TestASharedViewShowsEachTheirOwn(t *testing.T) {
	w := newWorld(t)
	leader, asked := w.Staff(w.portal, access.DeskSupervisor), map[string]any{"list": "tickets"}
	for i := range 5 {
		share := fmt.Sprintf(`mutation { saveView(input: {name: "view %d", filter: {number: {gte: 1}}, scope: DESK, desk: %q}) {
			view { scope sharedWith count } errors { code } } }`, i, w.neighbour.desk)
		want := fmt.Sprintf(`{"data":{"saveView":{"view":{"scope":"DESK","sharedWith":%q,"count":%d},"errors":[]}}}`, w.neighbour.desk, w.countFor(leader))
		if got := w.ask(leader, share, nil); got.body != want {
			t.Fatalf("got  %s\nwant %s", got.body, want)
		}
		statements := desktest.CountStatements(w.store)
		got := w.run(w.plain, w.agent, personal, asked)
		if n := statements(); n != 5 || len(got.Errors) > 0 {
			t.Errorf("%d statements with %d views: %s %v", n, i+1, got.Data, got.Errors)
		}
	}
	if body := w.ask(w.agent, personal, asked).body; strings.Count(body, fmt.Sprintf(`"mine":false,"sharedWith":%q,"filter":{"number":{"gte":1}},"orderBy":[],"count":%d}`, w.neighbour.desk, w.countFor(w.agent))) != 5 {
		t.Errorf("the agent is told %s", body)
	}
	for _, stranger := range []*access.Viewer{w.victim, w.neighbour.Viewer, w.otherStaff.Viewer, w.analyst.Viewer} {
		if body := w.ask(stranger, personal, asked).body; strings.Contains(body, "view 0") || !strings.Contains(body, `"dashboard":{"version":0,"widgets":[]}`) {
			t.Errorf("a stranger is told %s", body)
		}
	}
}

// countFor is how many tickets a viewer sees.
func (w *world) countFor(v *access.Viewer) int {
	n, err := w.desk.CountTickets(w.ctx(), v, nil)
	w.must(err)
	return n
}

// After CONFLICT the dashboard comes along as it is; other faults name the widget, and bring none.
func TestADashboardInConflict(t *testing.T) {
	w := newWorld(t)
	const save = `mutation($widget: DashboardWidgetInput!, $version: Int) {
		saveDashboard(input: {widgets: [$widget], expectedVersion: $version}) { dashboard { version widgets { id title } } errors { code field } } }`
	widget := map[string]any{"id": "a", "kind": "TICKET_STATUS", "x": 9, "y": 0, "width": 3, "height": 2, "title": "Mine"}
	for _, c := range []struct {
		width, version int
		want           string
	}{
		{3, 0, `{"dashboard":{"version":1,"widgets":[{"id":"a","title":"Mine"}]},"errors":[]}`},
		{2, 0, `{"dashboard":{"version":1,"widgets":[{"id":"a","title":"Mine"}]},"errors":[{"code":"CONFLICT","field":["input","expectedVersion"]}]}`},
		{4, 1, `{"dashboard":null,"errors":[{"code":"INVALID_VALUE","field":["input","widgets","0","width"]}]}`},
	} {
		widget["width"] = c.width
		got := w.ask(w.victim, save, map[string]any{"widget": widget, "version": c.version})
		if want := `{"data":{"saveDashboard":` + c.want + `}}`; got.body != want {
			t.Errorf("got  %s\nwant %s", got.body, want)
		}
	}
}
