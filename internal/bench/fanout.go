package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"time"
)

// FanoutOptions say what Fanout measures.
type FanoutOptions struct {
	Targets  Targets
	Watchers []int    // of one ticket
	Own      []string // tickets, each with a follower of its own; the first ones take replies
	Pushes   int      // replies of each side, for each of Watchers
	Rounds   int      // of each side, with Own
	// Told is when each side began to tell of the newest reply: after its commit.
	Told [2]func() time.Time
	// In and Out lead to a process that runs Crowd.
	In  io.Writer
	Out io.Reader
}

// Fan is what is measured of one side. Times are percentiles over all receipts.
type Fan struct {
	P50, P99, Last time.Duration // from the commit to a receipt; last: the median of the last ones
	Whole50        time.Duration // from the request to the last receipt, median
	Reply50        time.Duration // from the request to the commit, median
	CPU            time.Duration // of this process, for one delivery
	Connect        time.Duration // until all followers follow
	Idle           int64         // bytes for each follower, while nothing happens
	Goroutines     float64       // for each follower
	Left           Residue       // after they have gone
}

// Residue is what is there after all followers have gone that was not before they came.
type Residue struct {
	Goroutines, Files int
	Bytes             int64
}

// fanout measures with a crowd.
type fanout struct {
	FanoutOptions
	orders  *json.Encoder
	answers *json.Decoder
	line    [sides]*line
}

// Fanout compares how replies are told to many followers, in turns, and writes what it finds to w.
func Fanout(ctx context.Context, o FanoutOptions, w io.Writer) error {
	f := &fanout{FanoutOptions: o, orders: json.NewEncoder(o.In), answers: json.NewDecoder(o.Out)}
	for s := range f.line {
		address := [sides]string{theFloor: o.Targets.Floor, theServer: o.Targets.Server}[s]
		e, err := newEndpoint(address, "")
		if err == nil {
			f.line[s], err = dial(ctx, e.address, time.Now().Add(time.Hour))
		}
		if err != nil {
			return err
		}
		defer f.line[s].close()
	}
	for _, n := range o.Watchers {
		both, err := f.oneTicket(ctx, n)
		if err != nil {
			return fmt.Errorf("%d watchers: %w", n, err)
		}
		if err := tell(w, fmt.Sprintf("%d watchers of one ticket", n), both); err != nil {
			return err
		}
	}
	if len(o.Own) == 0 {
		return nil
	}
	both, err := f.ownTickets(ctx)
	if err != nil {
		return fmt.Errorf("tickets of their own: %w", err)
	}
	return tell(w, fmt.Sprintf("%d followers, each of a ticket of their own", len(o.Own)), both)
}

func (f *fanout) do(o order) (heardAt, error) {
	if err := f.orders.Encode(o); err != nil {
		return heardAt{}, err
	}
	var a heardAt
	if err := f.answers.Decode(&a); err != nil {
		return a, fmt.Errorf("the crowd: %w", err)
	}
	if a.Fault != "" {
		return a, errors.New(a.Fault)
	}
	return a, nil
}

// samples are what one side's replies took.
type samples struct {
	fan                Fan
	all                []time.Duration
	last, whole, reply []time.Duration
	cpu                time.Duration
	told               int
}

func (s *samples) result() Fan {
	slices.Sort(s.all)
	s.fan.P50, s.fan.P99, s.fan.Last = percentile(s.all, 50), percentile(s.all, 99), median(s.last)
	s.fan.Whole50, s.fan.Reply50, s.fan.CPU = median(s.whole), median(s.reply), s.cpu/time.Duration(s.told)
	return s.fan
}

// oneTicket has n followers of one ticket on each side at the same time, and replies in turns.
func (f *fanout) oneTicket(ctx context.Context, n int) (both [sides]Fan, err error) {
	var taken [sides]samples
	for s := range taken {
		took, err := f.gather(side(s), f.Targets.Push[1-s:2-s], n, &taken[s].fan)
		if err != nil {
			return both, fmt.Errorf("%s: %w", side(s), err)
		}
		taken[s].fan.Connect = took
	}
	const warm = 3
	for i := range f.Pushes + warm {
		for turn := range sides {
			s := (i + turn) % sides
			if err := f.push(ctx, side(s), f.Targets.Push[1-s], n, &taken[s], i >= warm); err != nil {
				return both, fmt.Errorf("%s: %w", side(s), err)
			}
		}
	}
	for s := range taken {
		both[s] = taken[s].result()
		if _, err := f.do(order{Do: "dismiss", Side: side(s)}); err != nil {
			return both, err
		}
	}
	return both, nil
}

