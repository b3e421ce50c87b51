package list

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/event"
)

// List is a filtered and sorted list as somebody sees it. R is a ticket's row in it.
type List[R any] interface {
	// Key is the same for two lists if and only if they have the same rows, whoever looks.
	Key() string
	// Covers reports whether the ticket of a change could be in the list at all, and if it is seen as staff see it.
	Covers(event.Change) (covered, asStaff bool)
	// Members answers the ids of all tickets of the list, at most so many: all is false where there are more.
	Members(ctx context.Context, most int) (members map[int64]struct{}, all bool, err error)
	// Among answers which of some tickets are in the list now, and of all others, read after that, how far their timelines
	// are.
	Among(ctx context.Context, ids []int64) (rows map[int64]Row[R], seqs map[int64]int64, err error)
	// Count counts the list by kinds, with all changes that have been described.
	Count(ctx context.Context) (map[string]int, error)
}

// Row is a ticket in a list.
type Row[R any] struct {
	Seq int64 // of the newest entry of its timeline, as staff count
	Row R
}

// Act is who did a change, in the words of who describes changes.
type Act any

// Happened is a change with what is known of it.
type Happened struct {
	event.Change
	Staff  Act // the newest entry of the change
	Public Act // the newest that customers see; nil: they see none
}

// act is what an audience may know of the change; nil: nothing happened for them.
func (h Happened) act(asStaff bool) Act {
	if asStaff {
		return h.Staff
	}
	return h.Public
}

// Kind is what became of a ticket in a list.
type Kind string

// The kinds. To a client Added and Updated say the same: here is the ticket, whether you have it or not.
const (
	Added   Kind = "ADDED"
	Updated Kind = "UPDATED"
	Removed Kind = "REMOVED"
)

// Event is what a follower is told: Snapshot, Changed or Gap.
type Event interface {
	// At is the cursor after which to resume.
	At() string
}

// Snapshot says from where on changes are told: what is read of the list after this event is brought up to date by those
// that follow.
type Snapshot struct{ Cursor string }

// Changed says that a ticket entered the list, changed in it or left it.
type Changed[R any] struct {
	Cursor   string
	Kind     Kind
	TicketID int64
	Row      R   // as it is now, or was a moment ago; not of Removed
	Act      Act // by whom; nil where the viewer is to know of no act
	Viewer   *access.Viewer
}

// Gap says that changes up to Cursor are left out: read the list again.
type Gap struct {
	Cursor string
	Reason Reason
}

// Reason is why changes were left out.
type Reason string

// The reasons.
const (
	TooSlow       Reason = "TOO_SLOW"       // the consumer kept up once, then fell behind
	TooFarBehind  Reason = "TOO_FAR_BEHIND" // more was missed than is replayed
	TooOld        Reason = "TOO_OLD"        // the cursor's history is thinned out
	AccessChanged Reason = "ACCESS_CHANGED" // the viewer sees other tickets than before
)

// At implements Event.
func (e Snapshot) At() string { return e.Cursor }

// At implements Event.
func (e Changed[R]) At() string { return e.Cursor }

// At implements Event.
func (e Gap) At() string { return e.Cursor }
