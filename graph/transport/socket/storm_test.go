package socket_test

import (
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

// visit is one way to misuse a fresh connection; it need not end it.
type visit func(t *testing.T, s *service, random *rand.Rand)

func saying(lines ...string) visit {
	return func(t *testing.T, s *service, _ *rand.Rand) {
		c := s.dial(t, nil, modern)
		for _, line := range lines {
			// The server may have hung up already; that is its good right.
			_ = c.WriteMessage(websocket.TextMessage, []byte(line))
		}
	}
}

func visits() map[string]visit {
	const hello = `{"type":"connection_init"}`
	return map[string]visit{
		"bad init payload":  saying(`{"type":"connection_init","payload":[]}`),
		"refused":           saying(`{"type":"connection_init","payload":{"token":"wrong"}}`),
		"panicking":         saying(`{"type":"connection_init","payload":{"token":"panic"}}`),
		"waiting for entry": saying(`{"type":"connection_init","payload":{"token":"slow"}}`),
		"never initialises": saying(),
		"never leaves":      saying(hello, `{"id":"1","type":"subscribe","payload":{"query":"subscription{silence}"}}`),
		"never reads":       saying(hello, `{"id":"1","type":"subscribe","payload":{"query":"`+flood+`"}}`),
		"waits":             saying(hello, `{"id":"1","type":"subscribe","payload":{"query":"{wait}"}}`),
		"twice the same":    saying(hello, `{"id":"1","type":"subscribe","payload":{"query":"{wait}"}}`, `{"id":"1","type":"subscribe","payload":{"query":"{wait}"}}`),
		"cut in the middle": func(t *testing.T, s *service, _ *rand.Rand) {
			c := s.open(t)
			c.subscribe("1", flood)
			c.receive()
			if err := c.NetConn().Close(); err != nil {
				t.Error(err)
			}
		},
		"half an upgrade": func(t *testing.T, s *service, _ *rand.Rand) {
			conn, err := net.Dial("tcp", s.http.Listener.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nUpgrade: websocket\r\n"); err != nil {
				t.Error(err)
			}
		},
		"garbage": func(t *testing.T, s *service, random *rand.Rand) {
			conn, _ := s.raw(t)
			noise := make([]byte, 1+random.IntN(20_000))
			for i := range noise {
				noise[i] = byte(random.UintN(256))
			}
			_, _ = conn.Write(noise) // the server may hang up first
		},
		"half open": func(t *testing.T, s *service, _ *rand.Rand) {
			conn, _ := s.raw(t)
			if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
				t.Error(err)
			}
		},
	}
}

// After a storm nothing is left: no socket, no subscription, no goroutine.
// Issue 2, "Bad input".
func TestStorm(t *testing.T) {
	s := serve(t, timed(socket.Timings{
		InitWait: 200 * time.Millisecond, WriteWait: 100 * time.Millisecond,
		PingEvery: 300 * time.Millisecond, PongWait: 100 * time.Millisecond, Linger: 50 * time.Millisecond,
		Operation: 200 * time.Millisecond,
	}))
	calm := s.open(t)
	before := goleak.IgnoreCurrent()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	var guests sync.WaitGroup
	t.Run("visits", func(t *testing.T) {
		for name, visit := range visits() {
			for i := range 25 {
				guests.Add(1)
				go func() {
					defer guests.Done()
					visit(t, s, rand.New(rand.NewPCG(seed, uint64(i)+uint64(len(name))<<32)))
				}()
			}
		}
		answering(calm)
		guests.Wait()
		// Nobody of them reads, so none answers pings: all must be gone while
		// their lines are still open.
		until(t, "the storm is over", func() bool { answering(calm); return s.Len() == 1 })
	})
	s.streams(t, 0)
	s.http.CloseClientConnections()
	goleak.VerifyNone(t, before)
}

func answering(c *client) {
	id := fmt.Sprint(time.Now().UnixNano())
	c.subscribe(id, "{hello}")
	c.hold([]string{fmt.Sprintf(`< {"id":%q,"type":"next","payload":{"data":{"hello":"hello world"}}}`, id), fmt.Sprintf(`< {"id":%q,"type":"complete"}`, id)})
}
