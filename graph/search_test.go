package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/search"
)

// searchCases are the cases of finding old answers.
func searchCases(one func(node.Kind, string) idCase) map[string]idCase {
	similar := func(input string) string {
		return `{ similarTickets(input: {text: "What about the invoice?", ` + input + `}) { ticket { id } words answer { id } } }`
	}
	return map[string]idCase{
		"Query.similarTickets.input.tenant":  one(node.Tenant, similar(`tenant: <id>`)),
		"Query.similarTickets.input.desk":    one(node.Desk, similar(`desk: <id>`)),
		"Query.similarTickets.input.exclude": {[]node.Kind{node.Ticket}, similar(`exclude: <id>`), alike, false},
		"Query.suggestedAnswers.ticket":      one(node.Ticket, `{ suggestedAnswers(ticket: <id>) { ticket { id } answer { id } words times } }`),
	}
}

const (
	jammed = "The franking machine jams with thick envelopes"
	unjam  = "Open the rear flap and lower the feeding roller by one notch, then run an empty envelope through it."
)

// index brings the index up to date with what was written.
func (h *house) index() {
	h.t.Helper()
	_, err := search.New(search.Config{Store: h.store}).Index(h.ctx())
	h.must(err)
}

// problem opens a ticket about a problem.
func (w *world) problem(tenantID int64, by *access.Viewer, subject string) int64 {
	w.t.Helper()
	preset := "portal"
	if tenantID == w.otherCompany {
		preset = "saas"
	}
	outcome, err := w.desk.Open(w.ctx(), by, desk.OpenInput{TenantID: tenantID, Subject: subject, Description: "Could you please help us?", Fields: answersTo(preset)})
	w.must(err)
	return outcome.TicketID
}

// solved makes a closed ticket about a problem, with its answer and a note; its global id.
func (w *world) solved(tenantID int64, by, agent *access.Viewer, subject, answer string) string {
	w.t.Helper()
	id := w.problem(tenantID, by, subject)
	_, err := w.desk.AddNote(w.ctx(), agent, desk.AddNoteInput{TicketID: id, Text: "A kumquat among ourselves"})
	w.must(err)
	_, err = w.desk.Reply(w.ctx(), agent, desk.ReplyInput{TicketID: id, Text: answer})
	w.must(err)
	_, err = w.desk.Close(w.ctx(), agent, desk.CloseInput{TicketID: id})
	w.must(err)
	return node.Encode(node.Ticket, id)
}

const similarTo = `query($text: String!, $tenant: ID, $desk: ID, $exclude: ID) {
	similarTickets(input: {text: $text, tenant: $tenant, desk: $desk, exclude: $exclude}, first: 10) {
		ticket { id } words isSolved isPossibleDuplicate answer { text }
	}
}`

type similarTicket struct {
	Ticket                        struct{ ID string }
	Words                         []string
	IsSolved, IsPossibleDuplicate bool
	Answer                        *struct{ Text string }
}

func (w *world) similar(v *access.Viewer, variables map[string]any) (ids []string, found []similarTicket) {
	w.t.Helper()
	var got struct{ SimilarTickets []similarTicket }
	w.decode(w.ask(v, similarTo, variables), &got)
	for _, one := range got.SimilarTickets {
		ids = append(ids, one.Ticket.ID)
	}
	return ids, got.SimilarTickets
}

