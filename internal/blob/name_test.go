package blob

import (
	"errors"
	"mime"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestCleanName(t *testing.T) {
	for raw, want := range map[string]string{
		"fattura.pdf":                          "fattura.pdf",
		"":                                     "file",
		"...":                                  "file",
		"  . ":                                 "file",
		"a/b/":                                 "file",
		"../../etc/passwd":                     "passwd",
		`C:\Utenti\Ada\schermata.png`:          "schermata.png",
		"perche\u0301.txt":                     "perch\u00e9.txt",
		"nota\r\nX-Evil: 1.txt":                "notaX-Evil_ 1.txt",
		"gpj.\u202etxt.exe":                    "gpj.txt.exe",
		"a\u200b\ufeff\u00adb":                 "ab",
		"\u0645\u06cc\u200c\u062e.txt":         "\u0645\u06cc\u200c\u062e.txt",
		"spazio\u00a0duro.txt":                 "spazio duro.txt",
		"fine. . .":                            "fine",
		"CON":                                  "_CON",
		"nul.txt":                              "_nul.txt",
		"com1 .log":                            "_com1 .log",
		"COM¹":                                 "_COM¹",
		"console.log":                          "console.log",
		`a<b>c:d"e|f?g*h`:                      "a_b_c_d_e_f_g_h",
		strings.Repeat("è", 200) + ".tar.gz":   strings.Repeat("è", 126) + ".gz",
		"x." + strings.Repeat("e", 300):        "x." + strings.Repeat("e", 253),
		strings.Repeat(".", 300) + "a":         strings.Repeat(".", 254) + "a",
		strings.Repeat("n", 254) + ".   .....": strings.Repeat("n", 254),
	} {
		if got, err := CleanName(raw); err != nil || got != want {
			t.Errorf("CleanName(%q) = %q, %v; want %q", raw, got, err, want)
		}
	}
	if _, err := CleanName("caf\xe9.txt"); !errors.Is(err, ErrName) {
		t.Errorf("Latin-1 gave %v", err)
	}
}

// checkClean is what holds for every name, and a second cleaning must not find anything to do.
func checkClean(t interface{ Fatalf(string, ...any) }, raw string) {
	name, err := CleanName(raw)
	if !utf8.ValidString(raw) {
		if !errors.Is(err, ErrName) {
			t.Fatalf("%q: %v", raw, err)
		}
		return
	}
	again, errAgain := CleanName(name)
	switch {
	case err != nil || errAgain != nil || again != name:
		t.Fatalf("%q: %q, then %q (%v, %v)", raw, name, again, err, errAgain)
	case name == "" || len(name) > maxNameBytes || !utf8.ValidString(name) || !norm.NFC.IsNormalString(name):
		t.Fatalf("%q: %q", raw, name)
	case strings.ContainsAny(name, "/\\\x00\r\n\u202e\u2066<>:\"|?*") || name != strings.TrimSpace(name) || strings.HasSuffix(name, "."):
		t.Fatalf("%q: %q", raw, name)
	case filepath.Base(name) != name || !filepath.IsLocal(name):
		t.Fatalf("%q: %q leaves its folder", raw, name)
	}
}

func checkDisposition(t interface{ Fatalf(string, ...any) }, name string) {
	header := ContentDisposition(name)
	kind, params, err := mime.ParseMediaType(header)
	if want := strings.ToValidUTF8(name, "\uFFFD"); err != nil || kind != "attachment" || params["filename"] != want {
		t.Fatalf("%q reads %q %q, %v", header, kind, params, err)
	}
	for _, b := range []byte(header) {
		if b < ' ' || b > '~' {
			t.Fatalf("%q has byte %#x", header, b)
		}
	}
	if strings.Count(header, `"`) != 2 {
		t.Fatalf("%q breaks out of its quotes", header)
	}
}

func TestNamesOfAnyKind(t *testing.T) {
	odd := rapid.SampledFrom([]rune("aé.. /\\\"%;*:\x00\n\u0301\u200b\u200d\u202e\u2028𝄞"))
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringOfN(odd, -1, 400, -1)).Draw(t, "name")
		checkClean(t, name)
		checkDisposition(t, name)
	})
}

func TestContentDisposition(t *testing.T) {
	got := ContentDisposition(`perché "100%".pdf`)
	want := `attachment; filename="perch_ _100__.pdf"; filename*=UTF-8''perch%C3%A9%20%22100%25%22.pdf`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"", "a.pdf", "../x", "CON.txt", "\xff", "e\u0301\u202e.txt", strings.Repeat("è.", 200)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		checkClean(t, name)
		checkDisposition(t, name)
	})
}
