package desk

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"sportello/internal/clean"
	"sportello/internal/problem"
)

// prose is what a person wrote, cleaned. Its length is counted in characters of Unicode (code points), as the database
// counts them.
type prose struct {
	text    string
	length  int
	invalid bool // holds what can't be kept; text is empty then
}

// readProse cleans a text of several lines.
func readProse(raw string) prose { return cleaned(raw, true) }

// longestLine is the most bytes of a line that are looked at: no desk allows as many characters (see policy), and one that
// is longer is too long whatever it says.
const longestLine = 16 << 10

// readLine cleans a text of one line, such as a subject.
func readLine(raw string) prose {
	if raw = strings.TrimSpace(raw); len(raw) > longestLine {
		return prose{length: len(raw)}
	}
	return cleaned(raw, false)
}

func cleaned(raw string, lines bool) prose {
	text, ok := clean.Text(raw, lines)
	return prose{text: text, length: utf8.RuneCountInString(text), invalid: !ok}
}

// empty reports whether nothing was written.
func (p prose) empty() bool { return p.length == 0 && !p.invalid }

// check says what is wrong with the text for somebody who asks for min to max characters, or nil.
func (p prose) check(minimum, maximum int, field string) *problem.Error {
	switch {
	case p.invalid:
		return problem.New(problem.InvalidCharacters, field)
	case p.length > maximum:
		return problem.New(problem.TooLong, field).With("max", maximum)
	case p.empty() && minimum > 0:
		return problem.New(problem.Required, field)
	case p.length < minimum:
		return problem.New(problem.TooShort, field).With("min", minimum)
	}
	return nil
}

// excerptLength is the most characters of an excerpt.
const excerptLength = 200

// firstLine is the excerpt of a text's first line (M4.13).
func (p prose) firstLine() string {
	line, _, _ := strings.Cut(p.text, "\n")
	return excerpt(line)
}

// start is the excerpt of a text, its lines joined.
func (p prose) start() string {
	head := p.text
	if len(head) > 8*excerptLength { // far more than can be shown
		head = strings.ToValidUTF8(head[:8*excerptLength], "")
	}
	return excerpt(strings.Join(strings.Fields(head), " "))
}

// excerpt cuts a line to the length of an excerpt, the mark of the cut included: between two words where one ends in the
// last quarter, else between two characters as people see them.
func excerpt(line string) string {
	line = strings.TrimSpace(line)
	if utf8.RuneCountInString(line) <= excerptLength {
		return line
	}
	end, runes, wordEnd := 0, 0, 0
	for rest, state := line, -1; ; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		runes += utf8.RuneCountInString(cluster)
		if runes >= excerptLength {
			break
		}
		if cluster == " " && runes > excerptLength*3/4 {
			wordEnd = end
		}
		end += len(cluster)
	}
	if wordEnd > 0 {
		end = wordEnd
	}
	return line[:end] + "…"
}
