package form

import (
	"strings"
	"unicode/utf8"

	"sportello/internal/clean"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// read cleans a text. What can't be kept is refused, not dropped.
func read(f *policy.Field, raw string) (string, *problem.Error) {
	if len(raw) > utf8.UTFMax*policy.MaxMessage { // longer than any desk allows, whatever it says
		return "", at(problem.TooLong, f).With("max", f.Length.Max)
	}
	text, ok := clean.Text(raw, f.Lines || f.Kind == policy.RichTextField)
	if !ok {
		return "", at(problem.InvalidCharacters, f)
	}
	if utf8.RuneCountInString(text) > f.Length.Max {
		return "", at(problem.TooLong, f).With("max", f.Length.Max)
	}
	return text, nil
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
