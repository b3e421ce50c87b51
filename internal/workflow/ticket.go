package workflow

import (
	"time"

	"sportello/internal/event"
	"sportello/internal/policy"
)

// Ticket is what a decision depends on. Ids are 0 for nobody, times zero for never.
type Ticket struct {
	ID, TenantID                      int64
	Status                            policy.Status // empty before it is opened
	Priority                          policy.Priority
	RequesterID, AssigneeID, PersonID int64
	CreatedAt, StatusSince            time.Time
	ResolvedAt, ClosedAt              time.Time
	FirstRespondedAt                  time.Time
	CloseReason                       string // why the system closed it
	ReopenCount                       int
	MergedInto                        int64 // the ticket that holds its conversation
}

// Actor is who acts.
type Actor struct {
	Kind   event.ActorKind
	UserID int64 // 0 for the system
}

func (a Actor) staff() bool { return a.Kind == event.Staff }

// FollowUp is what a reply did to a ticket that was RESOLVED or CLOSED.
type FollowUp string

// The ways.
const (
	NoFollowUp FollowUp = ""
	Reopened   FollowUp = "REOPENED"
	NewLinked  FollowUp = "NEW_LINKED" // the message belongs into a new ticket that follows this one; this one stays
	Merged     FollowUp = "MERGED"     // the message belongs to the ticket that this one was merged into; this one stays
	Rejected   FollowUp = "REJECTED"   // never in a Decision: the refusal says why
)

// Decision is what becomes of a ticket.
type Decision struct {
	After    Ticket
	Events   []event.Event // exactly the difference between before and after, in order
	FollowUp FollowUp
	Rule     string // key of the policy that decided the FollowUp
}

// AutoClosed is the reason of a closing by the clock (M1.11, M3.6).
const AutoClosed = "auto-close"

// The reasons of a closing by a merge, and of its undoing (M1.15).
const (
	MergedAway = "merged"
	MergedBack = "unmerged"
)
