package smtpd

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-smtp"
)

// Config says what a [Server] takes. Zero takes the default.
type Config struct {
	Inbox  Inbox       // required
	LMTP   bool        // a mail server of ours stands in front: networks are not counted
	Domain string      // with which it greets
	TLS    *tls.Config // offers STARTTLS; may be nil

	MailBytes  int64 // of one mail; 25 MiB
	LineBytes  int   // of one line; 64 KiB, since newsletters keep to no limit
	Recipients int   // of one mail; 100
	Unknown    int   // recipients that are not known, until a connection is ended; 20

	Connections        int // in all; 1,000
	NetworkConnections int // from one network; 20

	Idle  time.Duration // until the next bytes; 1 min
	Mail  time.Duration // for one mail to come and be kept; 10 min
	Stay  time.Duration // of one connection; 30 min
	Grace time.Duration // for mails on their way when the server stops; 20 s

	NetworkRate Rate // mails from one network; 300 at once, then 1 a second
	SenderRate  Rate // mails from one address; 60 at once, then 1 in 10 seconds

	Logger *slog.Logger     // default: none
	Now    func() time.Time // by which rates are counted and mails are dated
}

func (c Config) withDefaults() Config {
	c.Domain = cmp.Or(c.Domain, "localhost")
	c.MailBytes = cmp.Or(c.MailBytes, 25<<20)
	c.LineBytes = cmp.Or(c.LineBytes, 64<<10)
	c.Recipients = cmp.Or(c.Recipients, 100)
	c.Unknown = cmp.Or(c.Unknown, 20)
	c.Connections = cmp.Or(c.Connections, 1000)
	c.NetworkConnections = cmp.Or(c.NetworkConnections, 20)
	c.Idle = cmp.Or(c.Idle, time.Minute)
	c.Mail = cmp.Or(c.Mail, 10*time.Minute)
	c.Stay = cmp.Or(c.Stay, 30*time.Minute)
	c.Grace = cmp.Or(c.Grace, 20*time.Second)
	c.NetworkRate = cmp.Or(c.NetworkRate, Rate{Burst: 300, Span: time.Second})
	c.SenderRate = cmp.Or(c.SenderRate, Rate{Burst: 60, Span: 10 * time.Second})
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// Server takes mail. Serve may be called once.
type Server struct {
	config            Config
	networks, senders *buckets
	base              context.Context //nolint:containedctx // of mails that are being kept; ends after the grace
	cut               context.CancelFunc
}

// New makes a server.
func New(c Config) (*Server, error) {
	if c.Inbox == nil {
		return nil, errors.New("smtpd: nobody keeps the mail")
	}
	c = c.withDefaults()
	s := &Server{config: c, networks: newBuckets(c.NetworkRate), senders: newBuckets(c.SenderRate)}
	s.base, s.cut = context.WithCancel(context.Background())
	return s, nil
}

// Serve takes mail until ctx ends. Then it takes no more connections, ends those on which no mail is coming, lets mails come to
// their end within the grace, and returns: nil when none was cut off. A mail that is cut off was not taken, and comes again.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	defer s.cut()
	door := newDoor(listener, s.config)
	server := smtp.NewServer(smtp.BackendFunc(s.session))
	server.LMTP, server.Domain, server.TLSConfig = s.config.LMTP, s.config.Domain, s.config.TLS
	server.MaxMessageBytes, server.MaxLineLength, server.MaxRecipients = s.config.MailBytes, s.config.LineBytes, s.config.Recipients
	server.ErrorLog = slog.NewLogLogger(s.config.Logger.Handler(), slog.LevelInfo) // strangers cause what it tells

	failed := make(chan error, 1)
	go func() { failed <- server.Serve(door) }()
	var err error
	select {
	case err = <-failed:
		failed <- nil
	case <-ctx.Done():
	}
	return errors.Join(err, s.stop(server, door), <-failed)
}

func (s *Server) stop(server *smtp.Server, door *door) error {
	door.stop()
	ended, cancel := context.WithTimeout(context.Background(), s.config.Grace)
	defer cancel()
	err := server.Shutdown(ended)
	if ended.Err() == nil {
		return err
	}
	s.cut()
	door.cut()
	return fmt.Errorf("smtpd: mails were cut off after %v", s.config.Grace)
}
