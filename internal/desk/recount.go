package desk

import (
	"context"
	"errors"
	"fmt"

	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/richtext"
)

const (
	countConversation = `SELECT COUNT(CASE WHEN staff_only = FALSE THEN 1 END), COUNT(CASE WHEN staff_only = TRUE THEN 1 END),
		MAX(CASE WHEN staff_only = FALSE AND kind = 'REPLY' THEN created_at END),
		MAX(CASE WHEN staff_only = FALSE AND author_kind <> 'STAFF' THEN created_at END),
		MAX(CASE WHEN staff_only = FALSE AND author_kind = 'STAFF' THEN created_at END),
		MIN(CASE WHEN staff_only = FALSE AND author_kind = 'STAFF' AND kind = 'REPLY' THEN created_at END),
		(SELECT COUNT(*) FROM attachments WHERE ticket_id = ? AND staff_only = FALSE)
		FROM messages WHERE conversation_id = ?`
	lastOfConversation = `SELECT created_at, author_kind, format, text FROM messages
		WHERE conversation_id = ? AND staff_only = FALSE ORDER BY created_at DESC, id DESC LIMIT 1`
)

// recount sets what is kept of a conversation on its ticket, from the messages that are there now: amendMessages in one go.
// A ticket without any has been answered all the same, if it was (its conversation is elsewhere).
func (c *scene) recount(ctx context.Context, t *Ticket) error {
	answered := t.FirstRespondedAt
	err := queryRow(ctx, c.tx, countConversation, []any{t.ID, t.ID}, []any{
		(*count)(&t.MessageCount), (*count)(&t.NoteCount), (*number)(&t.LastReplyAt), (*number)(&t.LastCustomerAt),
		(*number)(&t.LastStaffAt), (*number)(&t.FirstRespondedAt), (*count)(&t.AttachmentCount),
	})
	if err != nil {
		return fmt.Errorf("count the conversation: %w", err)
	}
	if t.MessageCount == 0 {
		t.FirstRespondedAt = answered
	}
	var (
		at         moment.Moment
		by, format word
		written    text
	)
	err = queryRow(ctx, c.tx, lastOfConversation, []any{t.ID}, []any{(*number)(&at), &by, &format, &written})
	if err != nil && !errors.Is(err, errNoRow) {
		return fmt.Errorf("read the last message: %w", err)
	}
	w := c.service.write(kindReply, "", richtext.Format(format), string(written), nil)
	t.LastMessageAt, t.LastMessageBy, t.LastMessageExcerpt = at, event.ActorKind(by), w.plain.start()
	return nil
}
