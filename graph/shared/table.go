package shared

import (
	"slices"
	"strings"
)

// Alike says whether a field depends on what was read for all and on the viewer's eyes alone. A field that reads more from
// the database, signs something for one person, or looks at another ticket does not. A test holds each of them against
// gqlgen's own answer to every kind of viewer.
func Alike(object, field string) bool {
	fields, known := table(object)
	return known && slices.Contains(strings.Fields(fields), field)
}

// entry is what all lines of a log have.
const entry = "seq cursor actor createdAt staffOnly clientMutationId "

func table(object string) (fields string, known bool) {
	switch object {
	case "TicketEvent", "TicketRemoved":
		return "cursor", true
	case "TicketSnapshot":
		return "cursor ticket", true
	case "TicketEntryAdded":
		return "cursor entry ticket", true
	case "TicketGap":
		return "cursor reason", true
	case "Ticket":
		return "id number version subject status statusLabel priority priorityLabel channel requester person assignee createdAt " +
			"updatedAt lastReplyAt firstRespondedAt resolvedAt closedAt closeReason waitingSeconds closedSeconds autoCloseAt dueAt " +
			"excerpt lastMessage messageCount attachmentCount noteCount reopenCount viewerCan", true
	case "TicketCapabilities":
		return "reply replyOpensNewTicket addNote take assign changeStatus statusChoices changePriority priorityChoices " +
			"changePerson resolve close reopen attach merge unmerge", true
	case "Capability":
		return "allowed code reason", true
	case "StatusOption":
		return "value label", true
	case "PriorityOption":
		return "value label isDefault", true
	case "TimelineEntry":
		return entry, true
	case "OpenedEntry", "MessageEntry":
		return entry + "message", true
	case "StatusEntry":
		return entry + "from to toLabel reason", true
	case "PriorityEntry":
		return entry + "from to", true
	case "AssignmentEntry":
		return entry + "assignee", true
	case "PersonEntry":
		return entry + "person", true
	case "LinkEntry":
		return entry, true
	case "MergeEntry":
		return entry + "undone", true
	case "DueEntry":
		return entry + "target dueAt what", true
	case "Message":
		return "id kind author format source text staffOnly createdAt", true // html has pictures at addresses for one viewer
	case "MessagePreview":
		return "excerpt authorKind createdAt", true
	case "Actor":
		return "kind name isSupport isViewer user", true
	case "User":
		return "id name email", true
	case "Person":
		return "id name email phone isRemoved", true
	case "Node":
		return "id", true
	}
	return "", false
}
