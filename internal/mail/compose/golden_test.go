package compose_test

import (
	"flag"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sportello/internal/mail/compose"
	"sportello/internal/policy"
)

var update = flag.Bool("update", false, "write the golden files anew")

// M0.6, M1.11, M1.13, M2.7, M3.2, M3.3, M3.5, M3.6, M3.8, M4.11, M4.17: what each desk writes, in each language.
func TestMailsAsTheyRead(t *testing.T) {
	c := newComposer(t)
	for _, preset := range policy.PresetNames() {
		for _, language := range []string{"it", "es", "en"} {
			t.Run(preset+"."+language, func(t *testing.T) {
				var all strings.Builder
				for _, kind := range kindsOf(preset) {
					read := opened(t, write(t, c, noticeOf(t, preset, kind, language)))
					fmt.Fprintf(&all, "=== %s\n", kind)
					for _, key := range []string{"From", "To", "Reply-To", "Subject", "Auto-Submitted"} {
						if value := read.head(t, key); value != "" {
							fmt.Fprintf(&all, "%s: %s\n", key, value)
						}
					}
					fmt.Fprintf(&all, "\n%s\n", read.plain)
				}
				golden(t, preset+"."+language+".txt", all.String())
			})
		}
	}
}

// The bytes as they leave, one of them whole, and three pages as browsers get them.
func TestBytesAndPages(t *testing.T) {
	c := newComposer(t)
	golden(t, "staff_replied.mail.es.eml", strings.ReplaceAll(string(write(t, c, noticeOf(t, "mail", compose.StaffReplied, "es"))), "\r\n", "\n"))
	for _, page := range []struct {
		preset, language string
		kind             compose.Kind
	}{
		{"guided", "it", compose.Opened},
		{"mail", "es", compose.StaffReplied},
		{"studio", "en", compose.ClosedByClock},
	} {
		read := opened(t, write(t, c, noticeOf(t, page.preset, page.kind, page.language)))
		golden(t, strings.ToLower(string(page.kind))+"."+page.preset+"."+page.language+".html", read.html)
	}
}

func write(t testing.TB, c *compose.Composer, n compose.Notice) []byte {
	t.Helper()
	m, err := c.Mail(n, envelope(t))
	if err != nil {
		t.Fatalf("%s: %v", n.Kind, err)
	}
	return m.Bytes
}

// message is a mail as a reader takes it apart.
type message struct {
	header      mail.Header
	plain, html string
}

func (m message) head(t testing.TB, key string) string {
	t.Helper()
	value, err := (&mime.WordDecoder{}).DecodeHeader(m.header.Get(key))
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return value
}

// opened reads the bytes with the standard library, which composed none of them.
func opened(t testing.TB, raw []byte) message {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	kind, with, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("Content-Type %q: %v", m.Header.Get("Content-Type"), err)
	}
	read := message{header: m.Header}
	parts := multipart.NewReader(m.Body, with["boundary"])
	for _, part := range []struct {
		kind string
		into *string
	}{{"text/plain; charset=UTF-8", &read.plain}, {"text/html; charset=UTF-8", &read.html}} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Header.Get("Content-Type"); got != part.kind || p.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			t.Fatalf("part %q: %v", part.kind, p.Header)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		*part.into = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	if _, err := parts.NextRawPart(); err != io.EOF {
		t.Fatalf("after the second part: %v", err)
	}
	return read
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		i := 0
		for i < min(len(a), len(b)) && a[i] == b[i] {
			i++
		}
		t.Errorf("%s differs at line %d:\n got %q\nwant %q", name, i+1, slices.Concat(a, []string{"(end)"})[i], slices.Concat(b, []string{"(end)"})[i])
	}
}
