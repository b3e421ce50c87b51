package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// feed is a subscription that comes back after each end with its last cursor.
type feed struct {
	*chaos
	dice *rand.Rand
	user *user

	mu     sync.Mutex
	cursor string
}

// newWatcher draws a client.
func (c *chaos) newWatcher(dice *rand.Rand, i int) watcher {
	f := &feed{chaos: c, dice: dice, user: c.people[dice.IntN(len(c.people))]}
	return &ticketWatcher{feed: f, ticket: c.tickets[i%len(c.tickets)]}
}

// session is one socket: it hands on what comes until it ends, or is cut.
func (f *feed) session(ctx context.Context, subscription string, variables vars, take func(json.RawMessage) error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(f.dice.IntN(4000)+200)*time.Millisecond) // then it is cut
	defer cancel()
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}, HandshakeTimeout: patience}
	conn, response, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(f.url(f.dice), "http")+"/graphql", nil)
	if response != nil {
		err = errors.Join(err, response.Body.Close())
	}
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })() // and the reads end
	f.mu.Lock()
	if f.cursor != "" {
		variables = with(variables, vars{"after": f.cursor})
	}
	f.mu.Unlock()
	init := vars{"type": "connection_init", "payload": vars{"authorization": "Bearer " + f.user.token}}
	subscribe := vars{"id": "1", "type": "subscribe", "payload": vars{"query": subscription, "variables": variables}}
	if err := errors.Join(conn.WriteJSON(init), conn.WriteJSON(subscribe)); err != nil {
		return err
	}
	for {
		var got frame
		if err := conn.ReadJSON(&got); err != nil {
			return errors.Join(err, conn.Close())
		}
		switch got.Type {
		case "next":
			err = take(got.Payload)
		case "ping":
			err = conn.WriteJSON(frame{Type: "pong"})
		case "error", "complete":
			err = fmt.Errorf("%w: %s %s", errEnded, got.Type, got.Payload)
		}
		if err != nil {
			return errors.Join(err, conn.Close())
		}
	}
}

// errEnded says that the server has ended a subscription by itself.
var errEnded = errors.New("ended")

// follow has sessions until ctx ends.
func (f *feed) follow(ctx context.Context, subscription string, variables vars, take func(json.RawMessage) error) {
	for ctx.Err() == nil {
		err := f.session(ctx, subscription, variables, take)
		if errors.Is(err, errWrong) {
			f.t.Errorf("%s: %v", f.user.name, err)
			return
		}
		pause(ctx, 10*time.Millisecond)
	}
}

// errWrong says that the client was told what must not be told.
var errWrong = errors.New("wrong")

// ticketWatcher follows a ticket: its entries, and how it stands.
type ticketWatcher struct {
	*feed
	ticket string

	gone    bool // it is not this user's to see
	entries []entry
	state   string
}

const ticketState = "id version status priority subject messageCount assignee { name isViewer }"

func (w *ticketWatcher) watch(ctx context.Context) {
	w.follow(ctx, document(`subscription($ticket: ID!, $after: String) { event: ticketEvents(ticket: $ticket, after: $after) {
		__typename cursor
		... on TicketSnapshot { ticket { `+ticketState+` } }
		... on TicketEntryAdded { ticket { `+ticketState+` } entry { ...E } }
		... on TicketGap { reason } } }`), vars{"ticket": w.ticket}, w.take)
}

func (w *ticketWatcher) take(text json.RawMessage) error {
	var got struct {
		Data struct {
			Event struct {
				Typename string `json:"__typename"`
				Cursor   string
				Entry    *entry
				Ticket   json.RawMessage
			}
		}
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal(text, &got); err != nil {
		return fmt.Errorf("%w: %s", errWrong, text)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(got.Errors) > 0 {
		w.gone = got.Errors[0].Extensions.Code == "NOT_FOUND"
		return fmt.Errorf("%w: %s", errEnded, text)
	}
	e := got.Data.Event
	switch e.Typename {
	case "TicketSnapshot":
		if w.cursor != "" {
			return fmt.Errorf("%w: a snapshot for who resumed", errWrong)
		}
	case "TicketEntryAdded":
		if n := len(w.entries); n > 0 && e.Entry.Seq != w.entries[n-1].Seq+1 {
			return fmt.Errorf("%w: entry %d after %d", errWrong, e.Entry.Seq, w.entries[n-1].Seq)
		}
		w.entries = append(w.entries, *e.Entry)
	default:
		return fmt.Errorf("%w: %s", errWrong, text)
	}
	w.cursor, w.state = e.Cursor, string(e.Ticket)
	return nil
}

func (w *ticketWatcher) differs() string {
	var got struct {
		Ticket json.RawMessage
	}
	if err := w.query(w.user, *w.urls[0].Load(), `query($id: ID!) { ticket(by: {id: $id}) { `+ticketState+` } }`, vars{"id": w.ticket}, &got); err != nil {
		return err.Error()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	fresh := string(got.Ticket)
	switch {
	case fresh == "null" || fresh == "":
		if !w.gone {
			return "it follows what it may not see"
		}
		return ""
	case fresh != w.state:
		return fmt.Sprintf("%s holds %s, fresh is %s", w.user.name, w.state, fresh)
	}
	return w.holes()
}

// holes compares what was told with the end of the timeline.
func (w *ticketWatcher) holes() string {
	all := w.user.at(w.both[0]).timeline(w.ticket)
	if len(w.entries) > len(all) {
		return fmt.Sprintf("%s was told %d entries of %d", w.user.name, len(w.entries), len(all))
	}
	for i, want := range all[len(all)-len(w.entries):] {
		if got := w.entries[i]; got.Seq != want.Seq || got.Typename != want.Typename || textOf(got) != textOf(want) {
			return fmt.Sprintf("%s was told %d %s %q, the timeline has %d %s %q", w.user.name,
				got.Seq, got.Typename, textOf(got), want.Seq, want.Typename, textOf(want))
		}
	}
	return ""
}
