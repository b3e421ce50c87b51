package smtpd_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sportello/internal/mail/smtpd"
)

// certificate is one for example.com, and what trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	server = &tls.Config{Certificates: s.TLS.Certificates, MinVersion: tls.VersionTLS12}
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return server, &tls.Config{RootCAs: roots, ServerName: "example.com", MinVersion: tls.VersionTLS12}
}

func TestMailComesProtected(t *testing.T) {
	server, client := certificate(t)
	kept := &box{}
	r := start(t, smtpd.Config{Inbox: kept, TLS: server})
	if err := send(t, r, client, "a@example.org", []string{"desk@example.com"}, strings.NewReader(plain)); err != nil {
		t.Fatal(err)
	}
	if mails, bodies := kept.kept(); len(mails) != 1 || !mails[0].TLS || bodies[0] != plain {
		t.Errorf("kept %+v, %q", mails, bodies)
	}
}

// What was said before the connection was protected counts for nothing after (CVE-2011-0411).
func TestNothingIsSaidAheadOfProtection(t *testing.T) {
	server, client := certificate(t)
	kept := &box{}
	c := greeted(t, start(t, smtpd.Config{Inbox: kept, TLS: server}))
	c.say("STARTTLS\r\nMAIL FROM:<boss@example.com>\r\n").hear("220")
	secure := tls.Client(c.Conn, client)
	if err := secure.HandshakeContext(t.Context()); err != nil {
		return // the rest of the line was taken for a part of the handshake: as good
	}
	c.Conn = secure
	c.read = reader(secure)
	c.say("RCPT TO:<desk@example.com>\r\n").hear("50")
}

func TestAHandshakeThatDoesNotEnd(t *testing.T) {
	server, _ := certificate(t)
	c := greeted(t, start(t, smtpd.Config{Inbox: &box{}, TLS: server, Idle: 50 * time.Millisecond}))
	c.say("STARTTLS\r\n").hear("220")
	c.gone()
}
