package parse_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"sportello/internal/mail/parse"
)

// hostile are mails made to cost much for their size: structure, headers, addresses, encodings, each as long as asked.
func hostile() map[string]func(size int) string {
	repeat := func(head, piece, tail string) func(int) string {
		return func(size int) string { return head + strings.Repeat(piece, size/len(piece)) + tail }
	}
	nested := func(size int) string {
		var mail strings.Builder
		for i := 0; mail.Len() < size; i++ {
			fmt.Fprintf(&mail, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		return mail.String()
	}
	open := ""
	for i := range parse.MaxDepth {
		open += fmt.Sprintf("Content-Type: multipart/mixed; boundary=%s%d\r\n\r\n--%s%d\r\n", strings.Repeat("-", 60), i, strings.Repeat("-", 60), i)
	}
	return map[string]func(int) string{
		"parts-nested":      nested,
		"parts-empty":       repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n", "--b--\r\n"),
		"dashes-under-deep": repeat(open+"\r\n", strings.Repeat("-", 66)+"\n", ""),
		"one-line":          repeat("Subject: x\r\n\r\n", "x", ""),
		"one-header":        repeat("Subject: ", "x", "\r\n\r\n"),
		"folded-header":     repeat("Subject: x\r\n", " "+strings.Repeat("y", 900)+"\r\n", "\r\n"),
		"words-open":        repeat("Subject: ", "=?utf-8?q?", "\r\n\r\n"),
		"words":             repeat("Subject: ", "=?utf-8?q?=C3?= ", "\r\n\r\n"),
		"addresses":         repeat("To: ", "a@b.c,", "\r\n\r\n"),
		"addresses-nested":  repeat("From: ", "(", "\r\n\r\n"),
		"addresses-angles":  repeat("From: ", "<", "\r\n\r\n"),
		"references":        repeat("References: ", "<a@b>", "\r\n\r\n"),
		"parameters":        repeat("Content-Type: text/plain; ", "a*0*=x;", "\r\n\r\n"),
		"parameters-quotes": repeat("Content-Type: text/plain; ", "\"", "\r\n\r\n"),
		"quoted-printable":  repeat("Content-Transfer-Encoding: quoted-printable\r\n\r\n", "=\n", ""),
		"quoted-spaces":     repeat("Content-Transfer-Encoding: quoted-printable\r\n\r\n", " ", "x"),
		"utf-7":             repeat("Content-Type: text/plain; charset=utf-7\r\n\r\n", "+", ""),
		"high-bytes":        repeat("Subject: x\r\n\r\n", "\x81\x40\xfc\xfc", ""),
		"report":            repeat("Content-Type: message/delivery-status\r\n\r\n", "Final-Recipient: x\n\n", ""),
	}
}

// BenchmarkHostile shows cost by size: twice the size must not take more than about twice as long.
func BenchmarkHostile(b *testing.B) {
	for name, write := range hostile() {
		for _, size := range []int{1 << 20, 4 << 20} {
			raw := []byte(write(size))
			b.Run(fmt.Sprintf("%s/%dMB", name, size>>20), func(b *testing.B) {
				b.SetBytes(int64(len(raw)))
				for b.Loop() {
					consume(b, raw)
				}
			})
		}
	}
}

// Four megabytes of each take tens of milliseconds; were anything quadratic in them, it would take minutes.
func TestHostile(t *testing.T) {
	for name, write := range hostile() {
		t.Run(name, func(t *testing.T) {
			raw, start := []byte(write(4<<20)), time.Now()
			check(t, raw)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// The largest mails take little more memory than what they carry: what is too long to be read is kept as a file.
func TestLarge(t *testing.T) {
	for _, kind := range []string{"file", "text"} {
		m := read(t, string(large(kind)))
		if len(m.Files) != 1 || len(m.Bodies) != 0 || len(m.Files[0].Content) < parse.MaxBytes*7/10 {
			t.Errorf("%s: %d files, %d bodies", kind, len(m.Files), len(m.Bodies))
		}
	}
}

// BenchmarkPlain is an ordinary mail: its inverse is mails per second on one core.
func BenchmarkPlain(b *testing.B) {
	for _, name := range []string{"plain-it", "gmail-it", "nested-inline"} {
		raw, err := os.ReadFile("testdata/" + name + ".eml")
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				consume(b, raw)
			}
		})
	}
}

// large is a mail as large as it may be: one file in Base64, or text that has to be read.
func large(kind string) []byte {
	if kind == "text" {
		head := "Content-Type: text/plain; charset=iso-8859-1\r\n\r\n"
		return []byte(head + strings.Repeat("perch\xe9 no?\r\n", (parse.MaxBytes-len(head))/12))
	}
	head := "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	line := base64.StdEncoding.EncodeToString(make([]byte, 57)) + "\r\n"
	return []byte(head + strings.Repeat(line, (parse.MaxBytes-len(head))/len(line)))
}

// BenchmarkLarge shows time, and bytes allocated beyond the input.
func BenchmarkLarge(b *testing.B) {
	for _, kind := range []string{"file", "text"} {
		raw := large(kind)
		b.Run(kind, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				consume(b, raw)
			}
		})
	}
}

func consume(b *testing.B, raw []byte) {
	if _, err := parse.Parse(raw, parse.Options{}); err != nil {
		if refusal := err.Error(); refusal == "" {
			b.Fatal("a refusal without a reason")
		}
	}
}
