package socket_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"sportello/graph/transport/socket"
)

const flood = "subscription{ticks(events:1000000000){number}}"

// A client that never reads loses its socket when a message is not taken
// within WriteWait; the others notice nothing.
func TestClientThatNeverReads(t *testing.T) {
	s := serve(t, timed(socket.Timings{WriteWait: 100 * time.Millisecond}))
	deaf := s.open(t)
	for id := range strings.SplitSeq("abcdefgh", "") {
		deaf.subscribe(id, flood)
	}
	other := s.open(t)
	for s.Len() > 1 {
		other.subscribe("1", "{hello}")
		other.hold([]string{`~ "next"`, `< {"id":"1","type":"complete"}`})
	}
	s.streams(t, 0)
}

// A client that reads, but not what one operation needs, is told so: its queue
// had no room for RoomWait.
func TestClientThatReadsTooSlowly(t *testing.T) {
	s := serve(t, timed(socket.Timings{WriteWait: time.Hour, RoomWait: 50 * time.Millisecond}))
	deaf := s.open(t)
	deaf.subscribe("1", flood)
	s.streams(t, 1)
	s.streams(t, 0) // stopped before the client reads again
	deaf.expectClose(4408, "Reading too slowly")
	s.empty(t)
}

// Asking without reading the answers is slow reading too.
func TestClientThatOnlyAsks(t *testing.T) {
	s := serve(t, func(c *socket.Config) {
		c.Timings.WriteWait = 100 * time.Millisecond
		c.Limits.Rate, c.Limits.Burst = 1e9, 1e9
	})
	for name, question := range map[string]string{
		"ping":    `{"type":"ping","payload":{"a":"` + strings.Repeat("x", 1000) + `"}}`,
		"query":   `{"id":"1","type":"subscribe","payload":{"query":"{byIds(ids:[1,2,3]){name siblings{name tags}}}"}}`,
		"mistake": `{"id":"1","type":"subscribe","payload":{"query":"{` + strings.Repeat("x", 1000) + `}"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			deaf := s.open(t)
			var err error
			for n := 0; err == nil; n++ {
				text := strings.Replace(question, `"id":"1"`, `"id":"`+time.Duration(n).String()+`"`, 1)
				if err = deaf.SetWriteDeadline(time.Now().Add(patience)); err == nil {
					err = deaf.WriteMessage(websocket.TextMessage, []byte(text))
				}
			}
			if errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatal("still connected")
			}
			s.empty(t)
		})
	}
}

// However much is asked at once, what waits for a client is bounded, and the
// operations that make it wait with it until the client is given up.
func TestQueueIsBounded(t *testing.T) {
	s := serve(t, func(c *socket.Config) {
		c.Timings = socket.Timings{WriteWait: time.Hour, RoomWait: 300 * time.Millisecond}
		c.Limits.QueueBytes = 100_000
	})
	deaf := s.open(t)
	var fields strings.Builder
	for i := range 50 {
		fmt.Fprintf(&fields, " a%d:number", i)
	}
	before := heap()
	for i := range 50 {
		deaf.subscribe(fmt.Sprint(i), "subscription{ticks(events:1000000000){"+fields.String()+"}}")
	}
	s.streams(t, 50)
	var most int64
	for s.resolver.Streams.Load() > 0 {
		most = max(most, heap()-before)
	}
	// Without a bound, well over 100 MB gather in this time; what is just being encoded is some MB.
	if most > 32<<20 {
		t.Errorf("%d bytes waited for a client that does not read", most)
	}
	deaf.expectClose(4408, "Reading too slowly")
	s.empty(t)
}

func heap() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
