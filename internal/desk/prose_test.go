package desk

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"sportello/internal/problem"
)

func TestProse(t *testing.T) {
	for _, test := range []struct{ name, raw, want string }{
		{"trimmed", " \n\t ciao \r\n", "ciao"},
		{"line ends", "uno\r\ndue\rtre\nquattro", "uno\ndue\ntre\nquattro"},
		{"tabs stay", "a\tb", "a\tb"},
		{"normal form C", "perche\u0301", "perché"},
		{"emoji of several characters stay", "👩‍🔧 ok", "👩‍🔧 ok"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := readProse(test.raw)
			if p.invalid || p.text != test.want || p.length != utf8.RuneCountInString(test.want) {
				t.Errorf("%q was read as %+v, want %q", test.raw, p, test.want)
			}
		})
	}
	for _, raw := range []string{"a\x00b", "\x1b[31mred", "a\u0085b", "\xff\xfe", "ok\xc3"} {
		if p := readProse(raw); !p.invalid || p.text != "" {
			t.Errorf("%q was read as %+v, want a refusal", raw, p)
		}
	}
}

func TestLine(t *testing.T) {
	for _, raw := range []string{"two\nlines", "two\u2028lines", "a\tb", "a\x07", "\xff"} {
		if p := readLine(raw); !p.invalid {
			t.Errorf("%q was read as %+v, want a refusal", raw, p)
		}
	}
	if p := readLine("  Stampante ferma \r\n"); p.text != "Stampante ferma" {
		t.Errorf("got %+v", p)
	}
}

// A megabyte for a subject is turned away before it is normalised and counted.
func TestLineOfAMegabyte(t *testing.T) {
	p := readLine(strings.Repeat("e\u0301", 1<<20/3))
	if fault := p.check(1, 255, "subject"); fault == nil || fault.Code != problem.TooLong {
		t.Fatalf("got %v", fault)
	}
	if p.text != "" {
		t.Error("its text was read")
	}
}

// M2.2: lengths count characters, not bytes, and not the space around.
func TestProseLengths(t *testing.T) {
	for _, test := range []struct {
		raw  string
		want problem.Code
	}{
		{"", problem.Required},
		{"   ", problem.Required},
		{" àèìò ", problem.TooShort},
		{"àèìòù", ""},
		{"àèìòùàèìòù", ""},
		{"àèìòùàèìòùà", problem.TooLong},
		{"\x00", problem.InvalidCharacters},
	} {
		fault := readLine(test.raw).check(5, 10, "subject")
		switch {
		case fault == nil && test.want != "", fault != nil && fault.Code != test.want:
			t.Errorf("%q: %v, want %q", test.raw, fault, test.want)
		case fault != nil && (len(fault.Field) != 1 || fault.Field[0] != "subject"):
			t.Errorf("%q: fault at %v", test.raw, fault.Field)
		}
	}
}

// M4.13: the first line of the description.
func TestExcerpts(t *testing.T) {
	word := strings.Repeat("parola ", 40)
	for _, test := range []struct{ name, text, first, start string }{
		{"short", "Una riga\ne un'altra", "Una riga", "Una riga e un'altra"},
		{"between words", word, strings.TrimSpace(strings.Repeat("parola ", 28)) + "…", strings.TrimSpace(strings.Repeat("parola ", 28)) + "…"},
		{"one long word", strings.Repeat("x", 300), strings.Repeat("x", 199) + "…", strings.Repeat("x", 199) + "…"},
		{"exactly as long", strings.Repeat("é", 200), strings.Repeat("é", 200), strings.Repeat("é", 200)},
		{"between what people see", strings.Repeat("x", 197) + "👩‍🔧yz", strings.Repeat("x", 197) + "…", strings.Repeat("x", 197) + "…"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := readProse(test.text)
			if got := p.firstLine(); got != test.first {
				t.Errorf("first line %q, want %q", got, test.first)
			}
			if got := p.start(); got != test.start {
				t.Errorf("start %q, want %q", got, test.start)
			}
		})
	}
}

// Whatever is written, what is kept is clean, and reading it again changes nothing.
func TestProseProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.String().Draw(t, "raw")
		p := readProse(raw)
		if p.invalid {
			return
		}
		if !norm.NFC.IsNormalString(p.text) || strings.ContainsAny(p.text, "\x00\r") || p.text != strings.TrimSpace(p.text) {
			t.Fatalf("%q is kept as %q", raw, p.text)
		}
		if again := readProse(p.text); again != p {
			t.Fatalf("read again: %+v, first %+v", again, p)
		}
		for _, cut := range []string{p.start(), p.firstLine()} {
			if utf8.RuneCountInString(cut) > excerptLength || !utf8.ValidString(cut) || strings.Contains(cut, "\n") {
				t.Fatalf("excerpt %q", cut)
			}
		}
	})
}
