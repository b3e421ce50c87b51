package calendar

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Calendar is a desk's working time. New builds it; it never changes, so that it may be shared.
type Calendar struct {
	zone    *time.Location
	pattern pattern
	periods []period  // in order; the first begins where the calendar does
	end     time.Time // where the calendar ends
}

// period is a time during which the wall clock is neither put forward nor back. Within it the pattern's own arithmetic holds.
type period struct {
	from  time.Duration // since 1970-01-01T00:00:00Z
	shift time.Duration // wall clock minus UTC
	used  time.Duration // working time of the calendar before it
	base  time.Duration // working time of the pattern before it
}

// ErrNever is the answer when the calendar has not as much working time left.
var ErrNever = errors.New("no such working time before the calendar ends")

var errNegative = errors.New("a negative duration")

// plan finds the periods.
func (c *Calendar) plan() {
	c.end = time.Date(lastYear+1, time.January, 1, 0, 0, 0, 0, c.zone)
	for at := time.Date(firstYear, time.January, 1, 0, 0, 0, 0, c.zone); at.Before(c.end); at = shifted(at, c.end) {
		_, offset := at.Zone()
		next := period{from: sinceEpoch(at), shift: time.Duration(offset) * time.Second}
		next.base = c.pattern.until(next.from + next.shift)
		if n := len(c.periods); n > 0 {
			last := c.periods[n-1]
			if last.shift == next.shift {
				continue
			}
			next.used = last.used + c.pattern.until(next.from+last.shift) - last.base
		}
		c.periods = append(c.periods, next)
	}
}

// shifted is when the wall clock is changed next, at the earliest: it may be a false alarm.
func shifted(at, end time.Time) time.Time {
	_, next := at.ZoneBounds()
	switch {
	case next.IsZero():
		return end
	case !next.After(at): // where a rule tells the changes, Go ends leap years a day early and finds nothing on their last day
		return at.Add(dayLength)
	default:
		return next
	}
}

func sinceEpoch(at time.Time) time.Duration { return time.Duration(at.UnixNano()) }

// used is the working time from the beginning of the calendar to an instant.
func (c *Calendar) used(at time.Time) time.Duration {
	if at.After(c.end) {
		at = c.end
	}
	first := c.periods[0]
	if at.Before(time.Unix(0, int64(first.from))) {
		return 0
	}
	since := sinceEpoch(at)
	in, exact := slices.BinarySearchFunc(c.periods, since, func(p period, since time.Duration) int { return cmp.Compare(p.from, since) })
	if !exact {
		in--
	}
	p := c.periods[in]
	return p.used + c.pattern.until(since+p.shift) - p.base
}

// Working is the working time from one instant to another; negative when to is before from.
func (c *Calendar) Working(from, to time.Time) time.Duration { return c.used(to) - c.used(from) }

// Add is the earliest instant at which d of working time has passed since from, in from's location: within a slot or at its
// end, or from itself when d is 0. It fails with ErrNever when the calendar ends before, and when d is negative.
func (c *Calendar) Add(from time.Time, d time.Duration) (time.Time, error) {
	if d < 0 {
		return time.Time{}, fmt.Errorf("add %v to %v: %w", d, from, errNegative)
	}
	if d == 0 {
		return from, nil
	}
	if left := c.Working(from, c.end); left < d {
		return time.Time{}, fmt.Errorf("add %v to %v: %w", d, from, ErrNever)
	}
	goal := c.used(from) + d
	// The last period that begins before the goal is reached.
	in, _ := slices.BinarySearchFunc(c.periods, goal, func(p period, goal time.Duration) int {
		if p.used < goal {
			return -1
		}
		return +1
	})
	p := c.periods[in-1]
	since := c.pattern.reach(p.base+goal-p.used) - p.shift
	return time.Unix(0, int64(since)).In(from.Location()), nil
}

// Open reports whether an instant is working time.
func (c *Calendar) Open(at time.Time) bool { return c.Working(at, at.Add(1)) > 0 }

// Next is the earliest instant of working time that is not before at: at itself while the desk works, else its next opening. It
// fails with ErrNever when there is none.
func (c *Calendar) Next(at time.Time) (time.Time, error) {
	first, err := c.Add(at, 1) // the end of the next nanosecond of working time
	if err != nil {
		return time.Time{}, err
	}
	return first.Add(-1), nil
}
