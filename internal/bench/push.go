package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// pushWait is how long all followers may take to be told of one reply.
const pushWait = 10 * time.Second

// push measures, in turns, how soon the followers of either side know of a reply.
func push(ctx context.Context, o Options) (*Pushed, error) {
	var stages [sides]*stage
	for s := range stages {
		one, err := newStage(ctx, side(s), o)
		if err != nil {
			return nil, err
		}
		defer one.leave()
		stages[s] = one
	}
	const warm = 3 // replies that are not counted
	for i := range o.Pushes + warm {
		for turn := range sides {
			one := stages[(i+turn)%sides]
			delays, err := one.say(ctx, o, i)
			if err != nil {
				return nil, fmt.Errorf("%s, reply %d: %w", one.side, i+1, err)
			}
			if i >= warm {
				one.all = append(one.all, delays...)
				one.last = append(one.last, slices.Max(delays))
			}
		}
	}
	told := &Pushed{Followers: o.Sockets, Floor: stages[theFloor].delay(), Server: stages[theServer].delay()}
	told.Ratio = float64(told.Floor.P50) / float64(told.Server.P50)
	return told, nil
}

// stage is one side with its followers, and the line on which is replied.
type stage struct {
	side     side
	audience *audience
	line     *line
	all      []time.Duration // receipts
	last     []time.Duration // of each reply
}

func newStage(ctx context.Context, s side, o Options) (*stage, error) {
	a, err := gather(ctx, s, o)
	if err != nil {
		return nil, err
	}
	e, err := newEndpoint([sides]string{theFloor: o.Targets.Floor, theServer: o.Targets.Server}[s], "")
	if err == nil {
		var l *line
		if l, err = dial(ctx, e.address, time.Now().Add(o.Limit)); err == nil {
			return &stage{side: s, audience: a, line: l}, nil
		}
	}
	a.dismiss()
	return nil, err
}

func (one *stage) leave() {
	one.line.close()
	one.audience.dismiss()
}

func (one *stage) delay() Delay {
	slices.Sort(one.all)
	return Delay{P50: percentile(one.all, 50), P99: percentile(one.all, 99), Last: median(one.last)}
}

// say replies with a text of its own, and tells when each follower knew of it, from the request on.
func (one *stage) say(ctx context.Context, o Options, i int) ([]time.Duration, error) {
	text := "Push " + strconv.Itoa(i) + " of this run. " + replyText
	ticket := o.Targets.Push[0]
	if one.side == theFloor {
		ticket = o.Targets.Push[1]
	}
	w := &work{name: Push, proof: `"message":{"id":`}
	if err := w.ask(o.Targets, o.Targets.Staff, "reply", replied([]string{ticket}, text)); err != nil {
		return nil, err
	}
	expected := []byte(text)
	one.audience.expected.Store(&expected)
	start := time.Now()
	answer, err := one.line.do(w.requests[one.side][0])
	if err == nil {
		err = w.check(answer)
	}
	if err != nil {
		return nil, err
	}
	return one.audience.collect(ctx, start, o.Sockets)
}

var errSilent = errors.New("some followers were not told")

// collect waits until all followers were told.
func (a *audience) collect(ctx context.Context, start time.Time, followers int) ([]time.Duration, error) {
	timer := time.NewTimer(pushWait)
	defer timer.Stop()
	delays := make([]time.Duration, 0, followers)
	for len(delays) < followers {
		select {
		case at := <-a.heard:
			delays = append(delays, at.Sub(start))
		case err := <-a.failed:
			return nil, err
		case <-timer.C:
			return nil, fmt.Errorf("%w: %d of %d", errSilent, followers-len(delays), followers)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return delays, nil
}
