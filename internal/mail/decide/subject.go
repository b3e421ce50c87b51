package decide

import (
	"regexp"
	"strconv"
	"strings"
)

// forwards reports whether a subject is that of a mail passed on, by what English, Italian, Spanish, German, French, Portuguese and
// Dutch mail programs put before it. Only the first prefix counts: an answer to a forwarded mail is an answer.
func forwards(subject string) bool {
	prefix, _, found := strings.Cut(strings.TrimSpace(subject), ":")
	if !found {
		return false
	}
	switch strings.ToLower(strings.TrimSpace(prefix)) {
	case "fwd", "fw", "i", "inoltro", "inoltra", "rv", "wg", "tr", "enc", "doorst", "vb":
		return true
	}
	return false
}

var number = regexp.MustCompile(`\[#([1-9][0-9]{0,17})\]`)

// Number is the ticket's number in a subject, as our mails write it: [#1453]; the first if there are several, 0 if there is none.
func Number(subject string) int64 {
	found := number.FindStringSubmatch(subject)
	if found == nil {
		return 0
	}
	n, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		return 0
	}
	return n
}
