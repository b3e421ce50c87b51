package account

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/mail/compose"
	"sportello/internal/problem"
)

func complete() CompleteInput {
	return CompleteInput{
		GivenName: "Mario", Surname: "Rossi", Password: fresh, PasswordAgain: fresh, PrivacyVersion: "2026-01", TimeZone: "Europe/Rome", Caller: caller(),
	}
}

// M4.1, M4.2, M4.4, M4.7: from the invitation to the place, by the two mails.
func TestInvitation(t *testing.T) {
	p := openPortal(t, "portal")
	i, mails := p.invites(" Mario@Example.COM ")
	if len(mails) != 2 || mails[0].Kind != compose.FirstPassword || mails[1].Kind != compose.Invited || mails[1].Place != "Rossi e figli" ||
		mails[0].To.Email != "mario@example.com" || strings.Contains(mails[0].Link, "#") || tokenOf(mails[1]) == "" {
		t.Fatalf("mails %+v", mails)
	}
	in, err := p.try("mario@example.com", mails[0].Password)
	if err != nil || in.Viewer != nil || in.Challenge != nil || in.Completion == nil || in.Completion.Privacy.Version != "2026-01" {
		t.Fatalf("%+v, %v", in, err)
	}
	newcomer := p.authenticate(in.Token)
	if !newcomer.Incomplete {
		t.Fatal("the account passes for complete")
	}
	if _, err := p.ViewerOf(t.Context(), newcomer.UserID); !problem.Is(err, problem.NotFound) {
		t.Errorf("a link names them: %v", err)
	}
	if _, err := p.Refresh(t.Context(), newcomer); !problem.Is(err, problem.Unauthenticated) {
		t.Errorf("a subscription goes on: %v", err)
	}
	if err := p.CompleteAccount(t.Context(), newcomer, complete()); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Authenticate(t.Context(), in.Token); !problem.Is(err, problem.Unauthenticated) {
		t.Errorf("the session of the first password goes on: %v", err)
	}
	_, err = p.try("mario@example.com", mails[0].Password)
	wantCode(t, err, problem.InvalidCredentials)
	v := p.enters("mario@example.com", fresh)
	if v.Name != "Mario Rossi" || len(v.Tenants) > 0 {
		t.Errorf("before the invitation is accepted: %+v", v)
	}
	open, err := p.InvitationsOf(t.Context(), v)
	if err != nil || len(open) != 1 || open[0].PlaceName != "Rossi e figli" || open[0].ID != i.ID {
		t.Fatalf("%+v, %v", open, err)
	}
	// Nobody else accepts it, whatever they know of it.
	for _, w := range []Which{{ID: i.ID}, {Token: tokenOf(mails[1])}} {
		_, err = p.AcceptInvitation(t.Context(), p.someone, w, caller())
		wantCode(t, err, problem.NotFound)
		_, err = p.DeclineInvitation(t.Context(), p.admin, w, caller())
		wantCode(t, err, problem.NotFound)
	}
	accepted, err := p.AcceptInvitation(t.Context(), v, Which{Token: tokenOf(mails[1])}, caller())
	if err != nil || accepted.State(p.moment()) != InvitationAccepted || accepted.PlaceName == "" {
		t.Fatalf("%+v, %v", accepted, err)
	}
	_, err = p.AcceptInvitation(t.Context(), v, Which{ID: i.ID}, caller())
	wantCode(t, err, problem.InvitationClosed)
	if place := p.seen(v.UserID).Tenants[p.tenant]; place.Role != access.TenantTechnician {
		t.Errorf("place %+v", place)
	}
	members, err := p.Members(t.Context(), p.admin, []Place{p.place()})
	if err != nil || len(members[0]) != 3 || members[0][2].UserID != v.UserID || members[0][2].ActiveSince != p.moment() {
		t.Errorf("members %+v, %v", members[0], err)
	}
	_, err = p.Invite(t.Context(), p.admin, InviteInput{Place: p.place(), Email: "MARIO@example.com", Role: "OBSERVER", Caller: caller()})
	wantCode(t, err, problem.AlreadyMember)
}

