package desk

import (
	"context"
	"fmt"

	"sportello/internal/access"
)

// Original is what stood around the text of a message that came by mail, as plain text.
type Original struct {
	Quoted    string // of what was written before, with the line that introduces it
	Signature string
	Whole     string // the whole mail; empty: the message's text is all there was
}

// keepOriginal keeps what stood around the message.
func (c *scene) keepOriginal(ctx context.Context, m said) error {
	o := c.writing.original
	if o == nil || *o == (Original{}) {
		return nil
	}
	err := c.tx.MessageOriginal.Create().SetMessageID(m.id).
		SetQuoted(o.Quoted).SetSignature(o.Signature).SetWhole(o.Whole).Exec(ctx)
	if err != nil {
		return fmt.Errorf("keep the original: %w", err)
	}
	return nil
}

// Originals reads what stood around messages that the viewer sees, aligned with them, by one statement for all; nil for one that did not come by
// mail. The whole is for staff and for who wrote it.
func (s *Service) Originals(ctx context.Context, v *access.Viewer, messages []*Message) ([]*Original, error) {
	read := make([]*Original, len(messages))
	if len(messages) == 0 {
		return read, nil
	}
	ids := make([]int64, len(messages))
	places := make(map[int64][]int, len(messages))
	for i, m := range messages {
		ids[i] = m.ID
		places[m.ID] = append(places[m.ID], i)
	}
	var messageID int64
	var row Original
	query := "SELECT message_id, quoted, signature, whole FROM message_originals WHERE message_id IN (" + marks(len(ids)) + ")"
	targets := []any{(*number)(&messageID), (*text)(&row.Quoted), (*text)(&row.Signature), (*text)(&row.Whole)}
	err := s.each(ctx, query, anys(ids), targets, func() {
		for _, i := range places[messageID] {
			o := row
			if m := messages[i]; !v.WorksOn(m.deskID) && m.authorID != v.UserID {
				o.Whole = ""
			}
			read[i] = &o
		}
	})
	if err != nil {
		return nil, fmt.Errorf("originals: %w", err)
	}
	return read, nil
}
