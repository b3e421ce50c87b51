package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"sportello/ent"
	"sportello/ent/attachment"
	"sportello/internal/blob"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// File is a file whose bytes are in the blob store already, but in no row.
type File struct {
	Name        string // as the sender called it
	Size        int64  // bytes
	ContentType string // sniffed
	SHA256      string
	BlobKey     string `json:"-"` // another one each time the same bytes are sent
	// ContentID is by what the message's text speaks of it (cid:…): it stands there. Empty: it stands beside the text.
	ContentID string `json:",omitzero"`

	// spent: an act has come to its end with it, and attached it or removed its bytes. Acts of one request, which run one
	// after the other, can name the same file.
	spent bool
}

// AttachmentInput is a file to attach: exactly one of the two.
type AttachmentInput struct {
	File       *File
	UploadedID int64
}

const attachmentsField = "attachments"

// checkFiles finds the files that were uploaded before, and notes what is wrong with all by the desk's rules (M1.8, M4.10).
func (c *scene) checkFiles(ctx context.Context) error {
	waiting, err := c.findUploads(ctx)
	if err != nil {
		return err
	}
	return c.judgeFiles(waiting)
}

// judgeFiles notes what is wrong with the files, and puts them where they will be attached from. One that is neither new
// nor among those that wait, given with their sizes, is NOT_FOUND.
func (c *scene) judgeFiles(waiting map[int64]int64) error {
	w := c.writing
	w.new, w.waiting = nil, nil
	if len(w.files) == 0 {
		return nil
	}
	if !w.takesFiles(c.desk.Policy.Attachments) {
		c.fault(problem.New(problem.AttachmentsNotAllowed, attachmentsField))
		return nil
	}
	if most := c.desk.Policy.Attachments.MaxFiles; w.kept+len(w.files) > most {
		c.fault(problem.New(problem.TooManyAttachments, attachmentsField).With("max", most))
		return nil
	}
	for i, input := range w.files {
		field := []string{attachmentsField, strconv.Itoa(i)}
		if err := c.checkFile(input, waiting, field); err != nil {
			return err
		}
	}
	return nil
}

// takesFiles reports whether the desk allows files on such a message.
func (w *writing) takesFiles(rules policy.Attachments) bool {
	switch {
	case w.kind == kindDescription && !w.unasked:
		return rules.AtOpening
	case w.kind == kindNote, w.kind == kindDescription: // a mail comes with its files, or not at all
		return rules.OnReply || rules.AtOpening
	default:
		return rules.OnReply
	}
}

// checkFile looks at one file, and puts it where it will be attached from.
func (c *scene) checkFile(input AttachmentInput, waiting map[int64]int64, field []string) error {
	w := c.writing
	if input.File == nil {
		size, found := waiting[input.UploadedID]
		if !found || slices.Contains(w.waiting, input.UploadedID) {
			return problem.New(problem.NotFound, field...)
		}
		w.waiting = append(w.waiting, input.UploadedID)
		c.checkSize(size, field)
		return nil
	}
	twice := slices.ContainsFunc(w.new, func(f File) bool { return f.BlobKey == input.File.BlobKey })
	if twice || input.File.spent {
		return problem.New(problem.NotFound, field...)
	}
	file, fault := cleanFile(*input.File)
	if fault != nil {
		c.fault(fault.At(field...))
		return nil
	}
	w.new = append(w.new, file)
	c.checkSize(file.Size, field)
	return nil
}

func (c *scene) checkSize(size int64, field []string) {
	if fault := tooLarge(c.desk, size); fault != nil {
		c.fault(fault.At(field...))
	}
}

// tooLarge says that a file is larger than a desk takes, or nil.
func tooLarge(d *Desk, size int64) *problem.Error {
	if limit := int64(d.Policy.Attachments.MaxSize); size > limit {
		return problem.New(problem.AttachmentTooLarge).With("max", limit)
	}
	return nil
}

// cleanFile gives a file a name that is safe on any system.
func cleanFile(file File) (File, *problem.Error) {
	name, err := blob.CleanName(file.Name)
	if err != nil {
		return File{}, problem.New(problem.FileNameInvalid).Wrap(err)
	}
	file.Name = name
	return file, nil
}

// findUploads loads the viewer's own files that wait for a message, and holds them: of two acts that name one file, the
// first to come has it. It answers their sizes.
func (c *scene) findUploads(ctx context.Context) (map[int64]int64, error) {
	var ids []int64
	for _, input := range c.writing.files {
		if input.File == nil {
			ids = append(ids, input.UploadedID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	query := c.tx.Attachment.Query().Where(attachment.IDIn(ids...), c.writing.waitingFor(c.viewer.UserID))
	rows, err := store.Lock(c.service.store, query).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("load the uploads: %w", err)
	}
	found := make(map[int64]int64, len(rows))
	for _, row := range rows {
		found[row.ID] = row.Size
	}
	return found, nil
}

// attach puts the files on the message.
func (c *scene) attach(ctx context.Context, m said) error {
	return c.place(ctx, m.at, func(file *ent.AttachmentMutation) {
		file.SetTicketID(m.ticketID)
		file.SetMessageID(m.id)
		file.SetStaffOnly(m.staffOnly)
		file.ClearDraftID()
	})
}

// place gives the files their place: new ones a row with it, those that wait a change of theirs.
func (c *scene) place(ctx context.Context, at moment.Moment, where func(*ent.AttachmentMutation)) error {
	w := c.writing
	if len(w.new) > 0 {
		rows := make([]*ent.AttachmentCreate, len(w.new))
		for i, file := range w.new {
			rows[i] = attachmentRow(c.tx.Attachment, file, c.viewer.UserID, at)
			where(rows[i].Mutation())
		}
		if err := c.tx.Attachment.CreateBulk(rows...).Exec(ctx); err != nil {
			return fmt.Errorf("attach the files: %w", err)
		}
	}
	if len(w.waiting) == 0 {
		return nil
	}
	change := c.tx.Attachment.Update().Where(attachment.IDIn(w.waiting...), w.waitingFor(c.viewer.UserID))
	where(change.Mutation())
	taken, err := change.Save(ctx)
	if err != nil {
		return fmt.Errorf("attach the uploads: %w", err)
	}
	if taken != len(w.waiting) {
		return fmt.Errorf("attach the uploads: %d of %d were there", taken, len(w.waiting))
	}
	return nil
}
