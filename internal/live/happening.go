package live

import (
	"fmt"

	"sportello/internal/access"
	"sportello/internal/bookmark"
)

// kind is which event a Happening becomes.
type kind int

const (
	aSnapshot kind = iota
	anEntry
	aGap
	theEnd
)

// Happening is an event before somebody's eyes are on it: what was read of the ticket, which is the same for all who
// follow it with the same eyes.
type Happening[T, E any] struct {
	kind   kind
	reason GapReason

	Cursor   string
	TicketID int64
	Audience bookmark.Audience
	Seq      int64          // of the entry, or of the newest one that a snapshot contains
	Viewer   *access.Viewer // to be told, as loaded lately

	// Head is the ticket at the entry or later; nil where an event tells nothing of it. Two with the same HeadRead are the
	// same.
	Head     Page[T, E]
	HeadRead uint64
	// Line holds the entry at Index; nil where the event is none. Two with the same LineRead and Seq are the same.
	Line     Page[T, E]
	Index    int
	LineRead uint64
}

// For is the event as a viewer may know it. Whether they may be told of it at all was asked for Viewer alone.
func (h *Happening[T, E]) For(v *access.Viewer) Event {
	switch h.kind {
	case aSnapshot:
		return Snapshot[T]{Cursor: h.Cursor, Seq: h.Seq, Ticket: h.Head.Ticket(v)}
	case anEntry:
		return EntryAdded[T, E]{Cursor: h.Cursor, Ticket: h.Head.Ticket(v), Entry: h.Line.Entry(h.Index, v)}
	case aGap:
		return Gap{Cursor: h.Cursor, Reason: h.reason}
	case theEnd:
		return Removed{Cursor: h.Cursor}
	default:
		panic(fmt.Sprintf("live: a happening of no kind: %d", h.kind))
	}
}
