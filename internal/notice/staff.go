package notice

// Kind is something that staff are told of by mail, unless they chose otherwise for themselves.
type Kind string

// The kinds.
const (
	Assigned        Kind = "ASSIGNED"         // a ticket became theirs, by somebody else
	CustomerReplied Kind = "CUSTOMER_REPLIED" // on a ticket of theirs
	DueSoon         Kind = "DUE_SOON"         // on a ticket of theirs; who leads the desk, on one that is nobody's
	DueBreached     Kind = "DUE_BREACHED"     // likewise
	Undeliverable   Kind = "UNDELIVERABLE"    // a mail of a ticket of theirs could not be delivered; likewise
	Quarantined     Kind = "QUARANTINED"      // a mail was held; to who leads the desk
)

// StaffKinds are all kinds.
func StaffKinds() []Kind {
	return []Kind{Assigned, CustomerReplied, DueSoon, DueBreached, Undeliverable, Quarantined}
}

// ToLeaders reports whether who leads the desk is told where a ticket is nobody's, or there is none.
func (k Kind) ToLeaders() bool { return k != Assigned && k != CustomerReplied }
