package outbound

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/ent/outgoingmail"
	"sportello/ent/undeliverableaddress"
	"sportello/internal/access"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Fate is what became of a mail.
type Fate struct {
	ID, DeskID, TenantID, TicketID int64
	Kind, To, Subject, MessageID   string
	State                          State
	Attempts                       int
	LastError                      string
	CreatedAt, EndedAt             moment.Moment // EndedAt: when it was sent, trapped or given up; 0: not yet
	NextAttemptAt                  moment.Moment // while it waits
	BouncedAt                      moment.Moment
	BounceReport                   string
	Kept                           bool // its bytes are there, so that it can be sent again
	AddressMarked                  bool // no more mails of its tenant go to the address until it is cleared
}

// ErrNotFound says that there is no such mail.
var ErrNotFound = errors.New("no such mail")

// fields are those of a Fate: not the bytes, which can be many.
func fields() []string {
	return slices.DeleteFunc(slices.Clone(outgoingmail.Columns), func(c string) bool { return c == outgoingmail.FieldRaw })
}

// most is how many mails of a ticket are shown.
const most = 100

// Fates reads the newest mails of tickets, oldest first, by a fixed number of statements. Whose they are to see is the caller's to know: staff's.
func (o *Outbox) Fates(ctx context.Context, ticketIDs []int64) (map[int64][]Fate, error) {
	ctx = store.System(ctx)
	found := make(map[int64][]Fate, len(ticketIDs))
	if len(ticketIDs) == 0 {
		return found, nil
	}
	rows, err := o.Store.Read().OutgoingMail.Query().Where(outgoingmail.TicketIDIn(ticketIDs...)).
		Order(ent.Asc(outgoingmail.FieldID)).Select(fields()...).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the tickets' mails: %w", err)
	}
	marked, err := o.marked(ctx, rows)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		found[row.TicketID] = append(found[row.TicketID], fateOf(row, marked))
	}
	for id, all := range found {
		found[id] = all[max(0, len(all)-most):]
	}
	return found, nil
}

// mark is an address within a tenant.
type mark struct {
	tenantID int64
	address  string
}

// marked finds which of the mails' addresses are marked.
func (o *Outbox) marked(ctx context.Context, rows []*ent.OutgoingMail) (map[mark]bool, error) {
	var tenants []int64
	for _, row := range rows {
		tenants = append(tenants, row.TenantID)
	}
	slices.Sort(tenants)
	found := map[mark]bool{}
	all, err := o.Store.Read().UndeliverableAddress.Query().Where(undeliverableaddress.TenantIDIn(slices.Compact(tenants)...)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the marked addresses: %w", err)
	}
	for _, m := range all {
		found[mark{m.TenantID, m.Address}] = true
	}
	return found, nil
}

func fateOf(row *ent.OutgoingMail, marked map[mark]bool) Fate {
	return Fate{
		ID: row.ID, DeskID: row.DeskID, TenantID: row.TenantID, TicketID: row.TicketID, Kind: row.Kind, To: row.Recipient, Subject: row.Subject,
		MessageID: row.MessageID, State: State(row.State), Attempts: row.Attempts, LastError: row.LastError,
		CreatedAt: row.CreatedAt, EndedAt: row.EndedAt, NextAttemptAt: row.NextAttemptAt, BouncedAt: row.BouncedAt,
		BounceReport: row.BounceReport, Kept: row.MessageID != "" && !row.Secret,
		AddressMarked: marked[mark{row.TenantID, email.Normalize(row.Recipient)}],
	}
}

// Fate reads one mail of a ticket for a viewer who works on its desk. NOT_FOUND.
func (o *Outbox) Fate(ctx context.Context, v *access.Viewer, id int64) (Fate, error) {
	row, err := o.Store.Read().OutgoingMail.Query().Where(outgoingmail.ID(id)).Select(fields()...).Only(store.System(ctx))
	if ent.IsNotFound(err) {
		return Fate{}, problem.New(problem.NotFound, "mail")
	}
	if err != nil {
		return Fate{}, fmt.Errorf("read the mail: %w", err)
	}
	if row.TicketID == 0 || !v.WorksOn(row.DeskID) {
		return Fate{}, problem.New(problem.NotFound, "mail")
	}
	marked, err := o.marked(store.System(ctx), []*ent.OutgoingMail{row})
	if err != nil {
		return Fate{}, err
	}
	return fateOf(row, marked), nil
}

const again = `UPDATE outgoing_mails SET state = ?, attempts = 0, next_attempt_at = ?, ended_at = ?, last_error = '', lease = '',
	leased_until = 0 WHERE id = ? AND state <> 'QUEUED' AND raw IS NOT NULL`

// Resend has a mail of a ticket sent again: the same bytes, under the same Message-ID. NOT_FOUND, RESEND_REFUSED.
func (o *Outbox) Resend(ctx context.Context, v *access.Viewer, id int64) error {
	f, err := o.Fate(ctx, v, id)
	switch {
	case err != nil:
		return err
	case !f.Kept:
		return problem.MailGone()
	case f.State == Queued:
		return problem.MailWaits()
	case f.AddressMarked:
		return problem.MailAddressMarked()
	}
	now := int64(moment.Of(o.Now()))
	state, ended := Queued, int64(0)
	if o.Smarthost == nil {
		state, ended = Trapped, now
	}
	err = o.Store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		done, err := tx.ExecContext(ctx, again, string(state), now, ended, id)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return problem.MailGone() // or somebody was faster, and it waits already
	})
	if err != nil {
		return err
	}
	o.Wake()
	return nil
}

// ClearAddress lets the mails of a mail's tenant go to its address again. It is fine where the address is not marked.
// NOT_FOUND.
func (o *Outbox) ClearAddress(ctx context.Context, v *access.Viewer, id int64) error {
	f, err := o.Fate(ctx, v, id)
	if err != nil {
		return err
	}
	return o.Store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.UndeliverableAddress.Delete().Where(undeliverableaddress.TenantID(f.TenantID),
			undeliverableaddress.Address(email.Normalize(f.To))).Exec(ctx)
		if err != nil {
			return fmt.Errorf("clear the address: %w", err)
		}
		return nil
	})
}
