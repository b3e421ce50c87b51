package acceptance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// into reads the data of an answer without errors.
func (a *answer) into(data any) error {
	if a.status != http.StatusOK || len(a.Errors) > 0 {
		return fmt.Errorf("%d %s", a.status, a.body)
	}
	return json.Unmarshal(a.Data, data)
}

// listFollower holds a list on a line.
type listFollower struct {
	*line
	heldList
	filter vars
}

func (u *user) followList(filter vars, after string) *listFollower {
	u.t.Helper()
	variables := vars{"filter": filter}
	if after != "" {
		variables["after"] = after
	}
	return &listFollower{line: u.subscribe(listSubscription, variables), filter: filter, heldList: heldList{cursor: after}}
}

// hears takes the next event that changes what is held, which is about a ticket. What was on its way when the list was read changes nothing.
func (f *listFollower) hears(change string, about *ticket) listEvent {
	f.t.Helper()
	var e listEvent
	for again := true; again; {
		e = listEvent{}
		f.next(&e)
		row, held := f.rows[e.TicketID]
		again = e.Change == "UPDATED" && e.TicketID != about.ID && row == *e.Ticket || e.Change == "REMOVED" && change != "REMOVED" && !held
	}
	stale, err := f.heldList.take(e)
	if err != nil || stale || e.Change != change || e.TicketID != about.ID {
		f.t.Fatalf("%s: %+v (%v), want %s of ticket %d", f.user.name, e, err, change, about.Number)
	}
	return e
}

// begins takes the snapshot, and reads the list after it.
func (f *listFollower) begins() {
	f.t.Helper()
	var e listEvent
	f.next(&e)
	if stale, err := f.heldList.take(e); err != nil || !stale {
		f.t.Fatalf("%s: it begins with %+v: %v", f.user.name, e, err)
	}
	f.reads()
}

func (f *listFollower) reads() {
	f.t.Helper()
	rows, err := f.user.readList(f.filter)
	if err != nil {
		f.t.Fatalf("%s: read the list: %v", f.user.name, err)
	}
	f.rows = rows
}

// holds wants what is held to be what there is.
func (f *listFollower) holds(tickets int) {
	f.t.Helper()
	rows, err := f.user.readList(f.filter)
	if err != nil {
		f.t.Fatalf("%s: read the list: %v", f.user.name, err)
	}
	if differs := f.differs(rows); differs != "" || len(rows) != tickets {
		f.t.Errorf("%s: %d tickets, want %d; %s", f.user.name, len(rows), tickets, differs)
	}
}

type counts struct{ Total, Open, Closed int }

// counted waits for counts.
func (l *line) counted(want counts) {
	l.t.Helper()
	for {
		var got counts
		l.next(&got)
		if got == want {
			return
		}
		if got.Total > want.Total {
			l.t.Fatalf("%s: %+v, want %+v", l.user.name, got, want)
		}
	}
}

func notClosed() vars { return vars{"not": vars{"status": vars{"eq": "CLOSED"}}} }

