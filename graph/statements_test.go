package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/event"
	"sportello/internal/node"
)

// crowd is a desk with as many tickets, people, staff and customers as its size, and viewers who belong to as many desks
// and tenants.
type crowd struct {
	size                             int
	agent, customer, manager, holder *access.Viewer
	desk, tenant                     string
	tickets                          []*ent.Ticket
	ids                              []string // some of each kind
}

func (w *world) crowd(size int) *crowd {
	deskID := w.Desk("portal")
	tenantID := w.Tenant(deskID)
	c := &crowd{
		size: size, agent: w.Staff(deskID, access.DeskAgent), customer: w.Customer(tenantID, access.TenantAdministrator),
		manager: w.User(), holder: w.User(), desk: node.Encode(node.Desk, deskID), tenant: node.Encode(node.Tenant, tenantID),
	}
	for range size {
		// The use cases count a desk's tickets, the factory counts its own: these are of their own desks.
		c.tickets = append(c.tickets, &ent.Ticket{TenantID: tenantID, RequesterID: w.Customer(tenantID, access.TenantRequester).UserID})
		agent, person := w.Staff(deskID, access.DeskAgent).UserID, w.Person(tenantID)
		c.tickets[len(c.tickets)-1].AssigneeID, c.tickets[len(c.tickets)-1].PersonID = &agent, &person
		elsewhere := w.Desk("saas")
		w.JoinDesk(c.manager, elsewhere, access.DeskAgent)
		w.JoinTenant(c.holder, w.Tenant(elsewhere), access.TenantRequester)
	}
	followed := w.Factory.Ticket(tenantID, c.customer).ID // the oldest
	w.Tickets(c.tickets...)
	for _, t := range c.tickets {
		w.Add(t.ID,
			desktest.Line{Kind: event.MessageAdded, By: c.agent, Text: "An answer", Files: 2},
			desktest.Line{Kind: event.NoteAdded, By: c.agent, Text: "A note", Files: 1},
			desktest.Line{Kind: event.StatusChanged, By: c.agent, From: "OPEN", To: "IN_PROGRESS"},
			desktest.Line{Kind: event.PriorityChanged, By: c.agent, From: "LOW", To: "HIGH"},
			desktest.Line{Kind: event.AssigneeChanged, By: c.agent, To: fmt.Sprint(*t.AssigneeID)},
			desktest.Line{Kind: event.PersonChanged, By: c.customer, To: fmt.Sprint(*t.PersonID)},
			desktest.Line{Kind: event.DueWarned, By: c.agent, From: "RESOLUTION", To: "2026-11-23T10:00:00Z"},
			desktest.Line{Kind: event.TicketLinked, By: c.customer, To: fmt.Sprint(followed)},
			desktest.Line{Kind: event.TicketsMerged, By: c.agent, From: fmt.Sprint(t.ID), To: fmt.Sprint(followed)},
		)
		w.must(w.follow(t.ID, followed))
	}
	answers := map[int64]map[string]string{}
	for _, t := range c.tickets {
		answers[t.ID] = map[string]string{"area": "SYSTEMS", "notification_email": "office@company.example"}
	}
	w.TicketFields(answers)
	w.nodesOf(c)
	for _, t := range c.tickets {
		w.mailOf(deskID, tenantID, t.ID)
	}
	for i, t := range c.tickets {
		content := desk.DraftContent{Subject: "A draft", PersonID: *t.PersonID, FollowsID: t.ID}
		for _, author := range []*access.Viewer{c.agent, c.customer} {
			id := w.draftOf(author, deskID, tenantID, content)
			if i < 12 && author == c.agent {
				c.ids = append(c.ids, id)
			}
		}
	}
	return c
}

