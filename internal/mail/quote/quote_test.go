package quote_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/mail/quote"
)

// language is how mail programs speak in it.
type language struct{ name, gmail, apple, block, original, telephone string }

func languages() []language {
	return []language{
		{"it", "Il giorno lun 16 nov 2026 alle ore 09:12 Desk <desk@example.com> ha scritto:", "Il giorno 16 nov 2026, alle ore 09:12, Desk <desk@example.com> ha scritto:", "Da: Desk\nInviato: lunedì 16 novembre 2026 09:12\nA: Piero\nOggetto: Accesso", "-----Messaggio originale-----", "Inviato da iPhone"},
		{"es", "El lun, 16 nov 2026 a las 9:12, Desk (<desk@example.com>) escribió:", "El 16 nov 2026, a las 9:12, Desk <desk@example.com> escribió:", "De: Desk\nEnviado: lunes, 16 de noviembre de 2026 9:12\nPara: Piero\nAsunto: Acceso", "-----Mensaje original-----", "Enviado desde mi iPhone"},
		{"en", "On Mon, Nov 16, 2026 at 9:12 AM Desk <desk@example.com> wrote:", "On 16 Nov 2026, at 09:12, Desk <desk@example.com> wrote:", "From: Desk\nSent: Monday, November 16, 2026 9:12 AM\nTo: Piero\nSubject: Access", "-----Original Message-----", "Sent from my iPhone"},
		{"fr", "Le lun. 16 nov. 2026 à 09:12, Desk <desk@example.com> a écrit :", "Le 16 nov. 2026 à 09:12, Desk <desk@example.com> a écrit :", "De : Desk\nEnvoyé : lundi 16 novembre 2026 09:12\nÀ : Piero\nObjet : Accès", "-----Message d'origine-----", "Envoyé de mon iPhone"},
		{"de", "Am Mo., 16. Nov. 2026 um 09:12 Uhr schrieb Desk <desk@example.com>:", "Am 16.11.2026 um 09:12 schrieb Desk <desk@example.com>:", "Von: Desk\nGesendet: Montag, 16. November 2026 09:12\nAn: Piero\nBetreff: Zugang", "-----Ursprüngliche Nachricht-----", "Von meinem iPhone gesendet"},
	}
}

// M3.4: of what comes by mail, the new text is told apart in five languages and the styles of the usual programs.
func TestPrograms(t *testing.T) {
	const answer, asked = "Grazie, provo.\n\nNon va ancora.", "Hai provato?\n\nDesk"
	marked := "> Hai provato?\n>\n> Desk"
	for _, l := range languages() {
		wrapped := strings.Replace(l.gmail, "Desk", "\nDesk", 1)
		for _, c := range []struct{ style, quoted string }{
			{"gmail", l.gmail + "\n" + marked},
			{"gmail, blank line", l.gmail + "\n\n" + marked},
			{"wrapped", wrapped + "\n" + marked},
			{"apple", l.apple + "\n" + marked},
			{"yahoo, no marks", "    " + l.gmail + "  \n \n" + asked},
			{"outlook", l.block + "\n\n" + asked},
			{"outlook web", strings.Repeat("_", 32) + "\n" + l.block + "\n\n" + asked},
			{"outlook old", l.original + "\n" + l.block + "\n\n" + asked},
		} {
			t.Run(l.name+"/"+c.style, func(t *testing.T) {
				compare(t, answer+"\n\n"+c.quoted, quote.Parts{New: answer, Quoted: c.quoted})
				compare(t, answer+"\n\n-- \nPiero\n\n"+c.quoted, quote.Parts{New: answer, Quoted: c.quoted, Signature: "-- \nPiero"})
			})
		}
		t.Run(l.name+"/close", func(t *testing.T) {
			for _, last := range []string{"Grazie.", "On 3 servers it fails.", "Il 3 arriva, lo scrivo qui"} {
				compare(t, last+"\n"+l.gmail+"\n"+marked, quote.Parts{New: last, Quoted: l.gmail + "\n" + marked})
				compare(t, last+"\n"+wrapped+"\n"+marked, quote.Parts{New: last, Quoted: wrapped + "\n" + marked})
			}
		})
		t.Run(l.name+"/below", func(t *testing.T) {
			compare(t, l.gmail+"\n"+marked+"\n\n"+answer+"\n\n-- \nPiero", quote.Parts{New: answer, Quoted: l.gmail + "\n" + marked, Signature: "-- \nPiero"})
		})
		if l.name != "de" {
			t.Run(l.name+"/telephone", func(t *testing.T) {
				compare(t, answer+"\n\n"+l.telephone+"\n\n"+l.gmail+"\n"+marked, quote.Parts{New: answer, Quoted: l.gmail + "\n" + marked, Signature: l.telephone})
			})
		}
	}
}

