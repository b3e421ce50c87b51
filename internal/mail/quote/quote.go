package quote

import (
	"slices"
	"strings"
)

// Parts are a text's lines, each in one of three places and in their order there.
type Parts struct {
	New       string
	Quoted    string // with the line that introduces it
	Signature string // with the line that parts it off
}

const maxSignature = 15 // lines; what is longer is no signature

// Splitter knows how mail programs introduce what they quote. It is made once, and safe for use by several at once.
type Splitter struct{ wordings wordings }

// New makes a Splitter.
func New() *Splitter { return &Splitter{wordings: newWordings()} }

// Split reads plain text: answers above the quote (Outlook, Gmail, Apple, Yahoo, most webmails) and below it (Thunderbird,
// Roundcube). A text that would be nothing but quote is all new, as somebody sent it.
func (s *Splitter) Split(text string) Parts {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	start := s.tail(lines)
	head, quoted := lines[:start], lines[start:]
	if len(quoted) == 0 || blank(head) {
		head, quoted = s.below(lines)
	}
	written, signature := s.signature(head)
	if blank(written) {
		written, signature = head, nil
	}
	return Parts{New: together(written), Quoted: together(quoted), Signature: together(signature)}
}

// tail is where a quote begins that goes on to the end; len(lines) if there is none.
func (s *Splitter) tail(lines []string) int {
	rest := marked(lines) // from here on, all lines are quoted or blank
	unmarked := 0         // from here on, none is
	for i, line := range slices.Backward(lines) {
		if isMarked(line) {
			unmarked = i + 1
			break
		}
	}
	for i := range lines {
		switch {
		case i >= rest:
			return i
		case s.wordings.separator(lines[i]), s.wordings.block(lines[i:]):
			return s.rule(lines, i)
		}
		length := s.wordings.introduction(lines[i:])
		if length == 0 {
			continue
		}
		after := i + length
		for after < len(lines) && strings.TrimSpace(lines[after]) == "" {
			after++
		}
		// Behind an introduction lines with marks must go on to the end; a program that sets none marks none of them.
		if after < len(lines) && (after >= rest || after >= unmarked) {
			return i
		}
	}
	return len(lines)
}

// rule includes a line of dashes or underscores right above.
func (s *Splitter) rule(lines []string, at int) int {
	for i := at - 1; i >= 0 && i >= at-2; i-- {
		line := strings.TrimSpace(lines[i])
		if len(line) >= 5 && strings.Trim(line, "_-") == "" {
			return i
		}
		if line != "" {
			break
		}
	}
	return at
}

// below reads an answer that stands under one quote. Where quotes and answers alternate, all is new.
func (s *Splitter) below(lines []string) (written, quoted []string) {
	start := 0
	for start < len(lines) && strings.TrimSpace(lines[start]) == "" {
		start++
	}
	if start < len(lines) {
		start += s.wordings.introduction(lines[start:])
	}
	end := start
	for end < len(lines) && (isMarked(lines[end]) || strings.TrimSpace(lines[end]) == "") {
		end++
	}
	written = lines[end:]
	if !slices.ContainsFunc(lines[start:end], isMarked) || blank(written) || slices.ContainsFunc(written, isMarked) {
		return lines, nil
	}
	return written, lines[:end]
}

// signature parts off what stands behind "-- " (RFC 3676, 4.3), or what a telephone adds as the last line.
func (s *Splitter) signature(lines []string) (written, signature []string) {
	last := len(lines)
	for last > 0 && strings.TrimSpace(lines[last-1]) == "" {
		last--
	}
	for i := last - 1; i >= 0 && i >= last-maxSignature-1; i-- {
		if strings.TrimRight(lines[i], " ") == "--" {
			return lines[:i], lines[i:]
		}
	}
	if last > 0 && s.wordings.telephone(lines[last-1]) {
		return lines[:last-1], lines[last-1:]
	}
	return lines, nil
}

// marked is where the run of marked and blank lines at the end begins, at a marked one; len(lines) if there is none.
func marked(lines []string) int {
	start := len(lines)
	for i, line := range slices.Backward(lines) {
		if isMarked(line) {
			start = i
		} else if strings.TrimSpace(line) != "" {
			break
		}
	}
	return start
}

func isMarked(line string) bool { return strings.HasPrefix(strings.TrimPrefix(line, " "), ">") }

func blank(lines []string) bool {
	return !slices.ContainsFunc(lines, func(line string) bool { return strings.TrimSpace(line) != "" })
}

// together puts lines together again, without blank ones around them.
func together(lines []string) string {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	return strings.TrimRight(strings.Join(lines, "\n"), " \t\n")
}
