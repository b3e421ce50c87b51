package desk

import (
	"context"
	"fmt"
	"maps"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// maxAttachments is how many attachments of a ticket are listed.
const maxAttachments = 250

const attachmentColumns = "r.id, r.message_id, r.staff_only, r.inline, r.name, r.content_type, r.size, r.sha256, r.blob_key, r.created_at"

// attachmentLog is the files of a ticket; uploads that wait for a message are in none.
func attachmentLog() ticketLog {
	return ticketLog{
		table:   "attachments",
		holder:  "ticket_id",
		columns: attachmentColumns,
		staff:   logView{position: "created_at", ties: true},
		public:  logView{position: "created_at", ties: true, condition: "staff_only = FALSE"},
	}
}

// targets are the places of attachmentColumns.
func (a *Attachment) targets() []any {
	return []any{
		(*number)(&a.ID), (*number)(&a.MessageID), (*flag)(&a.StaffOnly), (*flag)(&a.Inline), (*text)(&a.Name), (*word)(&a.ContentType),
		(*number)(&a.Size), (*text)(&a.SHA256), (*text)(&a.BlobKey), (*number)(&a.CreatedAt),
	}
}

// AttachmentsOfTickets reads the files of tickets, aligned with them, oldest first, 250 of each at most, by one
// statement for all. Customers see none of notes.
func (s *Service) AttachmentsOfTickets(ctx context.Context, tickets []*Ticket) ([][]*Attachment, error) {
	read := make([][]*Attachment, len(tickets))
	var row Attachment
	r := logRange{most: maxAttachments}
	err := s.readLog(ctx, attachmentLog(), tickets, r, row.targets(), func(i int) {
		a := row
		a.TicketID = tickets[i].ID
		read[i] = append(read[i], &a)
	})
	if err != nil {
		return nil, fmt.Errorf("attachments: %w", err)
	}
	return read, nil
}

// AttachmentsOfMessages reads the files of messages that the viewer sees, aligned with them, oldest first, by one
// statement for all.
func (s *Service) AttachmentsOfMessages(ctx context.Context, messages []*Message) ([][]*Attachment, error) {
	read := make([][]*Attachment, len(messages))
	if len(messages) == 0 {
		return read, nil
	}
	places := make(map[int64][]int, len(messages))
	ids := make([]any, len(messages))
	for i, m := range messages {
		places[m.ID] = append(places[m.ID], i)
		ids[i] = m.ID
	}
	var row Attachment
	query := "SELECT r.ticket_id, " + attachmentColumns + " FROM attachments r WHERE r.message_id IN (" + marks(len(ids)) +
		") ORDER BY r.message_id, r.created_at, r.id"
	targets := append([]any{(*number)(&row.TicketID)}, row.targets()...)
	err := s.each(ctx, query, ids, targets, func() {
		for _, i := range places[row.MessageID] {
			if row.StaffOnly == messages[i].StaffOnly {
				a := row
				read[i] = append(read[i], &a)
			}
		}
	})
	if err != nil {
		return nil, fmt.Errorf("attachments: %w", err)
	}
	return read, nil
}

// Attachment reads one file's row: of a ticket that the viewer sees, or an upload of theirs that waits for its message.
// NOT_FOUND.
func (s *Service) Attachment(ctx context.Context, v *access.Viewer, id int64) (*Attachment, error) {
	found, err := s.AttachmentsByID(ctx, v, []int64{id})
	if err != nil {
		return nil, err
	}
	if found[id] == nil {
		return nil, problem.New(problem.NotFound)
	}
	return found[id], nil
}

// AttachmentsByID reads files' rows as Attachment does; those that are not the viewer's to see are missing. Two
// statements.
func (s *Service) AttachmentsByID(ctx context.Context, v *access.Viewer, ids []int64) (map[int64]*Attachment, error) {
	found := make(map[int64]*Attachment, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var row Attachment
	var uploaderID int64
	var ticketIDs []int64
	query := "SELECT r.ticket_id, r.uploader_id, " + attachmentColumns + " FROM attachments r WHERE r.id IN (" + marks(len(ids)) + ")"
	targets := append([]any{(*number)(&row.TicketID), (*number)(&uploaderID)}, row.targets()...)
	err := s.each(ctx, query, anys(ids), targets, func() {
		if row.TicketID == 0 && uploaderID != v.UserID {
			return
		}
		a := row
		found[a.ID] = &a
		if a.TicketID != 0 {
			ticketIDs = append(ticketIDs, a.TicketID)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("attachments: %w", err)
	}
	tickets, err := s.TicketsByID(ctx, v, ticketIDs, 0)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(found, func(_ int64, a *Attachment) bool {
		t := tickets[a.TicketID]
		return a.TicketID != 0 && (t == nil || a.StaffOnly && !t.StaffSight())
	})
	return found, nil
}
