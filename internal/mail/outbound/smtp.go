package outbound

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"net/url"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// SMTP is a smarthost that is spoken to by SMTP, a connection for each mail.
type SMTP struct {
	address, host, name string
	user, password      string
	implicit            bool   // TLS from the first byte
	starttls            string // required, try or never
	roots               *tls.Config
}

// Ways of STARTTLS.
const (
	required = "required"
	try      = "try"
	never    = "never"
)

// NewSMTP reads an address such as smtp://user:password@host:port; name is the one that it greets with. TLS may be nil.
//
// By smtp:// TLS begins with STARTTLS: ?tls=required, try or never. Without that word it is required where there is a password to
// keep, but on this machine itself, and else tried.
func NewSMTP(location, name string, roots *tls.Config) (*SMTP, error) {
	u, err := url.Parse(location)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("outbound: no smarthost: write smtp://user:password@HOST:PORT or smtps://…")
	}
	s := &SMTP{host: u.Hostname(), name: name, user: u.User.Username(), implicit: u.Scheme == "smtps", roots: roots}
	s.password, _ = u.User.Password()
	port := u.Port()
	if port == "" {
		port = map[bool]string{true: "465", false: "587"}[s.implicit]
	}
	s.address = net.JoinHostPort(s.host, port)
	ip := net.ParseIP(s.host)
	here := s.host == "localhost" || ip != nil && ip.IsLoopback()
	switch s.starttls = u.Query().Get("tls"); {
	case s.starttls != "":
	case s.user != "" && !here:
		s.starttls = required
	default:
		s.starttls = try
	}
	return s, nil
}

// Deliver hands over one mail.
func (s *SMTP) Deliver(ctx context.Context, p Parcel) (err error) {
	c, err := s.open(ctx)
	if err != nil {
		return &Refusal{Unreachable: true, Reason: fmt.Sprintf("no way to the smarthost: %v", err)}
	}
	defer func() {
		if err != nil {
			_ = c.Close() // it is over
			return
		}
		// The mail is theirs, which is to be noted at once: nobody waits for good-byes. The deadline ends them.
		go func() { _, _ = c.Quit(), c.Close() }()
	}()
	if err := c.Mail("<" + p.Sender + ">"); err != nil {
		return refusal("MAIL FROM", err)
	}
	if err := c.Rcpt("<" + p.Recipient + ">"); err != nil {
		return refusal("RCPT TO", err)
	}
	body, err := c.Data()
	if err != nil {
		return refusal("DATA", err)
	}
	if _, err := body.Write(p.Bytes); err != nil {
		return fmt.Errorf("handing over: %w", err)
	}
	if err := body.Close(); err != nil { // the server's answer
		return refusal("DATA", err)
	}
	return nil
}

// open connects, begins TLS and signs in.
func (s *SMTP) open(ctx context.Context) (_ *smtp.Client, err error) {
	conn, err := (&net.Dialer{Timeout: 30 * time.Second}).DialContext(ctx, "tcp", s.address)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = conn.Close() // perhaps closed already
		}
	}()
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil {
			return nil, err
		}
	}
	secure := s.roots.Clone()
	if secure == nil {
		secure = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	secure.ServerName = s.host
	if s.implicit {
		conn = tls.Client(conn, secure)
	}
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return nil, err
	}
	c.SkipSMTPUTF8(true) // what we write is ASCII
	if err := c.Hello(s.name); err != nil {
		return nil, err
	}
	if err := s.protect(c, secure); err != nil {
		return nil, err
	}
	return c, s.signIn(c)
}

func (s *SMTP) protect(c *smtp.Client, secure *tls.Config) error {
	if s.implicit || s.starttls == never {
		return nil
	}
	if offered, _ := c.Extension("STARTTLS"); offered {
		return c.StartTLS(secure)
	}
	if s.starttls == required {
		return errors.New("it offers no STARTTLS")
	}
	return nil
}

func (s *SMTP) signIn(c *smtp.Client) error {
	if s.user == "" {
		return nil
	}
	if offered, _ := c.Extension("AUTH"); !offered {
		return errors.New("it offers no AUTH")
	}
	return c.Auth(smtp.PlainAuth("", s.user, s.password, s.host, s.starttls != required && !s.implicit))
}

// refusal tells what a server said no to. What is no answer (a lost connection) leaves the mail uncertain.
func refusal(to string, err error) error {
	answer, ok := errors.AsType[*textproto.Error](err)
	if !ok {
		return fmt.Errorf("%s: %w", to, err)
	}
	return &Refusal{Permanent: answer.Code >= 500 && answer.Code < 600, Reason: fmt.Sprintf("%s: %d %s", to, answer.Code, answer.Msg)}
}
