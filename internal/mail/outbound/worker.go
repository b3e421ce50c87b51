package outbound

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sportello/ent"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// poll is how often the worker looks without being woken: for mails whose cause woke nobody here, and for those that wait.
const poll = time.Second

// Run sends mails until ctx ends and what is being handed over then is noted.
func (o *Outbox) Run(ctx context.Context) {
	for {
		if _, err := o.Send(ctx); err != nil && ctx.Err() == nil {
			o.Logger.ErrorContext(ctx, "mails could not be sent", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-o.wake:
		case <-time.After(poll):
		}
	}
}

// Send hands over all mails that are due by the clock, the longest waiting first, and answers how many were taken. Several
// processes may do this at once: each takes what no other holds.
func (o *Outbox) Send(ctx context.Context) (sent int, err error) {
	select {
	case o.turn <- struct{}{}:
		defer func() { <-o.turn }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if o.Smarthost == nil {
		return o.trap(ctx)
	}
	for ctx.Err() == nil {
		batch, err := o.claim(ctx)
		if err != nil || len(batch) == 0 {
			return sent, err
		}
		n, err := o.deliver(ctx, batch)
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, ctx.Err()
}

// deliver hands over claimed mails side by side, and notes what became of them.
func (o *Outbox) deliver(ctx context.Context, batch []claimed) (sent int, err error) {
	var all sync.WaitGroup
	ends := make([]error, len(batch))
	for i, m := range batch {
		all.Go(func() {
			if m.marked != "" {
				ends[i] = &Refusal{Permanent: true, Reason: "the address is marked as undeliverable: " + m.marked}
				return
			}
			ctx, cancel := context.WithTimeout(ctx, o.Timeout)
			defer cancel()
			ends[i] = o.Smarthost.Deliver(ctx, m.Parcel)
		})
	}
	all.Wait()
	var faults []error
	for i, m := range batch {
		if ends[i] == nil {
			sent++
		}
		// What was handed over is noted even when the server is told to stop.
		if err := o.note(context.WithoutCancel(ctx), m, ends[i]); err != nil {
			faults = append(faults, err)
		}
	}
	return sent, errors.Join(faults...)
}

const (
	noteSent = `UPDATE outgoing_mails SET state = 'SENT', ended_at = ?, last_error = '', lease = '', leased_until = 0,
		raw = CASE WHEN secret THEN NULL ELSE raw END WHERE id = ? AND lease = ?`
	noteLater = `UPDATE outgoing_mails SET next_attempt_at = ?, last_error = ?, lease = '', leased_until = 0 WHERE id = ? AND lease = ?`
	noteOver  = `UPDATE outgoing_mails SET state = 'REFUSED', ended_at = ?, last_error = ?, lease = '', leased_until = 0,
		raw = CASE WHEN secret THEN NULL ELSE raw END WHERE id = ? AND lease = ?`
	noteTrapped = `UPDATE outgoing_mails SET state = 'TRAPPED', ended_at = ?, lease = '', leased_until = 0,
		raw = CASE WHEN secret AND NOT ? THEN NULL ELSE raw END WHERE state = 'QUEUED' AND next_attempt_at <= ?`
)

// note writes what became of a mail. Where its lease has run out and another process holds it, that one notes it.
func (o *Outbox) note(ctx context.Context, m claimed, end error) error {
	now := o.Now()
	err := o.Store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		if end == nil {
			_, err := tx.ExecContext(ctx, noteSent, int64(moment.Of(now)), m.id, m.lease)
			return err
		}
		if next, again := o.again(m, end, now); again {
			_, err := tx.ExecContext(ctx, noteLater, int64(moment.Of(next)), brief(end.Error(), maxError), m.id, m.lease)
			return err
		}
		reason := end.Error()
		if !permanent(end) {
			reason = "given up: " + reason
		}
		done, err := tx.ExecContext(ctx, noteOver, int64(moment.Of(now)), brief(reason, maxError), m.id, m.lease)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 || m.marked != "" { // of a marked address staff know
			return err
		}
		return o.Failed(ctx, tx, Failure{
			MailID: m.id, DeskID: m.deskID, TenantID: m.tenantID, TicketID: m.ticketID, Kind: m.kind, To: m.Recipient, Reason: reason,
		})
	})
	if err != nil {
		return fmt.Errorf("note what became of mail %d: %w", m.id, err)
	}
	if end != nil {
		o.Logger.WarnContext(ctx, "a mail was not taken", "mail", m.id, "attempt", m.attempts, "error", end)
	}
	return nil
}

// trap ends what waits where no smarthost is set: mails whose time had not come, and those of times when there was one.
func (o *Outbox) trap(ctx context.Context) (n int, err error) {
	now := int64(moment.Of(o.Now()))
	var some bool
	if some, err = o.Store.Read().OutgoingMail.Query().Where(due(now)).Exist(store.System(ctx)); err != nil || !some {
		return 0, err
	}
	err = o.Store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		done, err := tx.ExecContext(ctx, noteTrapped, now, o.Shown, now)
		if err != nil {
			return err
		}
		count, err := done.RowsAffected()
		n = int(count)
		return err
	})
	return n, err
}
