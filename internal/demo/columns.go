package demo

import (
	"sportello/ent"
	"sportello/ent/attachment"
	entdesk "sportello/ent/desk"
	"sportello/ent/deskaddress"
	"sportello/ent/draft"
	"sportello/ent/journalentry"
	"sportello/ent/membership"
	"sportello/ent/message"
	"sportello/ent/person"
	"sportello/ent/policyversion"
	"sportello/ent/searchmark"
	entenant "sportello/ent/tenant"
	"sportello/ent/ticket"
	"sportello/ent/ticketfield"
	"sportello/ent/timelineentry"
	entuser "sportello/ent/user"
)

func deskTable() *table {
	return &table{name: entdesk.Table, columns: []string{
		entdesk.FieldID, entdesk.FieldCreatedAt, entdesk.FieldSlug, entdesk.FieldName, entdesk.FieldLanguage,
		entdesk.FieldTimeZone, entdesk.FieldPolicy, entdesk.FieldPolicyVersion,
	}}
}

func addressTable() *table {
	return &table{name: deskaddress.Table, columns: []string{
		deskaddress.FieldCreatedAt, deskaddress.FieldDeskID, deskaddress.FieldAddress, deskaddress.FieldMain,
	}}
}

func userTable() *table {
	return &table{name: entuser.Table, columns: []string{
		entuser.FieldID, entuser.FieldCreatedAt, entuser.FieldEmail, entuser.FieldName, entuser.FieldPasswordHash,
		entuser.FieldLanguage, entuser.FieldGivenName, entuser.FieldSurname,
	}}
}

func tenantTable() *table {
	return &table{name: entenant.Table, columns: []string{
		entenant.FieldID, entenant.FieldCreatedAt, entenant.FieldDeskID, entenant.FieldName, entenant.FieldVatNumber,
	}}
}

func personTable() *table {
	return &table{name: person.Table, columns: []string{
		person.FieldID, person.FieldCreatedAt, person.FieldTenantID, person.FieldName, person.FieldEmail, person.FieldPhone,
	}}
}

func membershipTable() *table {
	return &table{name: membership.Table, columns: []string{
		membership.FieldID, membership.FieldCreatedAt, membership.FieldUserID, membership.FieldDeskID,
		membership.FieldTenantID, membership.FieldRole,
	}}
}

func messageTable() *table {
	return &table{name: message.Table, columns: []string{
		message.FieldID, message.FieldCreatedAt, message.FieldTicketID, message.FieldConversationID,
		message.FieldSeq, message.FieldKind,
		message.FieldStaffOnly, message.FieldAuthorKind, message.FieldAuthorID, message.FieldText,
	}}
}

func entryTable() *table {
	return &table{name: timelineentry.Table, columns: []string{
		timelineentry.FieldID, timelineentry.FieldCreatedAt, timelineentry.FieldTicketID, timelineentry.FieldSeq,
		timelineentry.FieldPublicSeq, timelineentry.FieldKind, timelineentry.FieldActorKind, timelineentry.FieldActorID,
		timelineentry.FieldMessageID, timelineentry.FieldFromValue, timelineentry.FieldToValue, timelineentry.FieldReason,
	}}
}

func attachmentTable() *table {
	return &table{name: attachment.Table, columns: []string{
		attachment.FieldID, attachment.FieldCreatedAt, attachment.FieldUploaderID, attachment.FieldTicketID,
		attachment.FieldMessageID, attachment.FieldStaffOnly, attachment.FieldName, attachment.FieldContentType,
		attachment.FieldSize, attachment.FieldSha256, attachment.FieldBlobKey,
	}}
}

func fieldTable() *table {
	return &table{name: ticketfield.Table, columns: []string{
		ticketfield.FieldDeskID, ticketfield.FieldTenantID, ticketfield.FieldTicketID, ticketfield.FieldKey,
		ticketfield.FieldValue, ticketfield.FieldText, ticketfield.FieldFormat,
	}}
}

