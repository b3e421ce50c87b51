package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"sportello/ent"
	"sportello/internal/desk"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/outbound"
	"sportello/internal/notice"
	"sportello/internal/policy"
)

// Held is a mail that was put aside.
type Held struct {
	From, Subject string
	URL           string                       // where it is looked at; empty: nowhere
	Reason        func(language string) string // in it, es or en
}

// apart is how long two notices of the same desk's quarantine are apart at least: hostile mail comes in thousands.
const apart = 10 * time.Minute

// Quarantined tells who leads a desk that a mail waits to be looked at. What is held soon after such a notice is told of by the next
// one.
func (n *Notifier) Quarantined(ctx context.Context, tx *ent.Tx, d *desk.Desk, held Held) error {
	all, address, err := leaders(ctx, tx, d.ID, notice.Quarantined)
	if err != nil || address == "" {
		return err
	}
	for _, who := range all {
		if !who.wants {
			continue
		}
		reason := held.Reason(cmp.Or(who.language, d.Language))
		err := n.send(ctx, tx, compose.Notice{
			Kind: compose.Quarantined, Desk: n.deskOf(d, address), To: compose.Recipient{Name: who.name, Email: who.email, Language: who.language},
			Held: compose.Held{From: held.From, Subject: held.Subject, Reason: reason}, TicketURL: held.URL,
		}, outbound.Letter{
			DeskID: d.ID, UserID: who.id, Kind: string(compose.Quarantined), To: who.email,
			Same: fmt.Sprintf("%s/%d", compose.Quarantined, d.ID), Apart: apart,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Returned is what somebody wrote by mail to a ticket that takes no more.
type Returned struct {
	Name, Email, Language string // of who wrote; empty where it is not known
	Message               desk.Written
}

// ReplyRefused sends back what was written to a closed ticket, with the way out (M1.11, M4.17). See Answering.
func (n *Notifier) ReplyRefused(ctx context.Context, tx *ent.Tx, d *desk.Desk, t *desk.Ticket, r Returned) error {
	w, err := around(ctx, tx, t.ID, 0, "", "")
	if err != nil || w.address == "" {
		return err
	}
	written := n.Rich.Render(r.Message.Format, r.Message.Text)
	return n.send(ctx, tx, compose.Notice{
		Kind: compose.ReplyRefused, Desk: n.deskOf(d, w.address), To: compose.Recipient{Name: r.Name, Email: r.Email, Language: r.Language},
		Ticket:  compose.Ticket{ID: t.ID, Number: t.Number, Subject: t.Subject, Status: t.Status, Priority: t.Priority},
		Message: &written, TicketURL: n.link(n.TicketURL, d, t), NewTicketURL: n.link(n.NewTicketURL, d, t),
	}, outbound.Letter{
		DeskID: d.ID, TenantID: t.TenantID, TicketID: t.ID, Kind: string(compose.ReplyRefused), To: r.Email,
		InReplyTo: answered(ctx, compose.ReplyRefused),
	})
}

const findNumbered = "SELECT number, subject, status, priority FROM tickets WHERE id = ?"

// Undelivered tells staff that a mail to a ticket's customer did not arrive: who works on the ticket, or who leads the desk. It
// is an outbound.Config's Failed. What staff themselves were sent is not told on.
func (n *Notifier) Undelivered(ctx context.Context, tx *ent.Tx, f outbound.Failure) error {
	if f.TicketID == 0 || f.DeskID == 0 || notified(f.Kind) {
		return nil
	}
	d, err := n.Desks(ctx, f.DeskID)
	if err != nil {
		return err
	}
	w, err := around(ctx, tx, f.TicketID, 0, notice.Undeliverable, "")
	if err != nil || w.address == "" {
		return err
	}
	t, err := numbered(ctx, tx, f.TicketID)
	if err != nil {
		return err
	}
	all := []party{w.assignee}
	if w.assignee.id == 0 {
		if all, _, err = leaders(ctx, tx, d.ID, notice.Undeliverable); err != nil {
			return err
		}
	}
	for _, who := range all {
		if !who.wants {
			continue
		}
		err := n.send(ctx, tx, compose.Notice{
			Kind: compose.Undeliverable, Desk: n.deskOf(d, w.address), To: compose.Recipient{Name: who.name, Email: who.email, Language: who.language},
			Ticket: compose.Ticket{
				ID: t.ID, Number: t.Number, Subject: t.Subject, Status: t.Status, Priority: t.Priority,
				Requester: cmp.Or(w.requester.name, w.requester.email),
			},
			Failed: compose.Failed{To: f.To, Reason: f.Reason}, TicketURL: n.link(n.TicketURL, d, t),
		}, outbound.Letter{
			DeskID: d.ID, TenantID: f.TenantID, TicketID: t.ID, UserID: who.id, Kind: string(compose.Undeliverable), To: who.email,
			Same: fmt.Sprintf("%s/%.60s", compose.Undeliverable, f.To),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// notified reports whether a kind is for staff.
func notified(kind string) bool {
	for _, k := range notice.StaffKinds() {
		if string(k) == kind {
			return true
		}
	}
	return false
}

func numbered(ctx context.Context, tx *ent.Tx, id int64) (t *desk.Ticket, err error) {
	rows, err := tx.QueryContext(ctx, findNumbered, id)
	if err != nil {
		return nil, fmt.Errorf("read the ticket: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return nil, errors.Join(fmt.Errorf("ticket %d is missing", id), rows.Err())
	}
	t = &desk.Ticket{ID: id}
	var status, priority string
	if err := rows.Scan(&t.Number, &t.Subject, &status, &priority); err != nil {
		return nil, fmt.Errorf("read the ticket: %w", err)
	}
	t.Status, t.Priority = policy.Status(status), policy.Priority(priority)
	return t, rows.Err()
}
