package acceptance

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// entered is what a sign-in answers.
type entered struct {
	Token, DeviceToken *string
	Challenge          *struct{ Token, Kind string }
	Completion         *struct {
		Email   string
		Privacy struct{ Version string }
	}
	Viewer *struct{ User struct{ Email string } }
	Errors []userError
}

const enteredFields = `{ token deviceToken challenge { token kind } completion { email privacy { version } } viewer { user { email } } errors { code field message } }`

// enter gives name and password, perhaps on a device that is trusted.
func (u *user) enter(password, device string) entered {
	u.t.Helper()
	u.token = ""
	a, err := u.send(`mutation($input: SignInInput!) { signIn(input: $input) `+enteredFields+` }`,
		vars{"input": vars{"email": u.email, "password": password}}, func(r *http.Request) {
			if device != "" {
				r.Header.Set("X-Sportello-Device", device)
			}
		})
	if err != nil || len(a.Errors) > 0 {
		u.t.Fatalf("%s signs in: %v %+v", u.email, err, a)
	}
	var got struct{ SignIn entered }
	if err := json.Unmarshal(a.Data, &got); err != nil {
		u.t.Fatal(err)
	}
	return got.SignIn
}

// confirm gives the code of the newest mail.
func (u *user) confirm(with entered, trust bool) entered {
	u.t.Helper()
	if with.Token != nil || with.Challenge == nil || with.Challenge.Kind != "MAIL" {
		u.t.Fatalf("%s is asked for no code: %+v", u.email, with)
	}
	code := regexp.MustCompile(`(?m)\b[A-Z0-9]{6}\b`).FindString(u.house.mail(u.email, "SIGN_IN_CODE").Text)
	var got struct{ ConfirmSignIn entered }
	u.ask(`mutation($input: ConfirmSignInInput!) { confirmSignIn(input: $input) `+enteredFields+` }`,
		vars{"input": vars{"challenge": with.Challenge.Token, "code": code, "trustDevice": trust}}, &got)
	if got.ConfirmSignIn.Token == nil {
		u.t.Fatalf("%s confirms with %q: %+v", u.email, code, got.ConfirmSignIn)
	}
	u.token = *got.ConfirmSignIn.Token
	return got.ConfirmSignIn
}

