package acceptance

import (
	"strings"
	"testing"
)

// tokenOf is what the link in the newest mail of a kind brings along.
func (h *house) tokenOf(to, kind string) string {
	h.t.Helper()
	_, token, found := strings.Cut(h.mail(to, kind).Text, "#token=")
	if !found {
		h.t.Fatalf("no link in %s: %s", kind, h.mail(to, kind).Text)
	}
	token, _, _ = strings.Cut(token, "\n")
	return strings.TrimSpace(token)
}

// settles makes a mutation about the account and returns what it refuses.
func (u *user) settles(mutation, input string, in vars) []userError {
	u.t.Helper()
	var got map[string]struct{ Errors []userError }
	u.ask("mutation($input: "+input+"!) { "+mutation+"(input: $input) { errors { code field message } } }", vars{"input": in}, &got)
	return got[mutation].Errors
}

// settled wants nothing refused.
func (u *user) settled(mutation, input string, in vars) {
	u.t.Helper()
	if errs := u.settles(mutation, input, in); len(errs) > 0 {
		u.t.Fatalf("%s %s: %+v", u.name, mutation, errs)
	}
}

// The studios' way in (manuals/1-ams-tickets.txt): the first password is the company's VAT number, which is good once.
func TestStoryAMSAccess(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settings = append(h.settings, "SPORTELLO_SECOND_FACTOR=policy")
	h.run("", "migrate")
	o := h.founds("studio", "AMS Example", "it", "--preset", "studio")
	chief := o.add("Ada Amministratrice", "it", o.tenant, "ADMINISTRATOR")
	o.reachesByMail()
	h.launch(nil, "serve", "--mail-trap")
	chief.signIn()
	bruno := &user{t: t, house: h, name: "Bruno Bianchi", email: "bruno@alfa.example.com"}
	chief.settled("inviteUser", "InviteUserInput", vars{"email": bruno.email, "place": vars{"tenant": vars{"tenant": o.tenant, "role": "REQUESTER"}}})

	// M1.2: the mail names the password without writing it; it must be changed at once.
	const vat, chosen, next = "00000000000", "nebbia sulla pianura", "grano tra le colline"
	if text := h.mail(bruno.email, "FIRST_VAT").Text; strings.Contains(text, vat) || !strings.Contains(text, bruno.email) {
		t.Errorf("the first mail: %s", text)
	}
	begun := bruno.enter(vat, "")
	if begun.Token == nil || begun.Completion == nil || begun.Viewer != nil || begun.Challenge != nil {
		t.Fatalf("the first sign-in: %+v", begun)
	}
	bruno.token = *begun.Token
	bruno.denied("ACCOUNT_INCOMPLETE", `{ tickets(first: 1) { edges { node { id } } } }`, nil)
	form := vars{"name": "Bruno", "surname": "Bianchi", "privacyVersion": begun.Completion.Privacy.Version}
	if errs := bruno.settles("completeAccount", "CompleteAccountInput", with(vars{"password": vat, "passwordAgain": vat}, form)); len(errs) == 0 {
		t.Error("the VAT number is kept as the password")
	}
	bruno.settled("completeAccount", "CompleteAccountInput", with(vars{"password": chosen, "passwordAgain": chosen}, form))
	if again := bruno.enter(vat, ""); again.Token != nil || len(again.Errors) != 1 || again.Errors[0].Code != "INVALID_CREDENTIALS" {
		t.Errorf("the VAT number once more: %+v", again)
	}
	bruno.signsInWith(chosen)
	bruno.settled("acceptInvitation", "InvitationRefInput", vars{"token": h.tokenOf(bruno.email, "INVITED")})

	// M1.3: whoever is unknown is answered alike, and has no mail.
	nobody := o.nobody()
	for _, address := range []string{"nobody@alfa.example.com", bruno.email} {
		nobody.settled("requestPasswordReset", "RequestPasswordResetInput", vars{"email": address})
	}
	until(t, "the mail with the link", func() bool { return len(h.mails(bruno.email, "PASSWORD_RESET")) == 1 })
	if stray := h.mails("nobody@alfa.example.com", ""); len(stray) > 0 {
		t.Errorf("to an unknown address: %+v", stray)
	}
	link := vars{"token": h.tokenOf(bruno.email, "PASSWORD_RESET"), "password": next, "passwordAgain": next}
	nobody.settled("resetPassword", "ResetPasswordInput", link)
	if errs := nobody.settles("resetPassword", "ResetPasswordInput", link); len(errs) != 1 || errs[0].Code != "LINK_INVALID" {
		t.Errorf("the link once more: %+v", errs)
	}
	bruno.denied("UNAUTHENTICATED", `{ viewer { user { email } } }`, nil) // signed in before
	bruno.signsInWith(next)

	// M1.4: confirmed from the new address, announced to the old one, undone from there.
	const moved = "bruno.bianchi@alfa.example.com"
	before := bruno.email
	bruno.settled("requestEmailChange", "RequestEmailChangeInput", vars{"email": moved, "currentPassword": next})
	until(t, "the mail to the new address", func() bool { return len(h.mails(moved, "EMAIL_CONFIRM")) == 1 })
	bruno.signsInWith(next) // nothing has changed yet
	nobody.settled("confirmEmailChange", "AccountTokenInput", vars{"token": h.tokenOf(moved, "EMAIL_CONFIRM")})
	if old := bruno.enter(next, ""); old.Token != nil {
		t.Errorf("the old name still opens: %+v", old)
	}
	bruno.email = moved
	bruno.signsInWith(next)
	nobody.settled("revertEmailChange", "AccountTokenInput", vars{"token": h.tokenOf(before, "EMAIL_CHANGED")})
	bruno.denied("UNAUTHENTICATED", `{ viewer { user { email } } }`, nil)
	for _, address := range []string{moved, before} {
		bruno.email = address
		if again := bruno.enter(next, ""); again.Token != nil {
			t.Errorf("after the way back %s opens by the password that was known: %+v", address, again)
		}
	}
	until(t, "another link", func() bool { return len(h.mails(before, "PASSWORD_RESET")) == 2 })
	nobody.settled("resetPassword", "ResetPasswordInput", vars{"token": h.tokenOf(before, "PASSWORD_RESET"), "password": chosen, "passwordAgain": chosen})
	bruno.signsInWith(chosen)
}

// signsInWith signs in by a password where no code is asked for.
func (u *user) signsInWith(password string) {
	u.t.Helper()
	got := u.enter(password, "")
	if got.Token == nil || got.Viewer == nil || got.Viewer.User.Email != u.email {
		u.t.Fatalf("%s can't sign in: %+v", u.email, got)
	}
	u.token = *got.Token
}
