package smtpd_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"sportello/internal/mail/smtpd"
)

// Whatever might be taken for the end of a mail elsewhere is not one here, and the mail is refused as a whole: nothing of it is
// kept, and no second mail comes out of it.
func TestMailsAreNotSmuggled(t *testing.T) {
	const second = "MAIL FROM:<boss@example.com>\r\nRCPT TO:<desk@example.com>\r\nDATA\r\nsmuggled\r\n"
	for _, end := range []string{"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r.\r\n", "\n\n.\r\n"} {
		kept := &box{}
		c := writing(t, start(t, smtpd.Config{Inbox: kept}))
		if answer := c.say("first%s%s.\r\n", end, second).hear(""); !strings.HasPrefix(answer, "550 5.6.0") {
			t.Fatalf("%q: heard %q", end, answer)
		}
		c.say("NOOP\r\n").hear("250")
		if mails, bodies := kept.kept(); len(mails) != 0 {
			t.Errorf("%q: kept %q", end, bodies)
		}
	}
}

// go-smtp swallows a CR between a dot that begins a line and what is not a LF, so that it can't be refused; it is one mail still.
func TestASwallowedReturnEndsNothing(t *testing.T) {
	kept := &box{}
	c := writing(t, start(t, smtpd.Config{Inbox: kept}))
	c.say("first\r\n.\r.\r\nMAIL FROM:<boss@example.com>\r\n.\r\n").hear("250")
	c.say("NOOP\r\n").hear("250 2.0.0 I have")
	if _, bodies := kept.kept(); len(bodies) != 1 || bodies[0] != "first\r\n.\r\nMAIL FROM:<boss@example.com>\r\n" {
		t.Errorf("kept %q", bodies)
	}
}

func TestMailsInChunksAreHeldToTheSame(t *testing.T) {
	kept := &box{}
	r := start(t, smtpd.Config{Inbox: kept, MailBytes: 1000})
	envelope := func(c *raw) *raw {
		c.say("MAIL FROM:<a@example.org>\r\n").hear("250")
		c.say("RCPT TO:<desk@example.com>\r\n").hear("250")
		return c
	}
	c := envelope(greeted(t, r))
	c.say("BDAT 6 LAST\r\nbare\n.").hear("550 5.6.0")
	c.gone()
	c = envelope(greeted(t, r))
	c.say("BDAT 4000 LAST\r\n%s", strings.Repeat("x", 4000)).hear("552")
	for range 2 {
		envelope(c)
		c.say("BDAT 4\r\na: b").hear("250")
		c.say("BDAT 6 LAST\r\n\r\n\r\nc.").hear("250")
	}
	if _, bodies := kept.kept(); len(bodies) != 2 || bodies[1] != "a: b\r\n\r\nc." {
		t.Errorf("kept %q", bodies)
	}
}

// A mail in chunks that is broken off does not answer for the next: that comes on another connection, though it was sent ahead.
func TestChunksThatBreakOffEndTheConnection(t *testing.T) {
	kept := &box{}
	c := greeted(t, start(t, smtpd.Config{Inbox: kept}))
	const envelope = "MAIL FROM:<a@example.org>\r\nRCPT TO:<desk@example.com>\r\n"
	c.say("%sBDAT 4\r\na: bRSET\r\n%sBDAT 4 LAST\r\nc: d", envelope, envelope)
	for range 4 {
		c.hear("250") // MAIL, RCPT, BDAT, RSET
	}
	c.hear("421 4.3.2")
	c.gone()
	if mails, _ := kept.kept(); len(mails) != 0 {
		t.Errorf("kept %v", mails)
	}
}

func TestAddressesCarryNothingElse(t *testing.T) {
	c := greeted(t, start(t, smtpd.Config{Inbox: &box{}}))
	c.say("MAIL FROM:<a\x00b@example.org>\r\n").hear("501")
	c.say("MAIL FROM:<a\rX: y@example.org>\r\n").hear("501")
	c.say("MAIL FROM:<%s@example.org>\r\n", strings.Repeat("a", 300)).hear("501")
	c.say("MAIL FROM:<a@example.org>\r\n").hear("250")
	for _, to := range []string{"x\rBcc: y desk@example.com", "\x1b[31mdesk@example.com", "dèsk@example.com", "\u202edesk@example.com"} {
		if answer := c.say("RCPT TO:<%s>\r\n", to).hear("501"); strings.ContainsAny(answer, "\r\x1b\u202e") {
			t.Errorf("%q is said again: %q", to, answer)
		}
	}
	// A line break ends the command: what follows is one of its own, and no part of a header.
	c.say("RCPT TO:<desk@example.com\r\nX-Injected: yes>\r\n").hear("501")
	c.hear("501")
}

