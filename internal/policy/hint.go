package policy

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// hint names, for the fault that was noted last, the word that was probably meant.
func (c *check) hint(written string, meant []string) {
	if len(c.faults) > 0 {
		c.faults[len(c.faults)-1].Hint = nearestWord(written, meant)
	}
}

// hintBeside does so for a key: one of those that belong beside it.
func (c *check) hintBeside(path string, names []string) {
	c.hint(lastName(path), names)
	if last := &c.faults[len(c.faults)-1]; last.Hint != "" {
		last.Hint = join(parent(path), last.Hint)
	}
}

func lastName(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// hintKey does so for a key: one that belongs beside it, or one of that name from elsewhere.
func (c *check) hintKey(path string, known []key) {
	c.hintBeside(path, within(parent(path), known))
	last, name := &c.faults[len(c.faults)-1], lastName(path)
	if last.Hint != "" {
		return
	}
	for _, k := range known {
		if strings.HasSuffix("."+k.path, "."+name) {
			last.Hint = k.path
			return
		}
	}
}

// nearestWord is the word that differs least, empty when all differ by more than a slip of the pen: a letter in three, or
// letters in another order.
func nearestWord(written string, meant []string) string {
	best, least := "", 1+max(1, len(written)/3)
	for _, word := range meant {
		a, b := strings.ToLower(written), strings.ToLower(word)
		distance := levenshtein.ComputeDistance(a, b)
		if distance > 0 && letters(a) == letters(b) {
			distance = 1
		}
		if distance < least {
			best, least = word, distance
		}
	}
	return best
}

// letters are the letters of a word in the alphabet's order.
func letters(word string) string {
	all := []rune(word)
	slices.Sort(all)
	return string(all)
}

// spelled are words as texts.
func spelled[T ~string](words []T) []string {
	texts := make([]string, 0, len(words))
	for _, w := range words {
		texts = append(texts, string(w))
	}
	return slices.Clip(texts)
}
