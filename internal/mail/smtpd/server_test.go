package smtpd_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"sportello/internal/mail/smtpd"
	"sportello/internal/moment"
)

const plain = "From: a@example.org\r\nSubject: Hello\r\n\r\n.a line with a dot\r\nlast\r\n"

// M3.1: a mail is handed over with its envelope, byte by byte, and only what the inbox has kept is answered with 2xx.
func TestMailIsTakenWhenItIsKept(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	kept := &box{}
	r := start(t, smtpd.Config{Inbox: kept, Now: func() time.Time { return now }})
	to := []string{"desk@example.com", "other-desk@example.com"}
	if err := send(t, r, nil, "a@example.org", to, strings.NewReader(plain)); err != nil {
		t.Fatal(err)
	}
	mails, bodies := kept.kept()
	if len(mails) != 1 || bodies[0] != plain {
		t.Fatalf("kept %q", bodies)
	}
	d := mails[0]
	if d.Sender != "a@example.org" || !slices.Equal(d.Recipients, to) || d.Peer.String() != "127.0.0.1" || d.Way != "SMTP" ||
		d.TLS || d.At != moment.Of(now) || d.Helo == "" {
		t.Errorf("delivery: %+v", d)
	}
}

func TestWhatIsNotKeptIsNotTaken(t *testing.T) {
	for fault, code := range map[error]int{smtpd.ErrBusy: 451, smtpd.ErrTooLarge: 552, errors.New("disk full"): 451} {
		r := start(t, smtpd.Config{Inbox: &box{fault: fmt.Errorf("keep: %w", fault)}})
		err := send(t, r, nil, "a@example.org", []string{"desk@example.com"}, strings.NewReader(plain))
		var said *smtp.SMTPError
		if !errors.As(err, &said) || said.Code != code {
			t.Errorf("%v: %v, not %d", fault, err, code)
		}
		if said != nil && strings.Contains(said.Message, fault.Error()) {
			t.Errorf("strangers are told %q", said.Message)
		}
	}
}

func TestNothingIsRelayed(t *testing.T) {
	kept := &box{}
	c := greeted(t, start(t, smtpd.Config{Inbox: kept, Unknown: 2}))
	c.say("MAIL FROM:<desk@example.com>\r\n").hear("250")
	c.say("RCPT TO:<broken@example.com>\r\n").hear("451")
	c.say("RCPT TO:<x%%desk@elsewhere.example>\r\n").hear("550 5.1.1")
	c.say("RCPT TO:<victim@elsewhere.example>\r\n").hear("550 5.1.1")
	c.say("DATA\r\n").hear("502")
	c.say("RCPT TO:<guess@example.com>\r\n").hear("421 4.7.0")
	c.gone()
	if mails, _ := kept.kept(); len(mails) != 0 {
		t.Errorf("kept %v", mails)
	}
}

func TestDeliveryReportsHaveNoSender(t *testing.T) {
	kept := &box{}
	r := start(t, smtpd.Config{Inbox: kept, SenderRate: smtpd.Rate{Burst: 1, Span: time.Hour}})
	for range 3 {
		if err := send(t, r, nil, "", []string{"desk@example.com"}, strings.NewReader(plain)); err != nil {
			t.Fatal(err)
		}
	}
	if mails, _ := kept.kept(); len(mails) != 3 || mails[0].Sender != "" {
		t.Errorf("kept %+v", mails)
	}
}

// A thousand recipients: so many as a mail may have, the others in another mail.
func TestRecipientsAreBounded(t *testing.T) {
	kept := &box{}
	c := greeted(t, start(t, smtpd.Config{Inbox: kept, Recipients: 100}))
	c.say("MAIL FROM:<a@example.org>\r\n").hear("250")
	for i := range 1000 {
		code := "250"
		if i >= 100 {
			code = "452"
		}
		c.say("RCPT TO:<%d-desk@example.com>\r\n", i).hear(code)
	}
	c.say("DATA\r\n").hear("354")
	c.say("Subject: all\r\n.\r\n").hear("250")
	if mails, _ := kept.kept(); len(mails) != 1 || len(mails[0].Recipients) != 100 {
		t.Errorf("kept %d", len(mails))
	}
}