// M4.2: nothing is done by halves, and nothing is accepted that was not read.
func TestCompletingRefuses(t *testing.T) {
	p := openPortal(t, "portal")
	_, mails := p.invites("mario@example.com")
	in, err := p.try("mario@example.com", mails[0].Password)
	if err != nil {
		t.Fatal(err)
	}
	v := p.authenticate(in.Token)
	for name, c := range map[string]struct {
		change func(*CompleteInput)
		code   problem.Code
		field  string
	}{
		"no name":            {func(in *CompleteInput) { in.GivenName = " " }, problem.Required, "name"},
		"no surname":         {func(in *CompleteInput) { in.Surname = "" }, problem.Required, "surname"},
		"two lines":          {func(in *CompleteInput) { in.Surname = "Rossi\nBianchi" }, problem.InvalidCharacters, "surname"},
		"a long name":        {func(in *CompleteInput) { in.GivenName = strings.Repeat("a", 101) }, problem.TooLong, "name"},
		"a short password":   {func(in *CompleteInput) { in.Password, in.PasswordAgain = "short", "short" }, problem.TooShort, "password"},
		"a long password":    {func(in *CompleteInput) { in.Password = strings.Repeat("a b", 400); in.PasswordAgain = in.Password }, problem.TooLong, "password"},
		"a common password":  {func(in *CompleteInput) { in.Password, in.PasswordAgain = "Password1!", "Password1!" }, problem.PasswordWeak, "password"},
		"their own address":  {func(in *CompleteInput) { in.Password, in.PasswordAgain = "mario@example.com", "mario@example.com" }, problem.PasswordWeak, "password"},
		"their own name":     {func(in *CompleteInput) { in.Password, in.PasswordAgain = "MarioRossi1", "MarioRossi1" }, problem.PasswordWeak, "password"},
		"the first password": {func(in *CompleteInput) { in.Password, in.PasswordAgain = mails[0].Password, mails[0].Password }, problem.PasswordWeak, "password"},
		"two passwords":      {func(in *CompleteInput) { in.PasswordAgain = fresh + "!" }, problem.PasswordsDiffer, "passwordAgain"},
		"no consent":         {func(in *CompleteInput) { in.PrivacyVersion = "" }, problem.ConsentRequired, "privacyVersion"},
		"an old notice":      {func(in *CompleteInput) { in.PrivacyVersion = "2019-05" }, problem.ConsentOutdated, "privacyVersion"},
		"a language":         {func(in *CompleteInput) { in.Language = "xx" }, problem.InvalidValue, "language"},
		"a time zone":        {func(in *CompleteInput) { in.TimeZone = "../etc/passwd" }, problem.InvalidValue, "timeZone"},
	} {
		input := complete()
		c.change(&input)
		told := problem.Of(p.CompleteAccount(t.Context(), v, input))
		if len(told) != 1 || told[0].Code != c.code || strings.Join(told[0].Field, ".") != c.field {
			t.Errorf("%s: %v, want %s at %s", name, told, c.code, c.field)
		}
	}
	if told := problem.Of(p.CompleteAccount(t.Context(), v, CompleteInput{Caller: caller()})); len(told) != 4 {
		t.Errorf("all at once: %v", told)
	}
	if !p.authenticate(in.Token).Incomplete {
		t.Error("something was done")
	}
}

// M1.2: the desk gives the VAT number as the first password, which opens nothing but a new one.
func TestFirstPasswordByTheDesk(t *testing.T) {
	p := openPortal(t, "studio")
	if err := p.store.Tx(systemContext(t), setVAT(p.tenant, "01234567890")); err != nil {
		t.Fatal(err)
	}
	_, mails := p.invites("mario@example.com")
	if len(mails) != 2 || mails[0].Kind != compose.FirstVAT || mails[0].Password != "" {
		t.Fatalf("mails %+v", mails)
	}
	in, err := p.try("mario@example.com", "01234567890")
	if err != nil || in.Completion == nil || in.Viewer != nil {
		t.Fatalf("%+v, %v", in, err)
	}
	input := complete()
	input.PrivacyVersion = "1"
	input.Password, input.PasswordAgain = "01234567890", "01234567890"
	wantCode(t, p.CompleteAccount(t.Context(), p.authenticate(in.Token), input), problem.PasswordWeak)
}

// M4.1: whoever has an account gets the invitation alone, and nothing that is answered tells of it.
func TestInvitingSomebodyKnown(t *testing.T) {
	p := openPortal(t, "portal")
	p.user("known@example.com")
	before := p.signedHash("known@example.com")
	known, mails := p.invites("KNOWN@example.com")
	if len(mails) != 1 || mails[0].Kind != compose.Invited {
		t.Errorf("mails %+v", mails)
	}
	if p.signedHash("known@example.com") != before {
		t.Error("their password was changed")
	}
	unknown, _ := p.invites("unknown@example.com")
	known.ID, known.UserID, known.Email = unknown.ID, unknown.UserID, unknown.Email
	if *known != *unknown {
		t.Errorf("%+v and %+v", known, unknown)
	}
}

func (p *portal) signedHash(address string) string {
	p.t.Helper()
	u, err := p.userByEmail(systemContext(p.t), address)
	if err != nil {
		p.t.Fatal(err)
	}
	return u.PasswordHash
}

