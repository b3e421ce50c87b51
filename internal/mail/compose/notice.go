package compose

import (
	"slices"
	"time"

	"sportello/internal/duetime"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

// Kind is what is told.
type Kind string

// What customers are told.
const (
	Opened        Kind = "OPENED"          // the confirmation with the number (M0.6, M3.2, M4.11)
	StaffReplied  Kind = "STAFF_REPLIED"   // M1.13, M3.3
	StatusChanged Kind = "STATUS_CHANGED"  // by staff, to whatever but RESOLVED (M3.3)
	Resolved      Kind = "RESOLVED"        // with how to object (M3.5)
	ClosedByClock Kind = "CLOSED_BY_CLOCK" // after silence (M1.11, M3.6)
	ReplyRefused  Kind = "REPLY_REFUSED"   // what was written to a closed ticket goes back (M1.11, M4.17)
)

// What staff are told.
const (
	Assigned        Kind = "ASSIGNED"
	CustomerReplied Kind = "CUSTOMER_REPLIED"
	DueSoon         Kind = "DUE_SOON"
	DueBreached     Kind = "DUE_BREACHED"
	Undeliverable   Kind = "UNDELIVERABLE" // a mail of the ticket did not arrive
	Quarantined     Kind = "QUARANTINED"   // a mail was held; there is no ticket
)

// Kinds are all kinds, customers' first.
func Kinds() []Kind { return append(customerKinds(), staffKinds()...) }

func customerKinds() []Kind {
	return []Kind{Opened, StaffReplied, StatusChanged, Resolved, ClosedByClock, ReplyRefused}
}

func staffKinds() []Kind {
	return []Kind{Assigned, CustomerReplied, DueSoon, DueBreached, Undeliverable, Quarantined}
}

// Notice is what one mail tells one recipient.
type Notice struct {
	Kind   Kind
	Desk   Desk
	Ticket Ticket // nothing where a mail was quarantined
	To     Recipient

	// Author is who acted: shown to customers only where the desk names its staff, else the desk's name stands (M2.7).
	Author  string
	Message *richtext.Rendered // what was written; nil: nothing

	Due    Due    // of DueSoon and DueBreached
	Failed Failed // of Undeliverable
	Held   Held   // of Quarantined

	TicketURL    string // where the ticket is read, or the quarantined mail; http or https, empty: nowhere
	NewTicketURL string // where a new one is opened, likewise
}

// Desk is who writes.
type Desk struct {
	Name     string
	Slug     string
	Language string // it, es or en
	Address  string // that mails come from, and that their answers go to
	Colour   string // #rrggbb; empty: a quiet blue
	Zone     *time.Location
	Policy   *policy.Policy
	ByMail   bool // answers to its mails are taken
}

// Ticket is what the mail is about, as it is after what happened.
type Ticket struct {
	ID        int64
	Number    int64 // in its desk, as people know it
	Subject   string
	Status    policy.Status
	Priority  policy.Priority // told to staff
	Requester string          // likewise
	Summary   []Row           // what was chosen and filled in on opening, in the recipient's language (M0.2)
}

// Row is a line of a summary.
type Row struct{ Label, Value string }

// Recipient is whom the mail goes to.
type Recipient struct {
	Name     string // empty: not known
	Email    string
	Language string // it, es or en; anything else: the desk's
}

// Due is what was promised, and for when (M1.1, M2.9).
type Due struct {
	Promise duetime.Promise
	At      time.Time
}

// Failed is a mail that did not arrive.
type Failed struct {
	To     string
	Reason string // as the other server said it
}

// Held is a mail that was put aside, as it says of itself.
type Held struct {
	From    string
	Subject string
	Reason  string // in the recipient's language
}

func (k Kind) toStaff() bool { return slices.Contains(staffKinds(), k) }
