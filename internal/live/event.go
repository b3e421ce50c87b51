package live

// Event is what a follower is told: Snapshot, EntryAdded, Gap or Removed.
type Event interface {
	// At is the cursor after which to resume.
	At() string
}

// Snapshot says where the ticket stands. All that comes later is after Seq. It comes first, unless the follower
// resumes; and once more where the viewer, from customer to staff or back, counts the timeline otherwise from now on.
type Snapshot[T any] struct {
	Cursor string
	Seq    int64 // of the newest entry, as the viewer counts
	Ticket T
}

// EntryAdded says that something happened. Ticket is as it was after that, or later.
type EntryAdded[T, E any] struct {
	Cursor string
	Ticket T
	Entry  E
}

// Gap says that the entries up to Cursor are left out: read the ticket again.
type Gap struct {
	Cursor string
	Reason GapReason
}

// GapReason is why entries were left out.
type GapReason string

// The reasons.
const (
	TooSlow      GapReason = "TOO_SLOW"       // the consumer kept up once, then fell behind
	TooFarBehind GapReason = "TOO_FAR_BEHIND" // more was missed than is replayed
)

// Removed says that the viewer does not see the ticket any more. It is the last event.
type Removed struct{ Cursor string }

// At implements Event.
func (e Snapshot[T]) At() string { return e.Cursor }

// At implements Event.
func (e EntryAdded[T, E]) At() string { return e.Cursor }

// At implements Event.
func (e Gap) At() string { return e.Cursor }

// At implements Event.
func (e Removed) At() string { return e.Cursor }
