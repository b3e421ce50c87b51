package calendar

import (
	"slices"
	"sort"
	"time"
)

// pattern is working time on a wall clock that never changes: the week, without the holidays. Time on it is counted from
// 1970-01-01 00:00, and whole weeks are counted without being walked.
type pattern struct {
	week   [7][]slot        // by time.Weekday
	before [8]time.Duration // working time of the first n days of 1970: day 0 is a Thursday, day 7 a week later
	closed []date           // holidays that cost working time, in order
	lost   []time.Duration  // what the first n of them cost
}

func patternOf(week [7][]slot, holidays []date) pattern {
	p := pattern{week: week, lost: []time.Duration{0}}
	for day := range date(7) {
		p.before[day+1] = p.before[day] + p.hours(day)
	}
	for _, day := range holidays {
		if hours := p.hours(day); hours > 0 {
			p.closed = append(p.closed, day)
			p.lost = append(p.lost, p.lost[len(p.lost)-1]+hours)
		}
	}
	return p
}

// hours is the working time that the week has for a day, be it a holiday or not.
func (p *pattern) hours(day date) (sum time.Duration) {
	for _, s := range p.week[day.weekday()] {
		sum += s.length()
	}
	return sum
}

// until is the working time before a wall-clock time.
func (p *pattern) until(wall time.Duration) time.Duration {
	day, clock := date(wall/dayLength), wall%dayLength
	sum, holiday := p.untilDay(day)
	if holiday {
		return sum
	}
	for _, s := range p.week[day.weekday()] {
		if clock <= s.from {
			break
		}
		sum += min(clock, s.to) - s.from
	}
	return sum
}

// untilDay is the working time before a day, and whether the day is a holiday that costs some.
func (p *pattern) untilDay(day date) (sum time.Duration, holiday bool) {
	past, holiday := slices.BinarySearch(p.closed, day)
	return time.Duration(day/7)*p.before[7] + p.before[day%7] - p.lost[past], holiday
}

// reach is the first wall-clock time before which there is so much working time; there must be as much, and some.
func (p *pattern) reach(amount time.Duration) time.Duration {
	// The day before the first one that begins with the whole amount.
	day := date(sort.Search(int(lastDate()), func(n int) bool {
		sum, _ := p.untilDay(date(n) + 1)
		return sum >= amount
	}))
	rest, _ := p.untilDay(day)
	rest = amount - rest
	wall := time.Duration(day) * dayLength
	for _, s := range p.week[day.weekday()] {
		if rest <= s.length() {
			return wall + s.from + rest
		}
		rest -= s.length()
	}
	return wall + dayLength // not reached: the day has what is left
}

// lastDate is the first date that a calendar does not know.
func lastDate() date {
	end, _ := dateOf(lastYear+1, time.January, 1)
	return end
}
