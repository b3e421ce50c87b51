package event

// Sign says what somebody does at a ticket at the moment. It is kept nowhere: lost, it is made good by the next one, and a
// minute later it is worth nothing.
type Sign struct {
	TicketID, UserID int64
	Seat             uint64 // one of their open pages; 0 for what they write, on whichever page
	Staff            bool   // they are there as staff
	Doing            Doing
}

// Doing is what a sign says.
type Doing uint8

// What somebody does. Asking is what a process does that has somebody there since now: the others repeat who is there.
const (
	Asking Doing = iota
	Looking
	Leaving
	WritingNothing
	WritingReply
	WritingNote // always staff-only
)

// Present is somebody who is at a ticket.
type Present struct {
	UserID int64
	Staff  bool
	Doing  Doing // Looking, WritingReply or WritingNote
	Unseen bool  // they write, and have no page open by which others would know that they are there
}
