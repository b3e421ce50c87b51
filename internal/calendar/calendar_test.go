package calendar_test

import (
	"errors"
	"testing"
	"time"

	"sportello/internal/calendar"
)

// M1.1, M2.9: when a promise in working hours falls due.
func TestAdd(t *testing.T) {
	const hour, zone, south = time.Hour, "Europe/Rome", "America/Argentina/Buenos_Aires"
	cases := []struct {
		what string
		spec calendar.Spec
		zone string
		from string
		d    time.Duration
		want string
	}{
		{what: "within a day", spec: ams(), zone: zone, from: "2026-11-18 10:00", d: 2 * hour, want: "2026-11-18 12:00"},
		{what: "to the very end of a slot", spec: ams(), zone: zone, from: "2026-11-18 10:00", d: 8 * hour, want: "2026-11-18 18:00"},
		{what: "a moment more", spec: ams(), zone: zone, from: "2026-11-18 10:00", d: 8*hour + time.Minute, want: "2026-11-19 09:01"},
		{what: "Friday 17:30", spec: ams(), zone: zone, from: "2026-11-20 17:30", d: 24 * hour, want: "2026-11-25 14:30"},
		{what: "Saturday counts from Monday", spec: ams(), zone: zone, from: "2026-11-21 12:00", d: 24 * hour, want: "2026-11-25 15:00"},
		{what: "over Easter", spec: ams(), zone: zone, from: "2026-04-03 17:30", d: 24 * hour, want: "2026-04-09 14:30"},
		{what: "over Ferragosto on a Saturday", spec: ams(), zone: zone, from: "2026-08-14 17:30", d: hour, want: "2026-08-17 09:30"},
		{what: "over Ferragosto on a Friday", spec: ams(), zone: zone, from: "2025-08-14 17:30", d: hour, want: "2025-08-18 09:30"},
		{what: "over 2 June", spec: ams(), zone: zone, from: "2026-06-01 17:30", d: hour, want: "2026-06-03 09:30"},
		{what: "from within a holiday", spec: ams(), zone: zone, from: "2026-06-02 11:00", d: hour, want: "2026-06-03 10:00"},
		{what: "24 hours with a lunch break", spec: autofattura(), zone: zone, from: "2026-11-20 12:30", d: 24 * hour, want: "2026-11-25 12:30"},
		{what: "48 hours with a lunch break", spec: autofattura(), zone: zone, from: "2026-11-20 12:30", d: 48 * hour, want: "2026-11-30 12:30"},
		{what: "ends at the break", spec: autofattura(), zone: zone, from: "2026-11-18 12:30", d: hour / 2, want: "2026-11-18 13:00"},
		{what: "over the break", spec: autofattura(), zone: zone, from: "2026-11-18 12:30", d: hour, want: "2026-11-18 14:30"},
		{what: "Buenos Aires over Good Friday", spec: buenosAires(), zone: south, from: "2026-04-01 17:00", d: 2 * hour, want: "2026-04-06 10:00"},
		{what: "Buenos Aires in October has no daylight saving", spec: always(south), zone: south, from: "2026-10-24 12:00", d: 48 * hour, want: "2026-10-26 12:00"},
		{what: "a day without an hour", spec: always(zone), zone: zone, from: "2026-03-29 00:00", d: 23 * hour, want: "2026-03-30 00:00"},
		{what: "a day with an hour more", spec: always(zone), zone: zone, from: "2026-10-25 00:00", d: 25 * hour, want: "2026-10-26 00:00"},
		{what: "to the instant at which the clock goes forward", spec: sundays("00:00-02:00"), zone: zone, from: "2026-03-28 12:00", d: 2 * hour, want: "2026-03-29 03:00"},
		{what: "a leap day", spec: always(zone), zone: zone, from: "2028-02-28 12:00", d: 48 * hour, want: "2028-03-01 12:00"},
		{what: "nothing to wait for", spec: ams(), zone: zone, from: "2026-11-21 12:00", d: 0, want: "2026-11-21 12:00"},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			got, err := build(t, c.spec).Add(wall(t, c.zone, c.from), c.d)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "Add", got, wall(t, c.zone, c.want))
		})
	}
}

// M1.1: elapsed hours know no night and no holiday.
func TestElapsed(t *testing.T) {
	from, to := rome(t, "2026-03-28 17:30"), rome(t, "2026-03-29 18:30") // the clock goes forward in between
	got, err := calendar.Elapsed{}.Add(from, 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "Add", got, to)
	if got := (calendar.Elapsed{}).Working(from, to); got != 24*time.Hour {
		t.Errorf("Working: %v", got)
	}
}

