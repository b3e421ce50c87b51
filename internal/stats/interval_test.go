package stats

import (
	"slices"
	"testing"
	"time"
)

// Hours are those of the clock on the wall (C.7): where the clocks are moved by half an hour, or within the hour, each is cut there.
func TestHoursAroundMovedClocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, from, to string
		want           []string
	}{
		{"Europe/Rome", "2026-10-25T00:00:00+02:00", "2026-10-25T04:00:00+01:00", []string{
			"00:00+02:00", "01:00+02:00", "02:00+02:00", "02:00+01:00", "03:00+01:00",
		}},
		{"Europe/Rome", "2026-03-29T01:00:00+01:00", "2026-03-29T05:00:00+02:00", []string{"01:00+01:00", "03:00+02:00", "04:00+02:00"}},
		{"Australia/Lord_Howe", "2026-04-05T00:00:00+11:00", "2026-04-05T03:00:00+10:30", []string{
			"00:00+11:00", "01:00+11:00", "01:30+10:30", "02:00+10:30",
		}},
		{"Australia/Lord_Howe", "2026-10-04T00:15:00+10:30", "2026-10-04T04:00:00+11:00", []string{
			"00:00+10:30", "01:00+10:30", "02:30+11:00", "03:00+11:00",
		}},
		{"Asia/Kathmandu", "1985-12-31T22:10:00+05:30", "1986-01-01T02:00:00+05:45", []string{ // at midnight it was 0:15
			"22:00+05:30", "23:00+05:30", "00:15+05:45", "01:00+05:45",
		}},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		s, fits := newStretches(at(t, c.from, zone), at(t, c.to, zone), Hour)
		if !fits {
			t.Fatalf("%s: too many", c.from)
		}
		var got []string
		for _, start := range s.starts[:s.count()] {
			got = append(got, instantOf(start, zone).Format("15:04-07:00"))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s from %s: %v, want %v", c.zone, c.from, got, c.want)
		}
	}
}

func at(t *testing.T, text string, zone *time.Location) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when.In(zone)
}
