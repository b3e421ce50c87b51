package demo

import (
	"sportello/ent/attachment"
	entdesk "sportello/ent/desk"
	"sportello/ent/draft"
	"sportello/ent/membership"
	"sportello/ent/message"
	"sportello/ent/person"
	"sportello/ent/policyversion"
	entenant "sportello/ent/tenant"
	"sportello/ent/ticket"
	"sportello/ent/ticketfield"
	"sportello/ent/timelineentry"
	entuser "sportello/ent/user"
)

// Columns are those that a fill writes of each table, and those that there are.
func Columns() (written, all map[string][]string) {
	written = map[string][]string{}
	for _, t := range []*table{
		deskTable(), userTable(), tenantTable(), personTable(), membershipTable(), ticketTable(), messageTable(),
		entryTable(), attachmentTable(), fieldTable(), draftTable(), policyTable(),
	} {
		written[t.name] = t.columns
	}
	return written, map[string][]string{
		entdesk.Table: entdesk.Columns, entuser.Table: entuser.Columns, entenant.Table: entenant.Columns,
		person.Table: person.Columns, membership.Table: membership.Columns, ticket.Table: ticket.Columns,
		message.Table: message.Columns, timelineentry.Table: timelineentry.Columns, attachment.Table: attachment.Columns,
		ticketfield.Table: ticketfield.Columns, draft.Table: draft.Columns, policyversion.Table: policyversion.Columns,
	}
}

// Answers are what helps with each topic of a desk, as the tables have it, by the topic's key.
func Answers(desk string) (map[string][]string, error) {
	v, err := readVocabulary()
	if err != nil {
		return nil, err
	}
	answers := map[string][]string{}
	for _, t := range v.topics[desk].Topic {
		answers[t.Key] = t.Answer
	}
	return answers, nil
}

// Excerpt is the one of a message.
func Excerpt(text string) (first, whole string) { return firstLine(text), start(text) }
