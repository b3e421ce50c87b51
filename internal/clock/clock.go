package clock

import (
	"fmt"
	"sync/atomic"
	"time"

	"sportello/internal/policy"
)

// Farthest is how far a clock can be moved ahead, in all.
const Farthest = 400 * 24 * time.Hour

// Clock goes as the machine's does, ahead of it by as much as it was moved. It is safe for use by many goroutines.
type Clock struct {
	machine func() time.Time
	ahead   atomic.Int64 // time.Duration
}

// New makes a clock that shows the machine's time; nil takes the real one.
func New(machine func() time.Time) *Clock {
	if machine == nil {
		machine = time.Now
	}
	return &Clock{machine: machine}
}

// Now is the time that it shows.
func (c *Clock) Now() time.Time { return c.machine().Add(c.Ahead()) }

// Ahead is how far it has been moved.
func (c *Clock) Ahead() time.Duration { return time.Duration(c.ahead.Load()) }

// Advance moves it on. It is an error, and the clock stays, to move it back, nowhere, or farther than Farthest in all.
func (c *Clock) Advance(by time.Duration) error {
	if by <= 0 {
		return fmt.Errorf("a clock goes forwards: %v does not move it", by)
	}
	for {
		ahead := c.Ahead()
		if by > Farthest-ahead {
			return fmt.Errorf("a clock can be moved by %s in all, and was by %s already",
				policy.Duration(Farthest), policy.Duration(ahead))
		}
		if c.ahead.CompareAndSwap(int64(ahead), int64(ahead+by)) {
			return nil
		}
	}
}
