package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// SendDraftInput is a draft to send.
type SendDraftInput struct {
	DraftID          int64
	ExpectedVersion  *int64
	ClientMutationID string
}

// SendDraft opens the ticket that a draft asks for, with its files, as Open does and with the same faults (M0.5). A draft
// becomes one ticket: sent again, by whatever call, it answers that one. At draft NOT_FOUND; CONFLICT.
func (s *Service) SendDraft(ctx context.Context, v *access.Viewer, in SendDraftInput) (*Outcome, error) {
	c := call{operation: "sendDraft", key: in.ClientMutationID, input: in}
	return s.once(ctx, v, c, func(ctx context.Context, tx *ent.Tx) (*result, error) {
		row, err := s.lockDraft(ctx, tx, in.DraftID, "draft")
		if err != nil {
			return nil, err
		}
		if row.TicketID != nil {
			return &result{outcome: Outcome{TicketID: *row.TicketID, Replayed: true}}, nil
		}
		if err := checkVersion(in.ExpectedVersion, row.Version); err != nil {
			return nil, err
		}
		return s.sendDraft(ctx, tx, v, row, in.ClientMutationID)
	})
}

// sendDraft opens the ticket of a draft that is held. The draft stays as the mark of the ticket that came of it, emptied.
func (s *Service) sendDraft(
	ctx context.Context, tx *ent.Tx, v *access.Viewer, row *ent.Draft, key string,
) (*result, error) {
	d, err := readDraft(row, s.sight(v))
	if err != nil {
		return nil, err
	}
	kept, err := draftFiles(ctx, tx, row.ID)
	if err != nil {
		return nil, err
	}
	files := make([]AttachmentInput, len(kept))
	for i, file := range kept {
		files[i].UploadedID = file.ID
	}
	request := d.request(files)
	request.ClientMutationID = key
	description := s.describe(request)
	description.draftID = row.ID
	done, err := s.openIn(ctx, tx, v, request, description)
	if err != nil {
		return nil, err
	}
	err = tx.Draft.UpdateOneID(row.ID).SetTicketID(done.outcome.TicketID).SetContent("{}").Exec(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("mark the draft as sent: %w", err)
	}
	return done, nil
}

// DiscardDraft removes a draft with its files. NOT_FOUND at draft, also where it was sent or discarded before.
func (s *Service) DiscardDraft(ctx context.Context, v *access.Viewer, id int64) error {
	var files []*ent.Attachment
	err := s.store.Tx(store.Scoped(ctx, v.Scope()), func(ctx context.Context, tx *ent.Tx) error {
		row, err := s.lockDraft(ctx, tx, id, "draft")
		if err != nil {
			return err
		}
		if row.TicketID != nil {
			return problem.New(problem.NotFound, "draft")
		}
		if files, err = draftFiles(ctx, tx, id); err != nil {
			return err
		}
		if err := forgetFiles(ctx, tx, files); err != nil {
			return err
		}
		if err := tx.Draft.DeleteOneID(id).Exec(ctx); err != nil {
			return fmt.Errorf("discard the draft: %w", err)
		}
		return nil
	})
	if err == nil {
		s.removeBytes(ctx, blobKeys(files))
	}
	return err
}
