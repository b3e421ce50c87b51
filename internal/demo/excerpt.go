package demo

import (
	"strings"
	"unicode/utf8"
)

// excerptLength is the most characters of an excerpt.
const excerptLength = 200

// firstLine is the excerpt of a text's first line (M4.13).
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return excerpt(line)
}

// start is the excerpt of a text, its lines joined.
func start(text string) string { return excerpt(strings.Join(strings.Fields(text), " ")) }

// excerpt cuts a line as the use cases do, between two words where one ends in the last quarter. The demo's texts hold no
// character that is made of several.
func excerpt(line string) string {
	line = strings.TrimSpace(line)
	if utf8.RuneCountInString(line) <= excerptLength {
		return line
	}
	end, wordEnd, runes := len(line), 0, 0
	for at, r := range line {
		if runes++; runes >= excerptLength {
			end = at
			break
		}
		if r == ' ' && runes > excerptLength*3/4 {
			wordEnd = at
		}
	}
	if wordEnd > 0 {
		end = wordEnd
	}
	return line[:end] + "…"
}