func TestSizeIsKept(t *testing.T) {
	kept := &box{}
	r := start(t, smtpd.Config{Inbox: kept, MailBytes: 1 << 16})
	c := dial(t, r)
	c.hear("220")
	if caps := c.say("EHLO client.example\r\n").hear("250"); !strings.Contains(caps, "SIZE 65536") || strings.Contains(caps, "AUTH") {
		t.Errorf("offers %q", caps)
	}
	c.say("MAIL FROM:<a@example.org> SIZE=70000\r\n").hear("552")
	c.say("MAIL FROM:<a@example.org> SIZE=10\r\n").hear("250") // a lie
	c.say("RCPT TO:<desk@example.com>\r\n").hear("250")
	c.say("DATA\r\n").hear("354")
	c.say("%s.\r\n", strings.Repeat("0123456789\r\n", 1<<14)).hear("552")
	c.say("NOOP\r\n").hear("250")
	if mails, _ := kept.kept(); len(mails) != 0 {
		t.Error("kept one")
	}
}

func TestLinesEnd(t *testing.T) {
	r := start(t, smtpd.Config{Inbox: &box{}, LineBytes: 1000})
	c := writing(t, r)
	c.say("%s", strings.Repeat("x", 5000)).hear("500")
	c.gone()
	c = greeted(t, r)
	c.say("NOOP %s", strings.Repeat("x", 5000)).hear("500")
	c.gone()
}

func TestNonsenseEnds(t *testing.T) {
	kept := &box{}
	c := dial(t, start(t, smtpd.Config{Inbox: kept}))
	c.hear("220")
	c.say("DATA\r\nRCPT TO:<desk@example.com>\r\nMAIL FROM:<a@example.org>\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n\x16\x03\x01\r\nx\r\n")
	c.gone()
	if mails, _ := kept.kept(); len(mails) != 0 {
		t.Error("kept one")
	}
}

// A sender that never finishes DATA is sent away, whether it is silent or drips.
func TestSlowSendersAreSentAway(t *testing.T) {
	kept := &box{}
	silent := writing(t, start(t, smtpd.Config{Inbox: kept, Idle: 50 * time.Millisecond}))
	silent.say("Subject: I am").hear("421 4.4.2")
	silent.gone()

	for _, c := range []smtpd.Config{{Mail: 100 * time.Millisecond}, {Stay: 100 * time.Millisecond}} {
		c.Inbox = kept
		drips := writing(t, start(t, c))
		for range time.Tick(time.Millisecond) {
			if _, err := io.WriteString(drips.Conn, "drip\r\n"); err != nil {
				break
			}
		}
	}
	if mails, _ := kept.kept(); len(mails) != 0 {
		t.Error("kept one")
	}
}

func TestAMailThatBreaksOffIsNotKept(t *testing.T) {
	kept := &box{}
	r := start(t, smtpd.Config{Inbox: kept})
	c := writing(t, r)
	c.say("Subject: half\r\n\r\nha")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	if mails, _ := kept.kept(); len(mails) != 0 {
		t.Error("kept one")
	}
}

// Ten thousand connections: so many stay as may, the others are told to come later, and there is room again afterwards.
func TestConnectionsAreBounded(t *testing.T) {
	for _, c := range []smtpd.Config{{NetworkConnections: 20}, {NetworkConnections: 20_000, Connections: 20}} {
		c.Inbox = &box{}
		r := start(t, c)
		var inside []*raw
		for range 20 {
			inside = append(inside, greeted(t, r))
		}
		for range 10_000 / 2 {
			late := dial(t, r)
			late.hear("421 4.7.0")
			if err := late.Close(); err != nil {
				t.Fatal(err)
			}
		}
		for _, one := range inside {
			one.say("QUIT\r\n").hear("221")
			one.gone()
		}
		greeted(t, r)
	}
}
