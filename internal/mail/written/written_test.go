package written_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sportello/internal/mail/parse"
	"sportello/internal/mail/written"
	"sportello/internal/richtext"
)

var update = flag.Bool("update", false, "write the golden files anew")

const most = 100_000

func read(t *testing.T, raw []byte) parse.Message {
	t.Helper()
	m, err := parse.Parse(raw, parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// M3.1, M3.4: what is new in each mail, what is folded away, and the pictures that stay in their place.
func TestCorpus(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(paths) < 12 {
		t.Fatalf("%d mails, %v", len(paths), err)
	}
	reader := written.New()
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".eml"), func(t *testing.T) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			m := read(t, raw)
			w := reader.Of(m, most)
			checkInline(t, m, w)
			got := golden(w)
			file := strings.TrimSuffix(path, ".eml") + ".txt"
			if *update {
				if err := os.WriteFile(file, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// golden shows all that was made of a mail.
func golden(w written.Written) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s, cut %t, pictures %v\n", w.Format, w.Cut, w.Inline)
	for _, part := range []struct{ name, text string }{
		{"text", w.Text}, {"quoted", w.Quoted}, {"signature", w.Signature}, {"original", w.Original},
	} {
		fmt.Fprintf(&b, "\n== %s\n%s\n", part.name, part.text)
	}
	return b.Bytes()
}

// checkInline holds that the text speaks of exactly the pictures that are named, and of nothing from elsewhere.
func checkInline(t *testing.T, m parse.Message, w written.Written) {
	t.Helper()
	asked := map[string]bool{}
	page := richtext.New().RenderWith(w.Format, w.Text, func(id string) string {
		asked[id] = true
		return "https://desk.example/" + id
	}).HTML
	if len(asked) != len(w.Inline) || strings.Count(page, "<img") < len(asked) {
		t.Errorf("the text speaks of %v, not of %v", asked, w.Inline)
	}
	for _, in := range w.Inline {
		if file := m.Files[in.File]; !asked[in.ContentID] || file.ContentID != in.ContentID || !strings.HasPrefix(file.Type, "image/") {
			t.Errorf("%+v is %q, %s", in, file.ContentID, file.Type)
		}
	}
}

// Every word of every mail that is known to the reader of mails is in one of the parts.
func TestNothingIsLost(t *testing.T) {
	paths, err := filepath.Glob("../parse/testdata/*.eml")
	if err != nil || len(paths) < 60 {
		t.Fatalf("%d mails, %v", len(paths), err)
	}
	reader, rich := written.New(), richtext.New()
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m, err := parse.Parse(raw, parse.Options{})
		if err != nil {
			continue // too complex: nothing is said
		}
		w := reader.Of(m, most)
		parts := " " + rich.Text(w.Format, w.Text) + " " + w.Quoted + " " + w.Signature + " "
		whole := w.Original
		if whole == "" {
			whole = w.Text
		}
		for word := range strings.FieldsSeq(whole) {
			if !strings.Contains(parts, word) && strings.Trim(word, ">") != "" {
				t.Errorf("%s: %q is lost: %+v", path, word, w)
			}
		}
		if strings.TrimSpace(whole) != "" && strings.TrimSpace(w.Text) == "" {
			t.Errorf("%s: nothing is new", path)
		}
	}
}

// What is too long as a page stays as plain text; what is too long as that is cut, and whole in the original.
func TestLongMails(t *testing.T) {
	reader := written.New()
	html := "<p>" + strings.Repeat("<b>uno</b> <i>due</i> ", 100) + "</p>"
	m := parse.Message{Bodies: []parse.Body{{HTML: html}}}
	if w := reader.Of(m, 2000); w.Format != richtext.Plain || w.Cut || len(strings.Fields(w.Text)) != 200 {
		t.Errorf("got %+v", w)
	}
	w := reader.Of(m, 100)
	if runes := []rune(w.Text); !w.Cut || len(runes) > 100 || runes[len(runes)-1] != '…' || len(strings.Fields(w.Original)) != 200 {
		t.Errorf("got %+v", w)
	}
	if w := reader.Of(parse.Message{}, 100); w.Text != "" || w.Original != "" || w.Format != richtext.Plain {
		t.Errorf("of nothing: %+v", w)
	}
	large := parse.Message{Bodies: []parse.Body{{Text: strings.Repeat("è ", written.MaxOriginal)}}}
	if w := reader.Of(large, 100); !w.Cut || len(w.Original) > written.MaxOriginal {
		t.Errorf("%d bytes", len(w.Original))
	}
}

// Two bodies (before and behind a picture, or what a list adds) are one text.
func TestSeveralBodies(t *testing.T) {
	m := parse.Message{Bodies: []parse.Body{{Text: "One & two"}, {HTML: "<p>Three</p>"}, {Text: "-- \nThe list"}}}
	w := written.New().Of(m, most)
	if w.Format != richtext.HTML || w.Text != "<p>One &amp; two</p><p>Three</p><p>-- <br>The list</p>" {
		t.Errorf("got %+v", w)
	}
}
