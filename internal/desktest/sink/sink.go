// Package sink is an SMTP server for tests that takes mails and keeps them, or says no as it is told.
package sink

import (
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Mail is what was taken.
type Mail struct {
	From, To string // of the envelope
	Data     []byte // lines end with CRLF
	TLS      bool   // it came protected
	User     string // who had signed in
}

// Config is how a sink behaves. The zero value takes everything.
type Config struct {
	TLS            *tls.Config // offers STARTTLS, or with Implicit begins with it
	Implicit       bool
	User, Password string                                // demanded
	Rcpt           func(to string) error                 // what is said to a recipient
	Data           func(from, to string, b []byte) error // what is said to a mail; nil takes it
}

// Sink is a running server.
type Sink struct {
	Address string // host and port

	config Config
	mu     sync.Mutex
	mails  []Mail
}

// Start runs a sink on a free port until the test ends.
func Start(t testing.TB, c Config) *Sink {
	t.Helper()
	s := &Sink{config: c}
	server := smtp.NewServer(smtp.BackendFunc(func(conn *smtp.Conn) (smtp.Session, error) {
		return &session{sink: s, conn: conn}, nil
	}))
	server.Domain, server.MaxMessageBytes, server.ReadTimeout, server.WriteTimeout = "sink.example", 64<<20, time.Minute, time.Minute
	server.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug) // connections are killed on purpose
	server.AllowInsecureAuth = c.TLS == nil
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it lives as long as the test
	if err != nil {
		t.Fatal(err)
	}
	s.Address = listener.Addr().String()
	if c.Implicit {
		listener = tls.NewListener(listener, c.TLS)
	} else {
		server.TLSConfig = c.TLS
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close() // connections that are still open are no fault of the test's
		if err := <-ended; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("the sink ended: %v", err)
		}
	})
	return s
}

// Mails are those taken so far.
func (s *Sink) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// session is one connection.
type session struct {
	sink     *Sink
	conn     *smtp.Conn
	from, to string
	user     string
}

// AuthMechanisms are offered where somebody has to sign in.
func (s *session) AuthMechanisms() []string {
	if s.sink.config.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth signs in.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.sink.config.User || password != s.sink.config.Password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "who are you"}
		}
		s.user = user
		return nil
	}), nil
}

// Mail begins a mail.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.sink.config.User != "" && s.user == "" {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

// Rcpt says who is to have it.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	if s.sink.config.Rcpt != nil {
		return s.sink.config.Rcpt(to)
	}
	return nil
}

// Data takes it.
func (s *session) Data(r io.Reader) error {
	all, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.sink.config.Data != nil {
		if err := s.sink.config.Data(s.from, s.to, all); err != nil {
			return err
		}
	}
	_, protected := s.conn.TLSConnectionState()
	s.sink.mu.Lock()
	defer s.sink.mu.Unlock()
	s.sink.mails = append(s.sink.mails, Mail{From: s.from, To: s.to, Data: all, TLS: protected || s.sink.config.Implicit, User: s.user})
	return nil
}

// Reset forgets a mail.
func (s *session) Reset() { s.from, s.to = "", "" }

// Logout ends the session.
func (s *session) Logout() error { return nil }