func TestLMTPAnswersEachRecipient(t *testing.T) {
	kept := &box{}
	r := start(t, smtpd.Config{Inbox: kept, LMTP: true, NetworkConnections: 1, NetworkRate: smtpd.Rate{Burst: 1, Span: time.Hour}})
	for range 2 { // the server in front is not counted
		conn, err := net.Dial("tcp", r.address) //nolint:noctx // it lives as long as the test
		if err != nil {
			t.Fatal(err)
		}
		client := smtp.NewClientLMTP(conn)
		t.Cleanup(func() { _ = client.Close() })
		if err := client.Mail("a@example.org", nil); err != nil {
			t.Fatal(err)
		}
		for _, to := range []string{"desk@example.com", "other-desk@example.com"} {
			if err := client.Rcpt(to, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := client.Rcpt("nobody@example.com", nil); err == nil {
			t.Error("nobody is known")
		}
		w, err := client.Data()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(plain)); err != nil {
			t.Fatal(err)
		}
		answers, err := w.CloseWithLMTPResponse()
		if err != nil || len(answers) != 2 || answers["desk@example.com"] == nil || answers["other-desk@example.com"] == nil {
			t.Errorf("answers: %v, %v", answers, err)
		}
	}
	if mails, _ := kept.kept(); len(mails) != 2 || mails[0].Way != "LMTP" {
		t.Errorf("kept %+v", mails)
	}
}

func TestRatesAreKept(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	c := greeted(t, start(t, smtpd.Config{
		Inbox: &box{}, Now: func() time.Time { return now },
		NetworkRate: smtpd.Rate{Burst: 4, Span: time.Minute}, SenderRate: smtpd.Rate{Burst: 2, Span: time.Hour},
	}))
	mail := func(from, code string) {
		t.Helper()
		c.say("MAIL FROM:<%s>\r\n", from).hear(code)
		c.say("RSET\r\n").hear("250")
	}
	mail("a@example.org", "250")
	mail("A@example.org", "250")
	mail("a@example.org", "451 4.7.1") // the sender's
	mail("b@example.org", "250")
	mail("c@example.org", "451 4.7.1") // the network's
	now = now.Add(time.Minute)
	mail("c@example.org", "250")
}

func TestMailsOnTheirWayAreTakenWhenTheServerStops(t *testing.T) {
	kept := &box{gate: make(chan struct{})}
	r := start(t, smtpd.Config{Inbox: kept})
	idle, busy := greeted(t, r), writing(t, r)
	stopped := make(chan error, 1)
	go func() { stopped <- r.stop() }()
	idle.hear("421") // proves that the stop has begun
	busy.say("%s.\r\n", "Subject: last\r\n\r\n")
	close(kept.gate)
	busy.hear("250")
	busy.hear("421")
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if mails, _ := kept.kept(); len(mails) != 1 {
		t.Errorf("kept %d", len(mails))
	}
}

func TestMailsThatDoNotEndAreCutOffWhenTheServerStops(t *testing.T) {
	kept := &box{}
	server := start(t, smtpd.Config{Inbox: kept, Grace: 50 * time.Millisecond})
	server.cutOff = true
	c := writing(t, server)
	if err := server.stop(); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("stopped with %v", err)
	}
	c.gone()
}

// lazy is an inbox that says yes before it has read.
type lazy struct{ box }

func (*lazy) Accept(context.Context, smtpd.Delivery) error { return nil }

func TestAYesBeforeTheEndIsNone(t *testing.T) {
	c := writing(t, start(t, smtpd.Config{Inbox: &lazy{}}))
	c.say("Subject: unread\r\n\r\nlost\r\n.\r\n").hear("451")
	c.say("NOOP\r\n").hear("250")
}
