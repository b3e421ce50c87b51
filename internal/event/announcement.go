package event

// Announcement says that a ticket has new timeline entries. It tells the feed where to look, not what happened: of
// several for one ticket the newest one will do.
type Announcement struct {
	OutboxID int64 // its row in the outbox, gone once the change has its place in the journal
	DeskID   int64
	TicketID int64
	Seq      int64 // of the newest entry, as staff count them
}
