package desk

import (
	"sportello/internal/bookmark"
	"sportello/internal/problem"
)

// SeenSeq is the newest entry of the ticket's log as its viewer counts.
func (t *Ticket) SeenSeq() int64 {
	if t.StaffSight() {
		return t.LastSeq
	}
	return t.LastPublicSeq
}

// EntrySeq reads a cursor of the ticket's log: the entry that it stands at, as the viewer counts. INVALID_CURSOR, also
// for a cursor of another ticket, of the other side's count, or from the future.
func (t *Ticket) EntrySeq(cursor string) (int64, error) {
	mark, err := bookmark.Parse(cursor)
	if err != nil || mark.TicketID != t.ID || mark.Audience != audience(t.StaffSight()) || mark.Seq > t.SeenSeq() {
		return 0, problem.New(problem.InvalidCursor, "after").Wrap(err)
	}
	return mark.Seq, nil
}

// Cursor is where to resume after the entry. What customers get counts only what they see.
func (e *Entry) Cursor() string {
	staff := e.Desk.staffSight(e.Sight.Viewer)
	return bookmark.Mark{TicketID: e.TicketID, Audience: audience(staff), Seq: e.Seq}.String()
}

func audience(staff bool) bookmark.Audience {
	if staff {
		return bookmark.Staff
	}
	return bookmark.Customers
}
