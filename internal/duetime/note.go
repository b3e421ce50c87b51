package duetime

import (
	"slices"
	"time"

	"sportello/internal/event"
)

// Outcome is what the clock has to say of a promise.
type Outcome string

// The outcomes.
const (
	Warned   Outcome = "WARNED"   // the share of the time that the policy names is used up
	Breached Outcome = "BREACHED" // the due time has passed
)

// Note is something that staff are told of a promise: once.
type Note struct {
	Promise Promise
	Outcome Outcome
	DueAt   time.Time
	At      time.Time // from when it is so
}

// Event is the note as the timeline keeps it.
func (n Note) Event() event.Event {
	kind := event.DueWarned
	if n.Outcome == Breached {
		kind = event.DueBreached
	}
	return event.Event{Kind: kind, StaffOnly: true, From: string(n.Promise), To: n.DueAt.UTC().Format(time.RFC3339Nano)}
}

// Noted says what has been told: a bit for each promise and outcome. One more says that no first response is owed: it was
// given, or the ticket ended without.
type Noted int64

const answered Noted = 1 << 6

func (n Noted) answered() bool { return n&answered != 0 }

func bit(p Promise, o Outcome) Noted {
	n := 2 * slices.Index(Promises(), p)
	if o == Breached {
		n++
	}
	return 1 << n
}

func (n Noted) has(p Promise, o Outcome) bool { return n&bit(p, o) != 0 }

func (n Noted) without(p Promise) Noted { return n &^ (bit(p, Warned) | bit(p, Breached)) }

// Overdue is what is to be noted by now, in the order in which it became so, and the times with that noted.
func (r *Rules) Overdue(t Times, f Facts, now time.Time) ([]Note, Times, error) {
	if t.CheckAt.IsZero() || t.CheckAt.After(now) {
		return nil, t, nil
	}
	all, err := r.notes(t, f)
	if err != nil {
		return nil, t, err
	}
	notes := slices.DeleteFunc(all, func(n Note) bool { return n.At.After(now) })
	for _, n := range notes {
		t.Noted |= bit(n.Promise, n.Outcome)
	}
	return notes, t, r.settle(&t, f)
}

// notes are all that is left to be noted, now or if nothing changes, in the order of time.
func (r *Rules) notes(t Times, f Facts) ([]Note, error) {
	var notes []Note
	for _, p := range Promises() {
		due, start, used := t.open(p, f)
		rule := r.of(p)
		if !rule.Made() || due.IsZero() {
			continue
		}
		if rule.WarnAt > 0 && !t.Noted.has(p, Warned) {
			left := rule.Target(f.Priority).Share(rule.WarnAt) - used
			at, err := r.add(p, start, left)
			if err != nil {
				return nil, err
			}
			notes = append(notes, Note{p, Warned, due, at})
		}
		if !t.Noted.has(p, Breached) {
			notes = append(notes, Note{p, Breached, due, due.Add(time.Microsecond)}) // at the due time itself it can still be kept
		}
	}
	slices.SortStableFunc(notes, func(a, b Note) int { return a.At.Compare(b.At) })
	return notes, nil
}

// open is a promise that can still be broken: when it is due, and since when its clock runs, with what was used before.
// Where the clock of a broken one waits, it counts from the beginning. The zero due time says that there is none.
func (t Times) open(p Promise, f Facts) (due, start time.Time, used time.Duration) {
	switch {
	case p == FirstResponse && !t.Noted.answered():
		return t.First, f.CreatedAt, 0
	case p == NextResponse && !t.WaitsSince.IsZero():
		return t.Next, t.WaitsSince, 0
	case p == Resolution && !t.RunsSince.IsZero():
		return t.Resolution, t.RunsSince, t.Used
	case p == Resolution && !f.Status.Over():
		return t.Resolution, f.CreatedAt, 0
	}
	return time.Time{}, time.Time{}, 0
}

// NoteOf reads a note from the timeline; one that is none, or was not written by Event, comes back without a due time.
func NoteOf(e event.Event, at time.Time) Note {
	n := Note{Promise: Promise(e.From), Outcome: Warned, At: at}
	if e.Kind == event.DueBreached {
		n.Outcome = Breached
	}
	if due, err := time.Parse(time.RFC3339Nano, e.To); err == nil {
		n.DueAt = due
	}
	return n
}
