package live_test

import (
	"maps"
	"sync"
	"testing"
	"time"

	"sportello/internal/event"
)

// signsAreOverheard has signs arrive as they were given, beside one who is stuck; of several of one page the newest is the last.
func signsAreOverheard(t *testing.T, bus buses) {
	stuck := make(chan struct{})
	stopStuck, err := bus.there.Overhear(func(event.Sign) { <-stuck })
	if err != nil {
		t.Fatal(err)
	}
	defer stopStuck()
	defer close(stuck)
	var mu sync.Mutex
	got := map[[3]int64]event.Sign{}
	came := make(chan struct{}, 1)
	stop, err := bus.there.Overhear(func(s event.Sign) {
		mu.Lock()
		got[[3]int64{s.TicketID, s.UserID, int64(s.Seat % 1000)}] = s
		mu.Unlock()
		select {
		case came <- struct{}{}:
		default:
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	want := map[[3]int64]event.Sign{}
	for ticket := range int64(100) {
		for user := range int64(3) {
			for _, doing := range []event.Doing{event.Looking, event.WritingReply, event.WritingNote, event.Leaving} {
				s := event.Sign{TicketID: ticket, UserID: user, Seat: 1<<63 + uint64(user), Staff: user == 1, Doing: doing}
				if err := bus.here.Whisper(s); err != nil {
					t.Fatal(err)
				}
				want[[3]int64{ticket, user, int64(s.Seat % 1000)}] = s
			}
		}
	}
	deadline := time.After(someTries)
	for {
		mu.Lock()
		same := maps.Equal(got, want)
		mu.Unlock()
		if same {
			return
		}
		select {
		case <-came:
		case <-deadline:
			t.Fatalf("%d of %d signs were overheard", len(got), len(want))
		}
	}
}
