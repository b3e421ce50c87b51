package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"sportello/graph/limit"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
)

// listHolder is a client that holds a list by ids and versions, and is cut off now and then.
type listHolder struct {
	*world
	viewer *access.Viewer
	filter string
	held   map[string]int
	cursor string
	next   func() listChange
}

type listChange struct {
	Typename                 string `json:"__typename"`
	Cursor, Change, TicketID string
	Ticket                   *struct{ Version int }
}

// connect follows the list: from the cursor, or from a snapshot on.
func (c *listHolder) connect() {
	c.t.Helper()
	after := ""
	if c.cursor != "" {
		after = fmt.Sprintf(", after: %q", c.cursor)
	}
	ctx := access.With(c.t.Context(), c.viewer)
	e := c.engine(nil, limit.Limits{})
	op, refusal := e.Prepare(ctx, transport.Params{Query: fmt.Sprintf(
		`subscription { ticketListEvents(filter: %s%s) { __typename cursor ... on TicketListChange { change ticketId ticket { version } } } }`, c.filter, after)})
	if refusal != nil {
		c.t.Fatal(refusal.Errors)
	}
	next := e.Run(ctx, op)
	c.next = func() listChange {
		told := next(ctx)
		if told == nil || len(told.Errors) > 0 {
			c.t.Fatalf("told %+v", told)
		}
		var got struct{ TicketListEvents listChange }
		c.must(json.Unmarshal(told.Data, &got))
		return got.TicketListEvents
	}
	if c.cursor == "" {
		c.take()
	}
}

// take takes one event.
func (c *listHolder) take() listChange {
	c.t.Helper()
	e := c.next()
	switch {
	case e.Typename != "TicketListChange":
		c.held = c.query()
	case e.Cursor == c.cursor:
		c.t.Fatalf("%+v came twice", e)
	case e.Change == "REMOVED":
		delete(c.held, e.TicketID)
	default:
		c.held[e.TicketID] = e.Ticket.Version
	}
	c.cursor = e.Cursor
	return e
}

func (c *listHolder) query() map[string]int {
	c.t.Helper()
	r := c.run(c.engine(nil, limit.Limits{}), c.viewer, fmt.Sprintf(`{ tickets(filter: %s, first: 100) { nodes { id version } } }`, c.filter), nil)
	var got struct {
		Tickets struct {
			Nodes []struct {
				ID      string
				Version int
			}
		}
	}
	c.must(json.Unmarshal(r.Data, &got))
	rows := map[string]int{}
	for _, n := range got.Tickets.Nodes {
		rows[n.ID] = n.Version
	}
	return rows
}

// On a real database, too, each who follows a list holds in the end what a fresh query finds, whatever was done to the
// tickets and however often they were cut off (the guarantee of docs/live.md; M2.10, M4.14, C.6).
func TestListsOnARealDatabase(t *testing.T) {
	w := newWorld(t)
	w.goLive()
	dice := rand.New(rand.NewPCG(1, 50))
	var tickets []int64
	for range 5 {
		tickets = append(tickets, w.open(w.victim, w.portal, w.company, nil).ID)
	}
	id := fmt.Sprintf("%q", node.Encode(node.User, w.agent.UserID))
	last := w.open(w.victim, w.portal, w.company, nil).ID // nobody closes it: its last change is everybody's last event
	var clients []*listHolder
	for _, c := range []*listHolder{
		{viewer: w.agent, filter: `{not: {status: {eq: CLOSED}}}`},
		{viewer: w.agent, filter: `{or: [{assignee: {eq: ` + id + `}}, {not: {status: {eq: CLOSED}}}]}`},
		{viewer: w.victim, filter: `{}`},
		{viewer: w.victim, filter: `{not: {status: {eq: CLOSED}}}`},
	} {
		c.world = w
		c.connect()
		clients = append(clients, c)
	}
	done := 0
	for range 80 {
		ticketID := tickets[dice.IntN(len(tickets))]
		v := []*access.Viewer{w.agent, w.victim}[dice.IntN(2)]
		var err error
		switch dice.IntN(7) {
		case 0:
			_, err = w.desk.AddNote(w.ctx(), w.agent, desk.AddNoteInput{TicketID: ticketID, Text: "For staff alone"})
		case 1:
			_, err = w.desk.Close(w.ctx(), w.agent, desk.CloseInput{TicketID: ticketID, Message: "It is over."})
		case 2:
			_, err = w.desk.Reopen(w.ctx(), w.agent, desk.ReopenInput{TicketID: ticketID})
		case 3:
			_, err = w.desk.Assign(w.ctx(), w.agent, desk.AssignInput{TicketID: ticketID, AssigneeID: []int64{0, w.agent.UserID}[dice.IntN(2)]})
		case 4, 5:
			_, err = w.desk.Reply(w.ctx(), v, desk.ReplyInput{TicketID: ticketID, Text: "One more thing to say"})
		case 6:
			clients[dice.IntN(len(clients))].connect()
		}
		if err == nil { // else a rule refuses it at this moment
			done++
		}
	}
	w.must(func() error {
		_, err := w.desk.Reply(w.ctx(), w.victim, desk.ReplyInput{TicketID: last, Text: "The last thing to say"})
		return err
	}())
	end := clients[0].query()[node.Encode(node.Ticket, last)]
	for _, c := range clients {
		for e := (listChange{}); e.TicketID != node.Encode(node.Ticket, last) || e.Ticket.Version < end; {
			e = c.take()
		}
		if want := c.query(); !maps.Equal(c.held, want) || len(want) == 0 {
			t.Errorf("%s: holds %v, there is %v", c.filter, c.held, want)
		}
	}
	if done < 40 {
		t.Errorf("only %d of 80 acts were done", done)
	}
}
