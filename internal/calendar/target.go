package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Count is which time a target counts.
type Count string

// What a target counts.
const (
	CountElapsed Count = "elapsed" // all hours
	CountWorking Count = "working" // the desk's hours (M2.9)
)

// Target is a promise: something is done within so much time (M1.1).
type Target struct {
	Count Count
	After time.Duration // more than 0
}

// Share is a percentage of the target's time.
func (t Target) Share(percent int) time.Duration {
	return t.After/100*time.Duration(percent) + t.After%100*time.Duration(percent)/100
}

// counter is what counts the target's time; hours may be nil where it counts all of it.
func (t Target) counter(hours *Calendar) (Counter, error) {
	if t.After <= 0 {
		return nil, errors.New("a target after no time at all")
	}
	switch {
	case t.Count == CountElapsed:
		return Elapsed{}, nil
	case t.Count != CountWorking:
		return nil, fmt.Errorf("a target counts elapsed or working time, not %q", t.Count)
	case hours == nil:
		return nil, errors.New("a target in working time needs a calendar")
	default:
		return hours, nil
	}
}
