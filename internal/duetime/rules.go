package duetime

import (
	"fmt"
	"time"

	"sportello/internal/calendar"
	"sportello/internal/event"
	"sportello/internal/policy"
)

// Promise names one of the things that a desk promises.
type Promise string

// The promises.
const (
	FirstResponse Promise = "FIRST_RESPONSE"
	NextResponse  Promise = "NEXT_RESPONSE"
	Resolution    Promise = "RESOLUTION"
)

// Promises are all of them, in the order of a ticket's life.
func Promises() []Promise { return []Promise{FirstResponse, NextResponse, Resolution} }

// Happening is something that happened to a ticket.
type Happening struct {
	event.Event
	At time.Time
	By event.ActorKind
}

// Rules are what a desk promises, and the time that it works. They never change, and may be shared.
type Rules struct {
	due   policy.Due
	hours *calendar.Calendar // nil where the policy names none
}

// New makes the rules of a policy in the desk's time zone, a name of the IANA database. It takes a while, since it plans the
// working time of two centuries.
func New(p *policy.Policy, timeZone string) (*Rules, error) {
	hours, err := p.Hours.Calendar(timeZone)
	if err != nil {
		return nil, fmt.Errorf("working time: %w", err)
	}
	return &Rules{due: p.Due, hours: hours}, nil
}

// Promised reports whether the desk promises anything.
func (r *Rules) Promised() bool { return r.due.Promised() }

// of is what the policy says of a promise.
func (r *Rules) of(p Promise) policy.Promise {
	switch p {
	case FirstResponse:
		return r.due.FirstResponse
	case NextResponse:
		return r.due.NextResponse
	default:
		return r.due.Resolution
	}
}

// counter counts a promise's time.
func (r *Rules) counter(p Promise) calendar.Counter {
	if r.of(p).Count == calendar.CountWorking {
		return r.hours
	}
	return calendar.Elapsed{}
}

// add is when so much of a promise's time has passed; zero where nothing is promised.
func (r *Rules) add(p Promise, from time.Time, d time.Duration) (time.Time, error) {
	if !r.of(p).Made() {
		return time.Time{}, nil
	}
	at, err := r.counter(p).Add(from, max(d, 0))
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %w", p, err)
	}
	return at, nil
}

// phase is what the clock of the resolution does in a status.
func (r *Rules) phase(s policy.Status) calendar.Phase {
	switch {
	case s.Over():
		return calendar.Stops
	case r.due.Resolution.PausesAt(s):
		return calendar.Pauses
	default:
		return calendar.Runs
	}
}