// Old answers are offered to customers from what they may see of their own tenant, and to staff from their whole desk; an
// open ticket is pointed out to its own tenant; notes find nothing for anybody (M1.14).
func TestSimilarTicketsStayAtHome(t *testing.T) {
	w := newWorld(t)
	beside := w.Tenant(w.portal)
	neighbour := w.Customer(beside, access.TenantAdministrator)
	leader := w.Customer(w.company, access.TenantAdministrator)
	elsewhere := w.Staff(w.saas, access.DeskAgent)
	mine := w.solved(w.company, w.victim, w.agent, jammed, unjam)
	theirs := w.solved(beside, neighbour, w.agent, jammed, unjam)
	far := w.solved(w.otherCompany, w.Customer(w.otherCompany, access.TenantTechnician), elsewhere, jammed, unjam)
	open := node.Encode(node.Ticket, w.problem(w.company, leader, "Thick envelopes jam the machine again"))
	w.index()
	text := "Thicker envelopes get stuck, the franking machine has jammed"
	for who, one := range map[string]struct {
		v         *access.Viewer
		variables map[string]any
		want      []string
	}{
		"administrator":       {leader, map[string]any{}, []string{mine, open}},
		"by the tenant":       {leader, map[string]any{"tenant": node.Encode(node.Tenant, w.company)}, []string{mine, open}},
		"by the desk":         {leader, map[string]any{"desk": node.Encode(node.Desk, w.portal)}, []string{mine, open}},
		"while it is written": {leader, map[string]any{"exclude": open}, []string{mine}},
		"another tenant":      {neighbour, map[string]any{}, []string{theirs}},
		"staff":               {w.agent, map[string]any{}, []string{mine, theirs}},
		"staff for a tenant":  {w.agent, map[string]any{"tenant": node.Encode(node.Tenant, w.company)}, []string{mine, theirs, open}},
		"staff but for one":   {w.agent, map[string]any{"exclude": mine}, []string{theirs}},
		"another desk":        {elsewhere, map[string]any{}, []string{far}},
		"of notes":            {w.agent, map[string]any{"text": "Kumquat"}, nil},
		"of nothing":          {w.agent, map[string]any{"text": "  "}, nil},
	} {
		if one.variables["text"] == nil {
			one.variables["text"] = text
		}
		ids, found := w.similar(one.v, one.variables)
		if !slices.Equal(inOrder(ids, open), inOrder(one.want, open)) {
			t.Errorf("%s: finds %v, want %v", who, ids, one.want)
			continue
		}
		for _, f := range found {
			solved := f.Ticket.ID != open
			if f.IsSolved != solved || f.IsPossibleDuplicate == solved || (f.Answer != nil) != solved || f.Answer != nil && f.Answer.Text != unjam || len(f.Words) == 0 {
				t.Errorf("%s: %+v", who, f)
			}
		}
	}
}

// inOrder brings ids into an order, but for the last one if that is a certain one.
func inOrder(ids []string, last string) []string {
	end := len(ids)
	if end > 0 && ids[end-1] == last {
		end--
	}
	slices.Sort(ids[:end])
	return ids
}

// A requester who sees their own tickets alone is offered none of their colleagues'.
func TestSimilarTicketsOfOnesOwn(t *testing.T) {
	w := newWorld(t)
	deskID := w.DeskWith(w.rules(t, "customers_see: tenant", "customers_see: own"))
	tenantID := w.Tenant(deskID)
	first, second := w.Customer(tenantID, access.TenantRequester), w.Customer(tenantID, access.TenantRequester)
	mine := w.solved(tenantID, first, w.Staff(deskID, access.DeskAgent), jammed, unjam)
	w.index()
	if ids, _ := w.similar(first, map[string]any{"text": jammed}); !slices.Equal(ids, []string{mine}) {
		t.Errorf("to who opened it: %v", ids)
	}
	if ids, _ := w.similar(second, map[string]any{"text": jammed}); len(ids) > 0 {
		t.Errorf("to a colleague: %v", ids)
	}
}

// Suggestions are for staff, and say the same answer once (M1.14).
func TestSuggestedAnswers(t *testing.T) {
	w := newWorld(t)
	agent := w.agent
	for i := range 4 {
		w.solved(w.company, w.victim, agent, jammed, fmt.Sprintf("Hello %d, %s Regards", i, unjam))
	}
	other := w.solved(w.company, w.victim, agent, "The franking machine prints pale stamps", "The ink cartridge was dry: change it and clean the print head twice.")
	open := w.problem(w.company, w.victim, "Thick envelopes jam the franking machine")
	w.index()
	document := `{ suggestedAnswers(ticket: ` + quoted(node.Encode(node.Ticket, open)) + `) { ticket { id } answer { text } words times } }`
	var got struct {
		SuggestedAnswers []struct {
			Ticket struct{ ID string }
			Answer struct{ Text string }
			Words  []string
			Times  int
		}
	}
	w.decode(w.ask(agent, document, nil), &got)
	if s := got.SuggestedAnswers; len(s) != 2 || s[0].Times != 4 || !strings.Contains(s[0].Answer.Text, unjam) || len(s[0].Words) == 0 ||
		s[1].Times != 1 || s[1].Ticket.ID != other {
		t.Errorf("suggested: %+v", s)
	}
	for who, v := range map[string]*access.Viewer{"STAFF_ONLY": w.victim, "NOT_FOUND": w.otherStaff.Viewer} {
		if codes := w.ask(v, document, nil).codes(); !slices.Equal(codes, []string{who}) {
			t.Errorf("%v, want %s", codes, who)
		}
	}
}

