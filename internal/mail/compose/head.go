package compose

import (
	"fmt"
	"strings"

	"github.com/wneessen/go-mail"
)

// head writes the headers that every mail has. There is no List-Id (RFC 2919): a ticket is no list, clients would offer to
// unsubscribe, and other help desks take what bears one for a machine's that no ticket comes from.
func head(msg *mail.Msg, o *outside, e *Envelope) error {
	msg.FromMailAddress(addressed(o.desk.Name, o.desk.Address))
	msg.ToMailAddress(addressed(o.to.Name, o.to.Email))
	msg.Subject(o.subject)
	msg.SetDateWithValue(e.At.UTC())
	msg.SetGenHeader(mail.HeaderMessageID, MessageID(e.ID, e.At, e.Domain))
	msg.SetGenHeader("X-Auto-Response-Suppress", "All") // what Exchange heeds in place of RFC 3834
	if o.notice == nil {
		msg.SetGenHeader("Auto-Submitted", "auto-generated")
		return nil
	}
	return threaded(msg, o.notice, e)
}

// threaded writes the headers of a notice: they hold a ticket's mails together, and lead answers back to it.
func threaded(msg *mail.Msg, n *Notice, e *Envelope) error {
	msg.SetGenHeader("Auto-Submitted", submitted(n, e))
	if n.Kind == Quarantined {
		return nil
	}
	inReplyTo, all := references(ThreadID(n.Ticket.ID, e.Domain), *e)
	msg.SetGenHeader(mail.HeaderInReplyTo, inReplyTo)
	msg.SetGenHeader(mail.HeaderReferences, strings.Join(all, " "))
	if !n.Desk.ByMail {
		return nil
	}
	back, err := e.Signer.Sign(n.Desk.Address, ToTicket, n.Ticket.ID)
	if err != nil {
		return fmt.Errorf("compose: reply address: %w", err)
	}
	msg.ReplyToMailAddress(addressed(n.Desk.Name, back))
	return nil
}

// submitted is Auto-Submitted (RFC 3834, 5): what answers a mail at once is a reply, all else was made by an event.
func submitted(n *Notice, e *Envelope) string {
	if isMessageID(e.InReplyTo) && (n.Kind == Opened || n.Kind == ReplyRefused) {
		return "auto-replied"
	}
	return "auto-generated"
}
