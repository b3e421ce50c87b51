package graph_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/problem"
)

// everything asks for all that a viewer can get at without knowing an id.
const everything = `{
	tickets(first: 8) {
		totalCount
		pageInfo { startCursor }
		nodes {
			id subject desk { id } tenant { id people { id email } } person { id email } requester { id email } assignee { name user { id } }
			noteCount messageCount attachmentCount follows { id } mergedInto { id } merged { id }
			messages { totalCount nodes { id text author { name user { id email } } attachments { id url } } }
			timeline { totalCount nodes { __typename seq actor { name user { id } } ... on LinkEntry { other { id } } } }
			attachments { id }
		}
	}
	ticketCounts { total byStatus { count } }
	viewer { desks { desk { id } } tenants { tenant { id people { id } } } }
}`

// Lists, counts and nested edges show nothing that is foreign (M1.9 and tenancy).
func TestListsShowNothingForeign(t *testing.T) {
	w := newWorld(t)
	for who, p := range map[string]place{"neighbour": w.neighbour, "outsider": w.outsider, "other staff": w.otherStaff, "analyst": w.analyst} {
		got := w.ask(p.Viewer, everything, nil)
		if len(got.codes()) > 0 {
			t.Errorf("%s: %s", who, got.body)
		}
		for kind, id := range p.foreign {
			if strings.Contains(got.body, `"`+id+`"`) {
				t.Errorf("%s is shown a foreign %s: %s", who, kind, got.body)
			}
		}
		var counted struct {
			Tickets      struct{ TotalCount int }
			TicketCounts struct{ Total int }
		}
		w.decode(got, &counted)
		if want := len(w.list(p)); counted.Tickets.TotalCount != want || counted.TicketCounts.Total != want {
			t.Errorf("%s sees %d tickets, and counts %+v", who, want, counted)
		}
	}
}

// list is the ids of the tickets that somebody is listed.
func (w *world) list(p place) (ids []string) {
	w.t.Helper()
	var found struct {
		Tickets struct{ Nodes []struct{ ID string } }
	}
	w.decode(w.ask(p.Viewer, `{ tickets(first: 100) { nodes { id } } }`, nil), &found)
	for _, n := range found.Tickets.Nodes {
		ids = append(ids, n.ID)
	}
	return ids
}

// Of notes customers are told nothing: no text, no file, no count, no gap in the numbers, and no cursor that differs from
// that of a ticket without notes.
func TestNotesLeaveNoTrace(t *testing.T) {
	w := newWorld(t)
	document := fmt.Sprintf(`{ ticket(by: {id: %q}) {
		noteCount messageCount attachmentCount version updatedAt lastMessage { excerpt }
		messages { totalCount edges { cursor node { id text staffOnly } } pageInfo { hasNextPage startCursor endCursor } }
		timeline { totalCount edges { cursor node { seq cursor staffOnly } } pageInfo { hasNextPage startCursor endCursor } }
		attachments { id name }
	} }`, w.things()[node.Ticket])
	before := w.ask(w.victim, document, nil)
	if strings.Contains(before.body, "secret") || strings.Contains(before.body, `"staffOnly":true`) || len(before.codes()) > 0 {
		t.Errorf("a customer is shown %s", before.body)
	}
	asStaff := w.ask(w.agent, document, nil)
	if !strings.Contains(asStaff.body, "secret") || !strings.Contains(asStaff.body, `"noteCount":1`) {
		t.Errorf("staff are shown %s", asStaff.body)
	}
	_, err := w.desk.AddNote(w.ctx(), w.agent, desk.AddNoteInput{TicketID: w.ticket.ID, Text: "One more secret"})
	w.must(err)
	if after := w.ask(w.victim, document, nil); after != before {
		t.Errorf("a note has changed what a customer is shown, from\n%s\nto\n%s", before.body, after.body)
	}
	var shown struct {
		Ticket struct {
			Timeline struct {
				TotalCount int
				Edges      []struct{ Node struct{ Seq int } }
			}
		}
	}
	w.decode(before, &shown)
	for i, edge := range shown.Ticket.Timeline.Edges {
		if edge.Node.Seq != i+1 {
			t.Errorf("entry %d has seq %d", i+1, edge.Node.Seq)
		}
	}
	if n := len(shown.Ticket.Timeline.Edges); n == 0 || n != shown.Ticket.Timeline.TotalCount {
		t.Errorf("%d entries, %d counted", n, shown.Ticket.Timeline.TotalCount)
	}
}

// Edges to another ticket are null where that one is out of sight (a requester sees only their own tickets on saas).
func TestEdgesEndWhereSightEnds(t *testing.T) {
	w := newWorld(t)
	member := w.Customer(w.otherCompany, access.TenantRequester)
	boss := w.Customer(w.otherCompany, access.TenantAdministrator)
	old := w.open(boss, w.saas, w.otherCompany, nil)
	w.closeAs(w.otherStaff.Viewer, old.ID)
	successor := w.open(boss, w.saas, w.otherCompany, &desk.TicketRef{ID: old.ID})
	// The successor becomes the member's own, the older one stays the boss's.
	w.must(w.give(successor.ID, member.UserID))
	document := fmt.Sprintf(`{ ticket(by: {id: %q}) { follows { id } timeline { nodes { ... on LinkEntry { other { id } } } } } }`,
		node.Encode(node.Ticket, successor.ID))
	linked := node.Encode(node.Ticket, old.ID)
	if got := w.ask(boss, document, nil); strings.Count(got.body, linked) != 2 {
		t.Errorf("who sees both is shown %s", got.body)
	}
	got := w.ask(member, document, nil)
	if strings.Contains(got.body, linked) || !strings.Contains(got.body, `"follows":null`) || !strings.Contains(got.body, `"other":null`) {
		t.Errorf("who sees only one is shown %s", got.body)
	}
}