// M4.7: invitations are listed, withdrawn, expire, and are sent again; of what was mailed the last alone is good.
func TestInvitationsEnd(t *testing.T) {
	p := openPortal(t, "portal")
	i, mails := p.invites("mario@example.com")
	_, err := p.Invite(t.Context(), p.admin, InviteInput{Place: p.place(), Email: "mario@example.com", Role: "OBSERVER", Caller: caller()})
	wantCode(t, err, problem.AlreadyInvited)
	_, err = p.ResendInvitation(t.Context(), p.admin, i.ID, caller())
	wantCode(t, err, problem.RateLimited)
	p.none()
	p.clock.advance(invitationLife)
	_, err = p.try("mario@example.com", mails[0].Password)
	wantCode(t, err, problem.InvalidCredentials)
	listed, err := p.Invitations(t.Context(), p.admin, []Place{p.place()})
	if err != nil || len(listed[0]) != 1 || listed[0][0].State(p.moment()) != InvitationExpired || listed[0][0].Role != "TECHNICIAN" {
		t.Errorf("listed %+v, %v", listed, err)
	}
	if _, err := p.ResendInvitation(t.Context(), p.admin, i.ID, caller()); err != nil {
		t.Fatal(err)
	}
	again := p.box.take()
	if len(again) != 2 || again[0].Password == mails[0].Password || tokenOf(again[1]) == tokenOf(mails[1]) {
		t.Fatalf("again %+v", again)
	}
	in, err := p.try("mario@example.com", again[0].Password)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.WithdrawInvitation(t.Context(), p.admin, i.ID, caller()); err != nil {
		t.Fatal(err)
	}
	_, err = p.Authenticate(t.Context(), in.Token)
	wantCode(t, err, problem.Unauthenticated)
	_, err = p.try("mario@example.com", again[0].Password)
	wantCode(t, err, problem.InvalidCredentials)
	for _, act := range []func() (*Invitation, error){
		func() (*Invitation, error) { return p.WithdrawInvitation(t.Context(), p.admin, i.ID, caller()) },
		func() (*Invitation, error) { return p.ResendInvitation(t.Context(), p.admin, i.ID, caller()) },
	} {
		_, err := act()
		wantCode(t, err, problem.InvitationClosed)
	}
	if _, mails := p.invites("mario@example.com"); len(mails) != 2 { // a new one, after all
		t.Errorf("mails %+v", mails)
	}
}

