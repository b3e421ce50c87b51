// Package clean cleans what people write, the same wherever they write it: in a subject, a message, a field of a form. It
// knows no lengths and no errors: those are its callers'.
package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is a text fit to be kept and shown: valid UTF-8 in normal form C, lines ended by \n alone, no space around it. Not ok:
// it is no UTF-8, or holds control characters but tab and line end, or where it is of one line also those and what else ends a
// line. They are refused, not dropped: what was written is either kept as it was meant or not at all.
func Text(raw string, lines bool) (text string, ok bool) {
	if lines {
		raw = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(raw)
	} else {
		raw = strings.TrimSpace(raw)
	}
	if !utf8.ValidString(raw) || strings.ContainsFunc(raw, func(r rune) bool { return refused(r, lines) }) {
		return "", false
	}
	return strings.TrimSpace(norm.NFC.String(raw)), true
}

func refused(r rune, lines bool) bool {
	switch r {
	case '\n', '\t', '\u2028', '\u2029':
		return !lines
	}
	return unicode.IsControl(r)
}
