package calendar

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	// Desks have time zones on machines without a zone database, too.
	_ "time/tzdata"
)

// Spec is a desk's working time as it is written down.
type Spec struct {
	// TimeZone is a name of the IANA database, such as Europe/Rome.
	TimeZone string `yaml:"time_zone"`
	// Hours are the slots of each weekday (mon, tue, wed, thu, fri, sat, sun), such as 09:00-13:00. A day that is not named
	// has none.
	Hours    map[string][]string `yaml:"hours"`
	Holidays Holidays            `yaml:"holidays"`
}

// Holidays are the dates on which a desk does not work. A date is written 2026-12-07 (once), --06-29 (every year; --02-29 in
// leap years), or easter, easter+1, easter-2 (days from Easter Sunday).
type Holidays struct {
	// Country names whose national holidays are kept: ar, es or it. Empty: none.
	Country string `yaml:"country"`
	// Extra are holidays of the desk's own: a patron saint, a region's feast, a bridge.
	Extra []string `yaml:"extra"`
	// Working are dates that are worked, with the hours of their weekday, although they are among the holidays.
	Working []string `yaml:"working"`
}

// New builds a calendar. All faults of the specification come at once, joined, each a Fault (errors.As).
func New(spec Spec) (*Calendar, error) {
	var wrong faults
	zone := spec.zone(&wrong)
	week := spec.week(&wrong)
	closed := spec.Holidays.dates(&wrong)
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	c := &Calendar{zone: zone, pattern: patternOf(week, closed)}
	c.plan()
	return c, nil
}

func (s Spec) zone(wrong *faults) *time.Location {
	if s.TimeZone == "" || s.TimeZone == "Local" {
		wrong.add("time_zone", "name a time zone, such as Europe/Rome")
		return nil
	}
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		wrong.add("time_zone", "no such time zone: %q; they are named like Europe/Rome", s.TimeZone)
	}
	return zone
}

// weekdays are the names of the days, in the order of time.Weekday.
func weekdays() []string { return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} }

func (s Spec) week(wrong *faults) (week [7][]slot) {
	names := weekdays()
	before := len(*wrong)
	for _, name := range slices.Sorted(maps.Keys(s.Hours)) {
		day := slices.Index(names, name)
		if day < 0 {
			wrong.add("hours."+name, "no such day; there are %s", strings.Join(names, ", "))
			continue
		}
		week[day] = parseDay("hours."+name, s.Hours[name], wrong)
	}
	if len(*wrong) == before && !slices.ContainsFunc(week[:], func(day []slot) bool { return len(day) > 0 }) {
		wrong.add("hours", "say when the desk works, such as mon: [09:00-13:00, 14:00-18:00]")
	}
	return week
}
