package smtpd_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"sportello/internal/mail/smtpd"
)

// What the listener itself costs a plain mail, on one connection; what keeps it is not in here.
func BenchmarkPlainMail(b *testing.B) {
	endless := smtpd.Rate{Burst: 1 << 30, Span: time.Nanosecond}
	server, err := smtpd.New(smtpd.Config{Inbox: &counter{}, NetworkRate: endless, SenderRate: endless})
	if err != nil {
		b.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener) }()
	client, err := smtp.Dial(listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	mail := "From: a@example.org\r\nSubject: Hello\r\n\r\n" + strings.Repeat("A line of a plain mail, of which there are some.\r\n", 40)
	b.ReportAllocs()
	for b.Loop() {
		if err := client.SendMail("a@example.org", []string{"desk@example.com"}, strings.NewReader(mail)); err != nil {
			b.Fatal(err)
		}
	}
	if err := client.Quit(); err != nil {
		b.Fatal(err)
	}
	cancel()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
}
