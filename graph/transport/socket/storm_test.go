package socket_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"sportello/graph/transport/socket"
)

// guest is a client that means no good. Its lines stay open until the end.
type guest struct {
	*service
	random *rand.Rand
	keep   func(io.Closer)
}

func (g guest) dial(lines ...string) (*websocket.Conn, error) {
	conn, _, err := g.connect(nil, modern)
	if err != nil {
		return nil, err
	}
	g.keep(conn)
	for _, line := range lines {
		// The server may have hung up already; that is its good right.
		_ = conn.WriteMessage(websocket.TextMessage, []byte(line))
	}
	return conn, nil
}

func saying(lines ...string) func(guest) error {
	return func(g guest) error {
		_, err := g.dial(lines...)
		return err
	}
}

func guests() map[string]func(guest) error {
	const hello = `{"type":"connection_init"}`
	asking := func(query string) string {
		return fmt.Sprintf(`{"id":"1","type":"subscribe","payload":{"query":%q}}`, query)
	}
	return map[string]func(guest) error{
		"bad init payload":  saying(`{"type":"connection_init","payload":[]}`),
		"refused":           saying(`{"type":"connection_init","payload":{"token":"wrong"}}`),
		"panicking":         saying(`{"type":"connection_init","payload":{"token":"panic"}}`),
		"waiting for entry": saying(`{"type":"connection_init","payload":{"token":"slow"}}`),
		"never initialises": saying(),
		"never leaves":      saying(hello, asking("subscription{silence}")),
		"never reads":       saying(hello, asking(flood)),
		"waits":             saying(hello, asking("{wait}")),
		"twice the same":    saying(hello, asking("{wait}"), asking("{wait}")),
		"cut in the middle": func(g guest) error {
			conn, err := g.dial(hello, asking(flood))
			if err != nil {
				return err
			}
			if _, _, err := conn.ReadMessage(); err != nil {
				return err
			}
			return conn.NetConn().Close()
		},
		"half an upgrade": func(g guest) error {
			conn, err := g.line()
			if err != nil {
				return err
			}
			g.keep(conn)
			_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nUpgrade: websocket\r\n")
			return err
		},
		"garbage": func(g guest) error {
			conn, _, err := g.raw()
			if err != nil {
				return err
			}
			g.keep(conn)
			noise := make([]byte, 1+g.random.IntN(20_000))
			for i := range noise {
				noise[i] = byte(g.random.UintN(256))
			}
			_, _ = conn.Write(noise) // the server may hang up first
			return nil
		},
		"half open": func(g guest) error {
			conn, _, err := g.raw()
			if err != nil {
				return err
			}
			g.keep(conn)
			return conn.(*net.TCPConn).CloseWrite()
		},
	}
}

// During a storm others are served; after it nothing is left, no socket, no
// subscription, no goroutine. Issue 2, "Bad input".
func TestStorm(t *testing.T) {
	s := serve(t, timed(socket.Timings{
		InitWait: time.Second, WriteWait: 500 * time.Millisecond, PingEvery: time.Second,
		PongWait: time.Second, Linger: 100 * time.Millisecond, Operation: time.Second,
	}))
	calm := s.open(t)
	before := goleak.IgnoreCurrent()
	lines := s.storm(t)
	// None of the guests reads, so none answers pings: the server must be rid
	// of them while their lines are still open on their side.
	until(t, "the storm is over", func() bool { calm.ask(); return s.Len() == 1 })
	s.streams(t, 0)
	for _, line := range lines {
		if err := line.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}
	goleak.VerifyNone(t, before)
}

func (s *service) storm(t *testing.T) (lines []io.Closer) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	var mu sync.Mutex
	keep := func(line io.Closer) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, line)
	}
	var visits sync.WaitGroup
	for name, visit := range guests() {
		for range 25 {
			seed++
			g := guest{s, rand.New(rand.NewPCG(seed, 0)), keep}
			visits.Go(func() {
				if err := visit(g); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	}
	visits.Wait()
	return lines
}

// ask asks and wants the right answer.
func (c *client) ask() {
	c.t.Helper()
	id := fmt.Sprint(time.Now().UnixNano())
	c.subscribe(id, "{hello}")
	c.expect(fmt.Sprintf(`{"id":%q,"type":"next","payload":{"data":{"hello":"hello world"}}}`, id))
	c.expect(fmt.Sprintf(`{"id":%q,"type":"complete"}`, id))
}