// policyTable leaves the ids to the database, and the author: the operator of the server.
func policyTable() *table {
	return &table{name: policyversion.Table, columns: []string{
		policyversion.FieldCreatedAt, policyversion.FieldDeskID, policyversion.FieldVersion, policyversion.FieldPolicy,
	}}
}

func draftTable() *table {
	return &table{name: draft.Table, columns: []string{
		draft.FieldCreatedAt, draft.FieldAuthorID, draft.FieldDeskID, draft.FieldTenantID, draft.FieldContent,
		draft.FieldVersion, draft.FieldUpdatedAt,
	}}
}

func ticketTable() *table {
	return &table{name: ticket.Table, columns: []string{
		ticket.FieldID, ticket.FieldCreatedAt, ticket.FieldDeskID, ticket.FieldTenantID, ticket.FieldNumber,
		ticket.FieldSubject, ticket.FieldStatus, ticket.FieldPriority, ticket.FieldPriorityRank, ticket.FieldChannel,
		ticket.FieldRequesterID, ticket.FieldAssigneeID, ticket.FieldPersonID, ticket.FieldFollowsID,
		ticket.FieldVersion, ticket.FieldLastSeq, ticket.FieldLastPublicSeq, ticket.FieldMessageCount,
		ticket.FieldAttachmentCount, ticket.FieldNoteCount, ticket.FieldReopenCount, ticket.FieldExcerpt,
		ticket.FieldLastMessageExcerpt, ticket.FieldLastMessageBy, ticket.FieldLastMessageAt, ticket.FieldUpdatedAt,
		ticket.FieldLastReplyAt, ticket.FieldLastCustomerMessageAt, ticket.FieldLastStaffMessageAt,
		ticket.FieldFirstRespondedAt, ticket.FieldStatusSince, ticket.FieldResolvedAt, ticket.FieldClosedAt,
		ticket.FieldCloseReason, ticket.FieldSource, ticket.FieldSourceContext,
		ticket.FieldFirstDueAt, ticket.FieldNextDueAt, ticket.FieldResolutionDueAt, ticket.FieldDueAt, ticket.FieldDueCheckAt,
		ticket.FieldDueNoted, ticket.FieldQueueRank, ticket.FieldWaitsSince, ticket.FieldRunsSince, ticket.FieldResolutionUsed,
		ticket.FieldTimedUnder,
	}}
}

// markTable has the tickets to index for the search.
func markTable() *table {
	return &table{name: searchmark.Table, columns: []string{searchmark.FieldTicketID}}
}

// placeTable has the places of the tickets in the journal.
func placeTable() *table {
	return &table{name: journalentry.Table, columns: []string{
		journalentry.FieldID, journalentry.FieldCreatedAt, journalentry.FieldDeskID, journalentry.FieldTenantID,
		journalentry.FieldTicketID, journalentry.FieldSeq,
	}}
}

// addTicket adds a ticket's values in the order of ticketTable.
func addTicket(rows *table, t *ent.Ticket) {
	rows.add(
		t.ID, t.CreatedAt, t.DeskID, t.TenantID, t.Number,
		t.Subject, t.Status, t.Priority, t.PriorityRank, t.Channel,
		t.RequesterID, t.AssigneeID, t.PersonID, t.FollowsID,
		t.Version, t.LastSeq, t.LastPublicSeq, t.MessageCount,
		t.AttachmentCount, t.NoteCount, t.ReopenCount, t.Excerpt,
		t.LastMessageExcerpt, t.LastMessageBy, t.LastMessageAt, t.UpdatedAt,
		t.LastReplyAt, t.LastCustomerMessageAt, t.LastStaffMessageAt,
		t.FirstRespondedAt, t.StatusSince, t.ResolvedAt, t.ClosedAt,
		t.CloseReason, t.Source, t.SourceContext,
		t.FirstDueAt, t.NextDueAt, t.ResolutionDueAt, t.DueAt, t.DueCheckAt,
		t.DueNoted, t.QueueRank, t.WaitsSince, t.RunsSince, t.ResolutionUsed,
		t.TimedUnder,
	)
}
