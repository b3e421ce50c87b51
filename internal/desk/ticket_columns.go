package desk

import (
	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
)

// Columns names what is read of each ticket. The ids (of ticket, desk, tenant and requester) are always read.
type Columns uint64

// The columns.
const (
	TicketNumber Columns = 1 << iota
	TicketVersion
	TicketSubject
	TicketStatus
	TicketPriority
	TicketChannel
	TicketAssignee
	TicketPerson
	TicketFollows
	TicketMerged
	TicketSeqs
	TicketMessageCount
	TicketAttachmentCount
	TicketNoteCount
	TicketReopenCount
	TicketExcerpt
	TicketLastMessage
	TicketCreatedAt
	TicketUpdatedAt
	TicketLastReplyAt
	TicketLastSides // newest messages of either side
	TicketFirstRespondedAt
	TicketStatusSince
	TicketResolvedAt
	TicketClosedAt
	TicketCloseReason
	TicketDueAt
	TicketQueue
	TicketDueTimes // all that is kept of promises, but these two
	TicketSource
	TicketSourceContext

	AllColumns = 1<<iota - 1
)

// ticketColumn is how one column is read.
type ticketColumn struct {
	of     Columns // zero: always
	name   string
	target func(*Ticket) any
}

// ticketColumns is the table of a ticket's columns, their names spelled for a statement.
func ticketColumns() []ticketColumn {
	columns := ticketColumnTable()
	for i := range columns {
		columns[i].name = sql.Table(ticket.Table).C(columns[i].name)
	}
	return columns
}

func ticketColumnTable() []ticketColumn {
	return []ticketColumn{
		{0, "id", func(t *Ticket) any { return (*number)(&t.ID) }},
		{0, "desk_id", func(t *Ticket) any { return (*number)(&t.DeskID) }},
		{0, "tenant_id", func(t *Ticket) any { return (*number)(&t.TenantID) }},
		{0, "requester_id", func(t *Ticket) any { return (*number)(&t.RequesterID) }},
		{TicketNumber, "number", func(t *Ticket) any { return (*number)(&t.Number) }},
		{TicketVersion, "version", func(t *Ticket) any { return (*number)(&t.Version) }},
		{TicketSubject, "subject", func(t *Ticket) any { return (*text)(&t.Subject) }},
		{TicketStatus, "status", func(t *Ticket) any { return (*word)(&t.Status) }},
		{TicketPriority, "priority", func(t *Ticket) any { return (*word)(&t.Priority) }},
		{TicketPriority, "priority_rank", func(t *Ticket) any { return (*count)(&t.PriorityRank) }},
		{TicketChannel, "channel", func(t *Ticket) any { return (*word)(&t.Channel) }},
		{TicketAssignee, "assignee_id", func(t *Ticket) any { return (*number)(&t.AssigneeID) }},
		{TicketPerson, "person_id", func(t *Ticket) any { return (*number)(&t.PersonID) }},
		{TicketFollows, "follows_id", func(t *Ticket) any { return (*number)(&t.FollowsID) }},
		{TicketMerged, "merged_into_id", func(t *Ticket) any { return (*number)(&t.MergedIntoID) }},
		{TicketSeqs, "last_seq", func(t *Ticket) any { return (*number)(&t.LastSeq) }},
		{TicketSeqs, "last_public_seq", func(t *Ticket) any { return (*number)(&t.LastPublicSeq) }},
		{TicketMessageCount, "message_count", func(t *Ticket) any { return (*count)(&t.MessageCount) }},
		{TicketAttachmentCount, "attachment_count", func(t *Ticket) any { return (*count)(&t.AttachmentCount) }},
		{TicketNoteCount, "note_count", func(t *Ticket) any { return (*count)(&t.NoteCount) }},
		{TicketReopenCount, "reopen_count", func(t *Ticket) any { return (*count)(&t.ReopenCount) }},
		{TicketExcerpt, "excerpt", func(t *Ticket) any { return (*text)(&t.Excerpt) }},
		{TicketLastMessage, "last_message_excerpt", func(t *Ticket) any { return (*text)(&t.LastMessageExcerpt) }},
		{TicketLastMessage, "last_message_by", func(t *Ticket) any { return (*word)(&t.LastMessageBy) }},
		{TicketLastMessage, "last_message_at", func(t *Ticket) any { return (*number)(&t.LastMessageAt) }},
		{TicketCreatedAt, "created_at", func(t *Ticket) any { return (*number)(&t.CreatedAt) }},
		{TicketUpdatedAt, "updated_at", func(t *Ticket) any { return (*number)(&t.UpdatedAt) }},
		{TicketLastReplyAt, "last_reply_at", func(t *Ticket) any { return (*number)(&t.LastReplyAt) }},
		{TicketLastSides, "last_customer_message_at", func(t *Ticket) any { return (*number)(&t.LastCustomerAt) }},
		{TicketLastSides, "last_staff_message_at", func(t *Ticket) any { return (*number)(&t.LastStaffAt) }},
		{TicketFirstRespondedAt, "first_responded_at", func(t *Ticket) any { return (*number)(&t.FirstRespondedAt) }},
		{TicketStatusSince, "status_since", func(t *Ticket) any { return (*number)(&t.StatusSince) }},
		{TicketResolvedAt, "resolved_at", func(t *Ticket) any { return (*number)(&t.ResolvedAt) }},
		{TicketClosedAt, "closed_at", func(t *Ticket) any { return (*number)(&t.ClosedAt) }},
		{TicketCloseReason, "close_reason", func(t *Ticket) any { return (*word)(&t.CloseReason) }},
		{TicketDueAt, "due_at", func(t *Ticket) any { return (*number)(&t.DueAt) }},
		{TicketQueue, "queue_rank", func(t *Ticket) any { return (*number)(&t.QueueRank) }},
		{TicketDueTimes, "first_due_at", func(t *Ticket) any { return (*number)(&t.FirstDueAt) }},
		{TicketDueTimes, "next_due_at", func(t *Ticket) any { return (*number)(&t.NextDueAt) }},
		{TicketDueTimes, "resolution_due_at", func(t *Ticket) any { return (*number)(&t.ResolutionDueAt) }},
		{TicketDueTimes, "due_check_at", func(t *Ticket) any { return (*number)(&t.DueCheckAt) }},
		{TicketDueTimes, "due_noted", func(t *Ticket) any { return (*number)(&t.DueNoted) }},
		{TicketDueTimes, "waits_since", func(t *Ticket) any { return (*number)(&t.WaitsSince) }},
		{TicketDueTimes, "runs_since", func(t *Ticket) any { return (*number)(&t.RunsSince) }},
		{TicketDueTimes, "resolution_used", func(t *Ticket) any { return (*number)(&t.ResolutionUsed) }},
		{TicketDueTimes, "timed_under", func(t *Ticket) any { return (*number)(&t.TimedUnder) }},
		{TicketSource, "source", func(t *Ticket) any { return (*word)(&t.sourcePlace) }},
		{TicketSourceContext, "source_context", func(t *Ticket) any { return (*text)(&t.sourceContext) }},
	}
}
