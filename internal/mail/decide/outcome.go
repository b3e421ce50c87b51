package decide

// Kind is what becomes of a mail.
type Kind string

// The kinds.
const (
	Open     Kind = "OPEN"      // a new ticket
	Append   Kind = "APPEND"    // a reply on a ticket, under the desk's rules for replies
	FollowUp Kind = "FOLLOW_UP" // a new ticket that is linked with another, of which the sender learns nothing
	Note     Kind = "NOTE"      // a machine's answer, noted on the ticket; it reopens nothing
	Report   Kind = "REPORT"    // the fate of a mail of ours
	Hold     Kind = "HOLD"      // staff decide
	Drop     Kind = "DROP"      // nothing becomes of it
)

// Reason is why a mail is held or dropped.
type Reason string

// The reasons to hold a mail.
const (
	Unreadable    Reason = "UNREADABLE"     // beyond the limits of reading
	NoIdentity    Reason = "NO_IDENTITY"    // not exactly one sender
	Forged        Reason = "FORGED"         // the domain it claims to come from says it does not
	Unproven      Reason = "UNPROVEN"       // claims to come from staff, and nothing proves it
	Stranger      Reason = "STRANGER"       // the desk wants to be asked about who has no place on it
	Uninvited     Reason = "UNINVITED"      // the desk wants to be asked about who has no part in the ticket
	MachineAnswer Reason = "MACHINE_ANSWER" // an automatic answer to no ticket of the sender's
	UnknownReport Reason = "UNKNOWN_REPORT" // a delivery report about none of our mails, or one that can't be read
	SenderFlood   Reason = "SENDER_FLOOD"   // more mails of this sender in an hour than one writes
	TicketFlood   Reason = "TICKET_FLOOD"   // more mails to this ticket in an hour
	DeskFlood     Reason = "DESK_FLOOD"     // more mails to this desk in an hour
)

// The reasons to drop a mail.
const (
	Double Reason = "DOUBLE" // the desk has this mail already
	Ours   Reason = "OURS"   // we sent it
)

// Match is by what a ticket was found.
type Match string

// The ways to find a ticket.
const (
	ByNothing   Match = ""
	ByAddress   Match = "ADDRESS"    // the signed address it was sent to
	ByMessageID Match = "MESSAGE_ID" // a mail of ours that it answers
	ByNumber    Match = "NUMBER"     // the number in the subject
)

// Authenticity is what is known of who sent a mail.
type Authenticity string

// The degrees.
const (
	Proven  Authenticity = "PROVEN"  // our own receiver found the sender's domain to stand for it
	Unknown Authenticity = "UNKNOWN" // nothing says that it is forged
	Failed  Authenticity = "FAILED"  // the domain's own rule says that it is forged
)

// Outcome is what becomes of a mail, and why.
type Outcome struct {
	Kind         Kind
	Reason       Reason       // of Hold and Drop
	TicketID     int64        // of Append, Note and FollowUp; of Hold where a ticket was found: for staff alone
	MatchedBy    Match        // how that ticket was found
	MailID       int64        // of Report: which mail of ours
	Authenticity Authenticity // for staff, beside what was written
	Answerable   bool         // whether any mail may go out because of this one
}
