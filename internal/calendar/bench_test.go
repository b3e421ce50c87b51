package calendar_test

import (
	"testing"
	"time"

	"sportello/internal/calendar"
)

func BenchmarkWorking(b *testing.B) {
	desk, from := build(b, autofattura()), rome(b, "2026-11-20 12:30")
	for name, to := range map[string]time.Time{"day": from.AddDate(0, 0, 1), "year": from.AddDate(1, 0, 0), "century": from.AddDate(100, 0, 0)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				desk.Working(from, to)
			}
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	desk, from := build(b, autofattura()), rome(b, "2026-11-20 12:30")
	for name, d := range map[string]time.Duration{"day": 8 * time.Hour, "year": 2_000 * time.Hour, "century": 200_000 * time.Hour} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := desk.Add(from, d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	c := clock(b, calendar.CountWorking, 48*time.Hour, autofattura())
	from := rome(b, "2026-11-20 12:30")
	changes := []calendar.Change{
		{At: from, To: calendar.Runs}, {At: from.Add(30 * time.Hour), To: calendar.Pauses}, {At: from.Add(99 * time.Hour), To: calendar.Runs},
	}
	now := from.Add(120 * time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Read(changes, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	spec := autofattura()
	b.ReportAllocs()
	for b.Loop() {
		build(b, spec)
	}
}

// What is asked for every ticket of a list leaves nothing to collect.
func TestCountingAllocatesNothing(t *testing.T) {
	desk, from := build(t, autofattura()), rome(t, "2026-11-20 12:30")
	to := from.AddDate(1, 0, 0)
	got := testing.AllocsPerRun(100, func() {
		due, err := desk.Add(from, desk.Working(from, to))
		if err != nil || !due.After(from) || !desk.Open(due.Add(-1)) {
			t.Errorf("%v, %v", due, err)
		}
	})
	if got != 0 {
		t.Errorf("%v allocations", got)
	}
}
