package event

import "sportello/internal/moment"

// Change is one committed change of a ticket at its place in the one order of all changes. It tells where to look, not what
// happened. The places of one ticket are in the order of its numbers.
type Change struct {
	Pos      int64 // from 1
	DeskID   int64
	TenantID int64
	TicketID int64
	Seq      int64 // of the newest entry of the timeline, as staff count them
	At       moment.Moment
}