// nodesOf gathers ids of all kinds, twelve of each at most.
func (w *world) nodesOf(c *crowd) {
	for i, t := range c.tickets[:min(12, c.size)] {
		row, err := w.desk.Ticket(w.ctx(), c.agent, t.ID, 0)
		w.must(err)
		pages, err := w.desk.Messages(w.ctx(), []*desk.Ticket{row}, desk.Page{})
		w.must(err)
		files, err := w.desk.AttachmentsOfTickets(w.ctx(), []*desk.Ticket{row})
		w.must(err)
		c.ids = append(c.ids,
			node.Encode(node.Ticket, t.ID), node.Encode(node.User, t.RequesterID), node.Encode(node.Person, *t.PersonID),
			node.Encode(node.Message, pages[0].Messages[1].ID), node.Encode(node.Attachment, files[0][0].ID))
		if i == 0 {
			c.ids = append(c.ids, c.desk, c.tenant)
		}
	}
}

// statements is how many an operation takes, once the desks' rules are known, after the viewer is.
func (w *world) statements(t *testing.T, e *transport.Engine, v *access.Viewer, document string) (n int, data string) {
	t.Helper()
	for range 2 {
		count := desktest.CountStatements(w.store)
		r := w.run(e, v, document, nil)
		if len(r.Errors) > 0 {
			t.Fatalf("%s: %v", document, r.Errors)
		}
		n, data = count(), string(r.Data)
	}
	return n, data
}

// page is the list that a desk looks at all day.
const page = `{ tickets(first: %d) { nodes {
	id number subject status statusLabel priority priorityLabel createdAt updatedAt lastReplyAt waitingSeconds closedSeconds
	requester { id name email } assignee { name user { id } } lastMessage { excerpt authorKind createdAt }
	messageCount attachmentCount noteCount reopenCount
} } }`

// A page of 50 tickets with requester, assignee, last message and counts is one statement, compiled or not.
func TestThePageOfTicketsIsOneStatement(t *testing.T) {
	w := newWorld(t)
	c := w.crowd(50)
	for name, e := range map[string]*transport.Engine{"compiled": w.compiled, "gqlgen": w.plain} {
		n, data := w.statements(t, e, c.agent, fmt.Sprintf(page, 50))
		if rows := strings.Count(data, `"lastMessage":{`); n != 1 || rows != 50 {
			t.Errorf("%s: %d statements for %d rows", name, n, rows)
		}
	}
	if w.took.Load() == 0 {
		t.Error("the compiled path was not taken")
	}
	// Over HTTP, with the one that finds the viewer.
	count := desktest.CountStatements(w.store)
	if got := w.ask(c.agent, fmt.Sprintf(page, 50), nil); len(got.codes()) > 0 || count() != 2 {
		t.Errorf("%d statements for %+v", count(), got)
	}
}

