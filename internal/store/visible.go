package store

import (
	"sportello/ent/attachment"
	"sportello/ent/dashboard"
	"sportello/ent/desk"
	"sportello/ent/draft"
	"sportello/ent/idempotencykey"
	"sportello/ent/listsetting"
	"sportello/ent/membership"
	"sportello/ent/message"
	"sportello/ent/person"
	"sportello/ent/predicate"
	"sportello/ent/savedview"
	"sportello/ent/session"
	"sportello/ent/tenant"
	"sportello/ent/ticket"
	"sportello/ent/ticketfield"
	"sportello/ent/timelineentry"
	"sportello/ent/user"
	"sportello/internal/access"
)

// VisibleTickets lets through, to staff, their desks' tickets; to customers those of their tenants or, in some tenants,
// only those they opened.
func VisibleTickets(s access.Scope) predicate.Ticket {
	return predicate.Ticket(either(staffTickets(s), customerTickets(s)).orNothing())
}

func staffTickets(s access.Scope) rule {
	return among(ticket.FieldDeskID, s.Desks)
}

func customerTickets(s access.Scope) rule {
	return either(
		among(ticket.FieldTenantID, s.Tenants),
		both(among(ticket.FieldTenantID, s.OwnIn), equal(ticket.FieldRequesterID, s.UserID)),
	)
}

// ofTicket is a rule for what belongs to a ticket: staff see all of it, customers what public lets through.
func ofTicket(s access.Scope, ticketID string, public rule) rule {
	return either(
		exists(ticket.Table, ticket.FieldID, ticketID, staffTickets(s)),
		both(public, exists(ticket.Table, ticket.FieldID, ticketID, customerTickets(s))),
	)
}

// VisibleMessages lets through those of visible tickets; notes among staff only to staff.
func VisibleMessages(s access.Scope) predicate.Message {
	public := equal(message.FieldStaffOnly, false)
	return predicate.Message(ofTicket(s, message.FieldTicketID, public).orNothing())
}

// VisibleTimeline lets through the entries of visible tickets; those without a public number only to staff.
func VisibleTimeline(s access.Scope) predicate.TimelineEntry {
	public := above(timelineentry.FieldPublicSeq, 0)
	return predicate.TimelineEntry(ofTicket(s, timelineentry.FieldTicketID, public).orNothing())
}

// VisibleAttachments lets through those of visible tickets, staff's own only to staff; an upload that waits, only to its
// uploader.
func VisibleAttachments(s access.Scope) predicate.Attachment {
	waiting := both(null(attachment.FieldTicketID), equal(attachment.FieldUploaderID, s.UserID))
	public := equal(attachment.FieldStaffOnly, false)
	return predicate.Attachment(either(waiting, ofTicket(s, attachment.FieldTicketID, public)).orNothing())
}

// VisibleTicketFields lets through those of visible tickets.
func VisibleTicketFields(s access.Scope) predicate.TicketField {
	return predicate.TicketField(either(
		exists(ticket.Table, ticket.FieldID, ticketfield.FieldTicketID, staffTickets(s)),
		exists(ticket.Table, ticket.FieldID, ticketfield.FieldTicketID, customerTickets(s)),
	).orNothing())
}

// VisibleDrafts lets through one's own (M0.4), where one still has a place.
func VisibleDrafts(s access.Scope) predicate.Draft {
	place := either(
		among(draft.FieldDeskID, s.Desks),
		among(draft.FieldTenantID, s.Tenants),
		among(draft.FieldTenantID, s.OwnIn),
	)
	return predicate.Draft(both(equal(draft.FieldAuthorID, s.UserID), place).orNothing())
}

// VisibleTenants lets through, to staff, their desks' tenants; to customers their own.
func VisibleTenants(s access.Scope) predicate.Tenant {
	return predicate.Tenant(either(
		among(tenant.FieldDeskID, s.Desks),
		among(tenant.FieldID, s.Tenants),
		among(tenant.FieldID, s.OwnIn),
	).orNothing())
}

// ofTenant is a rule for what belongs to a tenant.
func ofTenant(s access.Scope, tenantID string) rule {
	return either(
		exists(tenant.Table, tenant.FieldID, tenantID, among(tenant.FieldDeskID, s.Desks)),
		among(tenantID, s.Tenants),
		among(tenantID, s.OwnIn),
	)
}

// VisiblePeople lets through those of visible tenants.
func VisiblePeople(s access.Scope) predicate.Person {
	return predicate.Person(ofTenant(s, person.FieldTenantID).orNothing())
}

// VisibleDesks lets through, to staff, the desks they work for; to customers those of their tenants.
func VisibleDesks(s access.Scope) predicate.Desk {
	return predicate.Desk(either(
		among(desk.FieldID, s.Desks),
		exists(tenant.Table, tenant.FieldDeskID, desk.FieldID, among(tenant.FieldID, s.Tenants)),
		exists(tenant.Table, tenant.FieldDeskID, desk.FieldID, among(tenant.FieldID, s.OwnIn)),
	).orNothing())
}

// VisibleMemberships lets through one's own; to staff their desks'; to customers those of tenants where they see all
// tickets.
func VisibleMemberships(s access.Scope) predicate.Membership {
	return predicate.Membership(either(
		equal(membership.FieldUserID, s.UserID),
		among(membership.FieldDeskID, s.Desks),
		among(membership.FieldTenantID, s.Tenants),
	).orNothing())
}

// VisibleUsers lets through oneself, the members of one's desks and tenants, and to staff who opened a ticket of their
// desks. Staff are not visible to customers here, not even who opened a ticket for them: whether a desk names them is its
// policy's to say (M2.7), so the use case that shows an author asks as the system.
func VisibleUsers(s access.Scope) predicate.User {
	members := either(among(membership.FieldDeskID, s.Desks), among(membership.FieldTenantID, s.Tenants))
	return predicate.User(either(
		equal(user.FieldID, s.UserID),
		exists(membership.Table, membership.FieldUserID, user.FieldID, members),
		exists(ticket.Table, ticket.FieldRequesterID, user.FieldID, staffTickets(s)),
	).orNothing())
}

// VisibleSessions lets through one's own.
func VisibleSessions(s access.Scope) predicate.Session {
	return predicate.Session(equal(session.FieldUserID, s.UserID).orNothing())
}

// VisibleIdempotencyKeys lets through one's own.
func VisibleIdempotencyKeys(s access.Scope) predicate.IdempotencyKey {
	return predicate.IdempotencyKey(equal(idempotencykey.FieldUserID, s.UserID).orNothing())
}

// VisibleSavedViews lets through one's own, those shared with one's tenants and, to staff, with their desks.
func VisibleSavedViews(s access.Scope) predicate.SavedView {
	return predicate.SavedView(either(
		equal(savedview.FieldOwnerID, s.UserID),
		among(savedview.FieldTenantID, s.Tenants),
		among(savedview.FieldTenantID, s.OwnIn),
		among(savedview.FieldDeskID, s.Desks),
	).orNothing())
}

// VisibleListSettings lets through one's own.
func VisibleListSettings(s access.Scope) predicate.ListSetting {
	return predicate.ListSetting(equal(listsetting.FieldUserID, s.UserID).orNothing())
}

// VisibleDashboards lets through one's own.
func VisibleDashboards(s access.Scope) predicate.Dashboard {
	return predicate.Dashboard(equal(dashboard.FieldUserID, s.UserID).orNothing())
}
