package live

import "sportello/internal/event"

// Bus carries announcements from those who commit to those who have followers, within one process or many. It is the short
// way: what it loses comes by the journal.
//
// Of several announcements of a ticket it may carry the newest alone, and it may carry one twice.
type Bus interface {
	// Publish hands an announcement over. It does not wait for subscribers. One that was published without an error reaches
	// every subscriber of that moment, in other processes as long as nothing breaks on the way.
	Publish(event.Announcement) error
	// Subscribe has f called with each announcement, one at a time, until stop is called; stop waits for a call that is
	// under way, so f must not call it. A slow f holds nobody else up.
	Subscribe(f func(event.Announcement)) (stop func(), err error)
	// Whisper hands a sign of presence over, and Overhear is told of them, as Publish and Subscribe do with announcements: of
	// several of one page, or of what one user writes at a ticket, the newest. Where too many wait, they are dropped.
	Whisper(event.Sign) error
	Overhear(f func(event.Sign)) (stop func(), err error)
	// Close ends all subscriptions as their stops would. Then Publish and Subscribe answer ErrClosed.
	Close()
}
