package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/calendar"
)

// ticked is what a clock shows that is moved minute by minute.
type ticked struct {
	used     time.Duration
	state    calendar.State
	breached time.Time // the due time that passed
}

// tick walks from the first change to now. The promise is broken in the first minute that runs with nothing left.
func tick(counts func(time.Time) bool, after time.Duration, changes []calendar.Change, now time.Time) (shown ticked) {
	var phase calendar.Phase
	var began, reached time.Time
	next := 0
	for at := changes[0].At; ; at = at.Add(time.Minute) {
		for ; next < len(changes) && !changes[next].At.After(at); next++ {
			if phase = changes[next].To; phase == calendar.Runs && (next == 0 || changes[next-1].To != calendar.Runs) {
				began = at
			}
		}
		if !at.Before(now) {
			break
		}
		if phase != calendar.Runs {
			continue
		}
		if shown.used >= after && shown.breached.IsZero() {
			if shown.breached = reached; began.After(reached) {
				shown.breached = began
			}
		}
		if counts(at) {
			if shown.used += time.Minute; shown.used == after {
				reached = at.Add(time.Minute)
			}
		}
	}
	shown.state = map[calendar.Phase]calendar.State{
		calendar.Runs: calendar.Running, calendar.Pauses: calendar.Paused, calendar.Stops: calendar.Met,
	}[phase]
	if !shown.breached.IsZero() {
		shown.state = calendar.Breached
	}
	return shown
}

func anyChanges(t *rapid.T, at time.Time) (changes []calendar.Change) {
	for range rapid.IntRange(1, 7).Draw(t, "changes") {
		to := rapid.SampledFrom([]calendar.Phase{calendar.Runs, calendar.Runs, calendar.Pauses, calendar.Stops}).Draw(t, "to")
		changes = append(changes, calendar.Change{At: at, To: to})
		// Never at the same minute: the model would take a run of no length for the beginning of one.
		at = at.Add(time.Duration(rapid.IntRange(1, 1_500).Draw(t, "minutes")) * time.Minute)
	}
	return changes
}

// M1.1, M2.9: a reading is what a clock shows that is moved minute by minute.
func TestReadIsTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyModel(t)
		target := calendar.Target{
			Count: rapid.SampledFrom([]calendar.Count{calendar.CountElapsed, calendar.CountWorking}).Draw(t, "count"),
			After: time.Duration(rapid.IntRange(1, 3_000).Draw(t, "after")) * time.Minute,
		}
		c, err := calendar.NewClock(target, m.build(t))
		if err != nil {
			t.Fatal(err)
		}
		counts := m.open
		if target.Count == calendar.CountElapsed {
			counts = func(time.Time) bool { return true }
		}
		changes := anyChanges(t, anyInstant(t, anyAnchor(t), 5, "opened").Truncate(time.Minute))
		now := changes[0].At.Add(time.Duration(rapid.IntRange(0, 9_000).Draw(t, "age")) * time.Minute)
		want := tick(counts, target.After, changes, now)
		got, err := c.Read(changes, now)
		if err != nil {
			t.Fatal(err)
		}
		if got.State != want.state || got.Used != want.used || got.Remaining != target.After-want.used {
			t.Fatalf("read %+v\nticked %+v", got, want)
		}
		if want.state == calendar.Breached && !got.DueAt.Equal(want.breached) {
			t.Fatalf("due %v, ticked %v", got.DueAt, want.breached)
		}
		explains(t, got, changes[0].At, now)
		forecasts(t, c, changes, got, now)
	})
}

// explains checks that the segments tell the whole story.
func explains(t *rapid.T, got calendar.Reading, began, now time.Time) {
	var used time.Duration
	at := began
	for i, s := range got.Segments {
		if !s.From.Equal(at) || s.To.Before(s.From) || i > 0 && s.Phase == got.Segments[i-1].Phase {
			t.Fatalf("segment %d of %v", i, got.Segments)
		}
		used, at = used+s.Used, s.To
	}
	end := now
	if !got.StoppedAt.IsZero() {
		end = got.StoppedAt
	}
	if used != got.Used || !at.Equal(end) {
		t.Fatalf("%v until %v in %+v", used, at, got)
	}
}

// forecasts checks that a running clock is not late at its due time, and late a moment after it; changes that are to come do
// not count yet.
func forecasts(t *rapid.T, c *calendar.Clock, changes []calendar.Change, got calendar.Reading, now time.Time) {
	var past []calendar.Change
	for _, change := range changes {
		if !change.At.After(now) {
			past = append(past, change)
		}
	}
	switch got.State {
	case calendar.Running:
		for at, want := range map[time.Time]calendar.State{got.DueAt: calendar.Running, got.DueAt.Add(1): calendar.Breached} {
			then, err := c.Read(past, at)
			if err != nil {
				t.Fatal(err)
			}
			if then.State != want || !then.DueAt.Equal(got.DueAt) {
				t.Fatalf("at %v: %+v, want %s", at, then, want)
			}
		}
	case calendar.Paused:
		if !got.DueAt.IsZero() {
			t.Fatalf("pauses, and is due at %v", got.DueAt)
		}
	}
	due, err := c.Warn(past, now, 100)
	if err != nil {
		t.Fatal(err)
	}
	if got.State != calendar.Met && !due.Equal(got.DueAt) {
		t.Fatalf("all of the time is used at %v, due %v", due, got.DueAt)
	}
}
