// Package moment is the one representation of an instant in the database: whole microseconds since
// 1970-01-01T00:00:00Z in a BIGINT. It sorts, compares and pages the same way on SQLite, MySQL and MariaDB,
// needs no time zone and costs nothing to scan. Zero means "has not happened".
//
// It must not know about databases, requests or the clock.
package moment

import "time"

// Moment is an instant in microseconds since the Unix epoch, UTC. The zero value is "never".
type Moment int64

// Of converts a time; the zero time becomes the zero Moment. Precision below a microsecond is cut.
func Of(t time.Time) Moment {
	if t.IsZero() {
		return 0
	}
	return Moment(t.UnixMicro())
}

// Time converts back, in UTC; the zero Moment becomes the zero time.
func (m Moment) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(m)).UTC()
}

// IsZero reports whether it has not happened.
func (m Moment) IsZero() bool { return m == 0 }
