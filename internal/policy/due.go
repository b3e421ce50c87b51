package policy

import (
	"slices"

	"sportello/internal/calendar"
)

// Hours are when a desk works (M1.1), on the wall clock of the desk's own time zone.
type Hours struct {
	Week     map[string][]string // slots by day: mon: [09:00-13:00, 14:00-18:00]
	Holidays calendar.Holidays
}

// Known reports whether the desk has said when it works.
func (h Hours) Known() bool { return len(h.Week) > 0 }

// Calendar is the working time in a time zone, a name of the IANA database; nil where the desk has not said when it works. It
// takes a while to build, and is to be kept.
func (h Hours) Calendar(timeZone string) (*calendar.Calendar, error) {
	if !h.Known() {
		return nil, nil //nolint:nilnil // no hours, no calendar
	}
	return calendar.New(calendar.Spec{TimeZone: timeZone, Hours: h.Week, Holidays: h.Holidays})
}

// Due is what a desk promises its customers (M1.1, M2.9).
type Due struct {
	FirstResponse Promise // from the opening to the first public answer of staff
	NextResponse  Promise // from what a customer writes later to the next one
	Resolution    Promise // from the opening to RESOLVED or CLOSED
}

// Promised reports whether there is any promise.
func (d Due) Promised() bool {
	return d.FirstResponse.Made() || d.NextResponse.Made() || d.Resolution.Made()
}

// Promise is how long something may take.
type Promise struct {
	Count      calendar.Count
	Within     Duration              // zero: nothing is promised
	ByPriority map[Priority]Duration // in the place of Within
	WarnAt     int                   // percent of the time that is used up; zero: without a warning
	PausesIn   []Status              // where the clock waits for somebody else
}

// Made reports whether there is such a promise.
func (p Promise) Made() bool { return p.Within > 0 }

// Target is the promise for tickets of a priority.
func (p Promise) Target(x Priority) calendar.Target {
	within := p.Within
	if other, found := p.ByPriority[x]; found {
		within = other
	}
	return calendar.Target{Count: p.Count, After: within.Std()}
}

// PausesAt reports whether the clock waits in a status.
func (p Promise) PausesAt(s Status) bool { return slices.Contains(p.PausesIn, s) }
