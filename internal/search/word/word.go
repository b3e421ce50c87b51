package word

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// Longest is how many characters a word keeps, once it is spelled out. What is longer is no word that a person types.
	Longest = 60
	// Most is how many words are read of one text.
	Most = 2000
)

// Word is a word of a text.
type Word struct {
	Written string // as it stands in the text
	Stem    string // as it is compared: letters and digits, Longest at most
}

// Reader reads texts in one language. It is safe for use by many goroutines; making one takes a while.
type Reader struct {
	stem   func(string) string
	silent map[string]bool
}

// In is the reader of a language: it, es or en. Of any other, words are compared as they are.
func In(language string) Reader { return Reader{stemmer(language), silence()} }

// Read are the words of a text in their order, with repetitions, Most at most; words that say nothing (articles,
// conjunctions, auxiliaries of the three languages) are left out.
func (r Reader) Read(text string) []Word {
	var words []Word
	for written := range strings.FieldsFuncSeq(norm.NFC.String(text), apart) {
		if len(words) == Most {
			break
		}
		if stem := r.Stem(written); stem != "" {
			words = append(words, Word{written, stem})
		}
	}
	return words
}

// Stems are the words of a text as they are compared.
func (r Reader) Stems(text string) []string {
	words := r.Read(text)
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = w.Stem
	}
	return stems
}

// Stem is one word as it is compared; empty for one that says nothing. Codes such as F24 or 00404 stay as they are.
func (r Reader) Stem(written string) string {
	plain := fold(written)
	if r.saysNothing(plain) {
		return ""
	}
	if !strings.ContainsFunc(plain, unicode.IsDigit) {
		plain = r.stem(lower(written))
	}
	return shorten(fold(plain))
}

// apart reports whether a character stands between words. An apostrophe does, so that "l'accesso" has "accesso".
func apart(c rune) bool {
	return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.Is(unicode.Mn, c)
}

// lower is a word in lower case with its accents, which stemming reads.
func lower(word string) string { return strings.ToLower(norm.NFC.String(word)) }

// fold is a word without case and accents, of a to z and digits alone: other letters are spelled by their numbers, because each
// engine knows others, and takes one that it does not know for the end of a word. Whatever stood behind it would then be looked
// for by itself, in scopes that are not the searcher's.
func fold(word string) string {
	var b strings.Builder
	for _, c := range norm.NFKD.String(strings.ToLower(word)) {
		switch {
		case c == 'ß':
			b.WriteString("ss")
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			fmt.Fprintf(&b, "x%04x", unicode.ToLower(c))
		}
	}
	return b.String()
}

// shorten keeps the beginning of a word.
func shorten(word string) string {
	if utf8.RuneCountInString(word) <= Longest {
		return word
	}
	return string([]rune(word)[:Longest])
}

// Last is the last word of a text, as Stem answers it, and the beginning that it has in common with the words that may come
// of it when somebody types on: a silent word may be the beginning of one that is not.
func (r Reader) Last(text string) (stem, beginning string) {
	for written := range strings.FieldsFuncSeq(norm.NFC.String(text), apart) {
		stem, beginning = r.Stem(written), shorten(fold(written))
	}
	if stem != "" && strings.HasPrefix(beginning, stem) {
		beginning = stem
	}
	return stem, beginning
}
