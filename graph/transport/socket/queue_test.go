package socket

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever is sent and taken: each lane keeps its order, no lane and not the
// whole exceeds its bound, and nothing is lost.
func TestQueueProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const length, capacity = 3, 100
		q := newQueue(capacity, time.Nanosecond)
		lanes := []*lane{newLane(length), newLane(length)}
		sent, got := map[*lane][]byte{}, map[*lane][]byte{}
		var waiting []message
		serial := byte(0)
		t.Repeat(map[string]func(*rapid.T){
			"send": func(t *rapid.T) {
				serial++
				l := rapid.SampledFrom(lanes).Draw(t, "lane")
				m := message{lane: l, head: bytes.Repeat([]byte{serial}, rapid.IntRange(1, 150).Draw(t, "size"))}
				err := q.send(t.Context(), m)
				switch {
				case err == nil:
					waiting = append(waiting, m)
					sent[l] = append(sent[l], serial)
				case !errors.Is(err, errSlow):
					t.Fatalf("send: %v", err)
				case fits(waiting, m, length, capacity):
					t.Fatal("refused though there was room")
				}
			},
			"take": func(t *rapid.T) {
				for _, m := range q.take() {
					got[m.lane] = append(got[m.lane], m.head[0])
					q.release(m)
				}
				waiting = nil
			},
			"": func(t *rapid.T) {
				if len(waiting) > 0 && !fits(waiting[:len(waiting)-1], waiting[len(waiting)-1], length, capacity) {
					t.Fatal("more waits than there is room for")
				}
			},
		})
		for _, m := range q.take() {
			got[m.lane] = append(got[m.lane], m.head[0])
		}
		for _, l := range lanes {
			if !slices.Equal(sent[l], got[l]) {
				t.Fatalf("sent %v, got %v", sent[l], got[l])
			}
		}
	})
}

// fits says whether m has room beside those waiting.
func fits(waiting []message, m message, length, capacity int) bool {
	count, size := 0, 0
	for _, w := range waiting {
		size += min(w.size(), capacity)
		if w.lane == m.lane {
			count++
		}
	}
	return count < length && size+min(m.size(), capacity) <= capacity
}

func TestQueueWaitsForRoom(t *testing.T) {
	q, l := newQueue(100, time.Hour), newLane(1)
	first, second := message{lane: l, head: []byte("1")}, message{lane: l, head: []byte("2")}
	if err := q.send(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	sent := make(chan error, 1)
	go func() { sent <- q.send(t.Context(), second) }()
	for _, m := range q.take() {
		q.release(m)
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() { sent <- q.send(ctx, first) }()
	why := errors.New("client left")
	cancel(why)
	if err := <-sent; !errors.Is(err, why) {
		t.Errorf("send: %v, want %v", err, why)
	}
	if taken := q.take(); len(taken) != 1 || string(taken[0].head) != "2" {
		t.Errorf("took %v", taken)
	}
}

// The bytes of a result may be shared by many sockets: they are never written
// to, and around them stands what is this socket's own.
func TestMessageSharesItsBody(t *testing.T) {
	body := []byte(`{"data":{}}`)
	for _, id := range []string{`"1"`, `"two"`} {
		head := dialect{}.nextHead(identifier{literal: []byte(id)})
		got := string(message{head: head, body: slices.Clip(body)}.appendTo(nil))
		if want := `{"id":` + id + `,"type":"next","payload":{"data":{}}}`; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if string(body) != `{"data":{}}` {
		t.Errorf("body is now %s", body)
	}
}
