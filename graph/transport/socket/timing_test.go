package socket_test

import (
	"testing"
	"time"

	"sportello/graph/transport/socket"
)

func timed(timings socket.Timings) func(*socket.Config) {
	return func(c *socket.Config) { c.Timings = timings }
}

func TestInitTimeout(t *testing.T) {
	s := serve(t, timed(socket.Timings{InitWait: 20 * time.Millisecond}))
	for _, protocol := range []string{modern, legacy} {
		t.Run(protocol, func(t *testing.T) {
			s.dial(t, nil, protocol).expectClose(4408, "Connection initialisation timeout")
		})
		t.Run(protocol+" while the viewer is looked up", func(t *testing.T) {
			c := s.dial(t, nil, protocol)
			c.send(`{"type":"connection_init","payload":{"token":"slow"}}`)
			c.expectClose(4408, "Connection initialisation timeout")
		})
	}
}

func TestPongTimeout(t *testing.T) {
	s := serve(t, timed(socket.Timings{PingEvery: 20 * time.Millisecond, PongWait: 20 * time.Millisecond}))
	c := s.open(t)
	c.SetPingHandler(func(string) error { return nil })
	c.expectClose(4408, "Pong timeout")
}

// A client that answers pings may stay for much longer than one ping lasts.
func TestPingKeepsTheSocket(t *testing.T) {
	s := serve(t, timed(socket.Timings{PingEvery: 100 * time.Millisecond, PongWait: 100 * time.Millisecond}))
	c := s.open(t)
	answer, pings := c.PingHandler(), 0
	c.SetPingHandler(func(data string) error {
		if pings++; pings == 5 {
			c.send(`{"type":"ping"}`)
		}
		return answer(data)
	})
	c.expect(`{"type":"pong"}`)
	if pings < 5 {
		t.Errorf("%d pings", pings)
	}
}

func TestPingOfTheLineIsAnswered(t *testing.T) {
	c := serve(t, nil).open(t)
	heard := ""
	c.SetPongHandler(func(data string) error { heard = data; return nil })
	if err := c.WriteControl(9, []byte("are you there"), time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	c.send(`{"type":"ping"}`)
	c.expect(`{"type":"pong"}`)
	if heard != "are you there" {
		t.Errorf("pong says %q", heard)
	}
}

func TestLegacyKeepAlive(t *testing.T) {
	s := serve(t, timed(socket.Timings{PingEvery: 10 * time.Millisecond}))
	c := s.dial(t, nil, legacy)
	c.hold([]string{initialise, ack, keepAlive, keepAlive, keepAlive, keepAlive})
}

func TestOperationDeadline(t *testing.T) {
	s := serve(t, timed(socket.Timings{Operation: 20 * time.Millisecond}))
	c := s.open(t)
	c.subscribe("s", "subscription{silence}")
	c.subscribe("q", "{wait}")
	c.hold([]string{`~ "code":"TIMEOUT"`, `< {"id":"q","type":"complete"}`})
	c.subscribe("q", "{wait}")
	c.hold([]string{`~ "code":"TIMEOUT"`, `< {"id":"q","type":"complete"}`})
	if n := s.resolver.Streams.Load(); n != 1 {
		t.Errorf("%d subscriptions run, want 1: they have no deadline", n)
	}
}

// A client that talks too much is read more slowly, and nothing worse.
func TestPace(t *testing.T) {
	s := serve(t, func(c *socket.Config) { c.Limits = socket.Limits{Rate: 100, Burst: 1} })
	c := s.open(t)
	began := time.Now()
	for range 10 {
		c.send(`{"type":"ping"}`)
	}
	for range 10 {
		c.expect(`{"type":"pong"}`)
	}
	if took := time.Since(began); took < 90*time.Millisecond {
		t.Errorf("10 messages at 100 a second took %v", took)
	}
}
