// Package beside measures what a crowd that asks for something else does to whoever reads lists: pages, one after the other, in
// turns with the crowd and without it, so that what disturbs one disturbs the other.
package beside

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
)

const (
	turns = 3
	turn  = 3 * time.Second
)

// Crowd is a number of people who ask at once, each for the next thing as soon as one is answered.
type Crowd struct {
	Size int
	Who  string                                      // what they do, for the report: "who ask"
	Ask  func(ctx context.Context, who, n int) error // the n-th thing that one of them asks
	List func(ctx context.Context) error             // a page that somebody else reads
}

// Lists reads a viewer's first 50 tickets, the newest change first, as a dashboard does.
func Lists(d *desk.Service, v *access.Viewer) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := d.Tickets(ctx, v, desk.TicketQuery{
			Order: []desk.TicketOrder{{Field: desk.ByUpdatedAt, Desc: true}}, Page: desk.Page{First: new(50)}, Parts: desk.WithRequester | desk.WithAssignee,
		})
		return err
	}
}

// Measure prints the 99th percentile of a page alone and beside the crowd, and fails where nothing of the crowd was answered.
func (c Crowd) Measure(ctx context.Context, out io.Writer) error {
	var quiet, crowded []time.Duration
	var answered, failed atomic.Int64
	for range turns {
		alone, err := c.read(ctx)
		if err != nil {
			return err
		}
		quiet = append(quiet, alone...)
		asking, stop := context.WithCancel(ctx)
		var all sync.WaitGroup
		for who := range c.Size {
			all.Go(func() {
				for n := 0; asking.Err() == nil; n++ {
					if err := c.Ask(asking, who, n); err == nil {
						answered.Add(1)
					} else if asking.Err() == nil {
						failed.Add(1)
					}
				}
			})
		}
		together, err := c.read(ctx)
		stop()
		all.Wait()
		if err != nil {
			return err
		}
		crowded = append(crowded, together...)
	}
	if answered.Load() == 0 || failed.Load() > 0 {
		return fmt.Errorf("of the crowd %d were answered and %d refused", answered.Load(), failed.Load())
	}
	a, b := p99(quiet), p99(crowded)
	_, err := fmt.Fprintf(out, "lists of 50: p99 %s ms alone, %s ms with %d %s (%d answers a second): %.2f times\n",
		ms(a), ms(b), c.Size, c.Who, int(float64(answered.Load())/(turns*turn).Seconds()), float64(b)/float64(a))
	return err
}

// read reads pages for a while.
func (c Crowd) read(ctx context.Context) (times []time.Duration, err error) {
	for until := time.Now().Add(turn); time.Now().Before(until); {
		start := time.Now()
		if err := c.List(ctx); err != nil {
			return nil, fmt.Errorf("read a list: %w", err)
		}
		times = append(times, time.Since(start))
	}
	return times, nil
}

func p99(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)*99/100]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d)/float64(time.Millisecond)) }
