package acceptance

import (
	"encoding/json"
	"fmt"
	"testing"
)

type choice struct {
	Filter  json.RawMessage
	OrderBy json.RawMessage
}

type widget struct {
	ID, Kind, Title     string
	X, Y, Width, Height int
	Settings            struct {
		View *string
		choice
	}
}

type keptByViewer struct {
	Viewer struct {
		ListSettings *choice
		SavedViews   []struct {
			ID, Name string
			Mine     bool
			Count    int
			choice
		}
		Dashboard struct {
			Version int
			Widgets []widget
		}
	}
}

// kept asks what the server keeps of the viewer's lists.
func (u *user) kept() *keptByViewer {
	u.t.Helper()
	got := &keptByViewer{}
	u.ask(`{ viewer {
		listSettings(list: "elenco richieste") { filter orderBy { field direction } }
		savedViews { id name mine count filter orderBy { field direction } }
		dashboard { version widgets { id kind title x y width height settings { view filter orderBy { field direction } } } }
	} }`, nil, got)
	return got
}

// shown lists tickets by what was kept.
func (u *user) shown(c choice) (subjects []string) {
	u.t.Helper()
	var got struct {
		Tickets struct{ Nodes []struct{ Subject string } }
	}
	u.ask(`query($filter: TicketFilter, $orderBy: [TicketOrder!]) { tickets(filter: $filter, orderBy: $orderBy) { nodes {
		priority status subject requester { name } assignee { name } } } }`, vars{"filter": c.Filter, "orderBy": c.OrderBy}, &got)
	for _, one := range got.Tickets.Nodes {
		subjects = append(subjects, one.Subject)
	}
	return subjects
}

// keeps sends a mutation that must go without a fault.
func (u *user) keeps(mutation, kind string, input vars) {
	u.t.Helper()
	var got struct{ Did struct{ Errors []userError } }
	u.ask(fmt.Sprintf("mutation($input: %s!) { did: %s(input: $input) { errors { code field message } } }", kind, mutation), vars{"input": input}, &got)
	if len(got.Did.Errors) > 0 {
		u.t.Fatalf("%s: %+v", mutation, got.Did.Errors)
	}
}

// The customer portal's first and last pages (manuals/4-nts-customer-portal.txt): a dashboard that says it is empty, gets
// its widgets, and has them at the next visit; a list that is found as it was left.
func TestStoryNTSDashboard(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "portal", "NTS Example", "it")
	customer := o.customer
	normal := customer.open("Domanda sui telematici", "Buongiorno, una domanda.")
	customer.open("Non emetto DDT", "La spedizione parte ora.", vars{"priority": "URGENT"})
	o.agent.does("closeTicket", normal)

	// M4.5: empty at first.
	if first := customer.kept().Viewer; first.Dashboard.Version != 0 || len(first.Dashboard.Widgets) != 0 || first.ListSettings != nil || len(first.SavedViews) != 0 {
		t.Fatalf("at first: %+v", first)
	}
	// M4.12: what was chosen in the list, under a name too.
	chosen := vars{"filter": vars{"status": vars{"notIn": []string{"CLOSED"}}}, "orderBy": []vars{{"field": "PRIORITY", "direction": "DESC"}}}
	customer.keeps("rememberListSettings", "RememberListSettingsInput", with(vars{"list": "elenco richieste"}, chosen))
	customer.keeps("saveView", "SaveViewInput", with(vars{"name": "Aperti, urgenti prima"}, chosen))
	view := customer.kept().Viewer.SavedViews[0]
	// M4.5: both widgets, with position and size.
	customer.keeps("saveDashboard", "SaveDashboardInput", vars{"expectedVersion": 0, "widgets": []vars{
		{"id": "elenco", "kind": "TICKET_LIST", "x": 0, "y": 0, "width": 8, "height": 6, "title": "I miei ticket", "view": view.ID},
		{"id": "stato", "kind": "TICKET_STATUS", "x": 8, "y": 0, "width": 4, "height": 3},
	}})

	// The next sign-in, after the server was started anew, finds it all.
	o.stop()
	o.start()
	customer.signIn()
	o.colleague.signIn()
	again := customer.kept().Viewer
	if again.ListSettings == nil || len(again.SavedViews) != 1 || again.SavedViews[0].Count != 1 || !again.SavedViews[0].Mine || len(again.Dashboard.Widgets) != 2 {
		t.Fatalf("at the next visit: %+v", again)
	}
	list, status := again.Dashboard.Widgets[0], again.Dashboard.Widgets[1]
	if list.Kind != "TICKET_LIST" || list.Title != "I miei ticket" || list.Width != 8 || list.Height != 6 || list.Settings.View == nil || *list.Settings.View != view.ID {
		t.Errorf("the list: %+v", list)
	}
	if status.Kind != "TICKET_STATUS" || status.X != 8 || status.Y != 0 || status.Width != 4 || status.Height != 3 || string(status.Settings.Filter) != "null" {
		t.Errorf("the status: %+v", status)
	}
	for name, c := range map[string]choice{"settings": *again.ListSettings, "view": again.SavedViews[0].choice, "widget": list.Settings.choice} {
		if got := customer.shown(c); len(got) != 1 || got[0] != "Non emetto DDT" {
			t.Errorf("by the %s: %v", name, got)
		}
	}
	customer.counts(1, 1, map[string]int{"Non assegnato": 1, "Chiuso": 1}) // M4.5: open, closed, and so in all
	if other := o.colleague.kept().Viewer; other.Dashboard.Version != 0 || other.ListSettings != nil || len(other.SavedViews) != 0 {
		t.Errorf("the colleague has %+v", other)
	}
}
