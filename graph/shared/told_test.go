package shared_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"sportello/graph/shared"
)

// However many ask at once, one executes; what can't be shared is nobody's.
func TestOnce(t *testing.T) {
	told := shared.NewTold()
	var executed atomic.Int64
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			data, encoded, ok := told.Once(shared.Key{TicketID: 1}, func() ([]byte, bool) {
				executed.Add(1)
				return []byte(`{"a":1}`), true
			})
			if !ok || string(data) != `{"a":1}` || string(encoded) != `{"data":{"a":1}}` {
				t.Errorf("told %s, %s, %t", data, encoded, ok)
			}
		})
	}
	all.Wait()
	if n := executed.Load(); n != 1 {
		t.Errorf("executed %d times", n)
	}
	for range 2 {
		if data, _, ok := told.Once(shared.Key{TicketID: 2}, func() ([]byte, bool) { return []byte("{}"), false }); ok || data != nil {
			t.Errorf("an answer with an error is shared: %s", data)
		}
	}
}

// A panic of who executes leaves nobody waiting.
func TestOnceOutlivesAPanic(t *testing.T) {
	told := shared.NewTold()
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		told.Once(shared.Key{TicketID: 1}, func() ([]byte, bool) { panic("broken") })
	}()
	if _, _, ok := told.Once(shared.Key{TicketID: 1}, func() ([]byte, bool) { return nil, true }); ok {
		t.Error("what broke is shared")
	}
}

// What is kept is bounded: the oldest goes, and is made anew when somebody asks.
func TestToldForgets(t *testing.T) {
	told := shared.NewTold()
	ask := func(ticket int64) {
		told.Once(shared.Key{TicketID: ticket}, func() ([]byte, bool) { return make([]byte, 1<<20), true })
	}
	for ticket := range int64(100) {
		ask(ticket)
	}
	ask(99)
	if _, made := told.Counts(); made != 100 {
		t.Errorf("%d were made", made)
	}
	ask(0)
	if given, made := told.Counts(); made != 101 || given != 102 {
		t.Errorf("%d of %d were made", made, given)
	}
}
