package smtpd_test

import (
	"context"
	"io"
	"runtime"
	"strings"
	"testing"

	"sportello/internal/mail/smtpd"
)

// counter is an inbox that lets mails through its fingers.
type counter struct{ bytes int64 }

func (*counter) Knows(context.Context, string) (bool, error) { return true, nil }

func (c *counter) Accept(_ context.Context, d smtpd.Delivery) (err error) {
	c.bytes, err = io.Copy(io.Discard, d.Raw)
	return err
}

// A mail of 25 MB goes through: all that is allocated on its way, by the client too, is far less than the mail.
func TestLargeMailsAreNotHeldInMemory(t *testing.T) {
	const line, lines, most = 76, 330_000, 4 << 20
	kept := &counter{}
	r := start(t, smtpd.Config{Inbox: kept})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	mail := io.MultiReader(strings.NewReader("Subject: large\r\n\r\n"), io.LimitReader(&endless{strings.Repeat("x", line-2) + "\r\n", 0}, line*lines))
	if err := send(t, r, nil, "a@example.org", []string{"desk@example.com"}, mail); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if kept.bytes < line*lines {
		t.Errorf("%d bytes came through", kept.bytes)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > most {
		t.Errorf("%d KiB were allocated for %d KiB", took>>10, kept.bytes>>10)
	}
}

// endless says a line again and again.
type endless struct {
	line string
	at   int
}

func (e *endless) Read(b []byte) (int, error) {
	n := copy(b, e.line[e.at:])
	e.at = (e.at + n) % len(e.line)
	return n, nil
}
