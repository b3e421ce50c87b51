package richtext

import "strings"

// The bounds of Markdown that is read as such. They were measured: at each of them 100,000 characters take some tens of
// milliseconds, and no text that is meant to be read comes near.
const (
	maxContainers  = 20         // quotes and lists that one line opens
	maxLinkWork    = 25_000_000 // closing brackets times bytes of the block: how far links are looked for
	maxTableCells  = 10_000     // lines times cells of the widest: short lines are filled up with cells
	maxDigitsOfOne = 9          // of a list's number, as in CommonMark 0.31, 5.2
)

// tooWild reports whether Markdown would take more than linear time, or grow far beyond its length.
func tooWild(source string) bool {
	var b block
	for line := range strings.Lines(source) {
		if containers(line) > maxContainers {
			return true
		}
		if strings.TrimSpace(line) == "" {
			b = block{}
			continue
		}
		b.add(line)
		if b.brackets*b.bytes > maxLinkWork || b.lines*b.widest > maxTableCells {
			return true
		}
	}
	return false
}

// block is a run of lines that are not blank.
type block struct{ bytes, lines, brackets, widest int }

func (b *block) add(line string) {
	b.bytes += len(line)
	b.lines++
	b.brackets += strings.Count(line, "]")
	b.widest = max(b.widest, strings.Count(line, "|"))
}

// containers counts the quotes and list items that a line begins with.
func containers(line string) int {
	for count := 0; ; count++ {
		line = strings.TrimLeft(line, " \t")
		rest, found := strings.CutPrefix(line, ">")
		if !found {
			rest, found = cutMarker(line)
		}
		if !found {
			return count
		}
		line = rest
	}
}

// cutMarker takes the marker of a list item off a line.
func cutMarker(line string) (rest string, found bool) {
	digits := 0
	for digits < len(line) && digits <= maxDigitsOfOne && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	rest = line[digits:]
	marks := "-+*"
	if digits > 0 {
		marks = ".)"
	}
	if rest == "" || strings.IndexByte(marks, rest[0]) < 0 {
		return "", false
	}
	rest = rest[1:]
	return rest, rest == "" || strings.IndexByte(" \t\r\n", rest[0]) >= 0
}
