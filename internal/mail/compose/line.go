package compose

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// How much of what people wrote goes into a header, in bytes of UTF-8.
const (
	maxName    = 120
	maxSubject = 300
	maxValue   = 2_000 // of a line in the body
)

// line is a text that people wrote as one line that can stand in a header: valid UTF-8 without line ends, controls, or
// characters that turn the writing direction or hide; runs of space are one; cut between characters as people see them.
// What would read as an encoded word (RFC 2047) is broken, since software would decode it into what was just taken away.
func line(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', unicode.In(r, unicode.Zl, unicode.Zp, unicode.Zs):
			return ' '
		case hides(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Join(strings.Fields(text), " ")
	return cut(strings.ReplaceAll(text, "=?", "= ?"), limit)
}

// hides reports controls and format characters, but for the joiners that scripts and emoji are written with.
func hides(r rune) bool {
	const nonJoiner, joiner = '\u200C', '\u200D'
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) && r != nonJoiner && r != joiner
}

func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	const ellipsis = "…"
	end := 0
	for graphemes := uniseg.NewGraphemes(text); graphemes.Next(); {
		_, to := graphemes.Positions()
		if to > limit-len(ellipsis) {
			break
		}
		end = to
	}
	return strings.TrimSpace(text[:end]) + ellipsis
}

// spokenName is one or more words: of letters, perhaps with a dot after the last (Dr.), or initials (J.R.).
var spokenName = regexp.MustCompile(`^(?:(?:(?:\pL\.)+|[\pL\pM'’\x{200c}\x{200d}-]+\.?)(?: |$))+$`)

// salutation is a name that a mail can begin with, or empty: whoever opens a ticket may have written the name and somebody
// else's address, and the confirmation must carry no advertisement and no address of a page.
func salutation(name string) string {
	const most = 60 // bytes
	if name = line(name, maxName); len(name) > most || !spokenName.MatchString(name) {
		return ""
	}
	return name
}

// indented sets a text apart where there are no boxes: what begins at the edge is the desk's own.
func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.Trim(text, "\n")) {
		if line != "\n" {
			b.WriteString("  ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// body is a text of several lines without controls. Directions are left as they are: they end with their paragraph.
func body(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n"))
}
