package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sportello/graph/limit"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
)

// listEvent is what a follower of a list is told.
type listEvent struct {
	Cursor, Change, Reason, TicketID string
	Ticket                           *struct{ Status string }
	Actor                            *struct{ Name string }
	ClientMutationID                 *string `json:"clientMutationId"`
}

// followList follows the open tickets, and returns what waits for the next event.
func (w *world) followList(v *access.Viewer, after string) func() listEvent {
	w.t.Helper()
	ctx := access.With(w.t.Context(), v)
	e := w.engine(nil, limit.Limits{})
	op, refusal := e.Prepare(ctx, transport.Params{Query: fmt.Sprintf(`subscription { ticketListEvents(filter: {not: {status: {eq: CLOSED}}}%s) {
		cursor ... on TicketListChange { change ticketId ticket { status } actor { name } clientMutationId } ... on TicketListGap { reason } } }`, after)})
	if refusal != nil {
		w.t.Fatal(refusal.Errors)
	}
	next := e.Run(ctx, op)
	return func() listEvent {
		w.t.Helper()
		told := next(ctx)
		if told == nil || len(told.Errors) > 0 {
			w.t.Fatalf("told %+v", told)
		}
		var got struct{ TicketListEvents listEvent }
		w.must(json.Unmarshal(told.Data, &got))
		return got.TicketListEvents
	}
}

// Tickets enter, change in and leave a list, for staff and customers; customers learn nothing of notes; who resumes gets what
// was missed; the mutation's id is its author's alone (M2.10, C.6, M2.7).
func TestListsAreFollowed(t *testing.T) {
	w := newWorld(t)
	w.goLive()
	id := node.Encode(node.Ticket, w.ticket.ID)
	staff, customer := w.followList(w.agent, ""), w.followList(w.victim, "")
	start := staff()
	if first := customer(); start.Change != "" || start.Cursor == "" || first.Cursor == start.Cursor {
		t.Errorf("they begin with %+v and %+v", start, first)
	}
	note := func(text string) {
		_, err := w.desk.AddNote(w.ctx(), w.agent, desk.AddNoteInput{TicketID: w.ticket.ID, Text: text})
		w.must(err)
	}
	reply := func(v *access.Viewer, key string) {
		_, err := w.desk.Reply(w.ctx(), v, desk.ReplyInput{TicketID: w.ticket.ID, Text: "One more thing to say", ClientMutationID: key})
		w.must(err)
	}
	note("For staff alone")
	if got := staff(); got.Change != "UPDATED" || got.TicketID != id || got.Actor == nil {
		t.Errorf("staff are told %+v of a note", got)
	}
	reply(w.victim, "mine")
	if got := staff(); got.Change != "UPDATED" || got.ClientMutationID != nil {
		t.Errorf("staff are told %+v of a reply", got)
	}
	if got := customer(); got.Change != "UPDATED" || got.ClientMutationID == nil || *got.ClientMutationID != "mine" {
		t.Errorf("the customer is told %+v, first", got)
	}
	_, err := w.desk.Close(w.ctx(), w.agent, desk.CloseInput{TicketID: w.ticket.ID, Message: "It is over."})
	w.must(err)
	if got := staff(); got.Change != "REMOVED" || got.Ticket != nil {
		t.Errorf("staff are told %+v of the end", got)
	}
	if got := customer(); got.Change != "REMOVED" {
		t.Errorf("the customer is told %+v of the end", got)
	}
	resumed := w.followList(w.agent, fmt.Sprintf(", after: %q", start.Cursor))
	if got := resumed(); got.Change != "REMOVED" || got.TicketID != id {
		t.Errorf("who resumes is told %+v", got)
	}
}

// What can't be followed is refused with a code: searches, garbage, the future, cursors of other lists and other eyes.
func TestListsRefuse(t *testing.T) {
	w := newWorld(t)
	cursor := w.followList(w.agent, "")().Cursor
	for call, want := range map[string]string{
		`ticketListEvents(filter: {search: "invoice"})`:                                                 "FILTER_NOT_LIVE",
		`ticketListEvents(filter: {or: [{not: {search: "invoice"}}]})`:                                  "FILTER_NOT_LIVE",
		`ticketListEvents(after: "?")`:                                                                  "INVALID_CURSOR",
		`ticketListEvents(after: "")`:                                                                   "",
		fmt.Sprintf(`ticketListEvents(after: %q)`, cursor):                                              "INVALID_CURSOR",
		fmt.Sprintf(`ticketListEvents(after: %q)`, strings.Repeat("A", 300)):                            "INVALID_CURSOR",
		`ticketListEvents(orderBy: [{field: FIELD, direction: ASC}])`:                                   "REQUIRED",
		`ticketListEvents(filter: ` + strings.Repeat(`{not: `, 9) + `{}` + strings.Repeat(`}`, 9) + `)`: "INVALID_FILTER",
	} {
		got := w.firstEvent(w.agent, `subscription { `+call+` { cursor } }`)
		if want == "" && strings.Contains(got, "errors") || want != "" && !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %q", call, got, want)
		}
	}
	if got := w.firstEvent(w.victim, fmt.Sprintf(`subscription { ticketListEvents(filter: {not: {status: {eq: CLOSED}}}, after: %q) { cursor } }`, cursor)); !strings.Contains(got, "INVALID_CURSOR") {
		t.Errorf("with other eyes: %s", got)
	}
	if got := w.firstEvent(w.agent, `subscription { ticketCountsChanged(filter: {search: "x"}) { total } }`); !strings.Contains(got, "FILTER_NOT_LIVE") {
		t.Errorf("counts of a search: %s", got)
	}
}
