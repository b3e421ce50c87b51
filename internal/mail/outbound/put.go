package outbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"strings"
	"time"
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
	// Apart is how long after one that says the same the mail is sent at the earliest.
	Apart time.Duration
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

	// The newest mails of a ticket to an address: what theirs refers to, and whether the last one says the same.
	findThread = `SELECT id, message_id, same, state, attempts, created_at FROM outgoing_mails
		WHERE ticket_id = ? AND recipient = ? ORDER BY id DESC LIMIT 8`
)

// earlier is what the outbox knows of a letter's ticket and address.
type earlier struct {
	thread  []string      // Message-IDs of the last mails, oldest first
	waiting int64         // the last mail, where it says the same and waits still; 0: none
	same    moment.Moment // when the last mail was put, where it says the same
}

// Put writes a mail into the caller's transaction: the row, so that its id is known, and then the bytes that Compose makes
// for the envelope of that id. It answers the id; of what needs not be said twice, that of the mail that says it.
//
// What Compose refuses (compose.ErrAddress, compose.ErrNotice) is the caller's to judge; the row is then not there.
func (o *Outbox) Put(ctx context.Context, tx *ent.Tx, l Letter) (id int64, err error) {
	now := moment.Of(o.Now())
	before, err := findEarlier(ctx, tx, l)
	if err != nil || before.waiting != 0 {
		return before.waiting, err
	}
	due := max(now, moment.Of(before.same.Time().Add(l.Apart)))
	if id, err = insert(ctx, tx, l, now, Queued, due); err != nil {
		return 0, err
	}
	made, err := l.Compose(compose.Envelope{
		ID: id, At: now.Time(), Domain: o.Domain, Signer: o.Signer, InReplyTo: l.InReplyTo, References: before.thread,
	})
	if err != nil {
		_, undo := tx.ExecContext(ctx, "DELETE FROM outgoing_mails WHERE id = ?", id)
		return 0, errors.Join(fmt.Errorf("put a mail into the outbox: %w", err), undo)
	}
	return id, o.write(ctx, tx, l, id, due > now, made)
}

// Note keeps a mail that could not be made, so that its ticket shows it.
func (o *Outbox) Note(ctx context.Context, tx *ent.Tx, l Letter, why error) error {
	now := moment.Of(o.Now())
	id, err := insert(ctx, tx, l, now, Refused, 0)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE outgoing_mails SET last_error = ?, ended_at = ? WHERE id = ?", brief(why.Error(), maxError), int64(now), id)
	if err != nil {
		return fmt.Errorf("note a mail that could not be made: %w", err)
	}
	return nil
}

func insert(ctx context.Context, tx *ent.Tx, l Letter, now moment.Moment, s State, due moment.Moment) (int64, error) {
	written, err := tx.ExecContext(ctx, insertMail, int64(now), l.DeskID, l.TenantID, l.TicketID, l.UserID, l.Kind, l.Same, l.Secret,
		brief(l.To, maxRecipient), string(s), int64(due))
	if err != nil {
		return 0, fmt.Errorf("put a mail into the outbox: %w", err)
	}
	return written.LastInsertId()
}

// write keeps the bytes. Without a smarthost that is all, unless the mail is not due yet.
func (o *Outbox) write(ctx context.Context, tx *ent.Tx, l Letter, id int64, later bool, made compose.Mail) error {
	state, ended, subject := Queued, moment.Moment(0), ""
	content, err := o.DKIM.Sign(made.Bytes)
	if err != nil {
		return err
	}
	var raw any = content
	if o.Smarthost == nil && !later {
		state, ended = Trapped, moment.Of(o.Now())
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

// findEarlier reads what is known of the letter's ticket and address.
func findEarlier(ctx context.Context, tx *ent.Tx, l Letter) (e earlier, err error) {
	if l.TicketID == 0 && l.Same == "" {
		return e, nil
	}
	rows, err := tx.QueryContext(ctx, findThread, l.TicketID, l.To)
	if err != nil {
		return e, fmt.Errorf("find the ticket's mails: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for newest := true; rows.Next(); newest = false {
		var id, attempts, at int64
		var messageID, same, state string
		if err := rows.Scan(&id, &messageID, &same, &state, &attempts, &at); err != nil {
			return e, fmt.Errorf("find the ticket's mails: %w", err)
		}
		if newest && l.Same != "" && same == l.Same {
			if e.same = moment.Moment(at); State(state) == Queued && attempts == 0 {
				e.waiting = id
			}
		}
		if l.TicketID != 0 && messageID != "" {
			e.thread = append([]string{messageID}, e.thread...)
		}
	}
	return e, rows.Err()
}

// The most characters that are kept of what people and servers say.
const (
	maxError     = 500
	maxRecipient = 254
	maxReport    = 2000
)

// brief is a text in one piece of valid UTF-8, cut to some characters.
func brief(text string, most int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most-1]) + "…"
	}
	return text
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
	return brief(subject, most)
}
