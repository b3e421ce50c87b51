package outbound

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"sportello/ent"
	"sportello/internal/mail/compose"
	"sportello/internal/store"
)

// State is what became of a mail.
type State string

// The states.
const (
	Queued  State = "QUEUED"  // it waits for its next try
	Sent    State = "SENT"    // the smarthost has taken it
	Trapped State = "TRAPPED" // there is no smarthost: it stays here
	Refused State = "REFUSED" // for good, or for too long
	Bounced State = "BOUNCED" // it was taken, and a report came that it can't be delivered
)

// Config is what an Outbox is made of.
type Config struct {
	Store  *store.Store
	Now    func() time.Time
	Domain string // of Message-IDs
	Signer *compose.Signer
	Logger *slog.Logger // default: none

	// DKIM signs what is kept; nil: it is not signed.
	DKIM *DKIM
	// Smarthost takes the mails; nil: all stay in the trap.
	Smarthost Smarthost
	Timeout   time.Duration // for one mail; default a minute
	GiveUp    time.Duration // how long a mail is tried; default five days
	Keep      time.Duration // how long bytes are kept; default 90 days
	// Concurrent is how many mails are handed over at once; default 4.
	Concurrent int
	// Failed is told, in the transaction that notes it, of each mail that will not arrive; may be nil.
	Failed func(context.Context, *ent.Tx, Failure) error
	// Shown says that people look into the trap: without, it keeps no secrets.
	Shown bool
}

// Failure is a mail that will not arrive.
type Failure struct {
	MailID, DeskID, TenantID, TicketID int64
	Kind, To, Reason                   string
}

// Outbox keeps mails from the transaction of their cause on. It is safe for use by many goroutines.
type Outbox struct {
	Config
	wake chan struct{}
	turn chan struct{} // whoever sends holds it
}

// New makes an outbox.
func New(c Config) (*Outbox, error) {
	if c.Store == nil || c.Now == nil || c.Signer == nil || c.Domain == "" {
		return nil, fmt.Errorf("outbound: a store, a clock, a signer and a domain are needed")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Failed == nil {
		c.Failed = func(context.Context, *ent.Tx, Failure) error { return nil }
	}
	c.Timeout = cmp.Or(c.Timeout, time.Minute)
	c.GiveUp = cmp.Or(c.GiveUp, 5*24*time.Hour)
	c.Keep = cmp.Or(c.Keep, 90*24*time.Hour)
	c.Concurrent = cmp.Or(c.Concurrent, 4)
	return &Outbox{Config: c, wake: make(chan struct{}, 1), turn: make(chan struct{}, 1)}, nil
}

// Wake has the worker look for mails now: after a commit that may have brought some. It waits for nothing.
func (o *Outbox) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}
