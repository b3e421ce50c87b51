package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sportello/internal/policy"
	"sportello/internal/problem"
)

// read cleans a text: valid UTF-8 in normal form C, lines ended by \n alone, no space around it. What can't be kept is
// refused, not dropped.
func read(f *policy.Field, raw string) (string, *problem.Error) {
	if len(raw) > utf8.UTFMax*policy.MaxMessage { // longer than any desk allows, whatever it says
		return "", at(problem.TooLong, f).With("max", f.Length.Max)
	}
	text := strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(raw))
	lines := f.Lines || f.Kind == policy.RichTextField
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return refused(r, lines) }) {
		return "", at(problem.InvalidCharacters, f)
	}
	text = norm.NFC.String(text)
	if utf8.RuneCountInString(text) > f.Length.Max {
		return "", at(problem.TooLong, f).With("max", f.Length.Max)
	}
	return text, nil
}

// refused are control characters, and what ends a line where there is one only.
func refused(r rune, lines bool) bool {
	switch r {
	case '\n', '\t':
		return !lines
	case '\u2028', '\u2029':
		return !lines
	}
	return unicode.IsControl(r)
}

// lengthOf checks that a text says enough.
func lengthOf(f *policy.Field, text string) *problem.Error {
	switch length := utf8.RuneCountInString(text); {
	case length == 0:
		return at(problem.Required, f)
	case length < f.Length.Min:
		return at(problem.TooShort, f).With("min", f.Length.Min)
	}
	return nil
}

const maxValue = 255 // characters of what filters compare

// start is how a text begins, in one line.
func start(text string) string {
	const enough = 4 * utf8.UTFMax * maxValue // bytes: more than can be shown, without walking through all of a long text
	if len(text) > enough {
		text = strings.ToValidUTF8(text[:enough], "")
	}
	characters := []rune(strings.Join(strings.Fields(text), " "))
	return strings.TrimSpace(string(characters[:min(len(characters), maxValue)]))
}
