package decide

import (
	"slices"

	"sportello/internal/policy"
)

// Decide says what becomes of a mail.
func Decide(f Facts) Outcome {
	o := Outcome{Authenticity: authenticity(f), Answerable: answerable(f)}
	switch from, identified := f.Mail.Identity(); {
	case f.Double:
		return o.drop(Double)
	case f.Ours:
		return o.drop(Ours)
	case f.Unreadable:
		return o.hold(Unreadable)
	case f.Bounce != 0 && f.Mail.Report != nil:
		o.Kind, o.MailID, o.Answerable = Report, f.Bounce, false
		return o
	case f.Mail.Report != nil:
		return o.hold(UnknownReport)
	case !identified || from.Address == "":
		return o.hold(NoIdentity)
	case o.Authenticity == Failed:
		return o.hold(Forged)
	case f.Writer.Staff && o.Authenticity != Proven:
		return o.hold(Unproven)
	}
	ticket, by := find(f)
	if ticket != nil {
		o.TicketID, o.MatchedBy = ticket.ID, by
	}
	if reason := flood(f, ticket != nil); reason != "" {
		return o.hold(reason)
	}
	if ticket == nil {
		return o.toDesk(f)
	}
	return o.toTicket(f, ticket.Part)
}

// toDesk is what becomes of a mail that is about no ticket.
func (o Outcome) toDesk(f Facts) Outcome {
	switch {
	case answersByItself(f):
		return o.hold(MachineAnswer)
	case !admitted(f):
		return o.hold(Stranger)
	}
	o.Kind = Open
	return o
}

// toTicket is what becomes of a mail that is about the ticket of the outcome. Who has no part in it may not write there,
// whatever key they hold.
func (o Outcome) toTicket(f Facts, part bool) Outcome {
	switch {
	case automatic(f) && part:
		o.Kind, o.Answerable = Note, false
	case answersByItself(f):
		return o.hold(MachineAnswer)
	case part:
		o.Kind = Append
	case !admitted(f):
		return o.hold(Stranger)
	case f.Rules.Uninvited != policy.MailOpens:
		return o.hold(Uninvited)
	default:
		o.Kind = FollowUp
	}
	return o
}

func admitted(f Facts) bool { return f.Writer.Known || f.Rules.Strangers.Opens() }

// flood is the cap for loops that no header tells of.
func flood(f Facts, ofTicket bool) Reason {
	over := func(heard, limit int) bool { return limit > 0 && heard >= limit }
	switch {
	case over(f.Heard.Sender, f.Limits.Sender):
		return SenderFlood
	case ofTicket && over(f.Heard.Ticket, f.Limits.Ticket):
		return TicketFlood
	case over(f.Heard.Desk, f.Limits.Desk):
		return DeskFlood
	}
	return ""
}

// find is the ticket that a mail is about. Where it was sent to comes first; of the mails it names the newest of ours wins.
// Who forwards a notice does not answer it, unless to the ticket's own address. A number that anybody can write counts only for
// who has part in that ticket.
func find(f Facts) (*Ticket, Match) {
	if f.Signed != nil {
		return f.Signed, ByAddress
	}
	if f.Mail.Forwarded || forwards(f.Mail.Subject) {
		return nil, ByNothing
	}
	for _, ids := range [][]string{f.Mail.InReplyTo, f.Mail.References} {
		for _, id := range slices.Backward(ids) {
			if ticket, ok := f.Referred[id]; ok {
				return &ticket, ByMessageID
			}
		}
	}
	if f.Numbered != nil && f.Numbered.Part {
		return f.Numbered, ByNumber
	}
	return nil, ByNothing
}

// hold keeps a mail for staff. Nobody is answered for it: a sender who is not believed is not written to.
func (o Outcome) hold(reason Reason) Outcome {
	o.Kind, o.Reason, o.Answerable = Hold, reason, false
	return o
}

func (o Outcome) drop(reason Reason) Outcome {
	return Outcome{Kind: Drop, Reason: reason, Authenticity: o.Authenticity}
}
