package word_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sportello/internal/search/word"
)

// M1.14: forms of a word are one word in each language.
func TestStems(t *testing.T) {
	for _, c := range []struct {
		language, text string
		want           []string
	}{
		{"it", "L'accesso non è più consentito", []string{"access", "consent"}},
		{"it", "fattura FATTURE scartata scartate", []string{"fattur", "fattur", "scart", "scart"}},
		{"it", "F24 #1453 00404", []string{"f24", "1453", "00404"}},
		{"es", "impresoras impresora imprimir imprime", []string{"impresor", "impresor", "imprim", "imprim"}},
		{"es", "instalación instalacion instalaciones", []string{"instal", "instal", "instal"}},
		{"en", "printing printed the prints", []string{"print", "print", "print"}},
		{"de", "Straße", []string{"strasse"}},
	} {
		if got := word.In(c.language).Stems(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q is %q, want %q", c.language, c.text, got, c.want)
		}
	}
}

// Whatever comes in, words are few, short, and of characters that every engine takes as one word.
func TestBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reader := word.In(rapid.SampledFrom([]string{"it", "es", "en", "xx"}).Draw(t, "language"))
		text := rapid.String().Draw(t, "text")
		first := reader.Stems(text)
		if len(first) > word.Most || !slices.Equal(first, reader.Stems(text)) {
			t.Fatalf("%q", first)
		}
		for _, stem := range first {
			if n := utf8.RuneCountInString(stem); n == 0 || n > word.Longest {
				t.Fatalf("%q has %d characters", stem, n)
			}
		}
	})
}
