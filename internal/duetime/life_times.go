package duetime

import (
	"fmt"
	"time"

	"sportello/internal/calendar"
)

// Times are those of a ticket that has been led its life up to an instant, of which so much has been noted. What a newer
// target has put off again counts as not noted.
func (l *Life) Times(noted Noted, now time.Time) (Times, error) {
	var t Times
	for _, p := range Promises() {
		clock, c, made, err := l.clock(p)
		if err != nil {
			return Times{}, err
		}
		if !made || p == NextResponse && c.phase() != calendar.Runs {
			continue
		}
		reading, err := clock.Read(c.changes, now)
		if err != nil {
			return Times{}, fmt.Errorf("%s: %w", p, err)
		}
		t.keep(p, c, reading)
		t.Noted |= noted & l.passed(p, c, reading)
	}
	if !l.owed {
		t.Noted |= answered
	}
	return t, l.rules.settle(&t, l.facts)
}

func (t *Times) keep(p Promise, c *course, reading calendar.Reading) {
	switch p {
	case FirstResponse:
		t.First = reading.DueAt
	case NextResponse:
		t.Next, t.WaitsSince = reading.DueAt, c.changes[0].At
	case Resolution:
		t.Resolution = reading.DueAt
		t.Used = reading.Used
		if last := len(reading.Segments) - 1; c.phase() == calendar.Runs {
			t.RunsSince = reading.Segments[last].From
			t.Used -= reading.Segments[last].Used
		}
	}
}

// passed is what there has been to note of a promise; of one that was kept or broken for good, what was noted stays.
func (l *Life) passed(p Promise, c *course, reading calendar.Reading) (passed Noted) {
	rule := l.rules.of(p)
	if reading.State == calendar.Breached || c.phase() == calendar.Stops {
		passed |= bit(p, Breached)
	}
	if reading.Used >= rule.Target(c.priority).Share(rule.WarnAt) || c.phase() == calendar.Stops {
		passed |= bit(p, Warned)
	}
	return passed
}