// What only looks like a quote stays, and so does an answer within one.
func TestKept(t *testing.T) {
	for name, text := range map[string]string{
		"plain":             "Hello,\n\nit burns.",
		"between":           "On 16 Nov 2026, Desk wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo.",
		"between and after": "See below.\n\nOn 16 Nov 2026, Desk wrote:\n> One?\nYes.",
		"only a quote":      "On 16 Nov 2026, Desk wrote:\n> One?",
		"sentence":          "Piero wrote:\nit burns.",
		"from alone":        "I send it\nFrom: Rome\nby train.",
		"two labels":        "From: Rome\nTo: Milan\n\nHow long?",
		"shell":             "Do this:\n> make\nand tell me.",
		"dashes":            "One\n--\n" + strings.Repeat("line\n", 20) + "end",
		"only a signature":  "-- \nPiero",
		"table":             "-----\nA | B\n-----",
	} {
		t.Run(name, func(t *testing.T) { compare(t, text, quote.Parts{New: text}) })
	}
}

func compare(t *testing.T, text string, want quote.Parts) {
	t.Helper()
	if got := quote.New().Split(text); trimmed(got) != trimmed(want) {
		t.Errorf("%q\ngot  %+q\nwant %+q", text, got, want)
	}
}

func trimmed(p quote.Parts) quote.Parts {
	return quote.Parts{New: strings.TrimSpace(p.New), Quoted: strings.TrimSpace(p.Quoted), Signature: strings.TrimSpace(p.Signature)}
}

// Every line is in one of the parts, in the order it had.
func TestNothingIsLost(t *testing.T) {
	pieces := []string{"", "Text.", "> quoted", ">> twice", "-- ", "--", "-----Original Message-----", "_____", "Sent from my iPhone", "On 16 Nov 2026, at 09:12, Desk wrote:", "Piero wrote:", "\r", "x:"}
	for _, l := range languages() {
		pieces = append(pieces, l.gmail, l.block)
	}
	splitter := quote.New()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String()), 0, 20).Draw(t, "lines"), "\n")
		parts := splitter.Split(text)
		var got []string
		for _, part := range []string{parts.New, parts.Quoted, parts.Signature} {
			lines, from := full(part), full(text)
			for _, line := range lines {
				at := slices.Index(from, line)
				if at < 0 {
					t.Fatalf("%q is not in its place in %q", line, text)
				}
				from = from[at+1:]
			}
			got = append(got, lines...)
		}
		want := full(text)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%q became %q", want, got)
		}
		if len(want) > 0 && parts.New == "" {
			t.Fatalf("nothing of %q is new", text)
		}
	})
}

func full(text string) []string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// Splitting is linear: long texts that could begin a quote on each line.
func BenchmarkSplit(b *testing.B) {
	splitter := quote.New()
	for name, line := range map[string]string{"marks": "> x\nx\n", "introductions": "On 2026\n", "labels": "From: x\nTo: x\n", "dashes": "-----\n", "wrote": "On 2026 wrote:\nx\n>x\n"} {
		text := strings.Repeat(line, (1<<20)/len(line))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if splitter.Split(text).New == "" {
					b.Fatal("lost")
				}
			}
		})
	}
}

func FuzzSplit(f *testing.F) {
	for _, l := range languages() {
		f.Add("Yes.\n\n" + l.gmail + "\n> x\n\n-- \n" + l.block)
	}
	splitter := quote.New()
	f.Fuzz(func(t *testing.T, text string) {
		parts := splitter.Split(text)
		if len(full(text)) != len(full(parts.New))+len(full(parts.Quoted))+len(full(parts.Signature)) {
			t.Fatalf("%q became %+q", text, parts)
		}
	})
}
