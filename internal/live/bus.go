package live

import (
	"context"

	"sportello/internal/event"
)

// Bus carries announcements from those who commit to those who have followers, within one process or many.
//
// Of several announcements of a ticket it may carry the newest alone, and it may carry one twice. Where it knows that
// some may have been lost it says so by Missed: then all there is must be looked at anew.
type Bus interface {
	// Publish hands an announcement over. It does not wait for subscribers. With an error it has perhaps not reached
	// those in other processes.
	Publish(event.Announcement) error
	// Confirm waits until all that was published is out of the process's hands.
	Confirm(context.Context) error
	// Subscribe has f called with each announcement, one at a time, until stop is called; stop waits for a call that is
	// under way, so f must not call it. A slow f holds nobody else up.
	Subscribe(f func(event.Announcement)) (stop func(), err error)
	// Close ends all subscriptions as their stops would. Then Publish and Subscribe answer ErrClosed.
	Close()
}

// Missed is the announcement, of no ticket, that others may have been lost.
func Missed() event.Announcement { return event.Announcement{} }

// IsMissed tells Missed from an announcement of a ticket.
func IsMissed(a event.Announcement) bool { return a == Missed() }