// Where a desk hides its staff (M2.7), customers learn of nobody in particular: neither who works on a ticket, nor who
// wrote, nor by filtering, nor by an id.
func TestHiddenStaffStaysHidden(t *testing.T) {
	w := newWorld(t)
	agent := w.Staff(w.saas, access.DeskAgent)
	_, key, err := node.Decode(w.outsider.ticket)
	w.must(err)
	_, err = w.desk.Assign(w.ctx(), agent, desk.AssignInput{TicketID: key, AssigneeID: agent.UserID})
	w.must(err)
	_, err = w.desk.Reply(w.ctx(), agent, desk.ReplyInput{TicketID: key, Text: "We are on it, one moment please."})
	w.must(err)
	id := node.Encode(node.User, agent.UserID)
	for _, document := range []string{
		everything,
		fmt.Sprintf(`{ nodes(ids: [%q]) { id ... on User { name email } } }`, id),
		fmt.Sprintf(`{ tickets(filter: {assignee: {eq: %q}}) { totalCount } }`, id),
		`{ tickets(filter: {assignee: {isNull: false}}) { totalCount } }`,
	} {
		got := w.ask(w.outsider.Viewer, document, nil)
		if len(got.codes()) > 0 {
			t.Errorf("%s answers %s", document, got.body)
		}
		for _, trace := range []string{`"` + id + `"`, agent.Name + `"`, agent.Email, `"totalCount":1`} {
			if strings.Contains(got.body, trace) && (trace != `"totalCount":1` || document != everything) {
				t.Errorf("%s shows %s: %s", document, trace, got.body)
			}
		}
	}
	if got := w.ask(agent, everything, nil); !strings.Contains(got.body, id) {
		t.Errorf("staff don't see each other: %s", got.body)
	}
}

// What a download looks for before it sends: nobody but who may see a file finds it, nor a note's file a customer.
func TestForeignDownloadsAreNotFound(t *testing.T) {
	w := newWorld(t)
	seen, err := w.desk.AttachmentsOfTickets(w.ctx(), []*desk.Ticket{w.seenBy(w.agent)})
	w.must(err)
	if len(seen[0]) != 2 {
		t.Fatalf("%d files, want the description's and the note's", len(seen[0]))
	}
	for _, file := range seen[0] {
		for who, v := range map[string]*access.Viewer{
			"neighbour": w.neighbour.Viewer, "outsider": w.outsider.Viewer, "other staff": w.otherStaff.Viewer, "analyst": w.analyst.Viewer,
			"victim": w.victim, "agent": w.agent,
		} {
			_, err := w.desk.Attachment(w.ctx(), v, file.ID)
			mayHave := who == "agent" || who == "victim" && file.ID != w.notesFile(seen[0])
			if found := err == nil; found != mayHave || err != nil && !problem.Is(err, problem.NotFound) {
				t.Errorf("%s and file %d: %v", who, file.ID, err)
			}
		}
	}
}

func (w *world) seenBy(v *access.Viewer) *desk.Ticket {
	w.t.Helper()
	t, err := w.desk.Ticket(w.ctx(), v, w.ticket.ID, 0)
	w.must(err)
	return t
}

// notesFile is the newer of a ticket's files.
func (w *world) notesFile(files []*desk.Attachment) int64 { return max(files[0].ID, files[1].ID) }

// A subscription's cursor of one audience opens nothing for another, and entries of notes don't reach customers.
func TestSubscriptionsShowCustomersNoNotes(t *testing.T) {
	w := newWorld(t)
	document := fmt.Sprintf(`subscription { ticketEvents(ticket: %q) { cursor ... on TicketSnapshot { ticket { noteCount } messages { text } } } }`,
		w.things()[node.Ticket])
	asCustomer, asStaff := w.firstEvent(w.victim, document), w.firstEvent(w.agent, document)
	if strings.Contains(asCustomer, "secret") || !strings.Contains(asCustomer, `"noteCount":null`) || !strings.Contains(asCustomer, "looking into it") {
		t.Errorf("a customer is told %s", asCustomer)
	}
	if !strings.Contains(asStaff, "secret") {
		t.Errorf("staff are told %s", asStaff)
	}
	cursor, err := cursorOf(asStaff)
	w.must(err)
	resumed := strings.Replace(document, `ticketEvents(`, fmt.Sprintf(`ticketEvents(after: %q, `, cursor), 1)
	if got := w.firstEvent(w.victim, resumed); strings.Contains(got, "secret") {
		t.Errorf("a customer with the cursor of staff is told %s", got)
	}
}

// cursorOf is the cursor of an event as it is streamed.
func cursorOf(stream string) (string, error) {
	_, data, found := strings.Cut(stream, "data: ")
	if !found {
		return "", errors.New("no event: " + stream)
	}
	data, _, _ = strings.Cut(data, "\n")
	var told struct {
		Data struct{ TicketEvents struct{ Cursor string } }
	}
	err := json.Unmarshal([]byte(data), &told)
	return told.Data.TicketEvents.Cursor, err
}
