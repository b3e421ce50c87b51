package demo

import "time"

const (
	// span is how far back the oldest ticket goes.
	span = 730 * 24 * time.Hour
	// recent is the age of the newest ticket: long enough for a talk.
	recent = 45 * time.Minute
	// founding is how long before the oldest ticket desks and people were there.
	founding = 30 * 24 * time.Hour
)

// arrival is when ticket i of n is opened. Later tickets come later, and the desks get busier: half of all came in the
// last third of the time. chance, below 1, moves it within its own slot.
func arrival(i, n int, chance float64, now time.Time) time.Time {
	left := 1 - (float64(i)+chance)/float64(n)
	return daytime(now.Add(-recent-time.Duration(left*left*float64(span))), now)
}

// daytime squeezes a whole day into the hours in which people write, but today's, of which only a part is over. What was
// earlier stays earlier.
func daytime(at, now time.Time) time.Time {
	const dawn, awake = 5 * time.Hour, 16 * time.Hour
	const day = 24 * time.Hour
	midnight := at.UTC().Truncate(day)
	if midnight.Equal(now.UTC().Truncate(day)) {
		return whole(at)
	}
	return whole(midnight.Add(dawn + time.Duration(float64(at.Sub(midnight))*float64(awake)/float64(day))))
}

// workingTime moves an instant out of the night or the weekend into the next working morning of a desk.
func (d dice) workingTime(at time.Time, zone *time.Location) time.Time {
	const opens, shuts = 9, 18
	local := at.In(zone)
	days := 0
	if local.Hour() >= shuts {
		days = 1
	}
	switch local.AddDate(0, 0, days).Weekday() {
	case time.Saturday:
		days += 2
	case time.Sunday:
		days++
	}
	if days == 0 && local.Hour() >= opens {
		return whole(at)
	}
	year, month, day := local.Date()
	morning := time.Date(year, month, day+days, opens, 0, 0, 0, zone)
	return whole(morning.Add(time.Duration(d.Int64N(int64(90 * time.Minute)))))
}

// whole cuts an instant to what the database keeps.
func whole(at time.Time) time.Time { return at.UTC().Truncate(time.Microsecond) }
