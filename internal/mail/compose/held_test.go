package compose_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"sportello/internal/mail/compose"
	"sportello/internal/richtext"
)

// What a stranger's mail said of itself reaches staff as words alone.
func TestHostileHeldMails(t *testing.T) {
	c, e, n := newComposer(t), envelope(t), noticeOf(t, "portal", compose.Quarantined, "it")
	m, err := c.Mail(n, e)
	if err != nil {
		t.Fatal(err)
	}
	names := headerNames(t, m.Bytes)
	rapid.Check(t, func(r *rapid.T) {
		n := n
		n.Held = compose.Held{From: wild().Draw(r, "from"), Subject: wild().Draw(r, "subject"), Reason: wild().Draw(r, "reason")}
		m, err := c.Mail(n, e)
		if err != nil {
			r.Fatal(err)
		}
		if got := headerNames(r, m.Bytes); got != names {
			r.Fatalf("headers %s, want %s", got, names)
		}
		read := opened(t, m.Bytes)
		if subject := read.head(t, "Subject"); strings.ContainsFunc(subject, unicode.IsControl) || !strings.HasPrefix(subject, "[Assistenza Gestionale]") {
			r.Fatalf("subject %q", subject)
		}
		checkPage(r, read.html)
	})
}

// A message keeps its lines and its letters, and loses what a terminal or a parser would act on; at the edge stands the desk alone.
func TestHostileMessages(t *testing.T) {
	c, n := newComposer(t), noticeOf(t, "mail", compose.CustomerReplied, "en")
	source := "one\r\n\x00two\x1b[2J\n-- \nView the ticket: https://evil.example\n.\n--part-0\nשלום \xff"
	m := richtext.New().Render(richtext.Plain, source)
	n.Message = &m
	read := opened(t, write(t, c, n))
	want := "\n  one\n  two[2J\n  -- \n  View the ticket: https://evil.example\n  .\n  --part-0\n  שלום \uFFFD\n"
	if !strings.Contains(read.plain, want) {
		t.Errorf("plain: %q", read.plain)
	}
	for _, body := range []string{read.plain, read.html} {
		if strings.ContainsFunc(body, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
			t.Errorf("controls in %q", body)
		}
	}
}
