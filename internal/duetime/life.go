package duetime

import (
	"fmt"
	"time"

	"sportello/internal/calendar"
	"sportello/internal/event"
	"sportello/internal/policy"
)

// Life is the whole of what happened to a ticket, as far as its promises go.
type Life struct {
	rules   *Rules
	facts   Facts
	owed    bool // the first response: neither given nor made needless by the end of the ticket
	courses map[Promise]*course
}

// course is what a promise's clock did.
type course struct {
	changes  []calendar.Change
	priority policy.Priority // whose target holds: the ticket's, until the promise was kept or broken for good
}

func (c *course) to(phase calendar.Phase, at time.Time) {
	c.changes = append(c.changes, calendar.Change{At: at, To: phase})
}

func (c *course) phase() calendar.Phase {
	if c == nil || len(c.changes) == 0 {
		return ""
	}
	return c.changes[len(c.changes)-1].To
}

// Read tells the life of a ticket that has this priority now from its timeline, oldest first and from the opening on. What
// does not concern promises is passed over.
func (r *Rules) Read(timeline []Happening, now policy.Priority) *Life {
	l := &Life{rules: r, courses: map[Promise]*course{}, facts: Facts{Priority: first(timeline, now)}}
	var last time.Time
	for _, h := range timeline {
		if h.At.Before(last) {
			h.At = last // of two servers one can be a little behind
		}
		last = h.At
		l.follow(h)
	}
	return l
}

// first is the priority that the ticket was opened with.
func first(timeline []Happening, now policy.Priority) policy.Priority {
	for _, h := range timeline {
		if h.Kind == event.PriorityChanged {
			return policy.Priority(h.From)
		}
	}
	return now
}

func (l *Life) follow(h Happening) {
	switch h.Kind {
	case event.TicketOpened:
		l.facts.CreatedAt, l.facts.Status, l.owed = h.At, policy.Status(h.To), true
		l.begin(FirstResponse, h.At)
		l.courses[Resolution] = &course{priority: l.facts.Priority}
		l.courses[Resolution].to(l.rules.phase(l.facts.Status), h.At)
	case event.MessageAdded:
		if h.By == event.Staff {
			l.answer(h.At)
		} else if !l.owed && l.courses[NextResponse].phase() != calendar.Runs {
			l.begin(NextResponse, h.At)
		}
	case event.StatusChanged:
		l.facts.Status = policy.Status(h.To)
		if l.facts.Status.Over() {
			l.answer(h.At)
		}
		l.move(h.At)
	case event.PriorityChanged:
		l.facts.Priority = policy.Priority(h.To)
		for _, c := range l.courses {
			if c.phase() != calendar.Stops {
				c.priority = l.facts.Priority
			}
		}
	}
}

// move lets the resolution's clock do what it does in the ticket's status. When it goes on after a stop, what has become of
// the priority in between holds.
func (l *Life) move(at time.Time) {
	c, phase := l.courses[Resolution], l.rules.phase(l.facts.Status)
	if c == nil {
		return // the timeline does not begin with an opening
	}
	if c.phase() == calendar.Stops && phase != calendar.Stops {
		c.priority = l.facts.Priority
	}
	c.to(phase, at)
}

func (l *Life) begin(p Promise, at time.Time) {
	l.courses[p] = &course{priority: l.facts.Priority}
	l.courses[p].to(calendar.Runs, at)
}

// answer ends the waiting for a response. What ends as it begins was never waited for.
func (l *Life) answer(at time.Time) {
	l.owed = false
	for _, p := range []Promise{FirstResponse, NextResponse} {
		c := l.courses[p]
		if c.phase() != calendar.Runs {
			continue
		}
		if p == NextResponse && c.changes[0].At.Equal(at) {
			delete(l.courses, p)
			continue
		}
		c.to(calendar.Stops, at)
	}
}

// clock is the clock of a promise; false where there is nothing to measure.
func (l *Life) clock(p Promise) (*calendar.Clock, *course, bool, error) {
	c := l.courses[p]
	rule := l.rules.of(p)
	if c == nil || !rule.Made() {
		return nil, nil, false, nil
	}
	clock, err := calendar.NewClock(rule.Target(c.priority), l.rules.hours)
	if err != nil {
		return nil, nil, false, fmt.Errorf("%s: %w", p, err)
	}
	return clock, c, true, nil
}

// Standing is how a promise stands, and why.
type Standing struct {
	Promise Promise
	Target  calendar.Target
	calendar.Reading
}

// Standings are the promises that have been made for the ticket, as they stand at an instant.
func (l *Life) Standings(now time.Time) ([]Standing, error) {
	var all []Standing
	for _, p := range Promises() {
		clock, c, made, err := l.clock(p)
		if err != nil {
			return nil, err
		}
		if !made || len(c.changes) == 0 || c.changes[0].At.After(now) {
			continue
		}
		reading, err := clock.Read(c.changes, now)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		all = append(all, Standing{p, l.rules.of(p).Target(c.priority), reading})
	}
	return all, nil
}
