package compiled

import (
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/node"
)

type ticket = *desk.Ticket

// column is a field that a column answers.
func column(of desk.Columns, e encoder[ticket]) func(*compiler, field) encoder[ticket] {
	return func(c *compiler, _ field) encoder[ticket] {
		c.columns |= of
		return e
	}
}

func text(of desk.Columns, value func(ticket) string) func(*compiler, field) encoder[ticket] {
	return column(of, func(dst []byte, _ *answer, t ticket) []byte { return appendString(dst, value(t)) })
}

func integer(of desk.Columns, value func(ticket) int64) func(*compiler, field) encoder[ticket] {
	return column(of, func(dst []byte, _ *answer, t ticket) []byte { return appendInt(dst, value(t)) })
}

func instant(of desk.Columns, value func(ticket) moment.Moment) func(*compiler, field) encoder[ticket] {
	return column(of, func(dst []byte, _ *answer, t ticket) []byte { return appendTime(dst, value(t)) })
}

// stateColumns are what the rules need to know of a ticket.
const stateColumns = desk.TicketStatus | desk.TicketPriority | desk.TicketAssignee | desk.TicketPerson | desk.TicketCreatedAt |
	desk.TicketStatusSince | desk.TicketResolvedAt | desk.TicketClosedAt | desk.TicketFirstRespondedAt |
	desk.TicketCloseReason | desk.TicketReopenCount

// ticketFields is the table of Ticket.
func ticketFields() fields[ticket] {
	return fields[ticket]{
		"id":               plain(func(dst []byte, _ *answer, t ticket) []byte { return appendID(dst, node.Ticket, t.ID) }),
		"number":           integer(desk.TicketNumber, func(t ticket) int64 { return t.Number }),
		"version":          integer(desk.TicketVersion, func(t ticket) int64 { return t.Version }),
		"subject":          text(desk.TicketSubject, func(t ticket) string { return t.Subject }),
		"status":           text(desk.TicketStatus, func(t ticket) string { return string(t.Status) }),
		"statusLabel":      text(desk.TicketStatus, ticket.StatusLabel),
		"priority":         text(desk.TicketPriority, func(t ticket) string { return string(t.Priority) }),
		"priorityLabel":    text(desk.TicketPriority, ticket.PriorityLabel),
		"channel":          text(desk.TicketChannel, func(t ticket) string { return t.Channel }),
		"excerpt":          text(desk.TicketExcerpt, func(t ticket) string { return t.Excerpt }),
		"createdAt":        instant(desk.TicketCreatedAt, func(t ticket) moment.Moment { return t.CreatedAt }),
		"updatedAt":        instant(desk.TicketUpdatedAt, func(t ticket) moment.Moment { return t.UpdatedAt }),
		"lastReplyAt":      instant(desk.TicketLastReplyAt, func(t ticket) moment.Moment { return t.LastReplyAt }),
		"firstRespondedAt": instant(desk.TicketFirstRespondedAt, func(t ticket) moment.Moment { return t.FirstRespondedAt }),
		"resolvedAt":       instant(desk.TicketResolvedAt, func(t ticket) moment.Moment { return t.ResolvedAt }),
		"closedAt":         instant(desk.TicketClosedAt, func(t ticket) moment.Moment { return t.ClosedAt }),
		"autoCloseAt":      instant(stateColumns, func(t ticket) moment.Moment { return view.Ticket{Ticket: t}.AutoCloseAt() }),
		"dueAt":            instant(desk.TicketDueAt, func(t ticket) moment.Moment { return t.DueAt }),
		"messageCount":     integer(desk.TicketMessageCount, func(t ticket) int64 { return int64(t.MessageCount) }),
		"attachmentCount":  integer(desk.TicketAttachmentCount, func(t ticket) int64 { return int64(t.AttachmentCount) }),
		"reopenCount":      integer(desk.TicketReopenCount, func(t ticket) int64 { return int64(t.ReopenCount) }),
		"noteCount": column(desk.TicketNoteCount, func(dst []byte, _ *answer, t ticket) []byte {
			return appendOptionalInt(dst, t.SeenNoteCount())
		}),
		"waitingSeconds": column(desk.TicketStatus|desk.TicketCreatedAt, func(dst []byte, _ *answer, t ticket) []byte {
			return appendOptionalInt(dst, t.WaitingSeconds())
		}),
		"closedSeconds": column(desk.TicketStatus|desk.TicketClosedAt, func(dst []byte, _ *answer, t ticket) []byte {
			return appendOptionalInt(dst, t.ClosedSeconds())
		}),
		"closeReason": column(desk.TicketCloseReason, func(dst []byte, _ *answer, t ticket) []byte {
			return appendOptionalString(dst, view.Ticket{Ticket: t}.CloseReason())
		}),
		"desk":        deskOf,
		"tenant":      tenantOf,
		"requester":   requesterOf,
		"person":      personOf,
		"assignee":    assigneeOf,
		"lastMessage": lastMessageOf,
		"messages":    messagesOf,
		"attachments": attachmentsOf,
	}
}

func lastMessageOf(c *compiler, f field) encoder[ticket] {
	c.columns |= desk.TicketLastMessage
	preview := compileObject(c, "MessagePreview", f, fields[ticket]{
		"excerpt":    text(0, func(t ticket) string { return t.LastMessageExcerpt }),
		"authorKind": text(0, func(t ticket) string { return string(t.LastMessageBy) }),
		"createdAt":  instant(0, func(t ticket) moment.Moment { return t.LastMessageAt }),
	})
	return func(dst []byte, a *answer, t ticket) []byte {
		if t.LastMessageAt.IsZero() {
			return appendNull(dst)
		}
		return preview.encode(dst, a, t)
	}
}
