package numbers

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"sportello/internal/desk"
)

const (
	crowdTurns = 3
	crowdTime  = 3 * time.Second
)

// crowd measures what many who ask for statistics do to lists: pages of 50 tickets, one after the other, in turns with and
// without them.
func (o Options) crowd(ctx context.Context, out io.Writer) error {
	askers := cmp.Or(o.Crowd, 20) // at once, each with the next question as soon as one is answered
	var quiet, crowded []time.Duration
	answered := 0
	for range crowdTurns {
		alone, err := o.list(ctx)
		if err != nil {
			return err
		}
		quiet = append(quiet, alone...)
		asking, stop := context.WithCancel(ctx)
		var all sync.WaitGroup
		counts := make([]int, askers)
		asked := questions(o.Now)
		for i := range askers {
			all.Go(func() {
				for n := i; asking.Err() == nil; n++ {
					q := asked[n%len(asked)].asked
					q.First = 1000
					if _, err := o.Engine.Ask(asking, o.Viewer, q); err == nil {
						counts[i]++
					}
				}
			})
		}
		together, err := o.list(ctx)
		stop()
		all.Wait()
		if err != nil {
			return err
		}
		crowded = append(crowded, together...)
		for _, n := range counts {
			answered += n
		}
	}
	p99 := func(times []time.Duration) time.Duration { slices.Sort(times); return times[len(times)*99/100] }
	a, b := p99(quiet), p99(crowded)
	_, err := fmt.Fprintf(out, "lists of 50: p99 %s ms alone, %s ms with %d who ask (%d answers a second): %.2f times\n",
		ms(a), ms(b), askers, int(float64(answered)/(crowdTurns*crowdTime).Seconds()), float64(b)/float64(a))
	return err
}

// list reads pages for a while.
func (o Options) list(ctx context.Context) (times []time.Duration, err error) {
	for until := time.Now().Add(crowdTime); time.Now().Before(until); {
		start := time.Now()
		_, err := o.Desk.Tickets(ctx, o.Viewer, desk.TicketQuery{
			Order: []desk.TicketOrder{{Field: desk.ByUpdatedAt, Desc: true}}, Page: desk.Page{First: new(50)}, Parts: desk.WithRequester | desk.WithAssignee,
		})
		if err != nil {
			return nil, fmt.Errorf("list tickets: %w", err)
		}
		times = append(times, time.Since(start))
	}
	return times, nil
}
