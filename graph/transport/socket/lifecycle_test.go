package socket_test

import (
	"context"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"sportello/graph/transport/socket"
)

func (s *service) streams(t testing.TB, want int64) {
	t.Helper()
	until(t, "open subscriptions", func() bool { return s.resolver.Streams.Load() == want })
}

func (s *service) empty(t testing.TB) {
	t.Helper()
	until(t, "all sockets gone", func() bool { return s.Len() == 0 })
	s.streams(t, 0)
}

func TestCompleteStopsTheResolver(t *testing.T) {
	s := serve(t, nil)
	c := s.open(t)
	c.subscribe("1", "subscription{silence}")
	c.subscribe("2", "subscription{silence}")
	s.streams(t, 2)
	c.send(`{"id":"1","type":"complete"}`)
	s.streams(t, 1)
	c.send(`{"type":"ping"}`)
	c.expect(`{"type":"pong"}`)
}

// "Even if the client sent a Complete message for a single-result-operation
// before it resolved, the result should not be sent."
func TestCompleteSilencesAQuery(t *testing.T) {
	s := serve(t, nil)
	c := s.open(t)
	c.subscribe("1", "{wait}")
	c.send(`{"id":"1","type":"complete"}`)
	c.subscribe("1", "{hello}")
	c.expect(`{"id":"1","type":"next","payload":{"data":{"hello":"hello world"}}}`)
	c.expect(`{"id":"1","type":"complete"}`)
}

func TestGoodbye(t *testing.T) {
	for name, code := range map[string]int{"normal": 1000, "going away": 1001, "own": 4999} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, nil)
			c := s.open(t)
			c.subscribe("1", "subscription{silence}")
			s.streams(t, 1)
			frame := websocket.FormatCloseMessage(code, "bye")
			if err := c.WriteControl(websocket.CloseMessage, frame, time.Now().Add(patience)); err != nil {
				t.Fatal(err)
			}
			c.expectClose(code, "")
			s.empty(t)
		})
	}
}

func TestLineCut(t *testing.T) {
	s := serve(t, nil)
	c := s.open(t)
	c.subscribe("1", "subscription{silence}")
	c.subscribe("2", "{wait}")
	s.streams(t, 1)
	if err := c.NetConn().Close(); err != nil {
		t.Fatal(err)
	}
	s.empty(t)
}

func TestSessionEnds(t *testing.T) {
	ended := make(chan struct{})
	s := serve(t, func(c *socket.Config) {
		c.Revoked = func(ctx context.Context) <-chan struct{} {
			if viewer(ctx) == "Ada" {
				return ended
			}
			return nil
		}
	})
	other := s.open(t)
	c := s.dial(t, nil, modern)
	c.hold([]string{`> {"type":"connection_init","payload":{"token":"Ada"}}`, ack})
	c.subscribe("1", "subscription{silence}")
	s.streams(t, 1)
	close(ended)
	c.expectClose(4403, "Session ended")
	other.send(`{"type":"ping"}`)
	other.expect(`{"type":"pong"}`)
	s.streams(t, 0)
}

func TestSocketsOfOneUser(t *testing.T) {
	s := serve(t, func(c *socket.Config) {
		c.UserKey = viewer
		c.Limits.UserSockets = 2
	})
	as := func(name string) *client {
		c := s.dial(t, nil, modern)
		c.send(`{"type":"connection_init","payload":{"token":"` + name + `"}}`)
		return c
	}
	first, second := as("Ada"), as("Ada")
	first.expect(`{"type":"connection_ack"}`)
	second.expect(`{"type":"connection_ack"}`)
	as("Ada").expectClose(4429, "Too many sockets")
	as("Bea").expect(`{"type":"connection_ack"}`)
	for range 3 {
		as("").expect(`{"type":"connection_ack"}`)
	}
	if err := first.NetConn().Close(); err != nil {
		t.Fatal(err)
	}
	until(t, "the closed and the refused socket are gone", func() bool { return s.Len() == 5 })
	as("Ada").expect(`{"type":"connection_ack"}`)
}
