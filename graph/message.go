package graph

import (
	"context"

	"sportello/graph/view"
	"sportello/internal/desk"
)

func (r messageResolver) Attachments(ctx context.Context, m *view.Message) ([]*view.Attachment, error) {
	return view.Ask(m.Group, m.Message, "attachments", func(rows []*desk.Message) ([][]*view.Attachment, error) {
		found, err := r.desk.AttachmentsOfMessages(ctx, rows)
		return shown(found, view.NewAttachments), err
	})
}

// HTML has the message's own pictures at addresses that are signed for this viewer.
func (r messageResolver) HTML(ctx context.Context, m *view.Message) (string, error) {
	v, err := viewer(ctx)
	if err != nil {
		return "", err
	}
	return m.HTML(func(attachmentID int64) string { return r.signURL(v, attachmentID) }), nil
}

func (r messageResolver) Quoted(ctx context.Context, m *view.Message) (*string, error) {
	return r.around(ctx, m, func(o *desk.Original) string { return o.Quoted })
}

func (r messageResolver) Signature(ctx context.Context, m *view.Message) (*string, error) {
	return r.around(ctx, m, func(o *desk.Original) string { return o.Signature })
}

// Original is the whole mail.
func (r messageResolver) Original(ctx context.Context, m *view.Message) (*string, error) {
	return r.around(ctx, m, func(o *desk.Original) string { return o.Whole })
}

// around is a part of what stood around the message in a mail; null where there is none, or it is not for this viewer.
func (r messageResolver) around(ctx context.Context, m *view.Message, part func(*desk.Original) string) (*string, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	found, err := view.Ask(m.Group, m.Message, "original", func(rows []*desk.Message) ([]*desk.Original, error) {
		return r.desk.Originals(ctx, v, rows)
	})
	if err != nil || found == nil || part(found) == "" {
		return nil, err
	}
	text := part(found)
	return &text, nil
}
