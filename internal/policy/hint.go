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

// hintKey does so for a key: one that belongs beside it, or one of that name from elsewhere.
func (c *check) hintKey(path string, known []key) {
	name := path[strings.LastIndex(path, ".")+1:]
	c.hint(name, within(parent(path), known))
	last := &c.faults[len(c.faults)-1]
	if last.Hint != "" {
		last.Hint = join(parent(path), last.Hint)
		return
	}
	for _, k := range known {
		if strings.HasSuffix("."+k.path, "."+name) {
			last.Hint = k.path
			return
		}
	}
}

// nearestWord is the word that differs least, empty when all differ by more than a slip of the pen: a letter in three.
func nearestWord(written string, meant []string) string {
	best, least := "", 1+max(1, len(written)/3)
	for _, word := range meant {
		distance := levenshtein.ComputeDistance(strings.ToLower(written), strings.ToLower(word))
		if distance < least {
			best, least = word, distance
		}
	}
	return best
}

// spelled are words as texts.
func spelled[T ~string](words []T) []string {
	texts := make([]string, 0, len(words))
	for _, w := range words {
		texts = append(texts, string(w))
	}
	return slices.Clip(texts)
}
