package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/attachment"
	entdesk "sportello/ent/desk"
	"sportello/ent/predicate"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// UploadInput is a file to keep until a message takes it.
type UploadInput struct {
	DeskID int64 // whose size limit applies
	File   *File
}

// Upload records a file whose bytes were stored, for a message of the viewer's to take, and returns its id. A file that
// is refused is removed again.
func (s *Service) Upload(ctx context.Context, v *access.Viewer, in UploadInput) (int64, error) {
	var id int64
	err := s.store.Tx(store.Scoped(ctx, v.Scope()), func(ctx context.Context, tx *ent.Tx) error {
		d, err := tx.Desk.Query().Where(entdesk.ID(in.DeskID)).Select(entdesk.FieldID, entdesk.FieldPolicyVersion).Only(ctx)
		if err != nil {
			return missing(fmt.Errorf("load the desk: %w", err), "desk")
		}
		if !writesOn(v, d.ID) {
			return problem.New(problem.Forbidden)
		}
		rules, err := s.deskAt(ctx, tx, d.ID, d.PolicyVersion)
		if err != nil {
			return err
		}
		if in.File.spent {
			return problem.New(problem.NotFound, "file")
		}
		file, fault := cleanFile(*in.File)
		if fault == nil {
			fault = tooLarge(rules, file.Size)
		}
		if fault != nil {
			return fault.At("file")
		}
		row, err := attachmentRow(tx.Attachment, file, v.UserID, moment.Of(s.now())).Save(ctx)
		if err != nil {
			return fmt.Errorf("record the upload: %w", err)
		}
		id = row.ID
		return nil
	})
	files := []AttachmentInput{{File: in.File}}
	if err != nil {
		s.discardRefused(ctx, err, files)
		return 0, err
	}
	spend(files)
	return id, nil
}

// writesOn reports whether the viewer may write anywhere on the desk.
func writesOn(v *access.Viewer, deskID int64) bool {
	if v.WorksOn(deskID) {
		return true
	}
	for tenant, place := range v.Tenants {
		if place.DeskID == deskID && v.CanWrite(deskID, tenant) {
			return true
		}
	}
	return false
}

// attachmentRow is the row of a stored file.
func attachmentRow(into *ent.AttachmentClient, file File, uploaderID int64, at moment.Moment) *ent.AttachmentCreate {
	return into.Create().
		SetUploaderID(uploaderID).SetName(file.Name).SetSize(file.Size).SetContentType(file.ContentType).
		SetSha256(file.SHA256).SetBlobKey(file.BlobKey).SetInline(file.ContentID != "").SetCreatedAt(at)
}

// waitingFor is the files of a user that no message has taken: those of the draft that is sent, or those of none.
func (w *writing) waitingFor(userID int64) predicate.Attachment {
	of := attachment.DraftIDIsNil()
	if w.draftID != 0 {
		of = attachment.DraftID(w.draftID)
	}
	return attachment.And(attachment.UploaderID(userID), attachment.MessageIDIsNil(), of)
}
