package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"sportello/internal/calendar"
)

// longest is the most that any promise may take: a year on the calendar.
const longest = 366 * 24 * time.Hour

// due checks the hours and what is promised in them.
func (c *check) due() {
	hours := c.hours()
	for _, p := range promises() {
		c.promise(p, hours)
	}
	for i, s := range c.policy.Due.Resolution.PausesIn {
		key := fmt.Sprintf("due.resolution.pauses_in[%d]", i)
		c.standing(key, s)
		if s.Over() {
			c.fault(key, "%s ends the promise; there is nothing to wait for", s)
		}
	}
}

// hours builds the calendar, whose faults bear the names of our keys. The time zone is not the policy's.
func (c *check) hours() *calendar.Calendar {
	h := c.policy.Hours
	if h.Week == nil {
		if h.Holidays.Country != "" || len(h.Holidays.Extra)+len(h.Holidays.Working) > 0 {
			c.fault("holidays", "only with hours")
		}
		return nil
	}
	built, err := calendar.New(calendar.Spec{TimeZone: "UTC", Hours: h.Week, Holidays: h.Holidays})
	for _, one := range split(err) {
		if fault, ok := errors.AsType[calendar.Fault](one); ok {
			c.fault(fault.Key, "%s", fault.Reason)
			continue
		}
		c.fault("hours", "%v", one)
	}
	return built
}

// split takes joined errors apart.
func split(err error) []error {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		return several.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func (c *check) promise(of promise, hours *calendar.Calendar) {
	p := of.of(c.policy)
	if !p.Made() {
		if c.root.find(of.key) != nil {
			c.fault(of.key+".within", "say how long it may take, such as PT24H")
		}
		return
	}
	switch {
	case p.Count != calendar.CountElapsed && p.Count != calendar.CountWorking:
		c.fault(of.key+".count", "elapsed or working")
	case p.Count == calendar.CountWorking && c.policy.Hours.Week == nil:
		c.fault(of.key+".count", "say in hours when the desk works, such as mon: [09:00-13:00, 14:00-18:00]")
	}
	c.within(of.key+".within", p, p.Within, hours)
	for _, x := range slices.Sorted(maps.Keys(p.ByPriority)) {
		key := of.key + ".by_priority." + string(x)
		c.usedPriority(key, x)
		c.within(key, p, p.ByPriority[x], hours)
	}
	if c.root.find(of.key+".warn_at") != nil && (p.WarnAt < 1 || p.WarnAt > 99) {
		c.fault(of.key+".warn_at", "from 1 to 99 percent")
	}
}

// within bounds one duration, and sees to it that so much working time comes together within some years: a desk that works a
// minute a week never comes to the end of a year.
func (c *check) within(key string, p *Promise, long Duration, hours *calendar.Calendar) {
	if long <= 0 || long.Std() > longest {
		c.fault(key, "more than nothing, and at most %s", Duration(longest))
		return
	}
	if p.Count != calendar.CountWorking || hours == nil {
		return
	}
	start := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	if end, err := hours.Add(start, long.Std()); err != nil || end.After(start.AddDate(20, 0, 0)) {
		c.fault(key, "the desk does not work as long in 20 years")
	}
}