// The customer portal's way in (manuals/4-nts-customer-portal.txt, sections 1 and 2): from the first mail to the dashboard.
func TestStoryNTSAccess(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settings = append(h.settings, "SPORTELLO_SECOND_FACTOR=policy")
	h.run("", "migrate")
	o := h.founds("portal", "NTS Example", "it", "--preset", "portal")
	chief := o.add("Ada Amministratrice", "it", o.tenant, "ADMINISTRATOR")
	o.reachesByMail()
	h.launch(nil, "serve", "--mail-trap")
	chief.confirm(chief.enter(password, ""), false)

	// M4.1, M4.7: two mails, the first with a password for once.
	mario := &user{t: t, house: h, name: "Mario Rossi", email: "mario@alfa.example.com"}
	var invited struct{ InviteUser struct{ Errors []userError } }
	chief.ask(`mutation($input: InviteUserInput!) { inviteUser(input: $input) { errors { code field message } } }`,
		vars{"input": vars{"email": mario.email, "place": vars{"tenant": vars{"tenant": o.tenant, "role": "REQUESTER"}}}}, &invited)
	if len(invited.InviteUser.Errors) > 0 {
		t.Fatalf("invited: %+v", invited)
	}
	h.mail(mario.email, "INVITED")
	first := regexp.MustCompile(`Password: (\S+)`).FindStringSubmatch(h.mail(mario.email, "FIRST_PASSWORD").Text)
	if first == nil {
		t.Fatal("no password in the first mail")
	}

	// M4.2: it opens nothing but the account's completion.
	begun := mario.enter(first[1], "")
	if begun.Token == nil || begun.Completion == nil || begun.Completion.Email != mario.email || begun.Viewer != nil {
		t.Fatalf("the first sign-in: %+v", begun)
	}
	mario.token = *begun.Token
	mario.denied("ACCOUNT_INCOMPLETE", `{ tickets(first: 1) { edges { node { id } } } }`, nil)
	const chosen = "nebbia sulla pianura"
	complete := func(again, privacy string) []userError {
		var got struct{ CompleteAccount struct{ Errors []userError } }
		mario.ask(`mutation($input: CompleteAccountInput!) { completeAccount(input: $input) { errors { code field message } } }`, vars{"input": with(
			vars{"name": "Mario", "surname": "Rossi", "password": chosen, "passwordAgain": again}, vars{"privacyVersion": privacy})}, &got)
		return got.CompleteAccount.Errors
	}
	if errs := complete("nebbia sulla collina", begun.Completion.Privacy.Version); len(errs) != 1 || errs[0].Code != "PASSWORDS_DIFFER" {
		t.Errorf("two passwords: %+v", errs)
	}
	if errs := complete(chosen, "none of ours"); len(errs) == 0 {
		t.Error("the privacy notice was not accepted")
	}
	if errs := complete(chosen, begun.Completion.Privacy.Version); len(errs) > 0 {
		t.Fatalf("completed: %+v", errs)
	}
	if again := mario.enter(first[1], ""); len(again.Errors) != 1 || again.Errors[0].Code != "INVALID_CREDENTIALS" {
		t.Errorf("the first password once more: %+v", again)
	}

	// M4.3: a code by mail, and none on a device that is trusted.
	trusted := mario.confirm(mario.enter(chosen, ""), true)
	if trusted.DeviceToken == nil {
		t.Fatalf("no device: %+v", trusted)
	}
	h.mail(mario.email, "NEW_DEVICE")
	if again := mario.enter(chosen, *trusted.DeviceToken); again.Token == nil || again.Challenge != nil {
		t.Errorf("on a trusted device: %+v", again)
	} else {
		mario.token = *again.Token
	}

	// M4.4: nothing of the company is theirs before the invitation is accepted.
	mario.denied("NOT_FOUND", `query($id: ID!) { tenant(id: $id) { name } }`, vars{"id": o.tenant})
	var asked struct {
		Viewer struct {
			Invitations []struct{ ID, Place, Role string }
		}
	}
	mario.ask(`{ viewer { invitations { id place role } } }`, nil, &asked)
	if in := asked.Viewer.Invitations; len(in) != 1 || in[0].Place != "Alfa Example" || in[0].Role != "REQUESTER" {
		t.Fatalf("invitations: %+v", in)
	}
	var accepted struct{ AcceptInvitation struct{ Errors []userError } }
	mario.ask(`mutation($input: InvitationRefInput!) { acceptInvitation(input: $input) { errors { code field message } } }`,
		vars{"input": vars{"invitation": asked.Viewer.Invitations[0].ID}}, &accepted)
	if len(accepted.AcceptInvitation.Errors) > 0 {
		t.Fatalf("accepted: %+v", accepted)
	}

	// M4.5: an empty dashboard, to which widgets come.
	type board struct {
		Version int
		Widgets []struct{ ID, Kind string }
	}
	var shown struct{ Viewer struct{ Dashboard board } }
	mario.ask(`{ viewer { dashboard { version widgets { id kind } } } }`, nil, &shown)
	if shown.Viewer.Dashboard.Version != 0 || len(shown.Viewer.Dashboard.Widgets) != 0 {
		t.Errorf("the first dashboard: %+v", shown)
	}
	var saved struct {
		SaveDashboard struct {
			Dashboard board
			Errors    []userError
		}
	}
	mario.ask(`mutation($input: SaveDashboardInput!) { saveDashboard(input: $input) { dashboard { version widgets { id kind } } errors { code field message } } }`,
		vars{"input": vars{"expectedVersion": 0, "widgets": []vars{
			{"id": "list", "kind": "TICKET_LIST", "x": 0, "y": 0, "width": 8, "height": 4},
			{"id": "status", "kind": "TICKET_STATUS", "x": 8, "y": 0, "width": 4, "height": 4},
		}}}, &saved)
	if d := saved.SaveDashboard; len(d.Errors) > 0 || len(d.Dashboard.Widgets) != 2 || d.Dashboard.Version != 1 {
		t.Errorf("saved: %+v", d)
	}

	// M4.18: a link by mail chooses another password, and the device is trusted no more.
	mario.ask(`mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { errors { code } } }`,
		vars{"input": vars{"email": mario.email}}, &struct{}{})
	until(t, "the mail with the link", func() bool { return len(h.mails(mario.email, "PASSWORD_RESET")) == 1 })
	_, token, _ := strings.Cut(h.mail(mario.email, "PASSWORD_RESET").Text, "#token=")
	token, _, _ = strings.Cut(token, "\n")
	reset := func() []userError {
		var got struct{ ResetPassword struct{ Errors []userError } }
		mario.ask(`mutation($input: ResetPasswordInput!) { resetPassword(input: $input) { errors { code field message } } }`, vars{"input": vars{
			"token": strings.TrimSpace(token), "password": "grano tra le colline", "passwordAgain": "grano tra le colline"}}, &got)
		return got.ResetPassword.Errors
	}
	mario.token = ""
	if errs := reset(); len(errs) > 0 {
		t.Fatalf("a new password: %+v", errs)
	}
	if errs := reset(); len(errs) != 1 || errs[0].Code != "LINK_INVALID" {
		t.Errorf("the link once more: %+v", errs)
	}
	mario.confirm(mario.enter("grano tra le colline", *trusted.DeviceToken), false)
}
