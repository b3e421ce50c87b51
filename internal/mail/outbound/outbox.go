package outbound

import (
	"fmt"
	"log/slog"
	"time"

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

	// Smarthost takes the mails; nil: all stay in the trap.
	Smarthost Smarthost
	// Shown says that people look into the trap: without, it keeps no secrets.
	Shown bool
}

// Outbox keeps mails from the transaction of their cause on. It is safe for use by many goroutines.
type Outbox struct {
	Config
	wake chan struct{}
}

// New makes an outbox.
func New(c Config) (*Outbox, error) {
	if c.Store == nil || c.Now == nil || c.Signer == nil || c.Domain == "" {
		return nil, fmt.Errorf("outbound: a store, a clock, a signer and a domain are needed")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Outbox{Config: c, wake: make(chan struct{}, 1)}, nil
}

// Wake has the worker look for mails now: after a commit that may have brought some. It waits for nothing.
func (o *Outbox) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}
