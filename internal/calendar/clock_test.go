package calendar_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"sportello/internal/calendar"
)

func clock(t testing.TB, count calendar.Count, after time.Duration, spec calendar.Spec) *calendar.Clock {
	t.Helper()
	c, err := calendar.NewClock(calendar.Target{Count: count, After: after}, build(t, spec))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// M1.1: 24 hours counted in both ways, from Friday 17:30; M2.9: 24 to 48 working hours.
func TestDueTime(t *testing.T) {
	const opened = "2026-04-03 17:30" // the Friday before Easter
	cases := []struct {
		what  string
		count calendar.Count
		after time.Duration
		spec  calendar.Spec
		due   string
	}{
		{"AMS, elapsed", calendar.CountElapsed, 24 * time.Hour, ams(), "2026-04-04 17:30"},
		{"AMS, working", calendar.CountWorking, 24 * time.Hour, ams(), "2026-04-09 14:30"},
		{"Autofattura, 24 working hours", calendar.CountWorking, 24 * time.Hour, autofattura(), "2026-04-09 17:30"},
		{"Autofattura, 48 working hours", calendar.CountWorking, 48 * time.Hour, autofattura(), "2026-04-14 17:30"},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			at := rome(t, opened)
			got, err := clock(t, c.count, c.after, c.spec).Read([]calendar.Change{{At: at, To: calendar.Runs}}, at)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "due", got.DueAt, rome(t, c.due))
			if got.State != calendar.Running || got.Used != 0 || got.Remaining != c.after {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A ticket's way, read again and again: the clock pauses while the customer is asked, and the due time moves.
func TestReadings(t *testing.T) {
	at := func(text string) time.Time { return rome(t, text) }
	changes := []calendar.Change{
		{At: at("2026-11-16 10:00"), To: calendar.Runs},
		{At: at("2026-11-16 16:00"), To: calendar.Pauses}, // 6 hours used
		{At: at("2026-11-18 12:00"), To: calendar.Runs},
		{At: at("2026-11-18 15:00"), To: calendar.Stops}, // 9 hours used
		{At: at("2026-11-19 09:00"), To: calendar.Runs},  // reopened
	}
	cases := []struct {
		now, due, stopped string
		state             calendar.State
		used              time.Duration
		segments          int
	}{
		{now: "2026-11-16 12:00", state: calendar.Running, due: "2026-11-17 11:00", used: 2 * time.Hour, segments: 1},
		{now: "2026-11-17 12:00", state: calendar.Paused, used: 6 * time.Hour, segments: 2},
		{now: "2026-11-18 12:00", state: calendar.Running, due: "2026-11-18 16:00", used: 6 * time.Hour, segments: 3},
		{now: "2026-11-18 20:00", state: calendar.Met, due: "2026-11-18 16:00", stopped: "2026-11-18 15:00", used: 9 * time.Hour, segments: 3},
		{now: "2026-11-19 10:00", state: calendar.Running, due: "2026-11-19 10:00", used: 10 * time.Hour, segments: 5},
		{now: "2026-11-19 10:01", state: calendar.Breached, due: "2026-11-19 10:00", used: 10*time.Hour + time.Minute, segments: 5},
	}
	c := clock(t, calendar.CountWorking, 10*time.Hour, ams())
	for _, want := range cases {
		got, err := c.Read(changes, at(want.now))
		if err != nil {
			t.Fatal(err)
		}
		if got.State != want.state || got.Used != want.used || got.Remaining != 10*time.Hour-want.used || len(got.Segments) != want.segments {
			t.Errorf("%s: %+v", want.now, got)
		}
		optionally(t, want.now+" due", got.DueAt, want.due)
		optionally(t, want.now+" stopped", got.StoppedAt, want.stopped)
	}
}

// optionally compares an instant that may not be there.
func optionally(t *testing.T, what string, got time.Time, want string) {
	t.Helper()
	if want == "" {
		if !got.IsZero() {
			t.Errorf("%s: %v, want none", what, got)
		}
		return
	}
	same(t, what, got, rome(t, want))
}

// Kept at the due time itself, broken a moment later, and broken for good.
func TestKeptOrBroken(t *testing.T) {
	opened, due := rome(t, "2026-11-20 17:00"), rome(t, "2026-11-20 18:00")
	saturday := rome(t, "2026-11-21 10:00")
	cases := []struct {
		what    string
		changes []calendar.Change
		want    calendar.State
	}{
		{"answered in time", []calendar.Change{{due, calendar.Stops}}, calendar.Met},
		{"answered too late", []calendar.Change{{due.Add(1), calendar.Stops}}, calendar.Breached},
		{"answered on Saturday, which uses nothing and is too late", []calendar.Change{{saturday, calendar.Stops}}, calendar.Breached},
		{"asked too late", []calendar.Change{{saturday, calendar.Pauses}}, calendar.Breached},
		{"asked in time", []calendar.Change{{due, calendar.Pauses}}, calendar.Paused},
		{"asked in time, answered in the pause", []calendar.Change{{due, calendar.Pauses}, {saturday, calendar.Stops}}, calendar.Met},
		{"asked at the last moment, then nothing left", []calendar.Change{{due, calendar.Pauses}, {saturday, calendar.Runs}}, calendar.Breached},
		{"stopped in time, taken up and lost", []calendar.Change{{due, calendar.Stops}, {saturday, calendar.Runs}}, calendar.Breached},
		{"never answered", nil, calendar.Breached},
	}
	c := clock(t, calendar.CountWorking, time.Hour, ams())
	for _, x := range cases {
		t.Run(x.what, func(t *testing.T) {
			changes := append([]calendar.Change{{opened, calendar.Runs}}, x.changes...)
			got, err := c.Read(changes, rome(t, "2026-11-23 12:00"))
			if err != nil {
				t.Fatal(err)
			}
			if got.State != x.want {
				t.Errorf("%s, want %s: %+v", got.State, x.want, got)
			}
		})
	}
}

func TestSegmentsExplain(t *testing.T) {
	at := func(text string) time.Time { return rome(t, text) }
	got, err := clock(t, calendar.CountWorking, 10*time.Hour, ams()).Read([]calendar.Change{
		{At: at("2026-11-20 17:00"), To: calendar.Pauses},
		{At: at("2026-11-20 17:00"), To: calendar.Runs}, // at the same instant: the last one rules
		{At: at("2026-11-20 17:30"), To: calendar.Runs}, // no change at all
		{At: at("2026-11-23 10:00"), To: calendar.Pauses},
		{At: at("2026-11-23 11:00"), To: calendar.Runs},
	}, at("2026-11-23 12:00"))
	if err != nil {
		t.Fatal(err)
	}
	want := []calendar.Segment{
		{From: at("2026-11-20 17:00"), To: at("2026-11-23 10:00"), Phase: calendar.Runs, Used: 2 * time.Hour},
		{From: at("2026-11-23 10:00"), To: at("2026-11-23 11:00"), Phase: calendar.Pauses},
		{From: at("2026-11-23 11:00"), To: at("2026-11-23 12:00"), Phase: calendar.Runs, Used: time.Hour},
	}
	if !reflect.DeepEqual(got.Segments, want) {
		t.Errorf("\n got %v\nwant %v", got.Segments, want)
	}
}

func TestWarn(t *testing.T) {
	at := func(text string) time.Time { return rome(t, text) }
	changes := []calendar.Change{
		{At: at("2026-11-16 10:00"), To: calendar.Runs},
		{At: at("2026-11-16 16:00"), To: calendar.Pauses}, // 6 hours used
		{At: at("2026-11-18 12:00"), To: calendar.Runs},
	}
	cases := []struct {
		now     string
		percent int
		want    string
	}{
		{"2026-11-16 10:00", 80, "2026-11-16 18:00"}, // if nothing changes
		{"2026-11-17 12:00", 80, ""},                 // it pauses
		{"2026-11-17 12:00", 50, "2026-11-16 15:00"}, // used before the pause
		{"2026-11-18 12:00", 80, "2026-11-18 14:00"},
		{"2026-11-30 12:00", 80, "2026-11-18 14:00"}, // long ago
	}
	c := clock(t, calendar.CountWorking, 10*time.Hour, ams())
	for _, x := range cases {
		got, err := c.Warn(changes, at(x.now), x.percent)
		if err != nil {
			t.Fatal(err)
		}
		optionally(t, x.now, got, x.want)
	}
}

func TestClockRefuses(t *testing.T) {
	for what, target := range map[string]calendar.Target{
		"no time":     {Count: calendar.CountElapsed},
		"no count":    {After: time.Hour},
		"no calendar": {Count: calendar.CountWorking, After: time.Hour},
	} {
		if _, err := calendar.NewClock(target, nil); err == nil {
			t.Errorf("%s: a clock was made", what)
		}
	}
	c := clock(t, calendar.CountWorking, time.Hour, ams())
	now := rome(t, "2026-11-20 17:00")
	for what, changes := range map[string][]calendar.Change{
		"out of order": {{now, calendar.Runs}, {now.Add(-1), calendar.Stops}},
		"no phase":     {{now, "WALKING"}},
	} {
		if _, err := c.Read(changes, now); err == nil || errors.Is(err, calendar.ErrNotStarted) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := c.Read([]calendar.Change{{now.Add(1), calendar.Runs}}, now); !errors.Is(err, calendar.ErrNotStarted) {
		t.Errorf("before the beginning: %v", err)
	}
	if _, err := c.Warn(nil, now, 80); !errors.Is(err, calendar.ErrNotStarted) {
		t.Errorf("without a beginning: %v", err)
	}
	late := rome(t, "2199-12-31 17:30")
	if _, err := c.Read([]calendar.Change{{late, calendar.Runs}}, late); !errors.Is(err, calendar.ErrNever) {
		t.Errorf("at the end of the calendar: %v", err)
	}
}
