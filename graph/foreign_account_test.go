package graph_test

import (
	"context"
	"crypto/rand"
	"strings"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/store"
)

// accountRows are what a user has of an account: a session, a trusted device, and an open invitation to the tenant.
func (w *world) accountRows(v *access.Viewer, deskID, tenantID int64) map[node.Kind]string {
	things := map[node.Kind]string{}
	later := moment.Of(w.clock().AddDate(0, 0, 1))
	w.must(w.store.Tx(store.System(w.ctx()), func(ctx context.Context, tx *ent.Tx) error {
		session, err := tx.Session.Create().SetUserID(v.UserID).SetTokenHash(randomBytes()).SetCreatedAt(1).SetExpiresAt(later).Save(ctx)
		if err != nil {
			return err
		}
		device, err := tx.TrustedDevice.Create().SetUserID(v.UserID).SetTokenHash(randomBytes()).SetCreatedAt(1).SetLastUsedAt(later).Save(ctx)
		if err != nil {
			return err
		}
		invitation, err := tx.Invitation.Create().SetUserID(v.UserID).SetTokenHash(randomBytes()).SetCreatedAt(1).SetSentAt(1).SetExpiresAt(later).
			SetDeskID(deskID).SetTenantID(tenantID).SetEmail(v.Email).SetRole("REQUESTER").SetInvitedBy(v.UserID).Save(ctx)
		if err != nil {
			return err
		}
		things[node.Session] = node.Encode(node.Session, session.ID)
		things[node.TrustedDevice] = node.Encode(node.TrustedDevice, device.ID)
		things[node.Invitation] = node.Encode(node.Invitation, invitation.ID)
		return nil
	}))
	return things
}

func randomBytes() []byte {
	b := make([]byte, 32)
	rand.Read(b)
	return b
}

// accountCases are the cases of accounts, invitations and members.
func accountCases(one func(node.Kind, string) idCase) map[string]idCase {
	byStaff := func(c idCase) idCase { c.staff = true; return c } // technicians give no access in their own tenant
	invite := func(place string) string { return keep("inviteUser", `email: "new@example.com", place: {`+place+`}`) }
	role := func(user, place string) string { return keep("changeRole", `user: `+user+`, place: {`+place+`}`) }
	remove := func(user, place string) string { return keep("removeMember", `user: `+user+`, place: {`+place+`}`) }
	return map[string]idCase{
		"Mutation.endSession.input.session":             one(node.Session, keep("endSession", `session: <id>`)),
		"Mutation.removeTrustedDevice.input.device":     one(node.TrustedDevice, keep("removeTrustedDevice", `device: <id>`)),
		"Mutation.inviteUser.input.place.tenant.tenant": one(node.Tenant, invite(`tenant: {tenant: <id>, role: REQUESTER}`)),
		"Mutation.inviteUser.input.place.desk.desk":     one(node.Desk, invite(`desk: {desk: <id>, role: AGENT}`)),
		"Mutation.resendInvitation.input.invitation":    one(node.Invitation, keep("resendInvitation", `invitation: <id>`)),
		"Mutation.withdrawInvitation.input.invitation":  one(node.Invitation, keep("withdrawInvitation", `invitation: <id>`)),
		"Mutation.acceptInvitation.input.invitation":    one(node.Invitation, keep("acceptInvitation", `invitation: <id>`)),
		"Mutation.declineInvitation.input.invitation":   one(node.Invitation, keep("declineInvitation", `invitation: <id>`)),
		"Mutation.changeRole.input.user":                byStaff(one(node.User, role("<id>", `tenant: {tenant: <tenant>, role: OBSERVER}`))),
		"Mutation.changeRole.input.place.tenant.tenant": one(node.Tenant, role(nobodysID, `tenant: {tenant: <id>, role: OBSERVER}`)),
		"Mutation.changeRole.input.place.desk.desk":     one(node.Desk, role(nobodysID, `desk: {desk: <id>, role: AGENT}`)),
		"Mutation.removeMember.input.user":              byStaff(one(node.User, remove("<id>", `tenant: <tenant>`))),
		"Mutation.removeMember.input.place.tenant":      one(node.Tenant, remove(nobodysID, `tenant: <id>`)),
		"Mutation.removeMember.input.place.desk":        one(node.Desk, remove(nobodysID, `desk: <id>`)),
	}
}