// growing are operations whose rows grow with the crowd; <…> are its own.
var growing = map[string]string{
	"page":         `{ tickets(first: <rows>) { totalCount nodes { id subject requester { name } assignee { name } lastMessage { excerpt } } } }`,
	"people":       `{ tickets(first: <rows>) { nodes { requester { email } assignee { user { name } } tenant { name vatNumber desk { name } } person { name } desk { name } } } }`,
	"notifies":     `{ tickets(first: <rows>) { nodes { notifies { name email why } person { name isRemoved } } } }`,
	"follows":      `{ tickets(first: <rows>) { nodes { follows { id subject requester { name } tenant { name } follows { id } } } } }`,
	"messages":     `{ tickets(first: <rows>) { nodes { messages(first: 3) { totalCount nodes { text author { name user { name } } attachments { id name url } } pageInfo { hasNextPage } } } } }`,
	"mails":        `{ tickets(first: <rows>) { nodes { messages(first: 3) { nodes { html quoted signature original attachments { isInline } } } } } }`,
	"edges":        `{ tickets(first: <rows>) { edges { node { messages(first: 2) { edges { node { attachments { id } } } } attachments { id } timeline(first: 2) { edges { cursor } } follows { id } } } } }`,
	"followsBelow": `{ tickets(first: <rows>) { nodes { follows { messages(first: 2) { nodes { id } } timeline(first: 2) { nodes { seq } } attachments { id } follows { id } } } } }`,
	"merged":       `{ tickets(first: <rows>) { nodes { mergedInto { id requester { name } } merged { id } follows { merged { id subject tenant { name } messages(first: 2) { nodes { id } } mergedInto { id } } } timeline(first: 9) { nodes { seq ... on MergeEntry { source { id } into { id requester { name } } undone } } } } } }`,
	"tenantPeople": `{ tickets(first: <rows>) { nodes { tenant { people { name } } } } }`,
	"agents":       `{ tickets(first: <rows>) { nodes { desk { agents { name } } } } }`,
	"timeline":     `{ tickets(first: <rows>) { nodes { timeline(first: 20) { totalCount nodes { seq actor { name user { name } } ... on OpenedEntry { message { text attachments { id } } } ... on MessageEntry { message { text author { name } attachments { id } } } ... on AssignmentEntry { assignee { name user { name } } } ... on PersonEntry { person { name } } ... on LinkEntry { other { id requester { name } } } } } } } }`,
	"last":         `{ tickets(last: <rows>) { nodes { messages(last: 1) { edges { cursor node { id author { name } } } } } } }`,
	"promises":     `{ tickets(first: <rows>) { nodes { dueAt sla { target count state dueAt metAt withinSeconds usedSeconds remainingSeconds segments { from to kind usedSeconds } } timeline(first: 20) { nodes { ... on DueEntry { target dueAt what } } } } } }`,
	"attachments":  `{ tickets(first: <rows>) { nodes { attachments { id name size sha256 url } } } }`,
	"capabilities": `{ tickets(first: <rows>) { nodes { viewerCan { reply { allowed reason } close { code } statusChoices { label } } } } }`,
	"counts":       `{ ticketCounts { total open closed byStatus { status label count } byField(key: "area") { value label count } } }`,
	"stats":        `{ ticketStats(measures: [OPENED, BACKLOG, FIRST_RESPONSE_MEDIAN, RESOLUTION_AVERAGE], hours: WORKING, interval: MONTH, groupBy: [{by: TENANT}, {by: ASSIGNEE}, {by: FIELD, fieldKey: "area"}], filter: {fields: [{key: "notification_email", isNull: false}]}) { rowCount rows { from to values groups { by key label } } } }`,
	"fields":       `{ tickets(first: <rows>, filter: {fields: [{key: "area", under: ["SYSTEMS"]}]}, orderBy: [{field: FIELD, fieldKey: "area"}]) { nodes { id fields { key label value valueLabel path { label } text html } source { place } notifies { email } } } }`,
	"form":         `{ ticketForm(tenant: <tenant>) { desk { name } tenant { name } fields { key label options { value label } people { name } proposal } } }`,
	"nodes":        `{ nodes(ids: <ids>) { id ... on Ticket { requester { name } assignee { name } tenant { name } person { name } } ... on Message { author { name } attachments { id } } ... on Attachment { url } ... on Draft { missing { code } attachments { id } tenant { name } } ... on Tenant { desk { id } people { id } } ... on Desk { agents { id } } } }`,
	"drafts":       `{ viewer { drafts(first: <rows>) { edges { cursor } pageInfo { hasNextPage hasPreviousPage } nodes { subject statusLabel desk { name } tenant { name people { id } } person { name } follows { id subject requester { name } } attachments { id url } missing { code field message } } } } }`,
	"outgoing":     `{ tickets(first: <rows>) { nodes { mails { id kind to subject state attempts lastError sentAt addressMarked } follows { mails { id } } } } }`,
	"desk":         `{ desk(by: {id: <desk>}) { agents { name } } }`,
	"tenant":       `{ tenant(id: <tenant>) { desk { name } people { name } } }`,
	"ticket":       `{ ticket(by: {id: <ticket>}) { id requester { name } assignee { name } tenant { name } person { name } } }`,
	"members":      `{ tenant(id: <tenant>) { members { role activeSince user { name email } } } }`,
	"invitations":  `{ tenant(id: <tenant>) { invitations { email role state invitedBy { name } } } viewer { tenants { tenant { members { role } invitations { id } } } desks { desk { members { role } } } } }`,
	"account":      `{ viewer { profile { name avatarUrl } sessions { id } trustedDevices { id } invitations { place deskName } } tenant(id: <tenant>) { members { user { name } } } }`,
	"viewer":       `{ viewer { user { name } desks { role desk { name statuses { label } } } tenants { role tenant { name desk { name } people { name } } } } }`,
}

