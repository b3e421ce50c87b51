package calendar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
)

// The years that a calendar knows.
const (
	firstYear = 1970
	lastYear  = 2199
)

// date counts days since 1970-01-01, whatever the time zone.
type date int

const dayLength = 24 * time.Hour

// dateOf is the date of a year, month and day; it reports false when the month has no such day.
func dateOf(year int, month time.Month, day int) (date, bool) {
	at := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return date(at.Unix() / int64(dayLength/time.Second)), at.Day() == day
}

// weekday is 0 for Sunday, as in package time.
func (d date) weekday() int { return (int(d) + int(time.Thursday)) % 7 }

// recurrence tells on which date of a year something is, and false when it is not in that year.
type recurrence func(year int) (date, bool)

// parseDate reads a date as Holidays says that it is written.
func parseDate(text string) (recurrence, error) {
	if offset, ok := strings.CutPrefix(text, "easter"); ok {
		return parseEaster(offset)
	}
	if at, err := time.Parse("--01-02", text); err == nil {
		return func(year int) (date, bool) { return dateOf(year, at.Month(), at.Day()) }, nil
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil, fmt.Errorf("%q is no date such as 2026-12-07, --06-29 or easter+1", text)
	}
	if at.Year() < firstYear || at.Year() > lastYear {
		return nil, fmt.Errorf("the calendar knows the years %d to %d", firstYear, lastYear)
	}
	return func(year int) (date, bool) {
		day, _ := dateOf(at.Date())
		return day, year == at.Year()
	}, nil
}

// maxEaster keeps a date that goes by Easter within Easter's own year.
const maxEaster = 80

func parseEaster(offset string) (recurrence, error) {
	if offset == "" {
		offset = "+0"
	}
	days, err := strconv.Atoi(offset)
	if err != nil || offset[0] != '+' && offset[0] != '-' {
		return nil, errors.New("a date by Easter is easter, or days after or before it: easter+1, easter-2")
	}
	if days < -maxEaster || days > maxEaster {
		return nil, fmt.Errorf("at most %d days from Easter", maxEaster)
	}
	return recurring(&cal.Holiday{Offset: days, Func: cal.CalcEasterOffset}), nil
}

// recurring is a holiday of the library, on the day on which it is kept.
func recurring(h *cal.Holiday) recurrence {
	return func(year int) (date, bool) {
		_, kept := h.Calc(year)
		if kept.IsZero() {
			return 0, false
		}
		// The library answers with midnight in the machine's zone, which in some zones and years is not there and becomes
		// 23:00 of the day before or 01:00. Noon is always there.
		return dateOf(kept.Add(dayLength / 2).Date())
	}
}
