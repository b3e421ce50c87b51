package stats

import (
	"sort"
	"time"
)

// Interval is how long the stretches of a question are.
type Interval string

// The intervals, each on the wall clock of the question's time zone.
const (
	Hour    Interval = "HOUR" // of the clock on the wall: the one that is shown twice in autumn is two
	Day     Interval = "DAY"
	Week    Interval = "WEEK" // from Monday
	Month   Interval = "MONTH"
	Quarter Interval = "QUARTER"
	Year    Interval = "YEAR"
)

// start is the beginning of the interval that an instant lies in.
func (i Interval) start(at time.Time) time.Time {
	year, month, day := at.Date()
	switch i {
	case Hour:
		begins := at.Add(-time.Duration(at.Minute())*time.Minute - time.Duration(at.Second())*time.Second - time.Duration(at.Nanosecond()))
		if changed, _ := at.ZoneBounds(); begins.Before(changed) {
			return changed // the clocks were moved within the hour, as on Lord Howe Island
		}
		return begins
	case Week:
		day -= (int(at.Weekday()) + 6) % 7
	case Month:
		day = 1
	case Quarter:
		month, day = (month-1)/3*3+1, 1
	case Year:
		month, day = time.January, 1
	}
	return midnight(year, month, day, at.Location())
}

// next is the beginning of the interval after the one that begins at an instant.
func (i Interval) next(start time.Time) time.Time {
	year, month, day := start.Date()
	switch i {
	case Hour:
		next := i.start(start.Add(time.Hour))
		if _, changes := start.ZoneBounds(); !changes.IsZero() && changes.Before(next) {
			return changes
		}
		return next
	case Day:
		day++
	case Week:
		day += 7
	case Month:
		month++
	case Quarter:
		month += 3
	case Year:
		year++
	}
	return midnight(year, month, day, start.Location())
}

// midnight is the first instant of a date: where the clocks skip the hour at which it would begin, the one at which they go on.
func midnight(year int, month time.Month, day int, zone *time.Location) time.Time {
	at := time.Date(year, month, day, 0, 0, 0, 0, zone)
	want := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if got := wall(at); got.Before(want) { // Go has gone back by the length of the gap
		_, end := at.ZoneBounds()
		return end
	}
	if earlier := at.Add(-time.Hour); wall(earlier).Equal(want) { // midnight is there twice
		return earlier
	}
	return at
}

// wall is what a clock on the wall shows, as if it were UTC.
func wall(at time.Time) time.Time {
	year, month, day := at.Date()
	return time.Date(year, month, day, at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
}

// calendar tells in which stretch of a question an instant lies. Instants are looked up by the quarter of the hour, since
// zones differ by such, unless a stretch does not begin at one.
type stretches struct {
	starts []uint32 // each stretch begins, and the last one ends, at one
	base   uint32
	cells  []uint16 // stretches by quarter of an hour from base on; nil: they are searched for
}

const (
	quarter    = 15 * 60
	maxCells   = 1 << 22 // more than a hundred years
	maxStretch = 10_000  // of one question
)

// newStretches cuts a time into intervals; false: into too many. Both ends are moved outwards to where intervals begin.
func newStretches(from, to time.Time, each Interval) (*stretches, bool) {
	s := &stretches{}
	at := each.start(from)
	for ; at.Before(to); at = each.next(at) {
		if len(s.starts) == maxStretch {
			return nil, false
		}
		s.starts = append(s.starts, uint32(at.Unix()))
	}
	s.starts = append(s.starts, uint32(at.Unix()))
	s.tabulate()
	return s, true
}

// one is a single stretch.
func one(from, to uint32) *stretches { return &stretches{starts: []uint32{from, to}} }

func (s *stretches) count() int { return len(s.starts) - 1 }

func (s *stretches) tabulate() {
	first, last := s.starts[0], s.starts[len(s.starts)-1]
	for _, at := range s.starts {
		if at%quarter != 0 {
			return
		}
	}
	if (last-first)/quarter > maxCells || s.count() < 2 {
		return
	}
	s.base = first
	s.cells = make([]uint16, (last-first)/quarter)
	for i := range s.count() {
		for cell := (s.starts[i] - first) / quarter; cell < (s.starts[i+1]-first)/quarter; cell++ {
			s.cells[cell] = uint16(i)
		}
	}
}

// of is the stretch of an instant; -1: it lies outside.
func (s *stretches) of(at uint32) int {
	if at < s.starts[0] || at >= s.starts[len(s.starts)-1] {
		return -1
	}
	if s.cells != nil {
		return int(s.cells[(at-s.base)/quarter])
	}
	if len(s.starts) == 2 {
		return 0
	}
	return sort.Search(len(s.starts), func(i int) bool { return s.starts[i] > at }) - 1
}

// week tells the hour of the week of instants in a time zone.
type week struct {
	zone  *time.Location
	base  uint32
	cells []uint8 // by quarter of an hour from base on
}

// hoursOfWeek is how many hours a week has, from Monday 0:00 on.
const hoursOfWeek = 7 * 24

// newWeek prepares the instants from one to another, both inside.
func newWeek(zone *time.Location, from, to uint32) *week {
	w := &week{zone: zone, base: from / quarter * quarter}
	if (to-w.base)/quarter >= maxCells {
		return w
	}
	cells := make([]uint8, (to-w.base)/quarter+1)
	for i := range cells {
		at := w.base + uint32(i)*quarter
		if w.work(at) != w.work(at+quarter-1) {
			return w // of some zone in some year of long ago
		}
		cells[i] = uint8(w.work(at))
	}
	w.cells = cells
	return w
}

func (w *week) of(at uint32) int {
	if i := int(at-w.base) / quarter; at >= w.base && i < len(w.cells) {
		return int(w.cells[i])
	}
	return w.work(at)
}

func (w *week) work(at uint32) int {
	shown := time.Unix(int64(at), 0).In(w.zone)
	return (int(shown.Weekday())+6)%7*24 + shown.Hour()
}