// M4.7: only administrators give access, each in their own place; homoglyphs and what can't be reached are nobody's address.
func TestWhoInvites(t *testing.T) {
	p := openPortal(t, "portal")
	other := p.counter.tenant(p.desk)
	elsewhere := p.counter.desk("saas")
	staff := map[string]*access.Viewer{}
	for _, role := range []string{"AGENT", "ADMINISTRATOR"} {
		id := p.user(strings.ToLower(role) + "@example.com")
		p.member(id, p.desk, 0, role)
		staff[role] = p.seen(id)
	}
	for name, c := range map[string]struct {
		who  *access.Viewer
		to   Place
		role string
		code problem.Code
	}{
		"a requester":                  {p.someone, p.place(), "REQUESTER", problem.Forbidden},
		"an agent":                     {staff["AGENT"], p.place(), "REQUESTER", problem.Forbidden},
		"an agent, to the staff":       {staff["AGENT"], Place{DeskID: p.desk}, "AGENT", problem.Forbidden},
		"into another tenant":          {p.admin, Place{DeskID: p.desk, TenantID: other}, "REQUESTER", problem.NotFound},
		"into the staff":               {p.admin, Place{DeskID: p.desk}, "AGENT", problem.NotFound},
		"into another desk":            {staff["ADMINISTRATOR"], Place{DeskID: elsewhere}, "AGENT", problem.NotFound},
		"a role of staff":              {p.admin, p.place(), "AGENT", problem.InvalidValue},
		"a tenant under another desk":  {staff["ADMINISTRATOR"], Place{DeskID: elsewhere, TenantID: p.tenant}, "REQUESTER", problem.NotFound},
		"a desk's administrator":       {staff["ADMINISTRATOR"], p.place(), "REQUESTER", ""},
		"a desk's, to another tenant":  {staff["ADMINISTRATOR"], Place{DeskID: p.desk, TenantID: other}, "ADMINISTRATOR", ""},
		"a desk's, to the staff":       {staff["ADMINISTRATOR"], Place{DeskID: p.desk}, "AGENT", ""},
		"a tenant's administrator":     {p.admin, p.place(), "ADMINISTRATOR", ""},
		"a role of tenants, for staff": {staff["ADMINISTRATOR"], Place{DeskID: p.desk}, "REQUESTER", problem.InvalidValue},
	} {
		_, err := p.Invite(t.Context(), c.who, InviteInput{Place: c.to, Email: strings.ReplaceAll(strings.ReplaceAll(name, " ", "."), ",", "") + "@example.com", Role: c.role, Caller: caller()})
		if c.code == "" && err != nil || c.code != "" && !problem.Is(err, c.code) {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
	for _, address := range []string{"", "mario", "m\u0430rio@example.com", "mario@ex\u0430mple.com", "ｍario@example.com", "mario@example.com\r\nBcc: x@example.com", "Mario <mario@example.com>"} {
		_, err := p.Invite(t.Context(), p.admin, InviteInput{Place: p.place(), Email: address, Role: "REQUESTER", Caller: caller()})
		if told := problem.Of(err); len(told) != 1 || told[0].Code != problem.InvalidValue || told[0].Field[0] != "email" {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// The same call again is answered as the first, another one under its key is refused, and no second mail goes.
func TestInvitingOnce(t *testing.T) {
	p := openPortal(t, "portal")
	in := InviteInput{Place: p.place(), Email: "mario@example.com", Role: "REQUESTER", ClientMutationID: "one", Caller: caller()}
	first, err := p.Invite(t.Context(), p.admin, in)
	if err != nil {
		t.Fatal(err)
	}
	p.box.take()
	var same atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if again, err := p.Invite(t.Context(), p.admin, in); err == nil && again.ID == first.ID {
				same.Add(1)
			}
		})
	}
	all.Wait()
	if same.Load() != 8 {
		t.Errorf("%d of 8 were answered the same", same.Load())
	}
	p.none()
	in.Role = "OBSERVER"
	_, err = p.Invite(t.Context(), p.admin, in)
	wantCode(t, err, problem.IdempotencyKeyReused)
}

// M4.7: of two last administrators who demote or remove each other one stays; members who go are signed out, and their
// tickets are not touched by it.
func TestLastAdministrator(t *testing.T) {
	p := openPortal(t, "portal")
	wantCode(t, p.RemoveMember(t.Context(), p.admin, p.place(), p.admin.UserID, caller()), problem.LastAdministrator)
	wantCode(t, p.ChangeRole(t.Context(), p.admin, p.place(), p.admin.UserID, "TECHNICIAN", caller()), problem.LastAdministrator)
	wantCode(t, p.ChangeRole(t.Context(), p.admin, p.place(), p.someone.UserID, "AGENT", caller()), problem.InvalidValue)
	wantCode(t, p.ChangeRole(t.Context(), p.someone, p.place(), p.someone.UserID, "ADMINISTRATOR", caller()), problem.Forbidden)
	wantCode(t, p.RemoveMember(t.Context(), p.admin, p.place(), 999, caller()), problem.NotFound)
	for round := range 10 {
		if err := p.ChangeRole(t.Context(), p.admin, p.place(), p.someone.UserID, "ADMINISTRATOR", caller()); err != nil && round == 0 {
			t.Fatal(err)
		}
		both := []*access.Viewer{p.seen(p.admin.UserID), p.seen(p.someone.UserID)}
		var all sync.WaitGroup
		for i := range both {
			all.Go(func() {
				err := p.ChangeRole(t.Context(), both[i], p.place(), both[1-i].UserID, "OBSERVER", caller())
				if err != nil && !problem.Is(err, problem.LastAdministrator) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		left := 0
		for _, v := range both {
			if p.seen(v.UserID).Tenants[p.tenant].Role == access.TenantAdministrator {
				left++
				p.admin, p.someone = v, both[0]
				if v == both[0] {
					p.someone = both[1]
				}
			}
		}
		if left != 1 {
			t.Fatalf("%d administrators are left", left)
		}
	}
}

// M4.7: who is removed is signed out where they have no other place, and hung up where they have one.
func TestRemovedMembersAreSignedOut(t *testing.T) {
	p := openPortal(t, "saas")
	other := p.counter.tenant(p.desk)
	both := p.join("both@example.com", access.TenantTechnician)
	p.member(both.UserID, p.desk, other, "REQUESTER")
	tokens := map[int64]string{}
	ended := map[int64]<-chan struct{}{}
	for id, address := range map[int64]string{p.someone.UserID: someoneEmail, both.UserID: "both@example.com"} {
		in := p.signIn(address)
		tokens[id] = in.Token
		ended[id] = p.Ended(t.Context(), in.Viewer)
	}
	for id := range tokens {
		if err := p.RemoveMember(t.Context(), p.admin, p.place(), id, caller()); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ended[id]:
		case <-time.After(5 * time.Second):
			t.Errorf("%d is still connected", id)
		}
	}
	_, err := p.Authenticate(t.Context(), tokens[p.someone.UserID])
	wantCode(t, err, problem.Unauthenticated)
	if v := p.authenticate(tokens[both.UserID]); len(v.Tenants) != 1 || v.Tenants[other].Role != access.TenantRequester {
		t.Errorf("left with %+v", v.Tenants)
	}
}