// M2.10, M4.14, C.6: lists and counters of open pages move by themselves: tickets enter, change and leave; each side is told who did
// it as they may know them, and whoever did it gets their own mutation's id back; customers learn nothing of notes, strangers nothing at
// all; who comes back with a cursor is told what they missed.
func TestListsMoveByThemselves(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "en")
	first := o.customer.open("The first one", "It is here already.")
	staff, customer := o.agent.followList(notClosed(), ""), o.customer.followList(notClosed(), "")
	mine := o.agent.followList(vars{"assignee": vars{"eq": o.agent.id}}, "")
	stranger := o.stranger.followList(nil, "")
	numbers := o.customer.subscribe(countSubscription, vars{})
	for _, f := range []*listFollower{staff, customer, mine, stranger} {
		f.begins()
	}
	numbers.counted(counts{1, 1, 0})
	start := staff.cursor

	second := o.customer.open("The second one", "It enters.", vars{"clientMutationId": "opened-2"})
	if e := customer.hears("ADDED", second); e.ClientMutationID == nil || *e.ClientMutationID != "opened-2" || !e.Actor.IsViewer {
		t.Errorf("the customer is told %+v of their own act", e)
	}
	if e := staff.hears("ADDED", second); e.ClientMutationID != nil || e.Actor.Name != o.customer.name || e.Actor.IsViewer {
		t.Errorf("staff are told %+v", e)
	}
	numbers.counted(counts{2, 2, 0})

	o.agent.does("addNote", second, says("Among us: a difficult one."))
	if e := staff.hears("UPDATED", second); !e.Actor.IsViewer {
		t.Errorf("staff are told %+v of a note", e)
	}
	o.agent.does("takeTicket", second, vars{"clientMutationId": "taken-2"})
	if e := mine.hears("ADDED", second); e.ClientMutationID == nil || *e.ClientMutationID != "taken-2" {
		t.Errorf("the agent is told %+v of their own act", e)
	}
	staff.hears("UPDATED", second)
	customer.hears("UPDATED", second) // by the taking: there was no event of the note
	staff.holds(2)
	customer.holds(2)
	mine.holds(1)

	staff.hangUp() // and misses what follows
	o.agent.does("closeTicket", first, vars{"message": "It is over."})
	customer.hears("REMOVED", first)
	customer.holds(1)
	numbers.counted(counts{2, 1, 1})
	o.agent.does("assignTicket", second, vars{"assignee": nil})
	mine.hears("ADDED", first) // whoever closes it has taken it
	mine.hears("REMOVED", second)
	mine.holds(1)
	third := o.stranger.open("Of another company", "Not for everybody.")
	stranger.hears("ADDED", third)

	back := o.agent.followList(notClosed(), staff.cursor)
	back.rows = staff.rows
	back.hears("REMOVED", first)
	back.hears("UPDATED", second)
	back.hears("UPDATED", third)
	back.holds(2)
	again := o.agent.followList(notClosed(), start) // once more, from the beginning
	for _, about := range []*ticket{first, second, third} {
		again.hears(map[bool]string{true: "REMOVED", false: "UPDATED"}[about == first], about)
	}
	again.holds(2)
	o.customer.neverTold("Among us", third.ID)
	o.stranger.neverTold(first.ID, second.ID, "Among us")
}

// M2.10: what can't be followed is refused with a code, before anything is told: cursors of other lists, of other people's lists, of
// the future, garbage; filters that search, that are too deep; ten thousand subscriptions on one socket.
func TestListsThatAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "en")
	opened := o.customer.open("A ticket", "That is there.")
	staff := o.agent.followList(nil, "")
	staff.begins()
	other := o.agent.followList(notClosed(), "")
	other.begins()
	deep := vars{}
	for range 12 {
		deep = vars{"not": deep}
	}
	wide := make([]vars, 200)
	for i := range wide {
		wide[i] = vars{"and": []vars{{"tenant": vars{"eq": o.tenant}}, {"status": vars{"eq": "OPEN"}}}}
	}
	for name, c := range map[string]struct {
		by     *user
		filter vars
		after  string
		code   string
	}{
		"another list":     {o.agent, nil, other.cursor, "INVALID_CURSOR"},
		"other eyes":       {o.customer, nil, staff.cursor, "INVALID_CURSOR"},
		"a stranger's":     {o.stranger, nil, staff.cursor, "INVALID_CURSOR"},
		"a ticket's":       {o.agent, nil, o.agent.follow(opened.ID, "").snapshot().Cursor, "INVALID_CURSOR"},
		"garbage":          {o.agent, nil, "c2hhcmQ", "INVALID_CURSOR"},
		"searching":        {o.agent, vars{"search": "ticket"}, "", "FILTER_NOT_LIVE"},
		"searching within": {o.agent, vars{"or": []vars{{"not": vars{"search": "ticket"}}}}, "", "FILTER_NOT_LIVE"},
		"too deep":         {o.agent, deep, "", "INVALID_FILTER"},
		"too costly":       {o.agent, vars{"or": wide}, "", "INVALID_FILTER"},
	} {
		t.Run(name, func(t *testing.T) {
			f := c.by.followList(c.filter, c.after)
			f.refused(c.code)
		})
	}
	t.Run("too many on one socket", func(t *testing.T) {
		l := o.agent.subscribe(countSubscription, vars{})
		l.counted(counts{1, 1, 0})
		for i := range 10_000 {
			subscribe := vars{"id": fmt.Sprint("more-", i), "type": "subscribe", "payload": vars{"query": countSubscription}}
			if err := l.conn.WriteJSON(subscribe); err != nil {
				break // it has been closed
			}
		}
		<-l.ended
		if l.code != "TOO_MANY_OPERATIONS" {
			t.Errorf("ended by %q: %v", l.code, l.err)
		}
	})
	o.customer.does("replyToTicket", opened, says("Still served?"))
	staff.hears("UPDATED", opened)
}
