package calendar_test

import (
	"testing"
	"time"

	"sportello/internal/calendar"
)

// ams works Monday to Friday from 9:00 to 18:00 (M1.1).
func ams() calendar.Spec {
	return calendar.Spec{
		TimeZone: "Europe/Rome",
		Hours:    weekdays("09:00-18:00"),
		Holidays: calendar.Holidays{Country: "it"},
	}
}

// autofattura closes for lunch (M2.9).
func autofattura() calendar.Spec {
	spec := ams()
	spec.Hours = weekdays("09:00-13:00", "14:00-18:00")
	return spec
}

func buenosAires() calendar.Spec {
	return calendar.Spec{
		TimeZone: "America/Argentina/Buenos_Aires",
		Hours:    weekdays("09:00-18:00"),
		Holidays: calendar.Holidays{Country: "ar"},
	}
}

func weekdays(slots ...string) map[string][]string {
	return map[string][]string{"mon": slots, "tue": slots, "wed": slots, "thu": slots, "fri": slots}
}

func always(zone string) calendar.Spec {
	hours := weekdays("00:00-24:00")
	hours["sat"], hours["sun"] = hours["mon"], hours["mon"]
	return calendar.Spec{TimeZone: zone, Hours: hours}
}

// sundays works on Sundays, when clocks are changed.
func sundays(slots ...string) calendar.Spec {
	return calendar.Spec{TimeZone: "Europe/Rome", Hours: map[string][]string{"sun": slots}}
}

func build(t testing.TB, spec calendar.Spec) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wall is a time of the wall clock in a zone.
func wall(t testing.TB, zone, text string) time.Time {
	t.Helper()
	place, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, place)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func rome(t testing.TB, text string) time.Time {
	t.Helper()
	return wall(t, "Europe/Rome", text)
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func same(t *testing.T, what string, got, want time.Time) {
	t.Helper()
	if !got.Equal(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