// No query and no connection takes more statements for more rows.
func TestStatementsDoNotGrowWithRows(t *testing.T) {
	w := newWorld(t)
	w.compiled, w.plain = w.engine(w.counted, generous()), w.engine(nil, generous())
	crowds := []*crowd{w.crowd(1), w.crowd(10), w.crowd(50)}
	for name, document := range growing {
		for path, e := range map[string]*transport.Engine{"compiled": w.compiled, "gqlgen": w.plain} {
			for who, of := range map[string]func(*crowd) *access.Viewer{
				"staff": func(c *crowd) *access.Viewer { return c.agent }, "customer": func(c *crowd) *access.Viewer { return c.customer },
				"staff of many desks": func(c *crowd) *access.Viewer { return c.manager }, "customer of many": func(c *crowd) *access.Viewer { return c.holder },
			} {
				if many := strings.Contains(who, "many"); many != (name == "viewer") && many {
					continue
				}
				var counts, sizes []int
				for _, c := range crowds {
					n, data := w.statements(t, e, of(c), c.fill(document))
					counts, sizes = append(counts, n), append(sizes, len(data))
				}
				if counts[0] != counts[1] || counts[1] != counts[2] {
					t.Errorf("%s for %s by %s: %v statements for 1, 10 and 50 rows", name, who, path, counts)
				}
				// Statements of nothing prove nothing.
				one := name == "counts" || name == "ticket" || name == "desk" && who == "customer" || name == "invitations" && who == "staff" || name == "viewer" && !strings.Contains(who, "many")
				if !one && sizes[2] <= sizes[0] {
					t.Errorf("%s for %s by %s: answers of %v bytes", name, who, path, sizes)
				}
			}
		}
	}
}

func (c *crowd) fill(document string) string {
	ids, err := json.Marshal(c.ids)
	if err != nil {
		panic(err)
	}
	return strings.NewReplacer("<rows>", fmt.Sprint(c.size), "<ids>", string(ids), "<desk>", quoted(c.desk), "<tenant>", quoted(c.tenant),
		"<ticket>", quoted(node.Encode(node.Ticket, c.tickets[0].ID))).Replace(document)
}

// Nor does a change take more for more files.
func TestStatementsDoNotGrowWithFiles(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		by    *access.Viewer
		input string
	}{
		"openTicket":    {w.victim, `subject: "A question", description: "And what about this?", ` + formOf("portal")},
		"replyToTicket": {w.victim, `ticket: <ticket>, text: "One more thing"`},
		"addNote":       {w.agent, `ticket: <ticket>, text: "For us alone"`},
	} {
		counts := map[int]int{}
		for _, files := range []int{1, 1, 5} { // the first time it also reads the rules
			input := strings.ReplaceAll(c.input, "<ticket>", quoted(w.things()[node.Ticket])) + ", attachments: ["
			for range files {
				input += fmt.Sprintf(`{uploaded: %q} `, node.Encode(node.Attachment, w.uploadOf(c.by, w.portal)))
			}
			document := `mutation { ` + name + `(input: {` + input + `]}) { ticket { id attachments { id name } messages { nodes { attachments { id } } } } errors { code } } }`
			count := desktest.CountStatements(w.store)
			r := w.run(w.compiled, c.by, document, nil)
			counts[files] = count()
			if len(r.Errors) > 0 || !strings.Contains(string(r.Data), `"errors":[]`) {
				t.Fatalf("%s: %s %v", name, r.Data, r.Errors)
			}
		}
		if counts[1] != counts[5] {
			t.Errorf("%s: %d statements with one file, %d with five", name, counts[1], counts[5])
		}
	}
}
