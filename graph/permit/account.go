package permit

import (
	"sportello/internal/access"
	"sportello/internal/problem"
)

// accountOperations are those about accounts, invitations and members.
func accountOperations() map[string]Demand {
	return map[string]Demand{
		"Query.accountCompletion":       anybody(),
		"Mutation.confirmSignIn":        anybody(),
		"Mutation.completeAccount":      newcomer(),
		"Mutation.requestPasswordReset": anybody(),
		"Mutation.resetPassword":        anybody(),
		"Mutation.confirmEmailChange":   anybody(),
		"Mutation.revertEmailChange":    anybody(),
		"Mutation.signUp":               anybody(),
		"Mutation.confirmSignUp":        anybody(),

		"Mutation.changePassword":          owner(),
		"Mutation.requestEmailChange":      owner(),
		"Mutation.updateProfile":           owner(),
		"Mutation.setAvatar":               owner(),
		"Mutation.endSession":              owner(),
		"Mutation.endOtherSessions":        owner(),
		"Mutation.removeTrustedDevice":     owner(),
		"Mutation.removeAllTrustedDevices": owner(),
		"Mutation.startTotp":               owner(),
		"Mutation.confirmTotp":             owner(),
		"Mutation.disableTotp":             owner(),
		"Mutation.regenerateRecoveryCodes": owner(),
		"Mutation.acceptInvitation":        owner(),
		"Mutation.declineInvitation":       owner(),

		"Mutation.inviteUser":         by(Tenant, access.ManageMembers),
		"Mutation.changeRole":         by(Tenant, access.ManageMembers),
		"Mutation.removeMember":       by(Tenant, access.ManageMembers),
		"Mutation.resendInvitation":   by(Tenant, access.ManageMembers).or(problem.NotFound),
		"Mutation.withdrawInvitation": by(Tenant, access.ManageMembers).or(problem.NotFound),
	}
}
