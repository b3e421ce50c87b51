package smtpd

import (
	"context"
	"errors"
	"io"
	"net/netip"

	"sportello/internal/moment"
)

// Inbox keeps mails.
type Inbox interface {
	// Knows says whether mail to an address would be kept.
	Knows(ctx context.Context, recipient string) (bool, error)
	// Accept returns nil only when the mail is kept for good. It reads Raw to its end.
	Accept(ctx context.Context, d Delivery) error
}

// What an inbox may say to a mail; after any other error, too, the sender tries again.
var (
	ErrBusy     = errors.New("smtpd: not now")
	ErrTooLarge = errors.New("smtpd: too large")
)

// Delivery is a mail that comes in.
type Delivery struct {
	Sender     string // of the envelope; "" is nobody, as delivery reports have it
	Recipients []string
	Peer       netip.Addr
	Helo       string
	TLS        bool
	At         moment.Moment
	Way        string // SMTP or LMTP
	Raw        io.Reader
}
