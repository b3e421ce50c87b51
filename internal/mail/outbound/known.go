package outbound

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"sportello/ent"
	"sportello/ent/outgoingmail"
	"sportello/ent/undeliverableaddress"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// Known is a mail of ours that another mail speaks of.
type Known struct {
	MailID, DeskID, TenantID, TicketID int64 // TicketID 0: of no ticket
	Kind, To                           string
}

// maxIDs is how many Message-IDs one mail may name to be looked up.
const maxIDs = 100

// FindByMessageID finds the newest mail that a desk sent under one of these Message-IDs, with or without their brackets;
// MailID 0 when none is the desk's. It says which ticket a mail belongs to, not that its sender may write there.
func (o *Outbox) FindByMessageID(ctx context.Context, deskID int64, messageIDs ...string) (Known, error) {
	if len(messageIDs) == 0 {
		return Known{}, nil
	}
	newest := messageIDs[max(0, len(messageIDs)-maxIDs):]
	ids := make([]string, len(newest))
	for i, id := range newest {
		ids[i] = "<" + strings.Trim(id, "<>") + ">"
	}
	row, err := o.Store.Read().OutgoingMail.Query().Where(outgoingmail.MessageIDIn(ids...), outgoingmail.DeskID(deskID)).
		Order(ent.Desc(outgoingmail.FieldID)).Select(fields()...).First(store.System(ctx))
	if ent.IsNotFound(err) {
		return Known{}, nil
	}
	if err != nil {
		return Known{}, fmt.Errorf("look for a mail of ours: %w", err)
	}
	return Known{row.ID, row.DeskID, row.TenantID, row.TicketID, row.Kind, row.Recipient}, nil
}

// Find finds a mail by its id, such as a signed bounce address holds; MailID 0 when there is none.
func (o *Outbox) Find(ctx context.Context, id int64) (Known, error) {
	row, err := o.Store.Read().OutgoingMail.Query().Where(outgoingmail.ID(id)).Select(fields()...).Only(store.System(ctx))
	if ent.IsNotFound(err) {
		return Known{}, nil
	}
	if err != nil {
		return Known{}, fmt.Errorf("look for a mail of ours: %w", err)
	}
	return Known{row.ID, row.DeskID, row.TenantID, row.TicketID, row.Kind, row.Recipient}, nil
}

const (
	noteReport = `UPDATE outgoing_mails SET bounced_at = ?, bounce_report = ? WHERE id = ?`
	noteBounce = `UPDATE outgoing_mails SET state = 'BOUNCED', bounced_at = ?, bounce_report = ?, lease = '', leased_until = 0
		WHERE id = ? AND state <> 'BOUNCED'`
)

// Bounced notes a delivery report on the mail that it speaks of, in the caller's transaction. A permanent one ends the mail,
// marks its address within the mail's tenant and has staff told, once; any other is kept beside it. An unknown mail is
// ErrNotFound.
func (o *Outbox) Bounced(ctx context.Context, tx *ent.Tx, mailID int64, permanent bool, report string) error {
	ctx = store.System(ctx)
	row, err := tx.OutgoingMail.Query().Where(outgoingmail.ID(mailID)).Select(fields()...).Only(ctx)
	if ent.IsNotFound(err) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("note a delivery report: %w", err)
	}
	now := moment.Of(o.Now())
	if !permanent {
		if _, err := tx.ExecContext(ctx, noteReport, int64(now), brief(report, maxReport), mailID); err != nil {
			return fmt.Errorf("note a delivery report: %w", err)
		}
		return nil
	}
	done, err := tx.ExecContext(ctx, noteBounce, int64(now), brief(report, maxReport), mailID)
	if err != nil {
		return fmt.Errorf("note a delivery report: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err // told already
	}
	if err := markAddress(ctx, tx, row, now, report); err != nil {
		return err
	}
	return o.Failed(ctx, tx, Failure{
		MailID: row.ID, DeskID: row.DeskID, TenantID: row.TenantID, TicketID: row.TicketID, Kind: row.Kind, To: row.Recipient, Reason: report,
	})
}

// markAddress keeps further mails of the tenant's tickets from a dead address.
func markAddress(ctx context.Context, tx *ent.Tx, row *ent.OutgoingMail, now moment.Moment, report string) error {
	if row.TenantID == 0 || row.TicketID == 0 {
		return nil
	}
	address := email.Normalize(row.Recipient)
	there, err := tx.UndeliverableAddress.Query().
		Where(undeliverableaddress.TenantID(row.TenantID), undeliverableaddress.Address(address)).Exist(ctx)
	if err != nil || there {
		return err
	}
	err = tx.UndeliverableAddress.Create().SetCreatedAt(now).SetTenantID(row.TenantID).SetAddress(address).
		SetMailID(row.ID).SetReason(brief(cmp.Or(report, "a delivery report said so"), maxError)).Exec(ctx)
	if err != nil && !ent.IsConstraintError(err) { // another report was faster
		return fmt.Errorf("mark the address: %w", err)
	}
	return nil
}
