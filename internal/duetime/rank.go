package duetime

import (
	"time"

	"sportello/internal/policy"
)

// Staff's queue is a number, so that an index keeps it: urgent tickets first, then the others, then those that are over
// (M2.9). Within each, the closest to its due time comes first, in microseconds since 1970; behind them come those of which
// nothing is due now, the oldest first.
const (
	rankOther   = 1 << 54
	rankOver    = 2 << 54
	rankWithout = 1 << 53 // beyond the year 2255
)

func rank(f Facts, due time.Time) int64 {
	var group int64
	switch {
	case f.Status.Over():
		return rankOver + f.CreatedAt.UnixMicro()
	case f.Priority != policy.Urgent:
		group = rankOther
	}
	if due.IsZero() {
		return group + rankWithout + f.CreatedAt.UnixMicro()
	}
	return group + due.UnixMicro()
}
