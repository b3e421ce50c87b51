package policy

// Policy is what a desk allows. The yaml tags are the keys of a policy file; Parse reads and checks it.
type Policy struct {
	Preset   string `yaml:"preset"`
	Language string `yaml:"language"` // the desk's own: it, es or en

	Statuses   map[Status]Label   `yaml:"statuses"`   // those that the desk uses, in its words
	Priorities map[Priority]Label `yaml:"priorities"` // likewise

	Visibility  Visibility  `yaml:"visibility"`
	Text        Text        `yaml:"text"`
	Attachments Attachments `yaml:"attachments"`
	Priority    Urgency     `yaml:"priority"`
	Moves       Moves       `yaml:"moves"`
	Closing     Closing     `yaml:"closing"`
	Reopening   Reopening   `yaml:"reopening"`
}

// Visibility is who sees what.
type Visibility struct {
	// CustomersSee is "own" or "tenant": which tickets a tenant's requesters see. Its administrators, technicians and
	// observers always see the tenant's.
	CustomersSee string `yaml:"customers_see"`
	// Staff is "named" or "desk": whether customers learn who of the staff it was (M4.13), or only the desk's name (M2.7).
	Staff string `yaml:"staff"`
}

// ShowsStaff reports whether customers learn who of the staff it was.
func (v Visibility) ShowsStaff() bool { return v.Staff == "named" }

// RequestersSeeTenant reports whether requesters see all of their tenant's tickets.
func (v Visibility) RequestersSeeTenant() bool { return v.CustomersSee == "tenant" }

// Text is how long texts may be.
type Text struct {
	Subject Length `yaml:"subject"`
	Message Length `yaml:"message"`
}

// Length bounds a text, in characters, both ends included.
type Length struct {
	Min int `yaml:"min"`
	Max int `yaml:"max"`
}

// Attachments is what may be attached.
type Attachments struct {
	AtOpening bool `yaml:"at_opening"` // M1.8
	OnReply   bool `yaml:"on_reply"`
	MaxSize   Size `yaml:"max_size"` // of one file
	MaxFiles  int  `yaml:"max_files"`
}

// Urgency is who sets a ticket's priority.
type Urgency struct {
	Default    Priority `yaml:"default"`
	AtOpening  bool     `yaml:"at_opening"`  // customers choose it when opening
	ByCustomer bool     `yaml:"by_customer"` // customers change it later (M2.8, M4.14)
	// NeverRaiseTo are priorities to which customers never raise an existing ticket: that needs a new one (M4.14).
	NeverRaiseTo []Priority `yaml:"never_raise_to"`
}

// Moves is how acts and hands move a ticket between statuses that are not CLOSED.
type Moves struct {
	Taken         Status              `yaml:"taken"`          // from OPEN, when somebody takes it or it is assigned
	StaffReply    map[Status]Status   `yaml:"staff_reply"`    // a status that is not named stays
	CustomerReply map[Status]Status   `yaml:"customer_reply"` // likewise
	ByHand        map[Status][]Status `yaml:"by_hand"`        // what staff may choose from each status
}

// Closing is how a ticket ends.
type Closing struct {
	ByCustomer      bool      `yaml:"by_customer"`
	MessageRequired bool      `yaml:"message_required"` // of customers (M4.16)
	NotBefore       Duration  `yaml:"not_before"`       // of the ticket's life, for customers (M4.16)
	Automatic       Automatic `yaml:"automatic"`
}

// Automatic closes a ticket that stood in a status for a time without a reply of the customer (M1.11, M3.6).
type Automatic struct {
	From  Status   `yaml:"from"`
	After Duration `yaml:"after"` // zero: never
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
	To         Status    `yaml:"to"`
	ByReply    ReplyRule `yaml:"by_reply"`    // to a CLOSED ticket
	Within     Duration  `yaml:"within"`      // of closing; zero: without end (M4.17)
	Afterwards ReplyRule `yaml:"afterwards"`  // when that has passed: refused or new_linked
	ByCustomer bool      `yaml:"by_customer"` // without a message
}

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

// StatusLabel names a status in a language, or in the desk's own where it has no word in that.
func (p *Policy) StatusLabel(s Status, language string) string {
	return p.Statuses[s].In(language, p.Language)
}

// PriorityLabel names a priority in a language, or in the desk's own where it has no word in that.
func (p *Policy) PriorityLabel(x Priority, language string) string {
	return p.Priorities[x].In(language, p.Language)
}
