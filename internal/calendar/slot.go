package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// slot is a stretch of a day, in time of the wall clock since 00:00; its end is outside.
type slot struct{ from, to time.Duration }

func (s slot) length() time.Duration { return s.to - s.from }

// parseDay reads the slots of one day and answers them in order.
func parseDay(key string, texts []string, wrong *faults) []slot {
	before := len(*wrong)
	day := make([]slot, 0, len(texts))
	for i, text := range texts {
		read, err := parseSlot(text)
		if err != nil {
			wrong.add(fmt.Sprintf("%s[%d]", key, i), "%s", err)
			continue
		}
		for j, other := range day {
			if len(*wrong) == before && read.from < other.to && other.from < read.to {
				wrong.add(fmt.Sprintf("%s[%d]", key, i), "overlaps with %s", texts[j])
			}
		}
		day = append(day, read)
	}
	slices.SortFunc(day, func(a, b slot) int { return cmp.Compare(a.from, b.from) })
	return day
}

func parseSlot(text string) (slot, error) {
	start, end, _ := strings.Cut(text, "-")
	from, known := parseClock(start)
	to, knownEnd := parseClock(end)
	switch {
	case !known || !knownEnd:
		return slot{}, fmt.Errorf("%q is no slot such as 09:00-13:00", text)
	case from == to:
		return slot{}, fmt.Errorf("%q is empty", text)
	case from > to:
		return slot{}, fmt.Errorf("%q ends before it begins; a night is two slots, one to 24:00 and one of the next day from 00:00", text)
	}
	return slot{from, to}, nil
}

// parseClock reads a time of the day from 00:00 to 24:00.
func parseClock(text string) (since time.Duration, ok bool) {
	if text == "24:00" {
		return 24 * time.Hour, true
	}
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return 0, false
	}
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, true
}
