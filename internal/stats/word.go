package stats

import (
	"slices"

	"sportello/internal/desk"
	"sportello/internal/policy"
)

// Codes of what is one of a closed set; 0 is none, so that a row of zeroes is a ticket that is not there.
const (
	codeUnknown = 15 // a word that this program does not know
	codes       = 16
)

func statusCode(s policy.Status) uint8 { return codeOf(policy.Statuses(), s) }

func priorityCode(p policy.Priority) uint8 { return codeOf(policy.Priorities(), p) }

func codeOf[T comparable](set []T, value T) uint8 {
	if i := slices.Index(set, value); i >= 0 {
		return uint8(i + 1)
	}
	return codeUnknown
}

// channels are the ways in which tickets come.
func channels() []string {
	return []string{string(desk.ChannelWeb), string(desk.ChannelAPI), string(desk.ChannelMail), string(desk.ChannelContactForm)}
}

func channelCode(c string) uint8 { return codeOf(channels(), c) }

// wordOf is the word of a code.
func wordOf[T ~string](set []T, code uint8) T {
	if code == 0 || int(code) > len(set) {
		return ""
	}
	return set[code-1]
}

// over are the codes of the statuses in which a ticket is done.
func over() (is [codes]bool) {
	for i, s := range policy.Statuses() {
		is[i+1] = s.Over()
	}
	return is
}
