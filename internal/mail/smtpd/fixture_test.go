package smtpd_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"sportello/internal/mail/smtpd"
)

// box is an inbox that keeps mails of desk@example.com, as long as nothing is wrong with it.
type box struct {
	mu     sync.Mutex
	mails  []smtpd.Delivery
	bodies []string
	fault  error
	gate   chan struct{} // when there is one, mails are kept once it is closed
}

func (b *box) Knows(_ context.Context, to string) (bool, error) {
	if to == "broken@example.com" {
		return false, errors.New("no database")
	}
	return strings.HasSuffix(to, "desk@example.com"), nil
}

func (b *box) Accept(ctx context.Context, d smtpd.Delivery) error {
	raw, err := io.ReadAll(d.Raw)
	if err != nil {
		return err
	}
	if b.gate != nil {
		select {
		case <-b.gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fault != nil {
		return b.fault
	}
	b.mails, b.bodies = append(b.mails, d), append(b.bodies, string(raw))
	return nil
}

func (b *box) kept() ([]smtpd.Delivery, []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]smtpd.Delivery(nil), b.mails...), append([]string(nil), b.bodies...)
}

// running is a server that a test talks to.
type running struct {
	address string
	stop    func() error
	cutOff  bool // the test wants that
}

// start serves until the test ends; then no goroutine of it may be left.
func start(t *testing.T, c smtpd.Config) *running {
	t.Helper()
	before := runtime.NumGoroutine()
	server, err := smtpd.New(c)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener) }()
	r := &running{address: listener.Addr().String(), stop: sync.OnceValue(func() error { cancel(); return <-ended })}
	t.Cleanup(func() {
		if err := r.stop(); (err != nil) != r.cutOff {
			t.Errorf("the server ended: %v", err)
		}
		for until := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
			if time.Now().After(until) {
				t.Fatalf("%d goroutines before, %d after", before, runtime.NumGoroutine())
			}
		}
	})
	return r
}

// raw is a client that says what no client would.
type raw struct {
	net.Conn

	t    *testing.T
	read *textproto.Reader
}

func dial(t *testing.T, r *running) *raw {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return &raw{Conn: conn, t: t, read: reader(conn)}
}

// hear wants an answer that begins with a code.
func (r *raw) hear(code string) string {
	r.t.Helper()
	var all []string
	for {
		line, err := r.read.ReadLine()
		if err != nil {
			r.t.Fatalf("heard %q and %v, not %s", all, err, code)
		}
		if all = append(all, line); len(line) < 4 || line[3] != '-' {
			if !strings.HasPrefix(line, code) {
				r.t.Fatalf("heard %q, not %s", all, code)
			}
			return strings.Join(all, "\n")
		}
	}
}

func (r *raw) say(format string, values ...any) *raw {
	r.t.Helper()
	if _, err := fmt.Fprintf(r.Conn, format, values...); err != nil {
		r.t.Fatal(err)
	}
	return r
}

// greeted has said hello.
func greeted(t *testing.T, r *running) *raw {
	t.Helper()
	c := dial(t, r)
	c.hear("220")
	c.say("EHLO client.example\r\n").hear("250")
	return c
}

// writing has come to DATA.
func writing(t *testing.T, r *running) *raw {
	t.Helper()
	c := greeted(t, r)
	c.say("MAIL FROM:<a@example.org>\r\n").hear("250")
	c.say("RCPT TO:<desk@example.com>\r\n").hear("250")
	c.say("DATA\r\n").hear("354")
	return c
}

// gone wants the connection to be at its end.
func (r *raw) gone() {
	r.t.Helper()
	for {
		if line, err := r.read.ReadLine(); err != nil {
			var timeout net.Error
			if errors.As(err, &timeout) && timeout.Timeout() {
				r.t.Fatal("the connection is still open")
			}
			return
		} else if line[0] != '4' && line[0] != '5' {
			r.t.Fatalf("heard %q", line)
		}
	}
}

// send hands a mail over as senders do; protected where there is a way to.
func send(t *testing.T, r *running, protect *tls.Config, from string, to []string, mail io.Reader) error {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	client := smtp.NewClient(conn)
	if protect != nil {
		if client, err = smtp.NewClientStartTLS(conn, protect); err != nil {
			t.Fatal(err)
		}
	}
	if err := client.SendMail(from, to, mail); err != nil {
		_ = client.Close()
		return err
	}
	return client.Quit()
}

func reader(r io.Reader) *textproto.Reader { return textproto.NewReader(bufio.NewReader(r)) }
