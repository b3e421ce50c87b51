package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Phase is what a clock does for a while.
type Phase string

// The phases of a clock.
const (
	Runs   Phase = "RUNNING" // the desk owes the next step
	Pauses Phase = "PAUSED"  // it waits for somebody else, and its policy lets the clock wait, too
	Stops  Phase = "STOPPED" // the promise is kept; a later change makes the clock go on from where it stood
)

// Change is an instant from which the clock is in another phase. Of several at one instant the last one rules.
type Change struct {
	At time.Time
	To Phase
}

// Segment is a stretch during which the clock was in one phase. From is inside, To outside.
type Segment struct {
	From, To time.Time
	Phase    Phase
	Used     time.Duration // of the target's time; 0 unless the clock ran
}

// ErrNotStarted is the answer when there was no change up to the instant that is asked for.
var ErrNotStarted = errors.New("the clock has not started")

// Clock measures one target.
type Clock struct {
	target  Target
	counter Counter
}

// NewClock measures a target in the desk's hours, which may be nil when the target counts elapsed time. It fails when the
// target is none.
func NewClock(target Target, hours *Calendar) (*Clock, error) {
	counter, err := target.counter(hours)
	if err != nil {
		return nil, err
	}
	return &Clock{target: target, counter: counter}, nil
}

// segments are the clock's phases from the first change to now, equal neighbours joined. The last one may be empty, when it
// begins just now.
func (c *Clock) segments(changes []Change, now time.Time) ([]Segment, error) {
	var walk []Segment
	for i, change := range changes {
		if i > 0 && change.At.Before(changes[i-1].At) {
			return nil, fmt.Errorf("change %d is at %v, before the one that precedes it", i, change.At)
		}
		if change.To != Runs && change.To != Pauses && change.To != Stops {
			return nil, fmt.Errorf("change %d leads to no phase of a clock: %q", i, change.To)
		}
		if !change.At.After(now) {
			walk = enter(walk, change)
		}
	}
	if len(walk) == 0 {
		return nil, ErrNotStarted
	}
	walk[len(walk)-1].To = now
	for i, s := range walk {
		if s.Phase == Runs {
			walk[i].Used = c.counter.Working(s.From, s.To)
		}
	}
	return walk, nil
}

// enter ends the last segment where the next one begins, and forgets it when nothing is left of it.
func enter(walk []Segment, change Change) []Segment {
	if n := len(walk); n > 0 {
		walk[n-1].To = change.At
		if walk[n-1].From.Equal(change.At) {
			walk = walk[:n-1]
		}
	}
	if n := len(walk); n > 0 && walk[n-1].Phase == change.To {
		return walk
	}
	return append(walk, Segment{From: change.At, Phase: change.To})
}
