package compose

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// ErrNotice says that a notice or an envelope lacks what its mail needs: a mistake of the program, which no second try mends.
var ErrNotice = errors.New("this can't be told by mail")

// Envelope is what a mail needs beside its notice.
type Envelope struct {
	ID     int64     // of the outbox row, positive
	At     time.Time // when the row was written: the mail's Date
	Domain string    // of Message-IDs
	Signer *Signer

	InReplyTo  string   // Message-ID of the mail that is answered, in its brackets; empty: none
	References []string // Message-IDs of the ticket's earlier mails, oldest first
}

func languages() []string { return []string{"it", "es", "en"} }

func (n *Notice) check() error {
	switch {
	case !slices.Contains(Kinds(), n.Kind):
		return fmt.Errorf("%w: kind %q", ErrNotice, n.Kind)
	case n.Desk.Policy == nil, n.Desk.Zone == nil, n.Desk.Name == "":
		return fmt.Errorf("%w: a desk without name, rules or time zone", ErrNotice)
	case !slices.Contains(languages(), n.Desk.Language):
		return fmt.Errorf("%w: language %q", ErrNotice, n.Desk.Language)
	case n.Kind != Quarantined && (n.Ticket.ID < 1 || n.Ticket.Number < 1):
		return fmt.Errorf("%w: no ticket", ErrNotice)
	case (n.Kind == DueSoon || n.Kind == DueBreached) && n.Due.At.IsZero():
		return fmt.Errorf("%w: no due time", ErrNotice)
	}
	for _, address := range []string{n.Desk.Address, n.To.Email} {
		if err := checkAddress(address); err != nil {
			return err
		}
	}
	for _, link := range []string{n.TicketURL, n.NewTicketURL} {
		if err := checkLink(link); err != nil {
			return err
		}
	}
	return nil
}

func checkLink(link string) error {
	if link == "" {
		return nil
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("%w: link %q", ErrNotice, link)
	}
	return nil
}

func (e *Envelope) check() error {
	switch {
	case e.ID < 1, e.At.IsZero(), e.Signer == nil:
		return fmt.Errorf("%w: no outbox row, time or signer", ErrNotice)
	case checkAddress("x@"+e.Domain) != nil || strings.ContainsAny(e.Domain, "[]<>"):
		return fmt.Errorf("%w: domain %q", ErrNotice, e.Domain)
	}
	return nil
}
