package policy

import "bytes"

// Policy is what a desk allows. Parse reads and checks it; nobody changes it afterwards, so that it may be shared.
type Policy struct {
	Preset   string
	Language string // the desk's own: it, es or en

	Statuses   map[Status]Label   // those that the desk uses, in its words
	Priorities map[Priority]Label // likewise

	Visibility  Visibility
	Text        Text
	Attachments Attachments
	Priority    Urgency
	Moves       Moves
	Closing     Closing
	Reopening   Reopening

	Notifications Notifications
	Form          Form

	Hours Hours
	Due   Due

	SignIn      SignIn
	Mail        Mail
	ContactForm ContactForm

	source []byte
	root   *node // of what was read, to be compared
}

// YAML is the file that the policy was read from, comments and all.
func (p *Policy) YAML() []byte { return bytes.Clone(p.source) }

// Visibility is who sees what.
type Visibility struct {
	// CustomersSee is "own" or "tenant": which tickets a tenant's requesters see. Its administrators, technicians and
	// observers always see the tenant's.
	CustomersSee string
	// Staff is "named" or "desk": whether customers learn who of the staff it was (M4.13), or only the desk's name (M2.7).
	Staff string
}

// ShowsStaff reports whether customers learn who of the staff it was.
func (v Visibility) ShowsStaff() bool { return v.Staff == "named" }

// RequestersSeeTenant reports whether requesters see all of their tenant's tickets.
func (v Visibility) RequestersSeeTenant() bool { return v.CustomersSee == "tenant" }

// Text is how long texts may be.
type Text struct {
	Subject Length
	Message Length
}

// Length bounds a text, in characters, both ends included.
type Length struct {
	Min int
	Max int
}

// Attachments is what may be attached.
type Attachments struct {
	AtOpening bool // M1.8
	OnReply   bool
	MaxSize   Size // of one file
	MaxFiles  int
}

// Urgency is who sets a ticket's priority.
type Urgency struct {
	Default    Priority
	AtOpening  bool // customers choose it when opening
	ByCustomer bool // customers change it later (M2.8, M4.14)
	// NeverRaiseTo are priorities to which customers never raise an existing ticket: that needs a new one (M4.14).
	NeverRaiseTo []Priority
}

// Moves is how acts and hands move a ticket between statuses that are not CLOSED.
type Moves struct {
	Taken         Status              // from OPEN, when somebody takes it or it is assigned
	StaffReply    map[Status]Status   // a status that is not named stays
	CustomerReply map[Status]Status   // likewise
	ByHand        map[Status][]Status // what staff may choose from each status
}

// Closing is how a ticket ends.
type Closing struct {
	ByCustomer      bool
	MessageRequired bool     // of customers (M4.16)
	NotBefore       Duration // of the ticket's life, for customers (M4.16)
	Automatic       Automatic
}

// Automatic closes a ticket that stood in a status for a time without a reply of the customer (M1.11, M3.6).
type Automatic struct {
	From  Status
	After Duration // zero: never
}

// ReplyRule is what a reply does to a CLOSED ticket.
type ReplyRule string

// The rules.
const (
	Reopens   ReplyRule = "reopens"
	Refused   ReplyRule = "refused"    // M1.11
	NewLinked ReplyRule = "new_linked" // becomes a new ticket that follows the old one (M3.8)
)

// Reopening is what happens to a ticket that was RESOLVED or CLOSED.
type Reopening struct {
	To         Status
	ByReply    ReplyRule // to a CLOSED ticket
	Within     Duration  // of closing; zero: without end (M4.17)
	Afterwards ReplyRule // when that has passed: refused or new_linked
	ByCustomer bool      // without a message
}

// Notifications is to whom a ticket's notifications go.
type Notifications string

// The rules.
const (
	ToAccount             Notifications = "account"                 // who opened the ticket
	PersonReplacesAccount Notifications = "person_replaces_account" // the reference person, else the account (M1.7)
	AccountAndGiven       Notifications = "account_and_given"       // the account, and what was written on the ticket (M4.10)
)

// ReplacesAccount reports whether the reference person is told in the account's place (M1.7).
func (n Notifications) ReplacesAccount() bool { return n == PersonReplacesAccount }

// AddsGiven reports whether the address written on the ticket is told beside the account (M4.10).
func (n Notifications) AddsGiven() bool { return n == AccountAndGiven }

// Uses reports whether the desk uses a status.
func (p *Policy) Uses(s Status) bool { _, ok := p.Statuses[s]; return ok }

// UsesPriority reports whether the desk uses a priority.
func (p *Policy) UsesPriority(x Priority) bool { _, ok := p.Priorities[x]; return ok }

// UsedStatuses are the statuses that the desk uses, in the order of a ticket's life.
func (p *Policy) UsedStatuses() []Status {
	used := make([]Status, 0, len(p.Statuses))
	for _, s := range Statuses() {
		if p.Uses(s) {
			used = append(used, s)
		}
	}
	return used
}

// UsedPriorities are the priorities that the desk uses, lowest first.
func (p *Policy) UsedPriorities() []Priority {
	used := make([]Priority, 0, len(p.Priorities))
	for _, x := range Priorities() {
		if p.UsesPriority(x) {
			used = append(used, x)
		}
	}
	return used
}

// StatusLabel names a status in a language (it, es, en), or in the desk's own where it has no word in that.
func (p *Policy) StatusLabel(s Status, language string) string { return p.StatusWord(s).In(language) }

// PriorityLabel names a priority in a language (it, es, en), or in the desk's own where it has no word in that.
func (p *Policy) PriorityLabel(x Priority, language string) string {
	return p.PriorityWord(x).In(language)
}

// StatusWord is a status as a word whose language is still open, for messages.
func (p *Policy) StatusWord(s Status) Word {
	return Word{code: string(s), label: p.Statuses[s], fallback: p.Language}
}

// PriorityWord is a priority as a word whose language is still open, for messages.
func (p *Policy) PriorityWord(x Priority) Word {
	return Word{code: string(x), label: p.Priorities[x], fallback: p.Language}
}
