package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"sportello/ent/attachment"
	"sportello/internal/richtext"
)

// keepPictures notes which of the message's files stand in its text, and by which content ids.
func (c *scene) keepPictures(ctx context.Context, m said) error {
	ids := map[string]string{} // content ids by blob key
	for _, file := range c.writing.new {
		if file.ContentID != "" {
			ids[file.BlobKey] = file.ContentID
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := c.tx.Attachment.Query().Where(attachment.MessageID(m.id), attachment.Inline(true)).
		Select(attachment.FieldID, attachment.FieldBlobKey).All(ctx)
	if err != nil {
		return fmt.Errorf("load the pictures: %w", err)
	}
	pictures := make(map[string]int64, len(rows))
	for _, row := range rows {
		pictures[ids[row.BlobKey]] = row.ID
	}
	written, err := json.Marshal(pictures)
	if err != nil {
		return fmt.Errorf("write down the pictures: %w", err)
	}
	if _, err := c.tx.ExecContext(ctx, "UPDATE messages SET pictures = ? WHERE id = ?", string(written), m.id); err != nil {
		return fmt.Errorf("keep the pictures: %w", err)
	}
	return nil
}

// images finds the addresses of the pictures in the text; nil where there are none.
func (m *Message) images(address func(attachmentID int64) string) richtext.Images {
	if m.pictures == "" {
		return nil
	}
	var pictures map[string]int64
	if err := json.Unmarshal([]byte(m.pictures), &pictures); err != nil {
		return nil // their words are shown instead
	}
	return func(contentID string) string {
		id, there := pictures[contentID]
		if !there {
			return ""
		}
		return address(id)
	}
}
