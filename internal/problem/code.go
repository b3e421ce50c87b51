package problem

import "slices"

// Code is what went wrong, from one closed set: the ErrorCode of the contract.
type Code string

// What the caller can mend: told as data, beside what the mutation answers.
const (
	AlreadyLinked         Code = "ALREADY_LINKED"          // the ticket continues another one already
	AttachmentsNotAllowed Code = "ATTACHMENTS_NOT_ALLOWED" // the desk takes no files here (M1.8)
	AttachmentTooLarge    Code = "ATTACHMENT_TOO_LARGE"    // {max}: bytes (M4.10)
	ChallengeRefused      Code = "CHALLENGE_REFUSED"       // expired, spent, or the work was not done: fetch a new one (M2.1)
	CloseNotAllowed       Code = "CLOSE_NOT_ALLOWED"       // the desk closes by staff alone (M2.8)
	Conflict              Code = "CONFLICT"                // somebody was faster: {what}; what is there now comes along
	ConsentOutdated       Code = "CONSENT_OUTDATED"        // the notice has changed: {version} is in force (M1.6)
	ConsentRequired       Code = "CONSENT_REQUIRED"        // the notice has to be accepted (M1.6)
	DraftsNotUsed         Code = "DRAFTS_NOT_USED"         // the desk's rules know no drafts (M0.4)
	EmailTaken            Code = "EMAIL_TAKEN"             // an account's for which the desk does not vouch: invite them
	FieldRepeated         Code = "FIELD_REPEATED"          // the field is answered more than once
	FieldUnknown          Code = "FIELD_UNKNOWN"           // the desk's form has no such field to answer here
	FileNameInvalid       Code = "FILE_NAME_INVALID"       // nothing usable is left of the file's name
	IdempotencyKeyReused  Code = "IDEMPOTENCY_KEY_REUSED"  // the clientMutationId came with another input before
	InvalidCharacters     Code = "INVALID_CHARACTERS"      // control characters, or not UTF-8
	InvalidCredentials    Code = "INVALID_CREDENTIALS"     // e-mail or password is wrong; never which (M1.3)
	InvalidValue          Code = "INVALID_VALUE"           // the value is of no use here
	LinkInvalid           Code = "LINK_INVALID"            // wrong, used or expired (M4.8, M4.18)
	MergeRefused          Code = "MERGE_REFUSED"           // {why} these two can't be one, or there is nothing to undo (M1.15)
	MessageRequired       Code = "MESSAGE_REQUIRED"        // closing demands a final message (M4.16)
	NotALeaf              Code = "NOT_A_LEAF"              // the choice has narrower ones: choose further (M0.1)
	NotAssignable         Code = "NOT_ASSIGNABLE"          // not a member of the desk's staff who works on tickets
	OptionRetired         Code = "OPTION_RETIRED"          // no longer offered: choose another
	OptionUnknown         Code = "OPTION_UNKNOWN"          // not one of the field's options
	PersonExists          Code = "PERSON_EXISTS"           // the tenant's list has this address already
	PersonRemoved         Code = "PERSON_REMOVED"          // no longer on the tenant's list
	PolicyInUse           Code = "POLICY_IN_USE"           // {count} tickets or drafts need what would vanish: {key}
	PolicyInvalid         Code = "POLICY_INVALID"          // the file of rules has {count} faults
	PriorityChangeRefused Code = "PRIORITY_CHANGE_REFUSED" // only staff change the priority (M2.8)
	PriorityNotUsed       Code = "PRIORITY_NOT_USED"       // the desk does not use this priority
	PriorityRaiseRefused  Code = "PRIORITY_RAISE_REFUSED"  // {priority} needs a new ticket (M4.14)
	PrioritySetByChoice   Code = "PRIORITY_SET_BY_CHOICE"  // the chosen option makes it {priority}: ask for no other (M0.1, M1.6)
	ReopenNotAllowed      Code = "REOPEN_NOT_ALLOWED"      // {why}: nothing to reopen, or not without a reply
	ReopenWindowPassed    Code = "REOPEN_WINDOW_PASSED"    // closed for too long: open a new ticket (M4.17)
	Required              Code = "REQUIRED"                // the value is missing
	ResendRefused         Code = "RESEND_REFUSED"          // {why} the mail can't be sent again
	StatusNotUsed         Code = "STATUS_NOT_USED"         // the desk does not use this status (M2.3)
	TicketClosed          Code = "TICKET_CLOSED"           // {way} out: reopen it first, or open a new ticket (M1.11)
	TicketMerged          Code = "TICKET_MERGED"           // another one holds the conversation: go on there, or undo it (M1.15)
	TooEarlyToClose       Code = "TOO_EARLY_TO_CLOSE"      // {minutes} of life are demanded first (M4.16)
	TooLong               Code = "TOO_LONG"                // {max} characters at most
	TooMany               Code = "TOO_MANY"                // {max} at most
	TooManyAttachments    Code = "TOO_MANY_ATTACHMENTS"    // {max} files at most
	TooShort              Code = "TOO_SHORT"               // {min} characters at least (M2.2)
	TransitionNotAllowed  Code = "TRANSITION_NOT_ALLOWED"  // from {from} the desk does not go to {to} by hand
	AlreadyInvited        Code = "ALREADY_INVITED"         // there is an open invitation to this place: send it again (M4.7)
	AlreadyMember         Code = "ALREADY_MEMBER"          // has this place already (M4.7)
	CodeInvalid           Code = "CODE_INVALID"            // wrong, used or expired; after too many tries sign in anew (M4.3)
	InvitationClosed      Code = "INVITATION_CLOSED"       // accepted, declined, withdrawn or expired before (M4.7)
	LastAdministrator     Code = "LAST_ADMINISTRATOR"      // the place needs an administrator: give another one the role first (M4.7)
	PasswordsDiffer       Code = "PASSWORDS_DIFFER"        // the two passwords are not the same (M4.2)
	PasswordWeak          Code = "PASSWORD_WEAK"           // easy to guess: common, of one's own address or name, or the one that others know
	PictureInvalid        Code = "PICTURE_INVALID"         // no picture in JPEG, PNG, GIF or WebP, or larger than {max} pixels a side (M4.6)
	SignUpNotAllowed      Code = "SIGN_UP_NOT_ALLOWED"     // the desk takes people by invitation only (M4.1)
	TotpNotBegun          Code = "TOTP_NOT_BEGUN"          // no authenticator is being set up, or one is already
	UseOpenTicket         Code = "USE_OPEN_TICKET"         // the contact form is for guests: openTicket is for who is signed in (M2.1)
)

