package outbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"strings"
	"unicode/utf8"

	"sportello/ent"
	"sportello/internal/mail/compose"
	"sportello/internal/moment"
)

// Letter is a mail to be.
type Letter struct {
	DeskID, TenantID, TicketID, UserID int64 // 0: none

	Kind string
	To   string
	// Same is what the mail says, for what need not be said twice: it is not put when the newest mail of the ticket to that
	// address waits still, and says the same. Empty: it is always put.
	Same string
	// Secret mails hold a password, link or code: nobody reads them through the API, and their bytes go once they are sent.
	Secret bool

	InReplyTo string // Message-ID of the mail that is answered; empty: none
	// Compose writes the mail for the envelope that it will have; it runs in the caller's transaction, perhaps more than once.
	Compose func(compose.Envelope) (compose.Mail, error)
}

const (
	insertMail = `INSERT INTO outgoing_mails (created_at, desk_id, tenant_id, ticket_id, user_id, kind, same, secret, recipient, state,
		next_attempt_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	writeMail = `UPDATE outgoing_mails SET sender = ?, message_id = ?, subject = ?, raw = ?, state = ?, ended_at = ? WHERE id = ?`

	// The newest mails of a ticket to an address: what theirs refers to, and whether the last one waits and says the same.
	findThread = `SELECT message_id, CASE WHEN state = 'QUEUED' AND attempts = 0 THEN same ELSE '' END, id FROM outgoing_mails
		WHERE ticket_id = ? AND recipient = ? ORDER BY id DESC LIMIT 8`
)

// Put writes a mail into the caller's transaction: the row, so that its id is known, and then the bytes that Compose makes
// for the envelope of that id. It answers the id; of what needed not be said twice, that of the mail that says it.
//
// What Compose refuses (compose.ErrAddress, compose.ErrNotice) is the caller's to judge; the row is then not there.
func (o *Outbox) Put(ctx context.Context, tx *ent.Tx, l Letter) (id int64, err error) {
	now := moment.Of(o.Now())
	thread, waiting, err := findEarlier(ctx, tx, l)
	if err != nil || waiting != 0 {
		return waiting, err
	}
	written, err := tx.ExecContext(ctx, insertMail, int64(now), l.DeskID, l.TenantID, l.TicketID, l.UserID, l.Kind, l.Same, l.Secret,
		l.To, string(Queued), int64(now))
	if err != nil {
		return 0, fmt.Errorf("put a mail into the outbox: %w", err)
	}
	if id, err = written.LastInsertId(); err != nil {
		return 0, fmt.Errorf("put a mail into the outbox: %w", err)
	}
	made, err := l.Compose(compose.Envelope{
		ID: id, At: now.Time(), Domain: o.Domain, Signer: o.Signer, InReplyTo: l.InReplyTo, References: thread,
	})
	if err != nil {
		_, undo := tx.ExecContext(ctx, "DELETE FROM outgoing_mails WHERE id = ?", id)
		return 0, errors.Join(fmt.Errorf("put a mail into the outbox: %w", err), undo)
	}
	return id, o.write(ctx, tx, l, id, now, made)
}

// write keeps the bytes.
func (o *Outbox) write(ctx context.Context, tx *ent.Tx, l Letter, id int64, now moment.Moment, made compose.Mail) error {
	state, ended, subject := Queued, moment.Moment(0), ""
	var raw any = made.Bytes
	if o.Smarthost == nil {
		state, ended = Trapped, now
		if l.Secret && !o.Shown {
			raw = nil
		}
	}
	if !l.Secret {
		subject = subjectOf(made.Bytes)
	}
	if _, err := tx.ExecContext(ctx, writeMail, made.Sender, made.MessageID, subject, raw, string(state), int64(ended), id); err != nil {
		return fmt.Errorf("keep a mail's bytes: %w", err)
	}
	return nil
}

// findEarlier finds the Message-IDs of the ticket's last mails to the address, oldest first, and the last one where it says
// the same as the letter and waits still.
func findEarlier(ctx context.Context, tx *ent.Tx, l Letter) (thread []string, waiting int64, err error) {
	if l.TicketID == 0 && l.Same == "" {
		return nil, 0, nil
	}
	rows, err := tx.QueryContext(ctx, findThread, l.TicketID, l.To)
	if err != nil {
		return nil, 0, fmt.Errorf("find the ticket's mails: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for newest := true; rows.Next(); newest = false {
		var messageID, same string
		var id int64
		if err := rows.Scan(&messageID, &same, &id); err != nil {
			return nil, 0, fmt.Errorf("find the ticket's mails: %w", err)
		}
		if newest && l.Same != "" && same == l.Same {
			waiting = id
		}
		if l.TicketID != 0 {
			thread = append([]string{messageID}, thread...)
		}
	}
	return thread, waiting, rows.Err()
}

// subjectOf is a message's subject as people read it.
func subjectOf(raw []byte) string {
	const most = 400 // characters
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	if err != nil {
		subject = parsed.Header.Get("Subject")
	}
	subject = strings.ToValidUTF8(subject, "\uFFFD")
	if utf8.RuneCountInString(subject) > most {
		subject = string([]rune(subject)[:most])
	}
	return subject
}
