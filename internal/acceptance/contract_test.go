package acceptance

import "strings"

// What the tests ask of a ticket, and the forms in which it comes back.

// fragments are what the tests ask of each type; each comes before those that it uses.
var fragments = []struct{ name, text string }{
	{"T", `fragment T on Ticket {
		id number version subject status statusLabel priority priorityLabel requester { name } person { name }
		notifies { name email why }
		assignee { ...A } closeReason waitingSeconds closedSeconds autoCloseAt lastReplyAt firstRespondedAt resolvedAt closedAt updatedAt
		excerpt lastMessage { excerpt authorKind } messageCount attachmentCount noteCount reopenCount follows { id number }
		viewerCan {
			reply { ...C } replyOpensNewTicket addNote { ...C } take { ...C } assign { ...C } changeStatus { ...C }
			changePriority { ...C } changePerson { ...C } priorityChoices { value } resolve { ...C } close { ...C } reopen { ...C } attach { ...C }
			merge { ...C } unmerge { ...C }
		}
	}`},
	{"E", `fragment E on TimelineEntry {
		__typename seq cursor actor { ...A } staffOnly clientMutationId
		... on OpenedEntry { message { ...M } }
		... on MessageEntry { message { ...M } }
		... on StatusEntry { from to toLabel reason }
		... on PriorityEntry { toPriority: to }
		... on AssignmentEntry { assignee { ...A } }
		... on PersonEntry { person { name } }
		... on LinkEntry { other { id number } }
		... on MergeEntry { source { id } into { id } undone }
	}`},
	{"M", `fragment M on Message { id kind text staffOnly author { ...A } attachments { ...F } }`},
	{"F", `fragment F on Attachment { id name contentType size sha256 url }`},
	{"C", `fragment C on Capability { allowed code reason }`},
	{"A", `fragment A on Actor { kind name isSupport isViewer user { name } }`},
}

// document adds to an operation the fragments that it uses.
func document(operation string) string {
	for _, f := range fragments {
		if strings.Contains(operation, "..."+f.name+" ") {
			operation += "\n" + f.text
		}
	}
	return operation
}

type actor struct {
	Kind, Name          string
	IsSupport, IsViewer bool
	User                *struct{ Name string }
}

type attachment struct {
	ID, Name, ContentType, SHA256, URL string
	Size                               int
}

type message struct {
	ID, Kind, Text string
	StaffOnly      bool
	Author         actor
	Attachments    []attachment
}

type collaborator struct {
	ID, Name, Email, Phone string
	IsRemoved              bool
}

type address struct{ Name, Email, Why string }

type capability struct {
	Allowed      bool
	Code, Reason string
}

type ticket struct {
	ID                                                      string
	Number, Version                                         int
	Subject, Status, StatusLabel, Priority, PriorityLabel   string
	Requester, Person                                       *struct{ Name string }
	Notifies                                                []address
	Assignee                                                *actor
	CloseReason, AutoCloseAt, LastReplyAt, FirstRespondedAt *string
	UpdatedAt                                               string
	ResolvedAt, ClosedAt                                    *string
	WaitingSeconds, ClosedSeconds, NoteCount                *int
	Excerpt                                                 string
	LastMessage                                             *struct{ Excerpt, AuthorKind string }
	MessageCount, AttachmentCount, ReopenCount              int
	Follows                                                 *struct {
		ID     string
		Number int
	}
	ViewerCan capabilities
}

type capabilities struct {
	Reply, AddNote, Take, Assign, ChangeStatus, ChangePriority, ChangePerson, Resolve, Close, Reopen, Attach, Merge, Unmerge capability

	ReplyOpensNewTicket bool
	PriorityChoices     []struct{ Value string }
}

type entry struct {
	Typename   string `json:"__typename"`
	Seq        int
	Cursor     string
	Actor      actor
	StaffOnly  bool
	Message    *message
	From, To   string
	ToLabel    string
	Reason     *string
	ToPriority string
	Assignee   *actor
	Person     *struct{ Name string }
	Other      *struct {
		ID     string
		Number int
	}
	Source, Into     *struct{ ID string }
	Undone           bool
	ClientMutationID *string
}

type event struct {
	Typename string `json:"__typename"`
	Cursor   string
	Ticket   *ticket
	Messages []message
	Entry    *entry
	Reason   string
}

type userError struct {
	Code, Message string
	Field         []string
}

// payload is what any mutation on a ticket, or on the list of people, answers.
type payload struct {
	Ticket       *ticket
	Message      *message
	Person       *collaborator // of what changes the list of people
	FollowUp     *string
	FollowUpRule *string
	Errors       []userError
}
