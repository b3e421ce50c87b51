package calendar

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rickar/cal/v2"
)

// dates are all holidays of the years that a calendar knows, in order.
func (h Holidays) dates(wrong *faults) []date {
	national, known := nationals(h.Country)
	if !known {
		wrong.add("holidays.country", "no holidays are known of %q; there are %s", h.Country, strings.Join(countries(), ", "))
	}
	extra := parseDates("holidays.extra", h.Extra, wrong)
	working := parseDates("holidays.working", h.Working, wrong)
	for i, text := range h.Working {
		if slices.Contains(h.Extra, text) {
			wrong.add(fmt.Sprintf("holidays.working[%d]", i), "%s is also in holidays.extra", text)
		}
	}
	if len(*wrong) > 0 {
		return nil
	}
	for _, holiday := range national {
		extra = append(extra, recurring(holiday))
	}
	closed := make(map[date]bool)
	for _, day := range occurrences(extra) {
		closed[day] = true
	}
	for _, day := range occurrences(working) {
		delete(closed, day)
	}
	return slices.Sorted(maps.Keys(closed))
}

func parseDates(key string, texts []string, wrong *faults) []recurrence {
	var read []recurrence
	for i, text := range texts {
		when, err := parseDate(text)
		if err != nil {
			wrong.add(fmt.Sprintf("%s[%d]", key, i), "%s", err)
			continue
		}
		read = append(read, when)
	}
	return read
}

func occurrences(of []recurrence) []date {
	var days []date
	for _, when := range of {
		for year := firstYear; year <= lastYear; year++ {
			if day, ok := when(year); ok {
				days = append(days, day)
			}
		}
	}
	return days
}

// countries are those whose national holidays have been compared with the law.
func countries() []string { return []string{"ar", "es", "it"} }

// nationals are a country's holidays; it reports false when it does not know them.
func nationals(country string) ([]*cal.Holiday, bool) {
	switch country {
	case "":
		return nil, true
	case "ar":
		return argentina(), true
	case "es":
		return spain(), true
	case "it":
		return italy(), true
	default:
		return nil, false
	}
}
