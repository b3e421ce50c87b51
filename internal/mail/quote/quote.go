package quote

import (
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// Parts are a text's lines, each in one of three places and in their order there.
type Parts struct {
	New       string
	Quoted    string // with the line that introduces it
	Signature string // with the line that parts it off
}

const maxSignature = 15 // lines; what is longer is no signature

// Splitter knows how mail programs introduce what they quote. It is made once, and safe for use by several at once.
type Splitter struct {
	wordings wordings
	marks    []marking
	reader   *bluemonday.Policy
}

// New makes a Splitter.
func New() *Splitter { return &Splitter{newWordings(), markings(), newReader()} }

// Split reads plain text: answers above the quote (Outlook, Gmail, Apple, Yahoo, most webmails) and below it (Thunderbird,
// Roundcube). A text that would be nothing but quote is all new, as somebody sent it.
func (s *Splitter) Split(text string) Parts {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	var parts [3][]string
	for i, p := range s.places(lines, make([]bool, len(lines)), len(lines)) {
		parts[p] = append(parts[p], lines[i])
	}
	return Parts{New: together(parts[written]), Quoted: together(parts[quoted]), Signature: together(parts[signature])}
}

// place is where a line belongs.
type place int

const (
	written place = iota
	quoted
	signature
)

// places says of each line where it belongs. signed are those that the mail program itself has called a signature, and from rest on it
// has called all of them quoted.
func (s *Splitter) places(lines []string, signed []bool, rest int) []place {
	places := make([]place, len(lines))
	from, to := 0, len(lines) // what was written
	start, open := s.tail(lines, rest)
	switch {
	case open && s.wordings.pointsBelow(lines[:start]): // the answers stand within, and nothing tells them apart
		return places
	case start < len(lines) && !blank(lines[:start]):
		to = start
	default:
		from = s.below(lines)
	}
	for i := range places {
		if i < from || i >= to {
			places[i] = quoted
		}
	}
	end := from + s.unsigned(lines[from:to], signed[from:to])
	for i := end; i < to && !blank(lines[from:end]); i++ {
		places[i] = signature
	}
	return places
}

// tail is where a quote begins that goes on to the end; len(lines) if there is none. It is open where no marks tell its lines
// from others.
func (s *Splitter) tail(lines []string, said int) (start int, open bool) {
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
			return i, false
		case i == said, s.wordings.separator(lines[i]), s.wordings.block(lines[i:]):
			return s.rule(lines, i), true
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
			return i, after < rest
		}
	}
	return len(lines), false
}

// rule includes a line of dashes or underscores right above.
func (s *Splitter) rule(lines []string, at int) int {
	for i := at - 1; i >= 0 && i >= at-2; i-- {
		if isRule(lines[i]) {
			return i
		}
		if strings.TrimSpace(lines[i]) != "" {
			break
		}
	}
	return at
}

// below is where an answer begins that stands under one quote; 0 if there is none. Where quotes and answers alternate, all is new.
func (s *Splitter) below(lines []string) int {
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
	answer := lines[end:]
	if !slices.ContainsFunc(lines[start:end], isMarked) || blank(answer) || slices.ContainsFunc(answer, isMarked) {
		return 0
	}
	return end
}

// unsigned is how many lines stand before the signature: before "-- " (RFC 3676, 4.3), before what the mail program calls one, or
// before what a telephone adds as the last line.
func (s *Splitter) unsigned(lines []string, signed []bool) int {
	last := len(lines)
	for last > 0 && strings.TrimSpace(lines[last-1]) == "" {
		last--
	}
	for i := last - 1; i >= 0 && i >= last-maxSignature-1; i-- {
		if strings.TrimRight(lines[i], " ") == "--" {
			return i
		}
	}
	first := last
	for first > 0 && (signed[first-1] || strings.TrimSpace(lines[first-1]) == "" && slices.Contains(signed[:first-1], true)) {
		first--
	}
	if first < last {
		return first
	}
	if last > 0 && s.wordings.telephone(lines[last-1]) {
		return last - 1
	}
	return len(lines)
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

// isRule says of a line that it is drawn.
func isRule(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) >= 5 && strings.Trim(line, "_-") == ""
}

// blank says of lines that they say nothing.
func blank(lines []string) bool {
	return !slices.ContainsFunc(lines, func(line string) bool { return strings.TrimSpace(line) != "" && !isRule(line) })
}

// together puts lines together again, without blank ones around them.
func together(lines []string) string {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	return strings.TrimRight(strings.Join(lines, "\n"), " \t\n")
}
