package journal

import (
	"context"
	"time"
)

// share is the part of the time that handing out places may take of the database's: commits gather so many times as long as
// the last batch took. On SQLite, replies wait for the same writer.
const share = 4

// Run hands out places and looks for those that others gave, until ctx ends.
func (j *Journal) Run(ctx context.Context) {
	sweep, poll := time.NewTicker(j.Sweep), time.NewTicker(j.Poll)
	defer sweep.Stop()
	defer poll.Stop()
	j.sweep(ctx)
	gather := j.Gather
	for {
		select {
		case <-j.woken:
			if !wait(ctx, gather) {
				continue
			}
			began := time.Now() // of the machine's clock, which nobody moves
			j.place(ctx)
			gather = max(j.Gather, share*time.Since(began))
		case <-j.poked:
			j.look(ctx)
		case <-poll.C:
			if j.Watched() {
				j.look(ctx)
			}
		case <-sweep.C:
			j.sweep(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), j.Sweep)
			defer cancel()
			j.place(last)
			return
		}
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// sweep finds what was committed by a process that did not come to hand out its place, and places that others gave.
func (j *Journal) sweep(ctx context.Context) {
	j.place(ctx)
	j.look(ctx)
}

func (j *Journal) place(ctx context.Context) {
	if _, err := j.Place(ctx); err != nil && ctx.Err() == nil {
		j.Logger.WarnContext(ctx, "changes wait for their places until the next sweep", "error", err)
	}
}

func (j *Journal) look(ctx context.Context) {
	head, err := j.Head(ctx)
	if err != nil {
		if ctx.Err() == nil {
			j.Logger.WarnContext(ctx, "the journal can't be read", "error", err)
		}
		return
	}
	j.learn(head)
}
