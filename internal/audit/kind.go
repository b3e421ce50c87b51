package audit

import "slices"

// Kind is what happened, from one closed set: the AuditKind of the contract.
type Kind string

// Coming in and going out.
const (
	SignedIn        Kind = "SIGNED_IN"         // details: method
	SignInRefused   Kind = "SIGN_IN_REFUSED"   // details: method, reason
	SignedOut       Kind = "SIGNED_OUT"        // by the user themselves
	SessionsEnded   Kind = "SESSIONS_ENDED"    // of the subject, by a change of password, by an administrator, from elsewhere
	SignInLinkMade  Kind = "SIGN_IN_LINK_MADE" // for the subject, by a program
	UserProvisioned Kind = "USER_PROVISIONED"  // by a program; details: externalId, change
	IdentityLinked  Kind = "IDENTITY_LINKED"   // an account of another provider now opens the subject's; details: issuer
)

// What belongs to an account.
const (
	PasswordChanged        Kind = "PASSWORD_CHANGED"
	PasswordResetRequested Kind = "PASSWORD_RESET_REQUESTED"
	PasswordReset          Kind = "PASSWORD_RESET"
	EmailChangeRequested   Kind = "EMAIL_CHANGE_REQUESTED"
	EmailChanged           Kind = "EMAIL_CHANGED"
	EmailChangeReverted    Kind = "EMAIL_CHANGE_REVERTED"
	AccountCompleted       Kind = "ACCOUNT_COMPLETED"
	SecondFactorEnabled    Kind = "SECOND_FACTOR_ENABLED"
	SecondFactorDisabled   Kind = "SECOND_FACTOR_DISABLED"
	RecoveryCodesMade      Kind = "RECOVERY_CODES_MADE"
	CodeRefused            Kind = "CODE_REFUSED"
	DeviceTrusted          Kind = "DEVICE_TRUSTED"
	DeviceRemoved          Kind = "DEVICE_REMOVED"
)

// Who belongs where, and what programs and desks may do.
const (
	Invited             Kind = "INVITED"
	InvitationWithdrawn Kind = "INVITATION_WITHDRAWN"
	InvitationAccepted  Kind = "INVITATION_ACCEPTED"
	MemberAdded         Kind = "MEMBER_ADDED"   // details: role
	MemberRemoved       Kind = "MEMBER_REMOVED" // details: role
	RoleChanged         Kind = "ROLE_CHANGED"   // details: from, to
	KeyCreated          Kind = "KEY_CREATED"    // details: name, scopes, expiresAt
	KeyRevoked          Kind = "KEY_REVOKED"    // details: name
	PolicyChanged       Kind = "POLICY_CHANGED" // details: version
	DeskConfigured      Kind = "DESK_CONFIGURED"
	DataExported        Kind = "DATA_EXPORTED"  // details: dataset
	MailReleased        Kind = "MAIL_RELEASED"  // out of the quarantine
	MailDiscarded       Kind = "MAIL_DISCARDED" // out of the quarantine
)

// Kinds are all of them, in the order of the contract.
func Kinds() []Kind {
	return []Kind{
		SignedIn, SignInRefused, SignedOut, SessionsEnded, SignInLinkMade, UserProvisioned, IdentityLinked,
		PasswordChanged, PasswordResetRequested, PasswordReset, EmailChangeRequested, EmailChanged, EmailChangeReverted,
		AccountCompleted, SecondFactorEnabled, SecondFactorDisabled, RecoveryCodesMade, CodeRefused, DeviceTrusted, DeviceRemoved,
		Invited, InvitationWithdrawn, InvitationAccepted, MemberAdded, MemberRemoved, RoleChanged,
		KeyCreated, KeyRevoked, PolicyChanged, DeskConfigured, DataExported, MailReleased, MailDiscarded,
	}
}

// Known reports whether there is such a kind.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }
