package parse_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sportello/internal/mail/parse"
)

// TestLimits holds each limit from both sides.
func TestLimits(t *testing.T) {
	parts := func(n int) string {
		return "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\nx\r\n", n)
	}
	nested := func(n int) string {
		var mail strings.Builder
		for i := range n {
			fmt.Fprintf(&mail, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		return mail.String()
	}
	side := func(n int) string {
		mail := "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
		for i := range n {
			mail += fmt.Sprintf("--b\r\nContent-Type: multipart/mixed; boundary=c%d\r\n\r\n--c%d--\r\n", i, i)
		}
		return mail
	}
	for _, c := range []struct {
		what  string
		limit int
		write func(int) string
		free  int // how many of them the frame has already
	}{
		{"boundary lines", parse.MaxBoundaryLines, parts, 0},
		{"header lines", parse.MaxHeaderLines, func(n int) string { return strings.Repeat("X: y\r\n", n) + "\r\n" }, 0},
		{"multiparts within each other", parse.MaxDepth, nested, 0},
		{"multiparts", parse.MaxMultiparts, side, 1},
		{"bytes", parse.MaxBytes, func(n int) string { return strings.Repeat("x", n) }, 0},
	} {
		t.Run(c.what, func(t *testing.T) {
			if _, err := parse.Parse([]byte(c.write(c.limit-c.free)), parse.Options{}); err != nil {
				t.Errorf("at the limit: %v", err)
			}
			_, err := parse.Parse([]byte(c.write(c.limit-c.free+1)), parse.Options{})
			var refused parse.ErrTooComplex
			if !errors.As(err, &refused) || refused.What != c.what || refused.Limit != c.limit {
				t.Errorf("beyond it: %v", err)
			}
		})
	}
}

// One From with one address is somebody; all else is nobody.
func TestIdentity(t *testing.T) {
	for _, c := range []struct{ header, want string }{
		{"From: a@example.com", "a@example.com"},
		{"From: \"Rossi, Piero\" <piero@example.com>", "piero@example.com"},
		{"From: =?utf-8?q?=22a=40example=2Ecom=22?= <b@example.com>", "b@example.com"},
		{"From: a@example.com, b@example.com", ""},
		{"From: a@example.com\r\nFrom: b@example.com", ""},
		{"From: a@example.com\r\nFrom: a@example.com", ""},
		{"From:\r\nFrom: a@example.com", ""},
		{"From: a@example.com <b@example.com>", ""},
		{"From: <a@example.com> <b@example.com>", ""},
		{"From: Piero", ""},
		{"From: <>", ""},
		{"From: Group: a@example.com, b@example.com;", ""},
		{"Reply-To: a@example.com\r\nSender: b@example.com", ""},
	} {
		m := read(t, c.header+"\r\n\r\nx")
		if got, ok := m.Identity(); got.Address != c.want || ok != (c.want != "") {
			t.Errorf("%q is %q, %v", c.header, got.Address, ok)
		}
	}
}

// Only the topmost field counts, and only if our own receiver wrote it.
func TestVerdicts(t *testing.T) {
	ours := "Authentication-Results: mx.example.com 1; dmarc=fail (p=none; x) header.from=example.org; spf=pass smtp.mailfrom=\"a@example.org\"\r\n"
	foreign := "Authentication-Results: mx.example.net; dmarc=pass\r\n"
	want := []parse.Verdict{
		{Method: "dmarc", Result: "fail", Properties: map[string]string{"header.from": "example.org"}},
		{Method: "spf", Result: "pass", Properties: map[string]string{"smtp.mailfrom": "a@example.org"}},
	}
	for _, c := range []struct {
		header, receiver string
		want             []parse.Verdict
	}{
		{ours + foreign, "MX.example.com", want},
		{foreign + ours, "mx.example.com", nil},
		{ours, "", nil},
		{"Authentication-Results: (mx.example.com) evil.example; dmarc=pass\r\n", "mx.example.com", nil},
	} {
		m, err := parse.Parse([]byte(c.header+"\r\nx"), parse.Options{Receiver: c.receiver})
		if err != nil || !reflect.DeepEqual(m.Verdicts, c.want) {
			t.Errorf("%q: %v %v", c.header, m.Verdicts, err)
		}
	}
}

// The key stays over what is added on the way, and changes with what is written.
func TestKey(t *testing.T) {
	mail := "Message-ID: <1@example.com>\r\nFrom: a@example.com\r\nSubject: x\r\n\r\nHello\r\n"
	one := read(t, mail).Key
	for _, same := range []string{"Received: by b\r\n\tfor c\r\n" + mail, "Return-Path: <a@example.com>\r\n" + mail, strings.ReplaceAll(mail, "\r\n", "\n")} {
		if read(t, same).Key != one {
			t.Errorf("another key for %q", same)
		}
	}
	for _, other := range []string{mail + "!", strings.Replace(mail, "<1", "<2", 1), strings.Replace(mail, "Subject: x", "Subject: y", 1)} {
		if read(t, other).Key == one {
			t.Errorf("the same key for %q", other)
		}
	}
}

func read(t interface {
	Helper()
	Fatal(...any)
}, raw string) parse.Message {
	t.Helper()
	m, err := parse.Parse([]byte(raw), parse.Options{Receiver: "mx.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Whatever comes in, texts are valid UTF-8 and headers are one line without controls.
func FuzzParse(f *testing.F) {
	for _, raw := range corpus(f) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) { check(t, raw) })
}

func TestAnything(t *testing.T) {
	pieces := []string{"\r\n", "\n", "--b", "--b--", "Content-Type: ", "multipart/mixed; boundary=b", "message/rfc822", "text/html", "; charset=", "utf-7",
		"shift_jis", "utf-16", "+AGE-", "\xff", "\x1b$B", "From: ", "<a@b>", "=?utf-8?b?", "?=", "\"", "(", ";", "Subject:", " ", "\u202e", "filename*0*=a'b'%C3", "=",
		"Content-Transfer-Encoding: ", "base64", "quoted-printable", "Content-Disposition: attachment", "message/delivery-status", "Final-Recipient: ", "Date: ", "\x00"}
	rapid.Check(t, func(t *rapid.T) {
		check(t, []byte(strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String()), 0, 60).Draw(t, "mail"), "")))
	})
}

func check(t interface {
	Helper()
	Fatalf(string, ...any)
}, raw []byte) {
	t.Helper()
	before := bytes.Clone(raw)
	m, err := parse.Parse(raw, parse.Options{Receiver: "mx.example.com"})
	if !bytes.Equal(raw, before) {
		t.Fatalf("the input was changed")
	}
	if err != nil {
		if _, refused := errors.AsType[parse.ErrTooComplex](err); !refused {
			t.Fatalf("not a refusal: %v", err)
		}
		return
	}
	walk(t, "", reflect.ValueOf(m))
}

// walk looks at each text of the value.
func walk(t interface {
	Helper()
	Fatalf(string, ...any)
}, name string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		body := name == "Text" || name == "HTML"
		if text := v.String(); !utf8.ValidString(text) || !body && strings.ContainsAny(text, "\r\n\x00\u202e") || body && strings.Contains(text, "\r") {
			t.Fatalf("%s is %q", name, text)
		}
		if name == "Name" && strings.Contains(v.String(), "\u2066") {
			t.Fatalf("%s is %q", name, v.String())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "Content" && f.Name != "Date" {
				walk(t, f.Name, v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(t, name, v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			walk(t, name, v.Elem())
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			walk(t, name, key)
			walk(t, name, v.MapIndex(key))
		}
	}
}

// What somebody attaches comes out byte for byte, however it travelled and whatever type it claims.
func TestFilesKeepTheirBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var mail bytes.Buffer
		writer := multipart.NewWriter(&mail)
		fmt.Fprintf(&mail, "Subject: x\r\nContent-Type: multipart/mixed; boundary=%s\r\n\r\n", writer.Boundary())
		want := rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 1, 5).Draw(t, "files")
		for i, content := range want {
			encoding := rapid.SampledFrom([]string{"base64", "quoted-printable", "8bit"}).Draw(t, "encoding")
			head := textproto.MIMEHeader{}
			head.Set("Content-Type", rapid.SampledFrom([]string{"text/plain; charset=utf-16", "text/csv", "image/png", "application/x"}).Draw(t, "type"))
			head.Set("Content-Disposition", fmt.Sprintf("attachment; filename=f%d", i))
			head.Set("Content-Transfer-Encoding", encoding)
			part, err := writer.CreatePart(head)
			if err != nil {
				t.Fatal(err)
			}
			if err := send(part, encoding, content); err != nil {
				t.Fatal(err)
			}
		}
		if err := writer.Close(); err != nil {
			t.Fatal(err)
		}
		m := read(t, mail.String())
		if len(m.Files) != len(want) {
			t.Fatalf("%d files of %d", len(m.Files), len(want))
		}
		for i, file := range m.Files {
			if !bytes.Equal(file.Content, want[i]) || file.Name != fmt.Sprintf("f%d", i) {
				t.Fatalf("%s is %q instead of %q", file.Name, file.Content, want[i])
			}
		}
	})
}

func send(to io.Writer, encoding string, content []byte) error {
	var encoder io.WriteCloser
	switch encoding {
	case "base64":
		encoder = base64.NewEncoder(base64.StdEncoding, to)
	case "quoted-printable":
		q := quotedprintable.NewWriter(to)
		q.Binary = true
		encoder = q
	default:
		_, err := to.Write(content)
		return err
	}
	if _, err := encoder.Write(content); err != nil {
		return err
	}
	return encoder.Close()
}
