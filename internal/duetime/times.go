package duetime

import (
	"slices"
	"time"

	"sportello/internal/calendar"
	"sportello/internal/event"
	"sportello/internal/policy"
)

// Times are what is kept with a ticket of its promises. Zero times are none.
type Times struct {
	First      time.Time // due; kept once it was answered
	Next       time.Time // due; only while the customer waits for it
	Resolution time.Time // due; kept once the ticket is over; none while the clock waits in time
	Due        time.Time // the nearest of those that run
	CheckAt    time.Time // when there is something to warn of, or a breach to note
	Noted      Noted
	Rank       int64 // of staff's queue; see rank

	WaitsSince time.Time     // the customer, for the next response
	RunsSince  time.Time     // the clock of the resolution
	Used       time.Duration // of the resolution's time, before that
}

// Facts are what else has to be known of a ticket.
type Facts struct {
	CreatedAt time.Time
	Status    policy.Status
	Priority  policy.Priority
}

// NeedsLife reports whether what happened times anew from the beginning: another priority, or the way back from the end.
func NeedsLife(happened []Happening) bool {
	return slices.ContainsFunc(happened, func(h Happening) bool {
		reopened := h.Kind == event.StatusChanged && policy.Status(h.From).Over() && !policy.Status(h.To).Over()
		return reopened || h.Kind == event.PriorityChanged
	})
}

// Follow brings the times up to date with what happened at one instant, unless that NeedsLife. What was due before must have
// been noted. An opening follows the zero Times; its facts hold the priority.
func (r *Rules) Follow(t Times, f Facts, happened []Happening) (Times, error) {
	for _, h := range happened {
		var err error
		switch h.Kind {
		case event.TicketOpened:
			f.CreatedAt, f.Status = h.At, policy.Status(h.To)
			if t.First, err = r.add(FirstResponse, h.At, r.due.FirstResponse.Target(f.Priority).After); err == nil {
				err = r.clock(&t, f, h.At)
			}
		case event.MessageAdded:
			err = r.message(&t, f, h)
		case event.StatusChanged:
			f.Status = policy.Status(h.To)
			if f.Status.Over() {
				t.answer()
			}
			err = r.clock(&t, f, h.At)
		}
		if err != nil {
			return Times{}, err
		}
	}
	return t, r.settle(&t, f)
}

// message is answered, or waits for an answer.
func (r *Rules) message(t *Times, f Facts, h Happening) (err error) {
	if h.By == event.Staff {
		t.answer()
		return nil
	}
	if !t.Noted.answered() || !t.WaitsSince.IsZero() || !r.due.NextResponse.Made() {
		return nil
	}
	t.WaitsSince, t.Noted = h.At, t.Noted.without(NextResponse)
	t.Next, err = r.add(NextResponse, h.At, r.due.NextResponse.Target(f.Priority).After)
	return err
}

// answer ends the waiting for a response.
func (t *Times) answer() {
	t.WaitsSince, t.Next, t.Noted = time.Time{}, time.Time{}, t.Noted.without(NextResponse)|answered
}

// clock lets the resolution's clock do what it does in the ticket's status.
func (r *Rules) clock(t *Times, f Facts, at time.Time) (err error) {
	if !r.due.Resolution.Made() {
		return nil
	}
	phase, broken := r.phase(f.Status), t.Noted.has(Resolution, Breached)
	if runs := !t.RunsSince.IsZero(); runs && phase != calendar.Runs {
		t.Used += r.counter(Resolution).Working(t.RunsSince, at)
		t.RunsSince = time.Time{}
		if phase == calendar.Pauses && !broken {
			t.Resolution = time.Time{}
		}
	} else if !runs && phase == calendar.Runs {
		t.RunsSince = at
		if !broken {
			t.Resolution, err = r.add(Resolution, at, r.due.Resolution.Target(f.Priority).After-t.Used)
		}
	}
	return err
}

// settle finds what follows from the rest: the nearest due time, when to look again, the place in the queue.
func (r *Rules) settle(t *Times, f Facts) error {
	t.Due, t.CheckAt = time.Time{}, time.Time{}
	if !t.Noted.answered() {
		t.Due = earliest(t.Due, t.First)
	}
	if !t.WaitsSince.IsZero() {
		t.Due = earliest(t.Due, t.Next)
	}
	if !t.RunsSince.IsZero() {
		t.Due = earliest(t.Due, t.Resolution)
	}
	notes, err := r.notes(*t, f)
	if err != nil {
		return err
	}
	for _, n := range notes {
		t.CheckAt = earliest(t.CheckAt, n.At)
	}
	t.Rank = rank(f, t.Due)
	return nil
}

// earliest is the first of two instants, of which the zero one is none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
