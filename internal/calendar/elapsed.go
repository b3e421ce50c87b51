package calendar

import (
	"fmt"
	"time"
)

// Counter counts time as a target does: a Calendar within its hours, Elapsed all of it.
type Counter interface {
	// Working is the time that counts from one instant to another; negative when to is before from.
	Working(from, to time.Time) time.Duration
	// Add is the earliest instant at which d of it has passed since from.
	Add(from time.Time, d time.Duration) (time.Time, error)
}

// Elapsed counts all time, day and night.
type Elapsed struct{}

// Working is the time between two instants.
func (Elapsed) Working(from, to time.Time) time.Duration { return to.Sub(from) }

// Add is from and d. It fails when d is negative.
func (Elapsed) Add(from time.Time, d time.Duration) (time.Time, error) {
	if d < 0 {
		return time.Time{}, fmt.Errorf("add %v to %v: %w", d, from, errNegative)
	}
	return from.Add(d), nil
}
