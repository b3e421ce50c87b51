package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/ticket"
)

// insert writes a new ticket and sets its id.
func insert(ctx context.Context, tx *ent.Tx, t *ent.Ticket) error {
	row, err := tx.Ticket.Create().
		SetDeskID(t.DeskID).SetTenantID(t.TenantID).SetNumber(t.Number).
		SetSubject(t.Subject).SetChannel(t.Channel).SetExcerpt(t.Excerpt).
		SetStatus(t.Status).SetPriority(t.Priority).SetPriorityRank(t.PriorityRank).
		SetRequesterID(t.RequesterID).SetNillableAssigneeID(t.AssigneeID).
		SetNillablePersonID(t.PersonID).SetNillableFollowsID(t.FollowsID).
		SetVersion(t.Version).SetLastSeq(t.LastSeq).SetLastPublicSeq(t.LastPublicSeq).
		SetMessageCount(t.MessageCount).SetAttachmentCount(t.AttachmentCount).SetNoteCount(t.NoteCount).
		SetReopenCount(t.ReopenCount).SetLastMessageExcerpt(t.LastMessageExcerpt).SetLastMessageBy(t.LastMessageBy).
		SetLastMessageAt(t.LastMessageAt).SetCreatedAt(t.CreatedAt).SetUpdatedAt(t.UpdatedAt).
		SetLastReplyAt(t.LastReplyAt).SetLastCustomerMessageAt(t.LastCustomerMessageAt).
		SetLastStaffMessageAt(t.LastStaffMessageAt).SetFirstRespondedAt(t.FirstRespondedAt).
		SetStatusSince(t.StatusSince).SetResolvedAt(t.ResolvedAt).SetClosedAt(t.ClosedAt).SetCloseReason(t.CloseReason).
		Save(ctx)
	if err != nil {
		return fmt.Errorf("write the ticket: %w", err)
	}
	t.ID = row.ID
	return nil
}

// update writes what differs between two states of a ticket that is held. A column that stays is not named: SQLite would
// write its indexes anew.
func update(ctx context.Context, tx *ent.Tx, before, after *ent.Ticket) error {
	u := tx.Ticket.Update().Where(ticket.ID(before.ID))
	changed(before.Status, after.Status, u.SetStatus)
	changed(before.Priority, after.Priority, u.SetPriority)
	changed(before.PriorityRank, after.PriorityRank, u.SetPriorityRank)
	changed(before.Version, after.Version, u.SetVersion)
	changed(before.LastSeq, after.LastSeq, u.SetLastSeq)
	changed(before.LastPublicSeq, after.LastPublicSeq, u.SetLastPublicSeq)
	changed(before.MessageCount, after.MessageCount, u.SetMessageCount)
	changed(before.AttachmentCount, after.AttachmentCount, u.SetAttachmentCount)
	changed(before.NoteCount, after.NoteCount, u.SetNoteCount)
	changed(before.ReopenCount, after.ReopenCount, u.SetReopenCount)
	changed(before.LastMessageExcerpt, after.LastMessageExcerpt, u.SetLastMessageExcerpt)
	changed(before.LastMessageBy, after.LastMessageBy, u.SetLastMessageBy)
	changed(before.LastMessageAt, after.LastMessageAt, u.SetLastMessageAt)
	changed(before.UpdatedAt, after.UpdatedAt, u.SetUpdatedAt)
	changed(before.LastReplyAt, after.LastReplyAt, u.SetLastReplyAt)
	changed(before.LastCustomerMessageAt, after.LastCustomerMessageAt, u.SetLastCustomerMessageAt)
	changed(before.LastStaffMessageAt, after.LastStaffMessageAt, u.SetLastStaffMessageAt)
	changed(before.FirstRespondedAt, after.FirstRespondedAt, u.SetFirstRespondedAt)
	changed(before.StatusSince, after.StatusSince, u.SetStatusSince)
	changed(before.ResolvedAt, after.ResolvedAt, u.SetResolvedAt)
	changed(before.ClosedAt, after.ClosedAt, u.SetClosedAt)
	changed(before.CloseReason, after.CloseReason, u.SetCloseReason)
	changedID(before.AssigneeID, after.AssigneeID, u.SetAssigneeID, u.ClearAssigneeID)
	changedID(before.PersonID, after.PersonID, u.SetPersonID, u.ClearPersonID)
	if err := u.Exec(ctx); err != nil {
		return fmt.Errorf("write the ticket: %w", err)
	}
	return nil
}

func changed[T comparable](before, after T, set func(T) *ent.TicketUpdate) {
	if before != after {
		set(after)
	}
}

func changedID(before, after *int64, set func(int64) *ent.TicketUpdate, clear func() *ent.TicketUpdate) {
	switch {
	case zero(before) == zero(after):
	case after == nil:
		clear()
	default:
		set(*after)
	}
}
