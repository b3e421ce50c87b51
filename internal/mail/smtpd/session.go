package smtpd

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"

	"github.com/emersion/go-smtp"

	"sportello/internal/moment"
)

// What is said to those whose mail is not taken. 4xx: come again; 5xx: don't.
var (
	errAddress  = &smtp.SMTPError{Code: 501, EnhancedCode: smtp.EnhancedCode{5, 1, 3}, Message: "Write a plain address"}
	errUnknown  = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such address here"}
	errGuessing = &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 7, 0}, Message: "Too many unknown addresses"}
	errRate     = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Too many mails, come later"}
	errLater    = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Not kept, come later"}
	errEnding   = &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "Come again on another connection"}
	errTimeout  = &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 4, 2}, Message: "The mail took too long"}
	errLine     = &smtp.SMTPError{Code: 500, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Too long a line"}
	errEnds     = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Lines end with CR LF: bare CR or LF is refused"}
)

// session is one connection's.
type session struct {
	server *Server
	conn   *smtp.Conn
	guest  *guest

	unknown int

	mu         sync.Mutex // a mail in chunks is taken beside the commands
	sender     string
	recipients []string
	chunks     bool // a mail in chunks began, and was not kept
}

func (s *Server) session(conn *smtp.Conn) (smtp.Session, error) {
	inner := conn.Conn()
	if secure, ok := inner.(*tls.Conn); ok {
		inner = secure.NetConn()
	}
	g, ok := inner.(*guest)
	if !ok {
		return nil, errLater // nobody else opens the door
	}
	return &session{server: s, conn: conn, guest: g}, nil
}

// Reset forgets the mail, which go-smtp has answered and read to its end; but one in chunks that was broken off would answer for the next
// (it shares the place for the answer), so that none follows.
func (s *session) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sender, s.recipients = "", nil
	s.guest.end()
	if s.chunks {
		s.guest.dismiss()
	}
}

// begin is the envelope of the mail that is coming; false: there is none any more.
func (s *session) begin(chunks bool) (sender string, recipients []string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.recipients) == 0 {
		return "", nil, false
	}
	s.guest.begin()
	s.chunks = chunks
	return s.sender, s.recipients, true
}

// Logout has nothing to let go of.
func (*session) Logout() error { return nil }

// Mail begins a mail.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.guest.leaving() {
		return errEnding
	}
	if from != "" && !plain(from) {
		return errAddress
	}
	c, now := s.server.config, s.server.config.Now()
	if !c.LMTP && !s.server.networks.take(now, network(s.guest.RemoteAddr()).String()) {
		return errRate
	}
	if from != "" && !s.server.senders.take(now, strings.ToLower(from)) {
		return errRate
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sender = from
	return nil
}

// Rcpt asks whether somebody is known.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !plain(to) {
		return errAddress
	}
	ctx, cancel := context.WithTimeout(s.server.base, s.server.config.Idle)
	defer cancel()
	known, err := s.server.config.Inbox.Knows(ctx, to)
	switch {
	case err != nil:
		s.server.config.Logger.Error("who a mail is for can't be told", "error", err)
		return errLater
	case known:
		s.mu.Lock()
		defer s.mu.Unlock()
		if !slices.Contains(s.recipients, to) {
			s.recipients = append(s.recipients, to)
		}
		return nil
	}
	if s.unknown++; s.unknown > s.server.config.Unknown {
		s.guest.dismiss()
		return errGuessing
	}
	return errUnknown
}

// Data takes the mail. By LMTP go-smtp says the same for each recipient, since the mail is kept for all of them or none.
func (s *session) Data(r io.Reader) error {
	_, chunks := r.(*io.PipeReader)
	sender, recipients, ok := s.begin(chunks)
	if !ok {
		return errLater
	}
	c := s.server.config
	ctx, cancel := context.WithTimeout(s.server.base, c.Mail)
	defer cancel()
	_, secure := s.conn.TLSConnectionState()
	way := "SMTP"
	if c.LMTP {
		way = "LMTP"
	}
	raw := &strict{from: r}
	err := c.Inbox.Accept(ctx, Delivery{
		Sender: sender, Recipients: recipients, Peer: address(s.guest.RemoteAddr()), Helo: printable(s.conn.Hostname()),
		TLS: secure, At: moment.Of(c.Now()), Way: way, Raw: raw,
	})
	if err == nil && raw.whole() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.chunks = false
		return nil
	}
	return s.answer(err, raw.err)
}

// answer is what is said to a mail that was not kept: what was wrong with its bytes goes before what came of that.
func (s *session) answer(kept, read error) error {
	var timeout net.Error
	switch {
	case errors.Is(read, errBare):
		return errEnds
	case errors.Is(read, smtp.ErrDataTooLarge), errors.Is(kept, ErrTooLarge):
		return smtp.ErrDataTooLarge
	case errors.Is(read, smtp.ErrTooLongLine):
		return errLine
	case errors.As(read, &timeout) && timeout.Timeout():
		return errTimeout
	case kept == nil:
		s.server.config.Logger.Error("a mail was kept that was not read to its end")
	case !errors.Is(kept, ErrBusy) && (read == nil || errors.Is(read, io.EOF)):
		s.server.config.Logger.Error("a mail is not kept", "error", kept)
	}
	return errLater
}

// plain says that an address is ASCII without controls and spaces, of a length that RFC 5321 allows.
func plain(address string) bool {
	const longest = 254
	return address != "" && len(address) <= longest && printable(address) == address && !strings.ContainsAny(address, " <>")
}

// printable leaves ASCII that can be seen, of bounded length.
func printable(text string) string {
	const longest = 255
	text = text[:min(len(text), longest)]
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
}
