package calendar_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/calendar"
)

// M1.1, M2.9: working time is what the model counts minute by minute.
func TestWorkingIsTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyModel(t)
		near := anyAnchor(t)
		from, to := anyInstant(t, near, 5, "from"), anyInstant(t, near, 5, "to")
		if to.Before(from) {
			from, to = to, from
		}
		c := m.build(t)
		if got, want := c.Working(from, to), m.working(from, to); got != want {
			t.Fatalf("from %v to %v: %v, want %v", from.In(m.zone), to.In(m.zone), got, want)
		}
		if got := c.Open(from); got != m.open(from) {
			t.Fatalf("open at %v: %v", from.In(m.zone), got)
		}
	})
}

// Whatever the order of three instants, near or years apart.
func TestWorkingAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyModel(t).build(t)
		near := anyAnchor(t)
		x, y, z := anyInstant(t, near, 10, "x"), anyInstant(t, near, 1_000, "y"), anyInstant(t, near, 40_000, "z")
		if got, want := c.Working(x, y)+c.Working(y, z), c.Working(x, z); got != want {
			t.Fatalf("by way of %v: %v, directly %v", y, got, want)
		}
		if c.Working(x, y) < 0 != (c.Working(y, x) > 0) {
			t.Fatal("there and back is not nothing")
		}
		if spent := c.Working(x, z); z.After(x) && (spent < 0 || spent > z.Sub(x)) {
			t.Fatalf("%v of %v", spent, z.Sub(x))
		}
	})
}

// Add is the inverse of Working: it answers an instant by which d has passed, and none before it will do.
func TestAddIsTheInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyModel(t)
		c := m.build(t)
		from := anyInstant(t, anyAnchor(t), 10, "from")
		longest := rapid.SampledFrom([]time.Duration{time.Minute, 100 * time.Hour, 20_000 * time.Hour}).Draw(t, "longest")
		d := time.Duration(rapid.Int64Range(1, int64(longest)).Draw(t, "d"))
		if rapid.Bool().Draw(t, "in minutes") {
			d = d.Truncate(time.Minute) + time.Minute
		}
		due, err := c.Add(from, d)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Working(from, due); got != d {
			t.Fatalf("by %v %v have passed", due.In(m.zone), got)
		}
		if !m.open(due.Add(-1)) {
			t.Fatalf("%v is not within or at the end of a slot", due.In(m.zone))
		}
		later, err := c.Add(from, d+1)
		if err != nil {
			t.Fatal(err)
		}
		if !later.After(due) {
			t.Fatal("more work is due no later")
		}
		if after, err := c.Add(from.Add(time.Hour), d); err != nil || after.Before(due) {
			t.Fatalf("who begins later is done before: %v, %v", after, err)
		}
	})
}

// In two steps or in one.
func TestAddInSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyModel(t).build(t)
		from := anyInstant(t, anyAnchor(t), 10, "from")
		long := rapid.Int64Range(1, int64(300*time.Hour))
		x, y := time.Duration(long.Draw(t, "x")), time.Duration(long.Draw(t, "y"))
		halfway, err := c.Add(from, x)
		if err != nil {
			t.Fatal(err)
		}
		steps, err := c.Add(halfway, y)
		if err != nil {
			t.Fatal(err)
		}
		once, err := c.Add(from, x+y)
		if err != nil {
			t.Fatal(err)
		}
		if !steps.Equal(once) {
			t.Fatalf("in steps %v, at once %v", steps, once)
		}
	})
}

func TestNextIsTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyModel(t)
		c := m.build(t)
		at := anyInstant(t, anyAnchor(t), 10, "at")
		next, err := c.Next(at)
		if err != nil {
			if !errors.Is(err, calendar.ErrNever) {
				t.Fatal(err)
			}
			return
		}
		if next.Before(at) || !m.open(next) {
			t.Fatalf("at %v next is %v", at.In(m.zone), next.In(m.zone))
		}
		if idle := next.Sub(at); idle > 20*24*time.Hour {
			at = next.Add(-20 * 24 * time.Hour) // the model is slow
		}
		if missed := m.working(at, next); missed != 0 {
			t.Fatalf("at %v next is %v, after %v of work", at.In(m.zone), next.In(m.zone), missed)
		}
	})
}
