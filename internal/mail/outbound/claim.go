package outbound

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"sportello/ent"
	"sportello/ent/outgoingmail"
	"sportello/ent/predicate"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// claimed is a mail that this process holds until its lease runs out.
type claimed struct {
	Parcel
	id, deskID, tenantID, ticketID int64
	kind, lease, marked            string
	attempts                       int
	created                        moment.Moment
}

const (
	// On both databases a transaction that comes second waits for the first, and then finds what that one has left.
	claimMails = `UPDATE outgoing_mails SET lease = ?, leased_until = ?, attempts = attempts + 1
		WHERE id = ? AND state = 'QUEUED' AND next_attempt_at <= ? AND leased_until <= ?`
	readClaimed = `SELECT m.id, m.desk_id, m.tenant_id, m.ticket_id, m.kind, m.sender, m.recipient, m.raw, m.attempts, m.created_at,
		COALESCE((SELECT x.reason FROM undeliverable_addresses x WHERE m.ticket_id > 0 AND x.tenant_id = m.tenant_id AND x.address = LOWER(m.recipient)), '')
		FROM outgoing_mails m WHERE m.id = ?`
)

// due are the mails to be sent by an instant.
func due(now int64) predicate.OutgoingMail {
	return outgoingmail.And(outgoingmail.State(string(Queued)), outgoingmail.NextAttemptAtLTE(moment.Moment(now)),
		outgoingmail.LeasedUntilLTE(moment.Moment(now)))
}

// claim takes the mails that have waited longest, as many as are handed over at once. A lease is longer than handing over may
// take, so that of two processes only one is at a mail, and a killed one's mails go on with another.
func (o *Outbox) claim(ctx context.Context) ([]claimed, error) {
	now := o.Now()
	ids, err := o.Store.Read().OutgoingMail.Query().Where(due(int64(moment.Of(now)))).
		Order(ent.Asc(outgoingmail.FieldNextAttemptAt, outgoingmail.FieldID)).Limit(o.Concurrent).IDs(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("find mails to send: %w", err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var batch []claimed
	err = o.Store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		batch = nil
		at := int64(moment.Of(now))
		for _, id := range ids {
			lease := rand.Text()
			done, err := tx.ExecContext(ctx, claimMails, lease, int64(moment.Of(now.Add(2*o.Timeout))), id, at, at)
			if err != nil {
				return err
			}
			n, err := done.RowsAffected()
			if err != nil {
				return err
			}
			if n == 0 {
				continue // another process was faster
			}
			m, err := readMail(ctx, tx, id)
			if err != nil {
				return err
			}
			m.lease = lease
			batch = append(batch, m)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim mails to send: %w", err)
	}
	return batch, nil
}

func readMail(ctx context.Context, tx *ent.Tx, id int64) (m claimed, err error) {
	rows, err := tx.QueryContext(ctx, readClaimed, id)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return m, errors.Join(fmt.Errorf("mail %d is missing", id), rows.Err())
	}
	err = rows.Scan(&m.id, &m.deskID, &m.tenantID, &m.ticketID, &m.kind, &m.Sender, &m.Recipient, &m.Bytes, &m.attempts, &m.created, &m.marked)
	return m, errors.Join(err, rows.Err())
}
