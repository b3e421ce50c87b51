package live_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"sportello/internal/event"
	"sportello/internal/live"
)

// BenchmarkFanOut announces one reply to so many followers of a ticket and waits until the last one has it. It counts
// reads of the timeline per reply, however many follow.
func BenchmarkFanOut(b *testing.B) {
	for _, followers := range []int{1, 1_000, 5_000} {
		b.Run(fmt.Sprint(followers), func(b *testing.B) {
			l := newLedger()
			l.write(reply("opened"))
			h := newHub(b, l)
			ctx, cancel := context.WithCancel(b.Context())
			var running, told sync.WaitGroup
			told.Add(followers)
			for i := range followers {
				f, err := h.Follow(ctx, l.enter(customer(int64(i+1))), ticketID, "")
				if err != nil {
					b.Fatal(err)
				}
				running.Go(func() {
					for {
						if _, err := f.Next(); err != nil {
							return
						}
						told.Done()
					}
				})
			}
			told.Wait() // the snapshots
			reads := l.reads.Load()
			for b.Loop() {
				told.Add(followers)
				h.Announce(l.write(reply("hello")))
				told.Wait()
			}
			b.ReportMetric(float64(l.reads.Load()-reads)/float64(b.N), "reads/op")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*followers), "ns/delivery")
			cancel()
			running.Wait()
		})
	}
}

// BenchmarkArrive is so many clients who come back to one ticket at the same time, as after a restart, each after the
// last entry but three.
func BenchmarkArrive(b *testing.B) {
	const followers = 1_000
	l := newLedger()
	l.write(replies(50)...)
	l.pause = func() { <-time.After(time.Millisecond) } // as a database
	h := newHub(b, l)
	for b.Loop() {
		ctx, cancel := context.WithCancel(b.Context())
		var arriving sync.WaitGroup
		for i := range followers {
			v := l.enter(customer(int64(i + 1)))
			arriving.Go(func() {
				f, err := h.Follow(ctx, v, ticketID, at('c', 47))
				if err != nil {
					b.Error(err)
					return
				}
				defer f.Close()
				for range 3 {
					if _, err := f.Next(); err != nil {
						b.Error(err)
					}
				}
			})
		}
		arriving.Wait()
		cancel()
	}
	b.ReportMetric(float64(l.reads.Load())/float64(b.N*followers), "reads/follower")
}

// BenchmarkPublish is what the bus costs the writer, with a hub of 1,000 followers behind it.
func BenchmarkPublish(b *testing.B) {
	l := newLedger()
	l.write(reply("opened"))
	h := newHub(b, l)
	bus := live.NewLocal()
	defer bus.Close()
	if _, err := bus.Subscribe(h.Announce); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	var running sync.WaitGroup
	for i := range 1_000 {
		f, err := h.Follow(ctx, l.enter(customer(int64(i+1))), ticketID, "")
		if err != nil {
			b.Fatal(err)
		}
		running.Go(func() {
			for {
				if _, err := f.Next(); err != nil {
					return
				}
			}
		})
	}
	a := event.Announcement{TicketID: ticketID, Seq: 1}
	for b.Loop() {
		if err := bus.Publish(a); err != nil {
			b.Fatal(err)
		}
	}
	cancel()
	running.Wait()
}

// BenchmarkIdle is what a follower who waits keeps in memory, goroutine included, each on its own ticket.
func BenchmarkIdle(b *testing.B) {
	const followers = 10_000
	for b.Loop() {
		l := newLedger()
		for i := range int64(followers) {
			l.tickets[i+1] = []shownEntry{reply("opened")}
		}
		h := newHub(b, l)
		ctx, cancel := context.WithCancel(b.Context())
		viewer := l.enter(customer(1))
		before := heap()
		var running, told sync.WaitGroup
		told.Add(followers)
		for i := range followers {
			f, err := h.Follow(ctx, viewer, int64(i+1), "")
			if err != nil {
				b.Fatal(err)
			}
			running.Go(func() {
				for {
					if _, err := f.Next(); err != nil {
						return
					}
					told.Done()
				}
			})
		}
		told.Wait()
		b.ReportMetric(float64(heap()-before)/followers, "B/follower")
		cancel()
		running.Wait()
	}
}

// heap is what is in use, stacks of goroutines included.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// BenchmarkReply is what the relay costs a writer: replies that are told and get their places, and replies that nobody tells.
func BenchmarkReply(b *testing.B) {
	for name, mute := range map[string]bool{"told": false, "mute": true} {
		b.Run(name, func(b *testing.B) {
			o := newOffice(b)
			o.sweep, o.gather = 0, 0 // as in production
			p := o.start(b, mute, func(c *deskConfig) { c.RefreshEvery = time.Hour })
			n := 0
			for b.Loop() {
				n++
				o.reply(b, p, o.staff, fmt.Sprint("Reply ", n))
			}
		})
	}
}
