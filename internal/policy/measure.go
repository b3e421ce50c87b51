package policy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Duration is an ISO 8601 duration of whole days, hours, minutes and seconds (P7D, PT5M). A day is 24 hours here, whatever
// the calendar says: P7D is 168 hours.
type Duration time.Duration

// Std is the duration as Go's.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// Days is the duration in days, rounded down.
func (d Duration) Days() int { return int(d.Std() / (24 * time.Hour)) }

// Minutes is the duration in minutes, rounded up.
func (d Duration) Minutes() int { return int((d.Std() + time.Minute - 1) / time.Minute) }

var isoDuration = regexp.MustCompile(`^P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,5})S)?)?$`)

// ParseDuration reads an ISO 8601 duration.
func ParseDuration(text string) (Duration, error) {
	parts := isoDuration.FindStringSubmatch(text)
	if parts == nil || text == "P" || strings.HasSuffix(text, "T") {
		return 0, fmt.Errorf("%q is no duration such as P7D or PT5M", text)
	}
	var seconds int64
	for i, unit := range []int64{86_400, 3_600, 60, 1} {
		if parts[i+1] == "" {
			continue
		}
		n, err := strconv.ParseInt(parts[i+1], 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%q is no duration: %w", text, err)
		}
		seconds += n * unit
	}
	return Duration(time.Duration(seconds) * time.Second), nil
}

// String is its ISO 8601 form.
func (d Duration) String() string {
	rest := int64(d.Std() / time.Second)
	text := "P"
	if days := rest / 86_400; days > 0 {
		text += fmt.Sprintf("%dD", days)
		rest -= days * 86_400
	}
	if rest == 0 && text != "P" {
		return text
	}
	text += "T"
	for _, part := range []struct {
		unit   int64
		letter string
	}{{3_600, "H"}, {60, "M"}, {1, "S"}} {
		if n := rest / part.unit; n > 0 {
			text += fmt.Sprintf("%d%s", n, part.letter)
			rest -= n * part.unit
		}
	}
	if text == "PT" {
		return "PT0S"
	}
	return text
}

// Size is a number of bytes, written as 4MB (4,000,000), 4MiB (4,194,304), 500KB, 64KiB or plain bytes.
type Size int64

var sizeForm = regexp.MustCompile(`^(\d{1,12})\s*(|B|KB|KiB|MB|MiB|GB|GiB)$`)

// ParseSize reads a size.
func ParseSize(text string) (Size, error) {
	parts := sizeForm.FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%q is no size such as 4MB or 64KiB", text)
	}
	n, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no size: %w", text, err)
	}
	return Size(n * sizeUnit(parts[2])), nil
}

func sizeUnit(unit string) int64 {
	switch unit {
	case "KB":
		return 1_000
	case "KiB":
		return 1 << 10
	case "MB":
		return 1_000_000
	case "MiB":
		return 1 << 20
	case "GB":
		return 1_000_000_000
	case "GiB":
		return 1 << 30
	default:
		return 1
	}
}
