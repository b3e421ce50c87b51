package calendar_test

import (
	"slices"
	"testing"
	"time"

	"sportello/internal/calendar"
)

// The holidays of whole years, as the countries' governments published them.
func TestNationalHolidays(t *testing.T) {
	cases := []struct {
		country string
		year    int
		want    []string
	}{
		{"it", 2025, []string{"01-01", "01-06", "04-20", "04-21", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25", "12-26"}},
		{"it", 2026, []string{"01-01", "01-06", "04-05", "04-06", "04-25", "05-01", "06-02", "08-15", "10-04", "11-01", "12-08", "12-25", "12-26"}},
		{"it", 2027, []string{"01-01", "01-06", "03-28", "03-29", "04-25", "05-01", "06-02", "08-15", "10-04", "11-01", "12-08", "12-25", "12-26"}},
		{"es", 2026, []string{"01-01", "01-06", "04-03", "05-01", "08-15", "10-12", "11-01", "12-06", "12-08", "12-25"}},
		// 17 June 2022 was a Friday: it stayed, since its Monday was Belgrano's day.
		{"ar", 2022, []string{"01-01", "02-28", "03-01", "03-24", "04-02", "04-15", "05-01", "05-25", "06-17", "06-20", "07-09", "08-15", "10-10", "11-20", "12-08", "12-25"}},
		{"ar", 2024, []string{"01-01", "02-12", "02-13", "03-24", "03-29", "04-02", "05-01", "05-25", "06-17", "06-20", "07-09", "08-17", "10-12", "11-18", "12-08", "12-25"}},
		{"ar", 2026, []string{"01-01", "02-16", "02-17", "03-24", "04-02", "04-03", "05-01", "05-25", "06-15", "06-20", "07-09", "08-17", "10-12", "11-23", "12-08", "12-25"}},
	}
	for _, c := range cases {
		spec := always("Europe/Rome")
		spec.Holidays.Country = c.country
		if got := closedDays(build(t, spec), c.year); !slices.Equal(got, c.want) {
			t.Errorf("%s %d:\n got %v\nwant %v", c.country, c.year, got, c.want)
		}
	}
}

func TestOwnHolidays(t *testing.T) {
	spec := always("Europe/Rome")
	spec.Holidays = calendar.Holidays{
		Country: "it",
		Extra:   []string{"2028-12-07", "2027-12-07", "--06-29", "--02-29", "easter-2", "--06-29"},
		Working: []string{"easter+1", "2028-12-26", "2027-12-25", "--01-06"},
	}
	want := []string{"01-01", "02-29", "04-14", "04-16", "04-25", "05-01", "06-02", "06-29", "08-15", "10-04", "11-01", "12-07", "12-08", "12-25"}
	desk := build(t, spec)
	if got := closedDays(desk, 2028); !slices.Equal(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
	// No leap year, so neither 29 February nor the day after the 28th.
	want = []string{"01-01", "03-26", "03-28", "04-25", "05-01", "06-02", "06-29", "08-15", "10-04", "11-01", "12-07", "12-08", "12-26"}
	if got := closedDays(desk, 2027); !slices.Equal(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
}

// Easter and its Monday, in the years of its earliest and latest dates too.
func TestEaster(t *testing.T) {
	spec := always("Europe/Rome")
	spec.Holidays.Extra = []string{"easter", "easter+1"}
	desk := build(t, spec)
	for year, want := range map[int][]string{
		1970: {"03-29", "03-30"}, 2000: {"04-23", "04-24"}, 2008: {"03-23", "03-24"}, 2011: {"04-24", "04-25"},
		2024: {"03-31", "04-01"}, 2026: {"04-05", "04-06"}, 2038: {"04-25", "04-26"}, 2100: {"03-28", "03-29"},
	} {
		if got := closedDays(desk, year); !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", year, got, want)
		}
	}
}

// closedDays are a year's days without any working time.
func closedDays(c *calendar.Calendar, year int) (closed []string) {
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return []string{err.Error()}
	}
	for day := time.Date(year, 1, 1, 0, 0, 0, 0, zone); day.Year() == year; day = day.AddDate(0, 0, 1) {
		if c.Working(day, day.AddDate(0, 0, 1)) == 0 {
			closed = append(closed, day.Format("01-02"))
		}
	}
	return closed
}
