package calendar

import (
	"fmt"
	"time"
)

// State is how a promise stands.
type State string

// How a promise stands.
const (
	Running  State = "RUNNING"  // in time so far
	Paused   State = "PAUSED"   // likewise, and the clock waits
	Met      State = "MET"      // kept
	Breached State = "BREACHED" // the due time passed first; doing it later does not mend it
)

// Reading is what a clock shows at an instant, and why.
type Reading struct {
	State State
	// DueAt is when the promise falls due if nothing changes, or when it fell due. Zero while the clock pauses in time: then
	// it depends on when the clock goes on.
	DueAt time.Time
	// StoppedAt is when the clock stopped for good: in time, or too late. Zero while it has not.
	StoppedAt time.Time
	Used      time.Duration // of the target's time
	Remaining time.Duration // what is left of it; negative when more was used
	Segments  []Segment     // without gaps, from the first change to StoppedAt or to the instant of the reading
}

// Read reads the clock at an instant: later changes do not count. It fails with ErrNotStarted when there is no earlier one, with
// ErrNever when the desk's calendar ends before the due time, and when the changes are not in order of time.
func (c *Clock) Read(changes []Change, now time.Time) (Reading, error) {
	walk, err := c.segments(changes, now)
	if err != nil {
		return Reading{}, err
	}
	due, passed, err := c.reach(walk, c.target.After)
	if err != nil {
		return Reading{}, fmt.Errorf("due time: %w", err)
	}
	r := Reading{DueAt: due, Segments: walk}
	switch last := walk[len(walk)-1]; last.Phase {
	case Stops:
		r.State, r.StoppedAt, r.Segments = Met, last.From, walk[:len(walk)-1]
	case Pauses:
		r.State = Paused
	case Runs:
		r.State = Running
	}
	if passed {
		r.State = Breached
	}
	for _, s := range r.Segments {
		r.Used += s.Used
	}
	r.Remaining = c.target.After - r.Used
	return r, nil
}

// Warn is the instant at which a share of the target's time, in percent, is used: in the past, or in the future if nothing
// changes. It is zero when the clock does not run and the share is not used up. It fails as Read does.
func (c *Clock) Warn(changes []Change, now time.Time, percent int) (time.Time, error) {
	walk, err := c.segments(changes, now)
	if err != nil {
		return time.Time{}, err
	}
	at, passed, err := c.reach(walk, c.target.Share(percent))
	if err != nil {
		return time.Time{}, fmt.Errorf("%d %% of the time: %w", percent, err)
	}
	if !passed && walk[len(walk)-1].Phase != Runs {
		return time.Time{}, nil
	}
	return at, nil
}

// reach is when an amount of time is used, and whether that instant has passed with the clock running. Where it has not, it is
// the instant that the clock heads for, or headed for when it stopped; zero when it pauses or stopped in a pause.
func (c *Clock) reach(walk []Segment, amount time.Duration) (at time.Time, passed bool, err error) {
	for i, s := range walk {
		if s.Phase != Runs {
			continue
		}
		heads := i == len(walk)-1 || i == len(walk)-2 && walk[i+1].Phase == Stops
		if amount <= s.Used || heads {
			at, err := c.counter.Add(s.From, amount)
			if err != nil {
				return time.Time{}, false, err
			}
			if passed := at.Before(s.To); passed || heads {
				return at, passed, nil
			}
		}
		amount -= s.Used
	}
	return time.Time{}, false, nil
}