// Slots that begin or end while the wall clock is changed.
func TestDaylightSaving(t *testing.T) {
	cases := []struct {
		slot           string
		spring, autumn time.Duration
	}{
		{"00:00-24:00", 23 * time.Hour, 25 * time.Hour},
		{"01:00-04:00", 2 * time.Hour, 4 * time.Hour},
		{"02:00-03:00", 0, 2 * time.Hour},
		{"02:15-02:45", 0, time.Hour},
		{"01:00-02:30", time.Hour, 2 * time.Hour},
		{"02:30-04:00", time.Hour, 2 * time.Hour},
		{"00:00-02:00", 2 * time.Hour, 2 * time.Hour},
		{"03:00-24:00", 21 * time.Hour, 21 * time.Hour},
	}
	for _, c := range cases {
		desk := build(t, sundays(c.slot))
		if got := desk.Working(rome(t, "2026-03-29 00:00"), rome(t, "2026-03-30 00:00")); got != c.spring {
			t.Errorf("%s in March: %v, want %v", c.slot, got, c.spring)
		}
		if got := desk.Working(rome(t, "2026-10-25 00:00"), rome(t, "2026-10-26 00:00")); got != c.autumn {
			t.Errorf("%s in October: %v, want %v", c.slot, got, c.autumn)
		}
	}
	// A slot that ends at 02:30 is over at the first 02:30, and open again when 02:00 comes back.
	desk := build(t, sundays("01:00-02:30"))
	again := instant(t, "2026-10-25T01:00:00Z")
	next, err := desk.Next(instant(t, "2026-10-25T00:30:00Z"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "Next", next, again)
}

func TestOpenAndNext(t *testing.T) {
	cases := []struct {
		at   string
		open bool
		next string
	}{
		{"2026-11-20 08:58", false, "2026-11-20 09:00"},
		{"2026-11-20 08:59", false, "2026-11-20 09:00"},
		{"2026-11-20 09:00", true, "2026-11-20 09:00"},
		{"2026-11-20 13:00", false, "2026-11-20 14:00"},
		{"2026-11-20 17:59", true, "2026-11-20 17:59"},
		{"2026-11-20 18:00", false, "2026-11-23 09:00"},
		{"2026-12-24 18:00", false, "2026-12-28 09:00"},
	}
	desk := build(t, autofattura())
	for _, c := range cases {
		at := rome(t, c.at)
		if got := desk.Open(at); got != c.open {
			t.Errorf("Open(%s): %v", c.at, got)
		}
		next, err := desk.Next(at)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "Next "+c.at, next, rome(t, c.next))
		if missed := desk.Working(at, next.Add(-1)); next.After(at) && missed != 0 {
			t.Errorf("%s: %v of work before the next opening", c.at, missed)
		}
	}
}

// The holidays leave nothing of the week: there is an answer all the same, and it is an error.
func TestNoWorkingTimeLeft(t *testing.T) {
	spec := sundays("09:00-10:00")
	for day := time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2028; day = day.AddDate(0, 0, 1) {
		spec.Holidays.Extra = append(spec.Holidays.Extra, day.Format("--01-02"))
	}
	desk := build(t, spec)
	at := rome(t, "2026-11-20 08:59")
	if _, err := desk.Add(at, 1); !errors.Is(err, calendar.ErrNever) {
		t.Errorf("Add: %v", err)
	}
	if _, err := desk.Next(at); !errors.Is(err, calendar.ErrNever) {
		t.Errorf("Next: %v", err)
	}
	if got := desk.Working(at, at.AddDate(100, 0, 0)); got != 0 {
		t.Errorf("Working: %v", got)
	}
}

func TestAddRefusesWhatItCannotSay(t *testing.T) {
	at := rome(t, "2026-11-20 08:59")
	desk := build(t, always("Europe/Rome"))
	if _, err := desk.Add(at, -1); err == nil {
		t.Error("a negative duration was added")
	}
	if _, err := (calendar.Elapsed{}).Add(at, -1); err == nil {
		t.Error("a negative duration was added to elapsed time")
	}
	end := rome(t, "2200-01-01 00:00")
	got, err := desk.Add(at, end.Sub(at))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the last instant", got, end)
	if _, err := desk.Add(at, end.Sub(at)+1); !errors.Is(err, calendar.ErrNever) {
		t.Errorf("beyond the calendar: %v", err)
	}
	if got := desk.Working(time.Time{}, end.AddDate(300, 0, 0)); got != desk.Working(rome(t, "1970-01-01 00:00"), end) {
		t.Errorf("outside of its years the calendar works: %v", got)
	}
}

// Every noon and midnight of all years, to the nanosecond: no change of a clock is missed, and none is made up.
func TestWallClocksOfAllYears(t *testing.T) {
	for _, zone := range []string{"Europe/Rome", "America/Santiago", "Australia/Lord_Howe"} {
		spec := always(zone)
		for day := range spec.Hours {
			spec.Hours[day] = []string{"00:00-12:00"}
		}
		desk, place := build(t, spec), wall(t, zone, "2026-01-01 00:00").Location()
		for n := range 230 * 365 {
			midnight, noon := time.Date(1970, 1, 2+n, 0, 0, 0, 0, place), time.Date(1970, 1, 2+n, 12, 0, 0, 0, place)
			for _, at := range []time.Time{midnight.Add(-1), midnight, noon.Add(-1), noon} {
				if got := desk.Open(at); got != (at.Hour() < 12) {
					t.Fatalf("at %v open is %v", at, got)
				}
			}
		}
	}
}
