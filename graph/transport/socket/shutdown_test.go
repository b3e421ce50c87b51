package socket_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"sportello/graph/transport/socket"
)

const restart = "Service restart"

// shutdown begins in the background; the channel tells how it ended.
func (s *service) shutdown(ctx context.Context) <-chan error {
	ended := make(chan error, 1)
	go func() { ended <- s.Shutdown(ctx) }()
	return ended
}

func (c *client) settled() *client {
	c.t.Helper()
	c.send(`{"type":"ping"}`)
	c.expect(`{"type":"pong"}`)
	return c
}

func TestShutdown(t *testing.T) {
	s := serve(t, nil)
	var clients []*client
	for range 20 {
		c := s.open(t)
		c.subscribe("1", "subscription{silence}")
		clients = append(clients, c.settled())
	}
	clients = append(clients, s.dial(t, nil, modern), s.dial(t, nil, legacy)) // not initialised
	ended := s.shutdown(t.Context())
	for _, c := range clients {
		// Nothing else may come: a "complete" would tell the client that it
		// need not subscribe again.
		c.expectNext(1012, restart)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if s.Len() != 0 {
		t.Errorf("%d sockets left", s.Len())
	}
	if _, answer, err := s.connect(nil); answer.status != http.StatusServiceUnavailable {
		t.Errorf("dial after shutdown: status %d, %v", answer.status, err)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Errorf("second shutdown: %v", err)
	}
}

// What a client waits for is still answered; nothing new is begun.
func TestShutdownFinishesOperations(t *testing.T) {
	s := serve(t, timed(socket.Timings{Operation: 200 * time.Millisecond}))
	c := s.open(t)
	c.subscribe("s", "subscription{silence}")
	c.subscribe("q", "{wait}")
	c.settled()
	ended := s.shutdown(t.Context())
	until(t, "the server is closing", func() bool {
		_, answer, err := s.connect(nil)
		return err != nil && answer.status == http.StatusServiceUnavailable
	})
	c.subscribe("late", "mutation{increment}")
	c.hold([]string{`~ {"id":"q","type":"next","payload":{"errors":[{"message":"the operation took too long"`,
		`< {"id":"q","type":"complete"}`, "x 1012 " + restart})
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// A shutdown that may take no longer cuts the lines, and still everything ends.
func TestShutdownRunsOutOfTime(t *testing.T) {
	s := serve(t, timed(socket.Timings{Operation: time.Hour}))
	c := s.open(t)
	c.subscribe("1", "{wait}")
	c.settled()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("shutdown: %v", err)
	}
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, text, err := c.ReadMessage(); err == nil {
		t.Errorf("received %s", text)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Errorf("second shutdown: %v", err)
	}
}
