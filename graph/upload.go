package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/node"
)

func (r mutationResolver) UploadAttachment(
	ctx context.Context, input model.UploadAttachmentInput,
) (*model.UploadAttachmentPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	deskID, err := key(node.Desk, input.Desk, "desk")
	if err != nil {
		return nil, err
	}
	id, err := r.desk.Upload(ctx, v, desk.UploadInput{DeskID: deskID, File: input.File})
	if err != nil {
		told, err := userErrors(ctx, err)
		if err != nil {
			return nil, err
		}
		return &model.UploadAttachmentPayload{Errors: told}, nil
	}
	a, err := r.desk.Attachment(ctx, v, id)
	if err != nil {
		return nil, err
	}
	return &model.UploadAttachmentPayload{Attachment: view.NewAttachment(a), Errors: []*model.UserError{}}, nil
}
