// Package event is what happened to a ticket, in the past tense: what workflow decides, the timeline keeps and the feed
// tells.
//
// It is a leaf and pure: it must not know how events are decided, stored or delivered.
package event

// Kind is what happened.
type Kind string

// The kinds. From and To of an Event hold what the comment says.
const (
	TicketOpened    Kind = "TICKET_OPENED"    // To: the first status
	MessageAdded    Kind = "MESSAGE_ADDED"    // a reply
	NoteAdded       Kind = "NOTE_ADDED"       // a note among staff; always staff-only
	StatusChanged   Kind = "STATUS_CHANGED"   // policy statuses
	PriorityChanged Kind = "PRIORITY_CHANGED" // policy priorities
	AssigneeChanged Kind = "ASSIGNEE_CHANGED" // user ids in decimal, "" for nobody
	PersonChanged   Kind = "PERSON_CHANGED"   // person ids in decimal, "" for the requester's account
	TicketLinked    Kind = "TICKET_LINKED"    // To: id of the other ticket in decimal
	DueWarned       Kind = "DUE_WARNED"       // From: the promise; To: when it falls due, RFC 3339; always staff-only
	DueBreached     Kind = "DUE_BREACHED"     // likewise, once the due time has passed
	TicketsMerged   Kind = "TICKETS_MERGED"   // From: id of the ticket whose conversation moved, To: of the one that holds it now
	TicketsUnmerged Kind = "TICKETS_UNMERGED" // From: id of the ticket that has its conversation back, To: of the one that held it
)

// ActorKind is on whose side somebody stands.
type ActorKind string

// The sides.
const (
	Staff    ActorKind = "STAFF"
	Customer ActorKind = "CUSTOMER"
	Guest    ActorKind = "GUEST"
	System   ActorKind = "SYSTEM"
)

// Event is one thing that happened.
type Event struct {
	Kind      Kind
	StaffOnly bool // customers never learn of it
	From, To  string
	Reason    string // why, when a rule did it: a code such as "auto-close"; empty when a person did
}
