package clock_test

import (
	"sync"
	"testing"
	"time"

	"sportello/internal/clock"
)

const day = 24 * time.Hour

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func TestAdvance(t *testing.T) {
	at := noon()
	c := clock.New(func() time.Time { return at })
	for _, step := range []struct {
		by, want time.Duration // want: ahead of the machine
		refused  bool
	}{
		{by: 4 * day, want: 4 * day},
		{by: 0, want: 4 * day, refused: true},
		{by: -day, want: 4 * day, refused: true},
		{by: time.Nanosecond, want: 4*day + 1},
		{by: clock.Farthest - 4*day, want: 4*day + 1, refused: true},
		{by: clock.Farthest - 4*day - 1, want: clock.Farthest},
		{by: 1<<63 - 1, want: clock.Farthest, refused: true},
	} {
		if err := c.Advance(step.by); (err != nil) != step.refused {
			t.Errorf("by %v: %v", step.by, err)
		}
		if c.Ahead() != step.want || !c.Now().Equal(at.Add(step.want)) {
			t.Errorf("by %v: %v ahead, %v", step.by, c.Ahead(), c.Now())
		}
	}
	at = at.Add(time.Hour) // it goes on
	if !c.Now().Equal(noon().Add(time.Hour + clock.Farthest)) {
		t.Errorf("an hour later it is %v", c.Now())
	}
}

func TestGoesWithTheMachine(t *testing.T) {
	c := clock.New(nil)
	before := time.Now()
	now := c.Now()
	if after := time.Now(); now.Before(before) || now.After(after) {
		t.Errorf("%v is not between %v and %v", now, before, after)
	}
}

// Whoever moves it at once with others, moves it by as much; together they come no farther than they may.
func TestManyAtOnce(t *testing.T) {
	c := clock.New(noon)
	var all sync.WaitGroup
	for range 500 {
		all.Go(func() {
			_ = c.Advance(day) // 100 of them are refused
		})
	}
	all.Wait()
	if c.Ahead() != clock.Farthest {
		t.Errorf("%v ahead", c.Ahead())
	}
}
