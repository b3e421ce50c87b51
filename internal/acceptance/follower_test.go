package acceptance

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// follower is a websocket of a user on which one ticket is followed live (graphql-transport-ws).
type follower struct {
	t      *testing.T
	user   *user
	conn   *websocket.Conn
	events chan event    // closed with the line
	ended  chan struct{} // closed when err is there
	err    error
	seq    int    // of the newest entry heard; 0 before the first
	cursor string // of the newest event
}

// frame is a message of the protocol, either way.
type frame struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// dial opens a websocket and signs in on it with what the user has.
func (u *user) dial(header http.Header) (*websocket.Conn, error) {
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}, HandshakeTimeout: patience}
	conn, response, err := dialer.DialContext(u.t.Context(), "ws"+strings.TrimPrefix(u.house.url, "http")+"/graphql", header)
	if response != nil {
		err = errors.Join(err, response.Body.Close())
	}
	if err != nil {
		return nil, err
	}
	init := vars{"type": "connection_init"}
	if u.token != "" {
		init["payload"] = vars{"authorization": "Bearer " + u.token}
	}
	var ack frame
	if err := errors.Join(conn.SetReadDeadline(time.Now().Add(patience)), conn.WriteJSON(init), conn.ReadJSON(&ack)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if ack.Type != "connection_ack" {
		return nil, errors.Join(fmt.Errorf("%s instead of connection_ack", ack.Type), conn.Close())
	}
	return conn, nil
}

// follow follows a ticket, from a cursor or, without one, from a snapshot on.
func (u *user) follow(id, after string) *follower {
	u.t.Helper()
	conn, err := u.dial(nil)
	if err != nil {
		u.t.Fatalf("%s: websocket: %v", u.name, err)
	}
	return u.followOn(conn, id, after)
}

func (u *user) followOn(conn *websocket.Conn, id, after string) *follower {
	u.t.Helper()
	f := &follower{t: u.t, user: u, conn: conn, events: make(chan event, 1000), ended: make(chan struct{}), cursor: after}
	u.t.Cleanup(f.hangUp)
	variables := vars{"ticket": id}
	if after != "" {
		variables["after"] = after
	}
	subscription := document(`subscription($ticket: ID!, $after: String) { event: ticketEvents(ticket: $ticket, after: $after) {
		__typename cursor
		... on TicketSnapshot { ticket { ...T } messages(last: 100) { ...M } }
		... on TicketEntryAdded { ticket { ...T } entry { ...E } }
		... on TicketGap { reason } } }`)
	subscribe := vars{"id": "1", "type": "subscribe", "payload": vars{"query": subscription, "variables": variables}}
	if err := errors.Join(conn.SetReadDeadline(time.Time{}), conn.WriteJSON(subscribe)); err != nil {
		u.t.Fatalf("%s: subscribe: %v", u.name, err)
	}
	go f.listen()
	return f
}

// again follows on from where this follower was, on a new line.
func (f *follower) again(id string) *follower {
	f.t.Helper()
	next := f.user.follow(id, f.cursor)
	next.seq = f.seq
	return next
}

// listen reads until the line ends.
func (f *follower) listen() {
	defer close(f.ended)
	defer close(f.events)
	for {
		kind, text, err := f.conn.ReadMessage()
		if err != nil {
			f.err = err
			return
		}
		f.user.hear(text)
		var got frame
		if err := json.Unmarshal(text, &got); err != nil || kind != websocket.TextMessage {
			f.err = fmt.Errorf("frame %s: %w", text, err)
			return
		}
		switch got.Type {
		case "next":
			err = f.take(got.Payload)
		case "ping":
			err = f.conn.WriteJSON(frame{Type: "pong"})
		default:
			err = fmt.Errorf("unexpected %s", text)
		}
		if err != nil {
			f.err = err
			return
		}
	}
}

func (f *follower) take(text json.RawMessage) error {
	var got struct {
		Data   struct{ Event event }
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(text, &got); err != nil || len(got.Errors) > 0 {
		return fmt.Errorf("event %s: %w", text, err)
	}
	f.events <- got.Data.Event
	return nil
}

// next waits for the next event and checks its place.
func (f *follower) next() event {
	f.t.Helper()
	e := f.wait()
	f.check(e)
	return e
}

// wait waits for the next event.
func (f *follower) wait() event {
	f.t.Helper()
	select {
	case e, open := <-f.events:
		if !open {
			f.t.Fatalf("%s: the line ended: %v", f.user.name, f.err)
		}
		return e
	case <-time.After(patience):
		f.t.Fatalf("%s: no event", f.user.name)
		return event{}
	}
}

// check wants an event after the one before: with a cursor of its own, and as entries without a gap, as this viewer
// counts.
func (f *follower) check(e event) {
	f.t.Helper()
	if e.Cursor == "" || e.Cursor == f.cursor {
		f.t.Errorf("%s: cursor %q after %q", f.user.name, e.Cursor, f.cursor)
	}
	f.cursor = e.Cursor
	if e.Entry == nil {
		return
	}
	if f.seq != 0 && e.Entry.Seq != f.seq+1 {
		f.t.Errorf("%s: entry %d after %d", f.user.name, e.Entry.Seq, f.seq)
	}
	f.seq = e.Entry.Seq
	if e.Entry.Cursor != e.Cursor {
		f.t.Errorf("%s: entry %d has the cursor %q, its event %q", f.user.name, f.seq, e.Entry.Cursor, e.Cursor)
	}
}

// snapshot is the first event of who follows without a cursor.
func (f *follower) snapshot() event {
	f.t.Helper()
	e := f.next()
	if e.Typename != "TicketSnapshot" {
		f.t.Fatalf("%s: %s instead of a snapshot", f.user.name, e.Typename)
	}
	return e
}

// hears waits for entries of exactly these kinds, in this order, and returns them.
func (f *follower) hears(kinds ...string) (heard []event) {
	f.t.Helper()
	var got []string
	for range kinds {
		e := f.next()
		if e.Entry == nil {
			f.t.Fatalf("%s: %s %s instead of an entry", f.user.name, e.Typename, e.Reason)
		}
		heard, got = append(heard, e), append(got, strings.TrimSuffix(e.Entry.Typename, "Entry"))
	}
	if !slices.Equal(got, kinds) {
		f.t.Fatalf("%s: heard %v, want %v", f.user.name, got, kinds)
	}
	return heard
}

// hungUp waits until the server has closed the line with a code.
func (f *follower) hungUp(code int) {
	f.t.Helper()
	select {
	case <-f.ended:
	case <-time.After(patience):
		f.t.Fatalf("%s: the line stays open", f.user.name)
	}
	if !websocket.IsCloseError(f.err, code) {
		f.t.Errorf("%s: the line ended with %v, want %d", f.user.name, f.err, code)
	}
}

// hangUp ends the line from this side.
func (f *follower) hangUp() {
	_ = f.conn.Close() // the server may have closed it before
	<-f.ended
}
