package outbound_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"sportello/internal/desktest/sink"
	"sportello/internal/mail/outbound"
)

// certificate is one for this machine, and who believes in it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sink"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12},
		&tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

func parcel() outbound.Parcel {
	return outbound.Parcel{Sender: "desk+b1-abc@desk.example", Recipient: "carla@cliente.example",
		Bytes: []byte("Subject: x\r\nMessage-ID: <m1@desk.example>\r\n\r\n.a line with a dot\r\n..\r\nend\r\n")}
}

// Real conversations: plain, by STARTTLS, by TLS from the start, signed in; and each way in which there is none.
func TestConversations(t *testing.T) {
	server, client := certificate(t)
	for _, c := range []struct {
		name      string
		sink      sink.Config
		way       string // HOST stands for the address
		believes  *tls.Config
		protected bool
		fails     string
	}{
		{"plain", sink.Config{}, "smtp://HOST", nil, false, ""},
		{"STARTTLS where it is offered", sink.Config{TLS: server}, "smtp://HOST", client, true, ""},
		{"STARTTLS required", sink.Config{TLS: server}, "smtp://HOST?tls=required", client, true, ""},
		{"STARTTLS required and not offered", sink.Config{}, "smtp://HOST?tls=required", client, false, "no STARTTLS"},
		{"never", sink.Config{TLS: server}, "smtp://HOST?tls=never", client, false, ""},
		{"a certificate of nobody", sink.Config{TLS: server}, "smtp://HOST", nil, false, "certificate"},
		{"TLS from the start", sink.Config{TLS: server, Implicit: true}, "smtps://HOST", client, true, ""},
		{"signed in", sink.Config{TLS: server, User: "desk", Password: "s3cret"}, "smtp://desk:s3cret@HOST", client, true, ""},
		{"signed in on this machine", sink.Config{User: "desk", Password: "s3cret"}, "smtp://desk:s3cret@HOST", nil, false, ""},
		{"the wrong password", sink.Config{TLS: server, User: "desk", Password: "s3cret"}, "smtp://desk:wrong@HOST", client, true, "535"},
		{"nobody to sign in with", sink.Config{}, "smtp://desk:s3cret@HOST", nil, false, "no AUTH"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sink.Start(t, c.sink)
			host, err := outbound.NewSMTP(strings.Replace(c.way, "HOST", s.Address, 1), "desk.example", c.believes)
			if err != nil {
				t.Fatal(err)
			}
			err = host.Deliver(t.Context(), parcel())
			if c.fails != "" {
				refusal, ok := errors.AsType[*outbound.Refusal](err)
				if !ok || !refusal.Unreachable || refusal.Permanent || !strings.Contains(refusal.Reason, c.fails) || len(s.Mails()) != 0 {
					t.Errorf("ended with %#v, want %s", err, c.fails)
				}
				return
			}
			mails := s.Mails()
			if err != nil || len(mails) != 1 || string(mails[0].Data) != string(parcel().Bytes) || mails[0].TLS != c.protected ||
				mails[0].From != parcel().Sender || mails[0].To != parcel().Recipient {
				t.Errorf("taken %+v: %v", mails, err)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		sink      sink.Config
		permanent bool
		says      string
	}{
		"greylisted": {sink.Config{Rcpt: func(string) error { return &smtp.SMTPError{Code: 450, Message: "later"} }}, false, "RCPT TO: 450"},
		"unknown":    {sink.Config{Rcpt: func(string) error { return &smtp.SMTPError{Code: 550, Message: "no such user"} }}, true, "RCPT TO: 550"},
		"full":       {sink.Config{Data: func(string, string, []byte) error { return &smtp.SMTPError{Code: 452, Message: "full"} }}, false, "DATA: 452"},
		"spam":       {sink.Config{Data: func(string, string, []byte) error { return &smtp.SMTPError{Code: 554, Message: "spam"} }}, true, "DATA: 554"},
	} {
		t.Run(name, func(t *testing.T) {
			host, err := outbound.NewSMTP("smtp://"+sink.Start(t, c.sink).Address, "desk.example", nil)
			if err != nil {
				t.Fatal(err)
			}
			refusal, ok := errors.AsType[*outbound.Refusal](host.Deliver(t.Context(), parcel()))
			if !ok || refusal.Permanent != c.permanent || refusal.Unreachable || !strings.HasPrefix(refusal.Reason, c.says) {
				t.Errorf("ended with %+v", refusal)
			}
		})
	}
}

// A server that never answers is left when the time is over, and one that is not there at once.
func TestNobodyAnswers(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	host, err := outbound.NewSMTP("smtp://"+listener.Addr().String(), "desk.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if refusal, ok := errors.AsType[*outbound.Refusal](host.Deliver(ctx, parcel())); !ok || !refusal.Unreachable {
		t.Errorf("ended with %+v", refusal)
	}
	_ = listener.Close()
	if refusal, ok := errors.AsType[*outbound.Refusal](host.Deliver(t.Context(), parcel())); !ok || !refusal.Unreachable {
		t.Errorf("ended with %+v", refusal)
	}
}

// A hostile recipient can't say anything of its own to the smarthost.
func TestNoCommandsInAddresses(t *testing.T) {
	s := sink.Start(t, sink.Config{})
	host, err := outbound.NewSMTP("smtp://"+s.Address, "desk.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	bad := parcel()
	bad.Recipient = "a@x.example>\r\nRCPT TO:<b@x.example"
	if err := host.Deliver(t.Context(), bad); err == nil || len(s.Mails()) != 0 {
		t.Errorf("taken %+v: %v", s.Mails(), err)
	}
	for _, location := range []string{"", "http://x", "smtp://", "::"} {
		if _, err := outbound.NewSMTP(location, "desk.example", nil); err == nil {
			t.Errorf("%q is taken for a smarthost", location)
		}
	}
}