// A list can be searched with whatever else a filter says, and goes on from a cursor; customers find no notes (M1.14).
func TestTheListIsSearched(t *testing.T) {
	w := newWorld(t)
	leader := w.Customer(w.company, access.TenantAdministrator)
	jam := w.solved(w.company, w.victim, w.agent, jammed, unjam)
	again := node.Encode(node.Ticket, w.problem(w.company, leader, "Jammed, hopeless"))
	w.index()
	for filter, want := range map[string]map[*access.Viewer][]string{
		`search: "jam"`:                                    {leader: {again, jam}, w.neighbour.Viewer: nil},
		`search: "feeding env"`:                            {leader: {jam}, w.agent: {jam}},
		`search: "kumquat"`:                                {leader: nil, w.agent: {jam}},
		`search: "jam", not: {search: "roller"}`:           {leader: {again}},
		`or: [{search: "franking"}, {search: "hopeless"}]`: {leader: {again, jam}},
		`search: "jam", status: {eq: OPEN}`:                {leader: {again}},
		`search: " "`:                                      {w.neighbour.Viewer: {w.neighbour.ticket, w.neighbour.closed}},
	} {
		for v, ids := range want {
			var got struct {
				Tickets struct{ Nodes []struct{ ID string } }
			}
			w.decode(w.ask(v, `{ tickets(filter: {`+filter+`}) { nodes { id } } }`, nil), &got)
			var found []string
			for _, n := range got.Tickets.Nodes {
				found = append(found, n.ID)
			}
			slices.Sort(found)
			sorted := slices.Sorted(slices.Values(ids))
			if !slices.Equal(found, sorted) {
				t.Errorf("%s: %s finds %v, want %v", filter, v.Name, found, sorted)
			}
		}
	}
	for name, filter := range map[string]string{
		"too long": `search: ` + quoted(strings.Repeat("x", 201)), "too many": `or: [` + strings.Repeat(`{search: "x"} `, 9) + `]`,
	} {
		if codes := w.ask(leader, `{ tickets(filter: {`+filter+`}) { totalCount } }`, nil).codes(); !slices.Equal(codes, []string{"INVALID_FILTER"}) {
			t.Errorf("%s: %v", name, codes)
		}
	}
}

// No search takes more statements for more that it finds.
func TestStatementsDoNotGrowWithWhatIsFound(t *testing.T) {
	w := newWorld(t)
	documents := map[string]string{
		"similar":   `{ similarTickets(input: {text: "franking machine jams", tenant: <tenant>}, first: 10) { words ticket { id subject requester { name } assignee { name } messages(first: 2) { nodes { text } } } answer { text author { name } attachments { id } } } }`,
		"suggested": `{ suggestedAnswers(ticket: <ticket>, first: 10) { times words ticket { subject requester { name } attachments { id } } answer { text author { name } attachments { id } } } }`,
		"list":      `{ tickets(first: 50, filter: {search: "franking"}) { totalCount nodes { id subject requester { name } } } }`,
	}
	counts := map[string][]int{}
	sizes := map[string][]int{}
	for _, size := range []int{1, 10, 50} {
		deskID := w.Desk("portal")
		tenantID := w.Tenant(deskID)
		agent, customer := w.Staff(deskID, access.DeskAgent), w.Customer(tenantID, access.TenantAdministrator)
		for i := range size {
			w.solved(tenantID, customer, agent, fmt.Sprintf("%s, tray %d", jammed, i), fmt.Sprintf("answer%d says%d what%d was%d to%d do%d", i, i, i, i, i, i))
		}
		open := w.problem(tenantID, customer, "Franking machine jams")
		w.index()
		fill := strings.NewReplacer("<tenant>", quoted(node.Encode(node.Tenant, tenantID)), "<ticket>", quoted(node.Encode(node.Ticket, open)))
		for name, document := range documents {
			for who, v := range map[string]*access.Viewer{"staff": agent, "customer": customer} {
				if name == "suggested" && who == "customer" {
					continue
				}
				n, data := w.statements(t, w.compiled, v, fill.Replace(document))
				counts[name+" for "+who] = append(counts[name+" for "+who], n)
				sizes[name+" for "+who] = append(sizes[name+" for "+who], len(data))
			}
		}
	}
	for name, n := range counts {
		if n[0] != n[1] || n[1] != n[2] || sizes[name][0] >= sizes[name][1] {
			t.Errorf("%s: %v statements, answers of %v bytes for 1, 10 and 50 tickets", name, n, sizes[name])
		}
	}
}
