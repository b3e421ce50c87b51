package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// audience are the followers of a ticket on one side.
type audience struct {
	expected atomic.Pointer[[]byte] // what the next message to be noted contains
	heard    chan time.Time         // when each follower received it
	failed   chan error
	conns    []*websocket.Conn
	group    sync.WaitGroup
}

// subprotocol is GraphQL over websockets, as the server speaks it; the floor speaks none.
const subprotocol = "graphql-transport-ws"

// gather lets so many sockets follow a ticket and waits until all do.
func gather(ctx context.Context, s side, o Options) (*audience, error) {
	a := &audience{heard: make(chan time.Time, o.Sockets), failed: make(chan error, o.Sockets)}
	for i := range o.Sockets {
		token := o.Targets.Followers[i%len(o.Targets.Followers)]
		if err := a.join(ctx, s, o.Targets, token); err != nil {
			a.dismiss()
			return nil, fmt.Errorf("%s, follower %d: %w", s, i+1, err)
		}
	}
	return a, nil
}

func (a *audience) dismiss() {
	for _, conn := range a.conns {
		_ = conn.Close() // its follower ends with it
	}
	a.group.Wait()
}

func (a *audience) join(ctx context.Context, s side, t Targets, token string) error {
	conn, err := open(ctx, s, t, token)
	if err != nil {
		return err
	}
	a.conns = append(a.conns, conn)
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	if s == theServer {
		if err := subscribe(conn, t.Push[0]); err != nil {
			return err
		}
	}
	// The first event says that all that comes later will be told.
	if err := expect(conn, "next"); err != nil {
		return err
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	a.group.Go(func() { a.listen(conn) })
	return nil
}

func open(ctx context.Context, s side, t Targets, token string) (*websocket.Conn, error) {
	address, suffix, dialer := t.Server, "", websocket.Dialer{HandshakeTimeout: 10 * time.Second, ReadBufferSize: 1 << 10}
	if s == theFloor {
		address, suffix = t.Floor, "/tickets/"+t.Push[1]+"/follow"
	} else {
		dialer.Subprotocols = []string{subprotocol}
	}
	e, err := newEndpoint(address, token)
	if err != nil {
		return nil, err
	}
	header := http.Header{"Authorization": {"Bearer " + token}}
	conn, response, err := dialer.DialContext(ctx, "ws://"+e.address+e.path+suffix, header)
	if response != nil {
		err = errors.Join(err, response.Body.Close()) // empty, or the start of a refusal
	}
	return conn, err
}

func subscribe(conn *websocket.Conn, ticket string) error {
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"connection_init"}`)); err != nil {
		return err
	}
	if err := expect(conn, "connection_ack"); err != nil {
		return err
	}
	query, err := document("events")
	if err != nil {
		return err
	}
	message, err := json.Marshal(map[string]any{
		"id": "1", "type": "subscribe",
		"payload": map[string]any{"query": query, "variables": map[string]any{"ticket": ticket}},
	})
	if err != nil {
		return err
	}
	return conn.WriteMessage(websocket.TextMessage, message)
}

// expect reads one message, which is to be of a type.
func expect(conn *websocket.Conn, kind string) error {
	_, message, err := conn.ReadMessage()
	if err != nil {
		return fmt.Errorf("instead of %s: %w", kind, err)
	}
	if !bytes.Contains(message, []byte(`"type":"`+kind+`"`)) {
		return fmt.Errorf("instead of %s came %.300s", kind, message)
	}
	return nil
}

// listen notes when what is expected comes, until the socket ends.
func (a *audience) listen(conn *websocket.Conn) {
	var message bytes.Buffer
	for {
		message.Reset()
		_, r, err := conn.NextReader()
		if err == nil {
			_, err = message.ReadFrom(r)
		}
		now := time.Now()
		if err != nil {
			a.failed <- err
			return
		}
		switch text := message.Bytes(); {
		case bytes.Contains(text, []byte(`"type":"ping"`)):
			err = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"pong"}`))
		case bytes.Contains(text, []byte(`"type":"error"`)), bytes.Contains(text, []byte(`"type":"complete"`)):
			err = fmt.Errorf("the server ended: %.300s", text)
		case a.expects(text):
			a.heard <- now
		}
		if err != nil {
			a.failed <- err
			return
		}
	}
}

func (a *audience) expects(message []byte) bool {
	expected := a.expected.Load()
	return expected != nil && bytes.Contains(message, *expected)
}
