package stats

import (
	"math"
	"time"

	"sportello/internal/desk"
	"sportello/internal/moment"
)

// instant is a time of a ticket that filters compare: its seconds, and where what is left of them stands.
type instant struct {
	seconds column32
	micros  func(c *chunk, row int) uint64
}

func early(shift int) func(*chunk, int) uint64 {
	return func(c *chunk, row int) uint64 { return c.early[row] >> (shift * microBits) & microMask }
}

func late(shift int) func(*chunk, int) uint64 {
	return func(c *chunk, row int) uint64 { return c.late[row] >> (shift * microBits) & microMask }
}

//nolint:gochecknoglobals // tables
var (
	createdAt = instant{func(c *chunk) []uint32 { return c.created }, early(0)}
	updatedAt = instant{func(c *chunk) []uint32 { return c.updated }, early(1)}
	repliedAt = instant{func(c *chunk) []uint32 { return c.replied }, early(2)}
	closedAt  = instant{func(c *chunk) []uint32 { return c.closed }, late(0)}
	dueAt     = instant{func(c *chunk) []uint32 { return c.due }, late(1)}
)

// within is true of instants in a range.
func (n instant) within(f desk.TimeFilter) test {
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	bound := func(at *time.Time, set func(int64)) {
		if at != nil {
			set(int64(moment.Of(*at)))
		}
	}
	bound(f.GTE, func(at int64) { low = max(low, at) })
	bound(f.GT, func(at int64) { low = max(low, at+1) })
	bound(f.LTE, func(at int64) { high = min(high, at) })
	bound(f.LT, func(at int64) { high = min(high, at-1) })
	return n.between(low, high)
}

// maybe is true of instants in a range, of which what has not happened is in none.
func (n instant) maybe(f *desk.NullableTimeFilter) test {
	never := n.between(0, 0)
	var tests []test
	if f.IsNull != nil && *f.IsNull {
		tests = append(tests, never)
	}
	if f.IsNull != nil && !*f.IsNull || f.TimeFilter != (desk.TimeFilter{}) {
		tests = append(tests, not(never))
	}
	return all(append(tests, n.within(f.TimeFilter))...)
}

const microsPerSecond = 1_000_000

// between is true of instants from low to high, both inside, in microseconds.
func (n instant) between(low, high int64) test {
	low, high = max(low, 0), min(high, math.MaxUint32*microsPerSecond+microsPerSecond-1)
	if low > high {
		return either()
	}
	return func(c *chunk, _ int, found *rowSet) {
		inRange(n.seconds(c), second(low), second(high), found)
		edge := func(at uint32, beyond func(micros uint64) bool) {
			other := scratch()
			defer free(other)
			inRange(n.seconds(c), at, at, other)
			other.keep(found)
			other.each(func(row int) {
				if beyond(n.micros(c, row)) {
					found.remove(row)
				}
			})
		}
		if rest := uint64(micro(low)); rest != 0 {
			edge(second(low), func(micros uint64) bool { return micros < rest })
		}
		if rest := uint64(micro(high)); rest != microsPerSecond-1 {
			edge(second(high), func(micros uint64) bool { return micros > rest })
		}
	}
}
