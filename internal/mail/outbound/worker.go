package outbound

import (
	"context"
	"errors"
	"fmt"
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

// ended is a mail that was handed over, or could not be.
type ended struct {
	claimed
	err error
}

// deliver hands over claimed mails side by side. What became of each is noted as soon as it is known, together with what is known by
// then: a process that is killed in between sends twice what it had no time to note.
func (o *Outbox) deliver(ctx context.Context, batch []claimed) (sent int, err error) {
	ends := make(chan ended, len(batch))
	for _, m := range batch {
		go func() { ends <- ended{m, o.handOver(ctx, m)} }()
	}
	var faults []error
	for left := len(batch); left > 0; {
		known := []ended{<-ends}
		for more := true; more; {
			select {
			case e := <-ends:
				known = append(known, e)
			default:
				more = false
			}
		}
		left -= len(known)
		// What was handed over is noted even when the server is told to stop.
		n, err := o.note(context.WithoutCancel(ctx), known)
		sent += n
		faults = append(faults, err)
	}
	return sent, errors.Join(faults...)
}

func (o *Outbox) handOver(ctx context.Context, m claimed) error {
	if m.marked != "" {
		return &Refusal{Permanent: true, Reason: "the address is marked as undeliverable: " + m.marked}
	}
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	return o.Smarthost.Deliver(ctx, m.Parcel)
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

// note writes what became of mails, and answers how many were sent. Where a lease has run out and another process holds the mail,
// that one notes it.
func (o *Outbox) note(ctx context.Context, all []ended) (sent int, err error) {
	err = o.Store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		sent = 0
		for _, e := range all {
			if err := o.noteOne(ctx, tx, e); err != nil {
				return fmt.Errorf("note what became of mail %d: %w", e.id, err)
			}
			if e.err == nil {
				sent++
			}
		}
		return nil
	})
	for _, e := range all {
		if e.err != nil {
			o.Logger.WarnContext(ctx, "a mail was not taken", "mail", e.id, "attempt", e.attempts, "error", e.err)
		}
	}
	return sent, err
}

func (o *Outbox) noteOne(ctx context.Context, tx *ent.Tx, e ended) error {
	now := o.Now()
	at := int64(moment.Of(now))
	if e.err == nil {
		_, err := tx.ExecContext(ctx, noteSent, at, e.id, e.lease)
		return err
	}
	if next, again := o.again(e.claimed, e.err, now); again {
		_, err := tx.ExecContext(ctx, noteLater, int64(moment.Of(next)), brief(e.err.Error(), maxError), e.id, e.lease)
		return err
	}
	reason := e.err.Error()
	if !permanent(e.err) {
		reason = "given up: " + reason
	}
	done, err := tx.ExecContext(ctx, noteOver, at, brief(reason, maxError), e.id, e.lease)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 || e.marked != "" { // of a marked address staff know
		return err
	}
	return o.Failed(ctx, tx, Failure{
		MailID: e.id, DeskID: e.deskID, TenantID: e.tenantID, TicketID: e.ticketID, Kind: e.kind, To: e.Recipient, Reason: reason,
	})
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
