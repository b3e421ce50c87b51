package word

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/spanish"
)

// stemmer is the Snowball algorithm of a language.
func stemmer(language string) func(string) string {
	switch language {
	case "it":
		return snowball(italian.Stem)
	case "es":
		return func(word string) string { return snowball(spanish.Stem)(accented(word)) }
	case "en":
		return snowball(english.Stem)
	}
	return func(word string) string { return word }
}

// accented gives a Spanish word its accent back where it can't be without one, as people who type in haste leave it out:
// the ending of "instalación" is not known to be one otherwise.
func accented(word string) string {
	if cut, ok := strings.CutSuffix(word, "ion"); ok {
		return cut + "ión"
	}
	return word
}

// snowball cuts the ending off a word in lower case.
func snowball(cut func(*snowballstem.Env) bool) func(string) string {
	return func(word string) string {
		env := snowballstem.NewEnv(word)
		cut(env)
		return env.Current()
	}
}
