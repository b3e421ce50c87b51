package calendar_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/calendar"
)

// model counts minute by minute, straight from the text of a specification: an instant is working time when the wall clock
// then reads a time within a slot of a day that is no holiday.
type model struct {
	spec calendar.Spec
	zone *time.Location
}

func (m model) open(at time.Time) bool {
	local := at.In(m.zone)
	on := func(dates []string) bool {
		return slices.Contains(dates, local.Format("2006-01-02")) || slices.Contains(dates, local.Format("--01-02"))
	}
	if on(m.spec.Holidays.Extra) && !on(m.spec.Holidays.Working) {
		return false
	}
	clock := local.Format("15:04")
	for _, slot := range m.spec.Hours[[]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[local.Weekday()]] {
		if slot[:5] <= clock && clock < slot[6:] { // times of the same width compare as texts, 24:00 included
			return true
		}
	}
	return false
}

// working is the working time between two instants, the first not later than the second.
func (m model) working(from, to time.Time) (sum time.Duration) {
	for at := from; at.Before(to); {
		next := at.Truncate(time.Minute).Add(time.Minute)
		if next.After(to) {
			next = to
		}
		if m.open(at) {
			sum += next.Sub(at)
		}
		at = next
	}
	return sum
}

// anchors are instants around which something is special: both changes of the clock, leap days, turns of the year, the
// day that Samoa left out.
func anchors() []time.Time {
	return []time.Time{
		time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
		time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC),
		time.Date(2026, 4, 4, 15, 0, 0, 0, time.UTC), time.Date(2026, 10, 3, 15, 30, 0, 0, time.UTC),
		time.Date(2025, 4, 24, 22, 0, 0, 0, time.UTC), time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC),
		time.Date(2040, 12, 31, 12, 0, 0, 0, time.UTC), time.Date(2096, 2, 29, 12, 0, 0, 0, time.UTC),
	}
}

func zones() []string {
	return []string{
		"Europe/Rome", "Europe/Madrid", "America/Argentina/Buenos_Aires", "America/New_York", "Australia/Lord_Howe",
		"Africa/Cairo", "America/Havana", "Pacific/Apia", "Asia/Kathmandu", "UTC",
	}
}

func anyInstant(t *rapid.T, near time.Time, days int, label string) time.Time {
	const day = int64(24 * time.Hour)
	offset := rapid.Int64Range(-int64(days)*day, int64(days)*day).Draw(t, label)
	if rapid.Bool().Draw(t, label+" on the minute") {
		offset -= offset % int64(time.Minute)
	}
	return near.Add(time.Duration(offset))
}

func anyAnchor(t *rapid.T) time.Time { return rapid.SampledFrom(anchors()).Draw(t, "anchor") }

func anyModel(t *rapid.T) model {
	hours := make(map[string][]string)
	for _, day := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		hours[day] = anySlots(t, day)
	}
	if !slices.ContainsFunc([]string{"mon", "sun"}, func(day string) bool { return len(hours[day]) > 0 }) {
		hours["wed"] = []string{"00:00-24:00"}
	}
	dates := rapid.SliceOfN(rapid.Custom(anyDate), 0, 6)
	spec := calendar.Spec{
		TimeZone: rapid.SampledFrom(zones()).Draw(t, "zone"),
		Hours:    hours,
		Holidays: calendar.Holidays{Extra: dates.Draw(t, "extra")},
	}
	for _, text := range dates.Draw(t, "working") {
		if !slices.Contains(spec.Holidays.Extra, text) {
			spec.Holidays.Working = append(spec.Holidays.Working, text)
		}
	}
	zone, err := time.LoadLocation(spec.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	return model{spec, zone}
}

// anySlots cuts a day at random minutes, or at those at which clocks are changed, and works in every second piece.
func anySlots(t *rapid.T, day string) (slots []string) {
	minute := rapid.OneOf(rapid.IntRange(0, 24*60), rapid.SampledFrom([]int{0, 60, 90, 120, 150, 180, 24 * 60}))
	cuts := rapid.SliceOfNDistinct(minute, 0, 6, rapid.ID).Draw(t, day)
	slices.Sort(cuts)
	for i := 0; i+1 < len(cuts); i += 2 {
		slots = append(slots, fmt.Sprintf("%02d:%02d-%02d:%02d", cuts[i]/60, cuts[i]%60, cuts[i+1]/60, cuts[i+1]%60))
	}
	return slots
}

func anyDate(t *rapid.T) string {
	near := anyAnchor(t).AddDate(0, 0, rapid.IntRange(-6, 6).Draw(t, "days"))
	return near.Format(rapid.SampledFrom([]string{"2006-01-02", "--01-02"}).Draw(t, "form"))
}

func (m model) build(t interface{ Fatal(args ...any) }) *calendar.Calendar {
	c, err := calendar.New(m.spec)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A whole year at once, leap day and both changes of the clock included.
func TestYearAgainstTheModel(t *testing.T) {
	spec := autofattura()
	spec.Hours["sun"] = []string{"00:30-02:15", "02:45-24:00"}
	spec.Holidays = calendar.Holidays{Extra: []string{"--02-29", "2028-12-07", "--08-15"}}
	from, to := rome(t, "2028-01-01 00:00"), rome(t, "2029-01-01 00:00")
	m := model{spec, from.Location()}
	if got, want := m.build(t).Working(from, to), m.working(from, to); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}
