package outbound

import (
	"errors"
	"math/rand/v2"
	"time"
)

// Refusal is why a mail was not taken.
type Refusal struct {
	Permanent   bool // for good (5xx): another try does not help
	Unreachable bool // no fault of the mail: there is no way to the smarthost, or it lets us not in
	Reason      string
}

// Error is the reason.
func (r *Refusal) Error() string { return r.Reason }

func permanent(err error) bool {
	refusal, ok := errors.AsType[*Refusal](err)
	return ok && refusal.Permanent
}

// pauses are between the tries of a mail that is refused for the moment; the last one repeats.
func pauses() []time.Duration {
	const minute, hour = time.Minute, time.Hour
	return []time.Duration{minute, 3 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 8 * hour, 16 * hour, 24 * hour}
}

// farthest is the longest pause while there is no way to the smarthost: all mails wait for it, and none is at fault.
const farthest = 5 * time.Minute

// again says when a mail is tried next, if at all.
func (o *Outbox) again(m claimed, end error, now time.Time) (time.Time, bool) {
	if permanent(end) {
		return time.Time{}, false
	}
	all := pauses()
	pause := all[min(max(m.attempts, 1), len(all))-1]
	if refusal, ok := errors.AsType[*Refusal](end); ok && refusal.Unreachable {
		pause = min(pause, farthest)
	}
	next := now.Add(jittered(pause))
	return next, next.Sub(m.created.Time()) <= o.GiveUp
}

// jittered is a span give or take a fifth, so that what failed together does not come again together.
func jittered(span time.Duration) time.Duration {
	return span*4/5 + rand.N(span*2/5)
}
