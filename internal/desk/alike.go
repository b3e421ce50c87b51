package desk

import (
	"strings"
	"unicode"
)

const (
	// alikeShare is which share of the shorter of two answers must stand in the other one for both to be the same answer,
	// said with another greeting and another name.
	alikeShare = 0.7
	// alikeWords is the fewest different words by which answers are compared; shorter ones must be equal.
	alikeWords = 5
)

// wording is the different words of a text.
type wording map[string]struct{}

func newWording(text string) wording {
	w := wording{}
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	}) {
		w[word] = struct{}{}
	}
	return w
}

// alike reports whether two texts are nearly the same: nearly half of all answers are copies of old ones (M1.14).
func (w wording) alike(other wording) bool {
	short, long := w, other
	if len(short) > len(long) {
		short, long = long, short
	}
	shared := 0
	for word := range short {
		if _, ok := long[word]; ok {
			shared++
		}
	}
	if len(short) < alikeWords {
		return shared == len(long)
	}
	return float64(shared) >= alikeShare*float64(len(short))
}
