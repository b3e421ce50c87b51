package graph_test

import (
	"fmt"
	"maps"
	"strings"

	"sportello/internal/node"
)

// outcomes that a case of an id can want.
const (
	notFound = "NOT_FOUND"       // a top-level error
	nothing  = "matches nothing" // as a filter by an unknown id does
	all      = "matches all"     // as a filter by anything but an unknown id does
	alike    = "alike"           // whatever it is, it does not depend on the id
	missing  = "null"            // in a list of nodes
	empty    = "empty, refused"  // an empty page, or the page is not the caller's to read
)

// idCase is a call in which an id stands where it does not belong. In the document <id> is that id; <ticket>, <tenant> and
// <upload> are the caller's own.
type idCase struct {
	kinds    []node.Kind // that the place is for; several: any
	document string
	want     string
	staff    bool // members of the caller's own staff alone come as far as the id
}

// idCases has one for every argument and input field of type ID, by its path from the root.
func idCases() map[string]idCase {
	one := func(kind node.Kind, document string) idCase {
		return idCase{kinds: []node.Kind{kind}, document: document, want: notFound}
	}
	everything := []node.Kind{
		node.Desk, node.Tenant, node.User, node.Person, node.Ticket, node.Message, node.Attachment, node.SavedView, node.Draft, node.APIKey, node.OutgoingMail,
	}
	byStaff := func(c idCase) idCase { c.staff = true; return c }
	cases := map[string]idCase{
		"Query.desk.by.id":            one(node.Desk, `{ desk(by: {id: <id>}) { id name agents { id } } }`),
		"Query.tenant.id":             one(node.Tenant, `{ tenant(id: <id>) { id name people { id } } }`),
		"Query.node.id":               {everything, `{ node(id: <id>) { id } }`, notFound, false},
		"Query.nodes.ids":             {everything, `{ nodes(ids: [<id>, <id>]) { id } }`, missing, false},
		"Query.ticket.by.id":          one(node.Ticket, `{ ticket(by: {id: <id>}) { id subject } }`),
		"Query.ticket.by.number.desk": one(node.Desk, `{ ticket(by: {number: {desk: <id>, number: 1}}) { id subject } }`),

		"Query.ticketForm.desk":   one(node.Desk, `{ ticketForm(desk: <id>) { desk { id } fields { key } } }`),
		"Query.ticketForm.tenant": one(node.Tenant, `{ ticketForm(tenant: <id>) { tenant { id name } fields { key proposal people { name } } } }`),

		"Mutation.openTicket.input.tenant":     one(node.Tenant, open(`tenant: <id>`)),
		"Mutation.openTicket.input.person":     one(node.Person, open(`tenant: <tenant>, person: <id>`)),
		"Mutation.openTicket.input.follows.id": one(node.Ticket, open(`tenant: <tenant>, follows: {id: <id>}`)),
		"Mutation.openTicket.input.follows.number.desk": one(node.Desk,
			open(`tenant: <tenant>, follows: {number: {desk: <id>, number: 1}}`)),
		"Mutation.openTicket.input.attachments.uploaded": one(node.Attachment,
			open(`tenant: <tenant>, attachments: [{uploaded: <upload>}, {uploaded: <id>}]`)),

		"Mutation.replyToTicket.input.ticket": one(node.Ticket, reply(`ticket: <id>`)),
		"Mutation.replyToTicket.input.person": one(node.Person, reply(`ticket: <ticket>, person: <id>`)),
		"Mutation.replyToTicket.input.attachments.uploaded": one(node.Attachment,
			reply(`ticket: <ticket>, attachments: [{uploaded: <id>}]`)),

		"Mutation.addNote.input.ticket": one(node.Ticket, change("addNote", `ticket: <id>, text: "For staff alone"`)),
		"Mutation.addNote.input.attachments.uploaded": byStaff(one(node.Attachment,
			change("addNote", `ticket: <ticket>, text: "For staff alone", attachments: [{uploaded: <id>}]`))),
		"Mutation.takeTicket.input.ticket":     one(node.Ticket, change("takeTicket", `ticket: <id>`)),
		"Mutation.assignTicket.input.ticket":   one(node.Ticket, change("assignTicket", `ticket: <id>`)),
		"Mutation.assignTicket.input.assignee": byStaff(one(node.User, change("assignTicket", `ticket: <ticket>, assignee: <id>`))),
		"Mutation.changeStatus.input.ticket":   one(node.Ticket, change("changeStatus", `ticket: <id>, status: IN_PROGRESS`)),
		"Mutation.changePriority.input.ticket": one(node.Ticket, change("changePriority", `ticket: <id>, priority: HIGH`)),
		"Mutation.resolveTicket.input.ticket":  one(node.Ticket, change("resolveTicket", `ticket: <id>`)),
		"Mutation.closeTicket.input.ticket":    one(node.Ticket, change("closeTicket", `ticket: <id>, message: "It is over."`)),
		"Mutation.reopenTicket.input.ticket":   one(node.Ticket, change("reopenTicket", `ticket: <id>`)),
		"Mutation.mergeTickets.input.ticket":   one(node.Ticket, change("mergeTickets", `ticket: <id>, into: <ticket>`)),
		"Mutation.mergeTickets.input.into":     one(node.Ticket, change("mergeTickets", `ticket: <ticket>, into: <id>`)),
		"Mutation.unmergeTicket.input.ticket":  one(node.Ticket, change("unmergeTicket", `ticket: <id>`)),
		"Mutation.uploadAttachment.input.desk": one(node.Desk, `mutation($file: Upload!) { uploadAttachment(input: {desk: <id>, file: $file}) { attachment { id } errors { code } } }`),
		"Subscription.ticketEvents.ticket":     one(node.Ticket, `subscription { ticketEvents(ticket: <id>) { cursor } }`),
	}
	for root, selected := range map[string]string{
		"tickets": "totalCount nodes { id }", "ticketCounts": "total open byStatus { status count }",
		"ticketStats": "rows { values groups { key label } }",
	} {
		rest := ""
		if root == "ticketStats" {
			rest = ", measures: [OPENED, BACKLOG], groupBy: [{by: DESK}, {by: TENANT}, {by: ASSIGNEE}]"
		}
		for field, kind := range map[string]node.Kind{
			"desk": node.Desk, "tenant": node.Tenant, "requester": node.User, "assignee": node.User,
		} {
			for operator, want := range map[string]string{"eq": nothing, "in": nothing, "notIn": all} {
				id := "<id>"
				if operator != "eq" {
					id = "[<id>]"
				}
				if field == "assignee" && operator == "notIn" {
					want = alike // customers of a desk that hides its staff match nothing
				}
				document := fmt.Sprintf(`{ %s(filter: {%s: {%s: %s}}%s) { %s } }`, root, field, operator, id, rest, selected)
				cases[strings.Join([]string{"Query", root, "filter", field, operator}, ".")] = idCase{[]node.Kind{kind}, document, want, false}
			}
		}
	}
	maps.Copy(cases, personalCases(one))
	maps.Copy(cases, peopleCases(one))
	maps.Copy(cases, searchCases(one))
	maps.Copy(cases, draftCases(one))
	maps.Copy(cases, policyCases(one))
	maps.Copy(cases, auditCases(one))
	maps.Copy(cases, accountCases(one))
	maps.Copy(cases, mailCases(one))
	maps.Copy(cases, programCases(one))
	return cases
}

const answered = ` { ticket { id } errors { code field message } } }`

func open(rest string) string {
	return `mutation { openTicket(input: {subject: "Another question", description: "What about the next invoice?", ` + formOf("portal") + `, ` + rest + `})` + answered
}

func reply(rest string) string {
	return change("replyToTicket", `text: "One more thing to say", `+rest)
}

func change(mutation, input string) string {
	return `mutation { ` + mutation + `(input: {` + input + `})` + answered
}
