package decide

import (
	"sportello/internal/mail/parse"
	"sportello/internal/policy"
)

// Facts are all that a decision depends on. They are of one desk: a mail to two desks is decided twice.
type Facts struct {
	Mail       parse.Message
	Unreadable bool   // it could not be parsed; of Mail only Key may be there
	Sender     string // of the envelope; empty is the null sender of reports

	Double bool // the desk has a mail with this Key
	Ours   bool // its Message-ID is of a mail that we sent

	Bounce int64 // our mail whose bounce address it was sent to, or that its report names; 0: none

	Writer   Writer
	Signed   *Ticket           // of the signed address it was sent to, if that is of this desk
	Referred map[string]Ticket // of the Message-IDs it names, without brackets, that are the desk's
	Numbered *Ticket           // of [Number], if that is a ticket of the desk

	Rules  policy.Mail
	Heard  Rates // in the hour before this mail
	Limits Rates
}

// Writer is what the desk knows of the address in From.
type Writer struct {
	Known bool // has a place on the desk
	Staff bool // and it is one of those who answer
}

// Ticket is one that a mail may be about, followed to where it was merged into.
type Ticket struct {
	ID   int64
	Part bool // the writer is its requester, person or extra participant, may see it with its tenant, or works on it
}

// Rates are numbers of mails an hour; as limits, zero is no limit.
type Rates struct{ Sender, Ticket, Desk int }

// UsualLimits are far from what people write, and near enough that two machines soon stop.
func UsualLimits() Rates { return Rates{Sender: 30, Ticket: 40, Desk: 2000} }
