package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"sportello/ent"
	"sportello/ent/attachment"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// AttachmentsOfDrafts reads the files of drafts, aligned with them, oldest first, by one statement for all.
func (s *Service) AttachmentsOfDrafts(ctx context.Context, drafts []*Draft) ([][]*Attachment, error) {
	read := make([][]*Attachment, len(drafts))
	if len(drafts) == 0 {
		return read, nil
	}
	places := make(map[int64]int, len(drafts))
	ids := make([]any, len(drafts))
	for i, d := range drafts {
		places[d.ID], ids[i] = i, d.ID
	}
	var row Attachment
	var draftID int64
	query := "SELECT r.draft_id, " + attachmentColumns + " FROM attachments r WHERE r.draft_id IN (" + marks(len(ids)) +
		") ORDER BY r.draft_id, r.created_at, r.id"
	err := s.each(ctx, query, ids, append([]any{(*number)(&draftID)}, row.targets()...), func() {
		a, i := row, places[draftID]
		read[i] = append(read[i], &a)
	})
	if err != nil {
		return nil, fmt.Errorf("files of drafts: %w", err)
	}
	return read, nil
}

// draftFiles loads the files of a draft that is held.
func draftFiles(ctx context.Context, tx *ent.Tx, draftID int64) ([]*ent.Attachment, error) {
	files, err := tx.Attachment.Query().Where(attachment.DraftID(draftID)).
		Order(ent.Asc(attachment.FieldCreatedAt, attachment.FieldID)).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("load the draft's files: %w", err)
	}
	return files, nil
}

// checkDraftFiles notes what is wrong with the files that a draft gets, beside those it keeps, and finds those it loses.
func (c *scene) checkDraftFiles(ctx context.Context, draftID int64, removed []int64) ([]*ent.Attachment, error) {
	kept, err := draftFiles(ctx, c.tx, draftID)
	if err != nil {
		return nil, err
	}
	var lost []*ent.Attachment
	for i, id := range removed {
		at := slices.IndexFunc(kept, func(file *ent.Attachment) bool { return file.ID == id })
		if at < 0 {
			return nil, problem.New(problem.NotFound, "removeAttachments", strconv.Itoa(i))
		}
		lost = append(lost, kept[at])
		kept = slices.Delete(kept, at, at+1)
	}
	c.writing.kept = len(kept)
	return lost, c.checkFiles(ctx)
}

// keepFiles gives the draft its new files and takes away those it loses.
func (c *scene) keepFiles(ctx context.Context, draftID int64, lost []*ent.Attachment) error {
	if err := forgetFiles(ctx, c.tx, lost); err != nil {
		return err
	}
	return c.place(ctx, moment.Of(c.now), func(file *ent.AttachmentMutation) { file.SetDraftID(draftID) })
}

// forgetFiles deletes the rows of files; their bytes are removed after the commit.
func forgetFiles(ctx context.Context, tx *ent.Tx, files []*ent.Attachment) error {
	if len(files) == 0 {
		return nil
	}
	ids := make([]int64, len(files))
	for i, file := range files {
		ids[i] = file.ID
	}
	if _, err := tx.Attachment.Delete().Where(attachment.IDIn(ids...)).Exec(ctx); err != nil {
		return fmt.Errorf("forget files: %w", err)
	}
	return nil
}

// blobKeys are the places of files' bytes.
func blobKeys(files []*ent.Attachment) []string {
	keys := make([]string, len(files))
	for i, file := range files {
		keys[i] = file.BlobKey
	}
	return keys
}