// nobodysID names nobody.
var nobodysID = quoted(node.Encode(node.User, 999_999_998))

// accountRoots take no id: they are about whoever asks, by session, password or the token of a mail. What they show to whom is
// proved in internal/account and internal/acceptance (story_nts_access_test.go, account_test.go).
var accountRoots = strings.Fields(`Query.accountCompletion Mutation.confirmSignIn Mutation.completeAccount
	Mutation.requestPasswordReset Mutation.resetPassword Mutation.changePassword
	Mutation.requestEmailChange Mutation.confirmEmailChange Mutation.revertEmailChange Mutation.signUp Mutation.confirmSignUp
	Mutation.updateProfile Mutation.setAvatar Mutation.endOtherSessions Mutation.removeAllTrustedDevices
	Mutation.startTotp Mutation.confirmTotp Mutation.disableTotp Mutation.regenerateRecoveryCodes`)

// accountDocuments are what the matrix calls of accounts, invitations and members.
func accountDocuments() map[string]string {
	return map[string]string{
		"Query.accountCompletion":       `{ accountCompletion { email } }`,
		"Mutation.confirmSignIn":        keep("confirmSignIn", `challenge: "none", code: "none"`),
		"Mutation.completeAccount":      keep("completeAccount", `name: "A", surname: "B", password: "none", passwordAgain: "none"`),
		"Mutation.requestPasswordReset": keep("requestPasswordReset", `email: <new>`),
		"Mutation.resetPassword":        keep("resetPassword", `token: "none", password: "none", passwordAgain: "none"`),
		"Mutation.confirmEmailChange":   keep("confirmEmailChange", `token: "none"`),
		"Mutation.revertEmailChange":    keep("revertEmailChange", `token: "none"`),
		"Mutation.signUp":               keep("signUp", `desk: <slug>, email: "no address"`),
		"Mutation.confirmSignUp":        keep("confirmSignUp", `token: "none", name: "A", surname: "B", password: "none", passwordAgain: "none"`),

		"Mutation.changePassword":          keep("changePassword", `currentPassword: "none", password: "none", passwordAgain: "none"`),
		"Mutation.requestEmailChange":      keep("requestEmailChange", `email: "new@example.com", currentPassword: "none"`),
		"Mutation.updateProfile":           keep("updateProfile", `name: "Ada"`),
		"Mutation.setAvatar":               keep("setAvatar", `picture: null`),
		"Mutation.endOtherSessions":        `mutation { endOtherSessions { errors { code } } }`,
		"Mutation.removeAllTrustedDevices": `mutation { removeAllTrustedDevices { errors { code } } }`,
		"Mutation.startTotp":               keep("startTotp", `currentPassword: "none"`),
		"Mutation.confirmTotp":             keep("confirmTotp", `code: "000000"`),
		"Mutation.disableTotp":             keep("disableTotp", `currentPassword: "none"`),
		"Mutation.regenerateRecoveryCodes": keep("regenerateRecoveryCodes", `currentPassword: "none"`),
		"Mutation.acceptInvitation":        keep("acceptInvitation", `invitation: <offered>`),
		"Mutation.inviteUser":              keep("inviteUser", `email: <new>, place: {tenant: {tenant: <tenant>, role: REQUESTER}}`),
		"Mutation.changeRole":              keep("changeRole", `user: <member>, place: {tenant: {tenant: <tenant>, role: OBSERVER}}`),
		"Mutation.removeMember":            keep("removeMember", `user: <member>, place: {tenant: <tenant>}`),
	}
}