// ownTickets has a follower on each ticket, of one side after the other, since they need more files than a process has.
func (f *fanout) ownTickets(ctx context.Context) (both [sides]Fan, err error) {
	var taken [sides]samples
	for round := range f.Rounds {
		for turn := range sides {
			s := (round + turn) % sides
			one := &taken[s]
			before := rest(0, nil)
			took, err := f.gather(side(s), f.Own, len(f.Own), &one.fan)
			if err != nil {
				return both, fmt.Errorf("%s: %w", side(s), err)
			}
			one.fan.Connect = took
			const warm = 5
			for i := range f.Pushes + warm {
				ticket := f.Own[(i*7+round)%min(len(f.Own), repliedTo)]
				if err := f.push(ctx, side(s), ticket, 1, one, i >= warm); err != nil {
					return both, fmt.Errorf("%s: %w", side(s), err)
				}
			}
			if _, err := f.do(order{Do: "dismiss", Side: side(s)}); err != nil {
				return both, err
			}
			after := rest(10*time.Second, func(now usage) bool { return now.goroutines <= before.goroutines+2 })
			one.fan.Left = Residue{after.goroutines - before.goroutines, after.files - before.files, after.bytes - before.bytes}
		}
	}
	for s := range taken {
		both[s] = taken[s].result()
	}
	return both, nil
}

// repliedTo is on how many of many tickets is replied.
const repliedTo = 100

// gather has followers come, and weighs them.
func (f *fanout) gather(s side, tickets []string, n int, fan *Fan) (time.Duration, error) {
	before := rest(0, nil)
	a, err := f.do(order{Do: "gather", Side: s, Targets: f.Targets, Tickets: tickets, Count: n})
	if err != nil {
		return 0, err
	}
	after := rest(0, nil)
	fan.Idle = (after.bytes - before.bytes) / int64(n)
	fan.Goroutines = float64(after.goroutines-before.goroutines) / float64(n)
	return a.Took, nil
}

// push replies on a ticket, and notes when its n followers knew.
func (f *fanout) push(ctx context.Context, s side, ticket string, n int, into *samples, counts bool) error {
	text := fmt.Sprintf("Push %d of this run. %s", time.Now().UnixNano(), replyText)
	if _, err := f.do(order{Do: "expect", Side: s, Text: text}); err != nil {
		return err
	}
	w := &work{name: Push, proof: `"message":{"id":`}
	if err := w.ask(f.Targets, f.Targets.Staff, "reply", replied([]string{ticket}, text)); err != nil {
		return err
	}
	began, cpu := time.Now(), spent()
	answer, err := f.line[s].do(w.requests[s][0])
	if err == nil {
		err = w.check(answer)
	}
	if err != nil {
		return err
	}
	a, err := f.do(order{Do: "collect", Side: s, Count: n})
	if err != nil || !counts {
		return err
	}
	into.cpu, into.told = into.cpu+spent()-cpu, into.told+n
	told := f.Told[s]()
	for _, at := range a.At {
		into.all = append(into.all, time.Unix(0, at).Sub(told))
	}
	last := time.Unix(0, a.At[len(a.At)-1])
	into.last = append(into.last, last.Sub(told))
	into.whole, into.reply = append(into.whole, last.Sub(began)), append(into.reply, told.Sub(began))
	return ctx.Err()
}

// spent is the time of all processors that this process has taken.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// usage is what this process takes.
type usage struct {
	goroutines, files int
	bytes             int64
}

// rest measures after a collection, or as soon as enough holds.
func rest(most time.Duration, enough func(usage) bool) usage {
	deadline := time.Now().Add(most)
	for {
		debug.FreeOSMemory()
		debug.FreeOSMemory() // stacks shrink by half with each collection
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		now := usage{runtime.NumGoroutine(), openFiles(), int64(m.HeapAlloc + m.StackInuse)} //nolint:gosec // bytes of memory
		if enough == nil || enough(now) || time.Now().After(deadline) {
			return now
		}
		runtime.Gosched()
	}
}
