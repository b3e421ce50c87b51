package policy

import (
	"cmp"
	"slices"
)

// Status is where a ticket stands. A desk uses some of these and names them its own way.
type Status string

// The statuses, in the order of a ticket's life.
const (
	Draft             Status = "DRAFT"
	Open              Status = "OPEN"
	InProgress        Status = "IN_PROGRESS"
	WaitingOnCustomer Status = "WAITING_ON_CUSTOMER"
	InDevelopment     Status = "IN_DEVELOPMENT"
	Resolved          Status = "RESOLVED"
	Closed            Status = "CLOSED"
)

// Statuses are all statuses, in the order of a ticket's life.
func Statuses() []Status {
	return []Status{Draft, Open, InProgress, WaitingOnCustomer, InDevelopment, Resolved, Closed}
}

// Known reports whether it is one of the closed set.
func (s Status) Known() bool { return slices.Contains(Statuses(), s) }

// Over reports whether staff consider the ticket done: RESOLVED or CLOSED.
func (s Status) Over() bool { return s == Resolved || s == Closed }

// Priority is how urgent a ticket is.
type Priority string

// The priorities, lowest first.
const (
	Low    Priority = "LOW"
	Normal Priority = "NORMAL"
	High   Priority = "HIGH"
	Urgent Priority = "URGENT"
)

// Priorities are all priorities, lowest first.
func Priorities() []Priority { return []Priority{Low, Normal, High, Urgent} }

// Rank sorts priorities: 1 LOW to 4 URGENT; 0 for what is none.
func (p Priority) Rank() int { return slices.Index(Priorities(), p) + 1 }

// Known reports whether it is one of the closed set.
func (p Priority) Known() bool { return p.Rank() > 0 }

// Label is a word in each language, by language code.
type Label map[string]string

// In is the word in a language, else in the fallback language, else the empty string.
func (l Label) In(language, fallback string) string {
	if word, ok := l[language]; ok {
		return word
	}
	return l[fallback]
}

// Word is a status or a priority as its desk names it, in whatever language is asked for.
type Word struct {
	code     string
	label    Label
	fallback string // language
}

// In is the word in a language, else in the desk's own, else its code.
func (w Word) In(language string) string {
	return cmp.Or(w.label.In(language, w.fallback), w.code)
}

// String is the code, for logs.
func (w Word) String() string { return w.code }
