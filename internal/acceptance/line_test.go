package acceptance

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// line is a websocket of a user with one subscription on it, whose field is called event.
type line struct {
	t      *testing.T
	user   *user
	conn   *websocket.Conn
	events chan json.RawMessage // closed with the line
	ended  chan struct{}        // closed when err is there
	err    error
	code   string // by which the server ended the subscription
}

// subscribe opens a line.
func (u *user) subscribe(subscription string, variables vars) *line {
	u.t.Helper()
	conn, err := u.dial(nil)
	if err != nil {
		u.t.Fatalf("%s: websocket: %v", u.name, err)
	}
	l := &line{t: u.t, user: u, conn: conn, events: make(chan json.RawMessage, 1000), ended: make(chan struct{})}
	u.t.Cleanup(l.hangUp)
	subscribe := vars{"id": "1", "type": "subscribe", "payload": vars{"query": subscription, "variables": variables}}
	if err := errors.Join(conn.SetReadDeadline(time.Time{}), conn.WriteJSON(subscribe)); err != nil {
		u.t.Fatalf("%s: subscribe: %v", u.name, err)
	}
	go l.listen()
	return l
}

// listen reads until the subscription ends, or the line.
func (l *line) listen() {
	defer close(l.ended)
	defer close(l.events)
	for l.err == nil {
		_, text, err := l.conn.ReadMessage()
		if err != nil {
			l.err = err
			return
		}
		l.user.hear(text)
		l.err = l.take(text)
	}
}

func (l *line) take(text []byte) error {
	var got frame
	if err := json.Unmarshal(text, &got); err != nil {
		return err
	}
	switch got.Type {
	case "ping":
		return l.conn.WriteJSON(frame{Type: "pong"})
	case "next":
		var told struct {
			Data   struct{ Event json.RawMessage }
			Errors []struct{ Extensions struct{ Code string } }
		}
		if err := json.Unmarshal(got.Payload, &told); err != nil {
			return err
		}
		if len(told.Errors) > 0 {
			l.code = told.Errors[0].Extensions.Code
			return fmt.Errorf("%w: %s", errEnded, text)
		}
		l.events <- told.Data.Event
		return nil
	case "error":
		var told []struct{ Extensions struct{ Code string } }
		if err := json.Unmarshal(got.Payload, &told); err == nil && len(told) > 0 {
			l.code = told[0].Extensions.Code
		}
	}
	return fmt.Errorf("%w: %s", errEnded, text)
}

// next reads the next event.
func (l *line) next(into any) {
	l.t.Helper()
	select {
	case text, open := <-l.events:
		if !open {
			l.t.Fatalf("%s: the line ended: %v", l.user.name, l.err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			l.t.Fatalf("%s: %v in %s", l.user.name, err, text)
		}
	case <-time.After(patience):
		l.t.Fatalf("%s: no event", l.user.name)
	}
}

// refused waits until the server has ended the subscription with a code, having told nothing.
func (l *line) refused(code string) {
	l.t.Helper()
	select {
	case <-l.ended:
	case <-time.After(patience):
		l.t.Fatalf("%s: the subscription goes on", l.user.name)
	}
	if text, told := <-l.events; told || l.code != code {
		l.t.Errorf("%s: told %s, ended by %q (%v), want %s", l.user.name, text, l.code, l.err, code)
	}
}

// hangUp ends the line from this side.
func (l *line) hangUp() {
	_ = l.conn.Close() // the server may have closed it before
	<-l.ended
}
