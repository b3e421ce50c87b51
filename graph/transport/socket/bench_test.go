package socket_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/gorilla/websocket"

	"sportello/graph/transport"
	"sportello/graph/transport/socket"
	"sportello/graph/transport/testschema"
)

// guestsOf opens n lines to s, as lean as a client can be.
func guestsOf(b *testing.B, s *service, n int, frames ...string) []net.Conn {
	b.Helper()
	conns := make([]net.Conn, n)
	for i := range conns {
		conn, r, err := s.raw()
		if err != nil {
			b.Fatal(err)
		}
		conns[i] = conn
		for _, text := range frames {
			frame := append([]byte{0x81, 0x80 | 126, byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}, text...)
			if _, err := conn.Write(frame); err != nil {
				b.Fatal(err)
			}
		}
		if len(frames) == 0 {
			continue
		}
		if err := skipFrame(r); err != nil { // the acknowledgement
			b.Fatal(err)
		}
	}
	return conns
}

func leave(b *testing.B, conns []net.Conn) {
	for _, conn := range conns {
		if err := conn.Close(); err != nil {
			b.Error(err)
		}
	}
}

// skipFrame reads one frame of a server.
func skipFrame(r *bufio.Reader) error {
	head, err := r.Peek(2)
	if err != nil {
		return err
	}
	size := 2 + int(head[1])
	if head[1] == 126 {
		if head, err = r.Peek(4); err != nil {
			return err
		}
		size = 4 + int(head[2])<<8 + int(head[3])
	}
	_, err = r.Discard(size)
	return err
}

// BenchmarkIdle holds 2,000 sockets and reports what one costs in memory, the
// client's end of the line in the same process included. Run it with
// -benchtime 1x.
func BenchmarkIdle(b *testing.B) {
	const sockets = 2000
	for name, frames := range map[string][]string{
		"upgraded":     nil,
		"acknowledged": {`{"type":"connection_init"}`},
		"subscribed":   {`{"type":"connection_init"}`, `{"id":"1","type":"subscribe","payload":{"query":"subscription{silence}"}}`},
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				s := serve(b, timed(socket.Timings{InitWait: time.Hour, Drain: time.Millisecond, Linger: time.Millisecond}))
				before := resident()
				conns := guestsOf(b, s, sockets, frames...)
				if len(frames) > 1 {
					s.streams(b, sockets)
				}
				until(b, "all are in", func() bool { return s.Len() == sockets })
				b.ReportMetric(float64(resident()-before)/sockets, "bytes/socket")
				leave(b, conns)
				s.empty(b)
			}
		})
	}
}

// resident is the memory in use for the heap and the stacks.
func resident() int64 {
	runtime.GC()
	runtime.GC() // the second one shrinks stacks and empties pools
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapInuse + stats.StackInuse)
}

// BenchmarkFanOut delivers one event of 1 KiB to 1,000 subscribers, in turn as
// a raw gorilla broadcast (one goroutine that writes per socket, a channel
// each) and over this package, and reports the time until the last has it, per
// delivery, and the ratio of the two.
func BenchmarkFanOut(b *testing.B) {
	rawHub, hub := newHub(), newHub()
	plain := &service{http: httptest.NewServer(rawBroadcast(b, rawHub))}
	b.Cleanup(plain.http.Close)
	s := serve(b, func(c *socket.Config) {
		c.Engine = hub.engine(b)
		c.Timings = socket.Timings{Drain: time.Millisecond, Linger: time.Millisecond}
	})
	raw := watched(b, rawHub, plain)
	graphql := watched(b, hub, s, `{"type":"connection_init"}`,
		`{"id":"1","type":"subscribe","payload":{"query":"subscription{silence}"}}`)
	var rawTook, graphqlTook time.Duration
	for b.Loop() {
		rawTook += raw.deliver()
		graphqlTook += graphql.deliver()
	}
	deliveries := float64(b.N * watchers)
	b.ReportMetric(float64(rawTook.Nanoseconds())/deliveries, "raw-ns/delivery")
	b.ReportMetric(float64(graphqlTook.Nanoseconds())/deliveries, "graphql-ns/delivery")
	b.ReportMetric(float64(graphqlTook)/float64(rawTook), "ratio")
}

const watchers = 1000

// audience is a hub with its watchers, who count what they receive.
type audience struct {
	hub      *hub
	received sync.WaitGroup
}

func watched(b *testing.B, hub *hub, s *service, frames ...string) *audience {
	a := &audience{hub: hub}
	conns := guestsOf(b, s, watchers, frames...)
	until(b, "all watch", func() bool { return hub.len() == watchers })
	for _, conn := range conns {
		if err := conn.SetDeadline(time.Time{}); err != nil {
			b.Fatal(err)
		}
		go func() {
			for r := bufio.NewReader(conn); skipFrame(r) == nil; {
				a.received.Done()
			}
		}()
	}
	b.Cleanup(func() {
		leave(b, conns)
		until(b, "all have left", func() bool { return hub.len() == 0 })
	})
	return a
}

func (a *audience) deliver() time.Duration {
	began := time.Now()
	a.received.Add(watchers)
	a.hub.publish()
	a.received.Wait()
	return time.Since(began)
}

// hub hands the same event to all its watchers.
type hub struct {
	mu       sync.Mutex
	watchers map[chan struct{}]bool
	event    []byte
}

func newHub() *hub {
	return &hub{watchers: map[chan struct{}]bool{}, event: fmt.Appendf(nil, `{"silence":%01000d}`, 1)}
}

func (h *hub) len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.watchers)
}

func (h *hub) publish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for watcher := range h.watchers {
		watcher <- struct{}{}
	}
}

func (h *hub) watch() chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	watcher := make(chan struct{}, 16)
	h.watchers[watcher] = true
	return watcher
}

func (h *hub) leave(watcher chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watchers, watcher)
}

// engine answers every subscription with the hub's events.
func (h *hub) engine(b *testing.B) *transport.Engine {
	engine, err := transport.NewEngine(transport.EngineConfig{
		Schema: testschema.NewExecutableSchema(testschema.Config{Resolvers: &testschema.Resolver{}}),
		Around: func(ctx context.Context, _ *transport.Operation, _ graphql.OperationHandler) graphql.ResponseHandler {
			watcher := h.watch()
			context.AfterFunc(ctx, func() { h.leave(watcher) })
			return func(ctx context.Context) *graphql.Response {
				select {
				case <-watcher:
					return &graphql.Response{Data: h.event}
				case <-ctx.Done():
					return nil
				}
			}
		},
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	return engine
}

func rawBroadcast(b *testing.B, h *hub) http.Handler {
	upgrader := websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 4096, WriteBufferPool: new(sync.Pool)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			// Reads until the client leaves.
			_, _ = io.Copy(io.Discard, conn.NetConn())
		}()
		go func() {
			defer func() {
				if err := conn.Close(); err != nil {
					b.Error(err)
				}
			}()
			watcher := h.watch()
			defer h.leave(watcher)
			for {
				select {
				case <-watcher:
					if conn.WriteMessage(websocket.TextMessage, h.event) != nil {
						return
					}
				case <-gone:
					return
				}
			}
		}()
	})
}