// What the caller can't mend in the input: told as a top-level error.
const (
	AccountIncomplete Code = "ACCOUNT_INCOMPLETE" // complete the account first (M1.2, M4.2)
	Forbidden         Code = "FORBIDDEN"          // seen, but not the viewer's to change
	Internal          Code = "INTERNAL"           // a bug or an outage; the request id is all that is told
	InvalidCursor     Code = "INVALID_CURSOR"     // not a cursor of this list
	InvalidFilter     Code = "INVALID_FILTER"     // too deep, too long, or malformed
	InvalidPage       Code = "INVALID_PAGE"       // sizes are 0 to 100, one of first and last
	Loading           Code = "LOADING"            // the statistics are not ready yet
	NotFound          Code = "NOT_FOUND"          // unknown, or not the viewer's to see
	RateLimited       Code = "RATE_LIMITED"       // too many tries
	StaffOnly         Code = "STAFF_ONLY"         // customers can't do this
	TenantRequired    Code = "TENANT_REQUIRED"    // the viewer belongs to several tenants, or to none
	Unauthenticated   Code = "UNAUTHENTICATED"    // sign in first
)

// Codes are all codes: those that can be mended, then the others.
func Codes() []Code {
	return append(mendable(), AccountIncomplete, Forbidden, Internal, InvalidCursor, InvalidFilter, InvalidPage, Loading, NotFound, RateLimited,
		StaffOnly, TenantRequired, Unauthenticated)
}

func mendable() []Code {
	return append(accountCodes(), []Code{AlreadyLinked, AttachmentsNotAllowed, AttachmentTooLarge, ChallengeRefused, CloseNotAllowed, Conflict, ConsentOutdated,
		ConsentRequired, DraftsNotUsed, EmailTaken, FieldRepeated, FieldUnknown, FileNameInvalid, IdempotencyKeyReused,
		InvalidCharacters, InvalidCredentials, InvalidValue, LinkInvalid, MergeRefused, MessageRequired, NotALeaf, NotAssignable,
		OptionRetired, OptionUnknown, PersonExists, PersonRemoved, PolicyInUse, PolicyInvalid, PriorityChangeRefused,
		PriorityNotUsed, PriorityRaiseRefused, PrioritySetByChoice, ReopenNotAllowed, ReopenWindowPassed, Required, ResendRefused,
		StatusNotUsed, TicketClosed, TicketMerged, TooEarlyToClose, TooLong, TooMany, TooManyAttachments, TooShort,
		TransitionNotAllowed, UseOpenTicket}...)
}

// Mendable reports whether the caller can mend it: then it is told as data, else as a top-level error.
func (c Code) Mendable() bool {
	return slices.Contains(mendable(), c)
}

// accountCodes are those about accounts, invitations and members.
func accountCodes() []Code {
	return []Code{
		AlreadyInvited, AlreadyMember, CodeInvalid, InvitationClosed, LastAdministrator, PasswordWeak, PasswordsDiffer,
		PictureInvalid, SignUpNotAllowed, TotpNotBegun,
	}
}
