package account

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/mail/compose"
	"sportello/internal/problem"
)

func setVAT(tenantID int64, number string) func(context.Context, *ent.Tx) error {
	return func(ctx context.Context, tx *ent.Tx) error {
		return tx.Tenant.UpdateOneID(tenantID).SetVatNumber(number).Exec(ctx)
	}
}

func (p *portal) asksForReset(address string) {
	p.t.Helper()
	if err := p.RequestPasswordReset(p.t.Context(), address, caller()); err != nil {
		p.t.Fatal(err)
	}
	p.carryOut()
}

func (p *portal) resets(token, password string) error {
	return p.ResetPassword(p.t.Context(), ResetInput{Token: token, Password: password, PasswordAgain: password, Caller: caller()})
}

// M1.3, M4.18: a lost password is recovered by a mailed link, which is good once and for two hours, and ends what the old
// password opened. It lets nobody past the code.
func TestPasswordRecovery(t *testing.T) {
	p := openPortal(t, "portal")
	v := p.enters(someoneEmail, password)
	p.asksForReset(" BRUNO@example.com")
	token := tokenOf(p.only(compose.PasswordReset))
	wantCode(t, p.resets(token, "short"), problem.TooShort) // which leaves the link as it is
	wantCode(t, p.resets("spm_nonsense", fresh), problem.LinkInvalid)
	wantCode(t, p.resets("", fresh), problem.LinkInvalid)
	if err := p.resets(token, fresh); err != nil {
		t.Fatal(err)
	}
	p.only(compose.PasswordChanged)
	wantCode(t, p.resets(token, "yet another password"), problem.LinkInvalid) // used
	_, err := p.try(someoneEmail, password)
	wantCode(t, err, problem.InvalidCredentials)
	if sessions, err := p.Sessions(t.Context(), v); err != nil || len(sessions) > 0 {
		t.Errorf("%d sessions go on: %v", len(sessions), err)
	}
	p.challenged(someoneEmail, fresh)

	p.asksForReset(someoneEmail)
	token = tokenOf(p.only(compose.PasswordReset))
	p.clock.advance(resetLife)
	wantCode(t, p.resets(token, "yet another password"), problem.LinkInvalid) // expired
	p.asksForReset(someoneEmail)
	reset := tokenOf(p.only(compose.PasswordReset))
	_, err = p.ConfirmEmailChange(t.Context(), reset, caller()) // for something else
	wantCode(t, err, problem.LinkInvalid)
	_, err = p.AcceptInvitation(t.Context(), p.someone, Which{Token: reset}, caller())
	wantCode(t, err, problem.NotFound)
	if n, err := p.RemoveStale(t.Context()); err != nil || n == 0 {
		t.Errorf("%d links were removed: %v", n, err)
	}
}

// Of many who use one link at once one succeeds.
func TestOneUseOfOneLink(t *testing.T) {
	p := openPortal(t, "saas")
	p.asksForReset(someoneEmail)
	token := tokenOf(p.only(compose.PasswordReset))
	var done atomic.Int64
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if p.resets(token, fresh) == nil {
				done.Add(1)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 {
		t.Errorf("%d used one link", done.Load())
	}
}

// M1.3: what is asked for an address is answered, and written, the same whoever has it: nothing is looked up before the answer.
func TestRecoveryTellsNothing(t *testing.T) {
	p := openPortal(t, "portal")
	p.Guest(t.Context(), p.desk, "guest@example.com", "Guest") //nolint:errcheck // whoever it is has no password
	nowhere := p.user("nowhere@example.com")
	for _, address := range []string{"nobody@example.com", "guest@example.com", "nowhere@example.com"} {
		p.asksForReset(address)
	}
	p.none()
	if _, err := p.ViewerOf(t.Context(), nowhere); err != nil {
		t.Error(err)
	}
	wantCode(t, p.RequestPasswordReset(t.Context(), "no address", caller()), problem.InvalidValue)
	for range mailsAtOnce + 3 {
		p.asksForReset(someoneEmail)
	}
	if mails := p.box.take(); len(mails) != mailsAtOnce {
		t.Errorf("%d mails to one address", len(mails))
	}
	for range 2 * addressBurst {
		if err := p.RequestPasswordReset(t.Context(), "victim@example.com", caller()); problem.Is(err, problem.RateLimited) {
			return
		}
	}
	t.Error("nobody is slowed down")
}

// M4.6: a changed password ends the other sessions alone; a wrong one changes nothing.
func TestChangePassword(t *testing.T) {
	p := openPortal(t, "saas")
	here, there := p.authenticate(p.signIn(someoneEmail).Token), p.signIn(someoneEmail)
	change := func(current, password, again string) error {
		return p.ChangePassword(t.Context(), here, ChangePasswordInput{Current: current, Password: password, PasswordAgain: again, Caller: caller()})
	}
	wantCode(t, change("wrong", fresh, fresh), problem.InvalidCredentials)
	wantCode(t, change(password, fresh, fresh+"!"), problem.PasswordsDiffer)
	wantCode(t, change(password, password, password), problem.PasswordWeak)
	if err := change(password, fresh, fresh); err != nil {
		t.Fatal(err)
	}
	p.only(compose.PasswordChanged)
	_, err := p.Authenticate(t.Context(), there.Token)
	wantCode(t, err, problem.Unauthenticated)
	if sessions, err := p.Sessions(t.Context(), here); err != nil || len(sessions) != 1 || !sessions[0].Current || sessions[0].Addr != "192.0.2.7" {
		t.Errorf("%+v, %v", sessions, err)
	}
}

func (p *portal) movesTo(v *access.Viewer, address, password string) error {
	if err := p.RequestEmailChange(p.t.Context(), v, address, password, caller()); err != nil {
		return err
	}
	p.carryOut()
	return nil
}

// M1.4: the new address confirms, the old one is told and can take it back for a week.
func TestEmailChange(t *testing.T) {
	p := openPortal(t, "saas")
	v := p.authenticate(p.signIn(someoneEmail).Token)
	wantCode(t, p.movesTo(v, "new@example.com", "wrong"), problem.InvalidCredentials)
	wantCode(t, p.movesTo(v, "n\u0435w@example.com", password), problem.InvalidValue) // looks like an e
	if err := p.movesTo(v, " ADA@example.com", password); err != nil {                // somebody's: answered the same
		t.Error(err)
	}
	p.none()
	if err := p.movesTo(v, " New@Example.com ", password); err != nil {
		t.Fatal(err)
	}
	confirm := p.only(compose.EmailConfirm)
	if confirm.To.Email != "new@example.com" {
		t.Errorf("confirmed by %s", confirm.To.Email)
	}
	if address, err := p.ConfirmEmailChange(t.Context(), tokenOf(confirm), caller()); err != nil || address != "new@example.com" {
		t.Fatalf("%s, %v", address, err)
	}
	_, err := p.ConfirmEmailChange(t.Context(), tokenOf(confirm), caller())
	wantCode(t, err, problem.LinkInvalid)
	told := p.only(compose.EmailChanged)
	if told.To.Email != someoneEmail || told.Email != "new@example.com" {
		t.Errorf("told %+v", told)
	}
	in := p.signIn("new@example.com")
	_, err = p.try(someoneEmail, password)
	wantCode(t, err, problem.InvalidCredentials)

	p.clock.advance(6 * 24 * time.Hour)
	if address, err := p.RevertEmailChange(t.Context(), tokenOf(told), caller()); err != nil || address != someoneEmail {
		t.Fatalf("%s, %v", address, err)
	}
	_, err = p.Authenticate(t.Context(), in.Token)
	wantCode(t, err, problem.Unauthenticated)
	_, err = p.try(someoneEmail, password) // whoever changed it knew the password
	wantCode(t, err, problem.InvalidCredentials)
	reset := p.only(compose.PasswordReset)
	if reset.To.Email != someoneEmail {
		t.Errorf("the new password is chosen by %s", reset.To.Email)
	}
	if err := p.resets(tokenOf(reset), fresh); err != nil {
		t.Error(err)
	}
	_, err = p.RevertEmailChange(t.Context(), tokenOf(told), caller())
	wantCode(t, err, problem.LinkInvalid)
}

// M1.4: whoever took an account over can't burn its owner's way back by moving it on and back.
func TestTheFirstOwnerTakesTheAccountBack(t *testing.T) {
	p := openPortal(t, "saas")
	v := p.seen(p.someone.UserID)
	var back []string
	for _, address := range []string{"thief@example.com", "thief2@example.com"} {
		if err := p.movesTo(v, address, password); err != nil {
			t.Fatal(err)
		}
		if _, err := p.ConfirmEmailChange(t.Context(), tokenOf(p.only(compose.EmailConfirm)), caller()); err != nil {
			t.Fatal(err)
		}
		back = append(back, tokenOf(p.only(compose.EmailChanged)))
	}
	if _, err := p.RevertEmailChange(t.Context(), back[1], caller()); err != nil {
		t.Fatal(err)
	}
	thief := tokenOf(p.only(compose.PasswordReset))
	if address, err := p.RevertEmailChange(t.Context(), back[0], caller()); err != nil || address != someoneEmail {
		t.Fatalf("%s, %v", address, err)
	}
	wantCode(t, p.resets(thief, fresh), problem.LinkInvalid)
}

// Two who want one address at once: one gets it, the other is told that the link is good no more.
func TestOneAddressForTwo(t *testing.T) {
	p := openPortal(t, "saas")
	tokens := make([]string, 2)
	for i, v := range []*access.Viewer{p.admin, p.someone} {
		if err := p.movesTo(v, "wanted@example.com", password); err != nil {
			t.Fatal(err)
		}
		tokens[i] = tokenOf(p.only(compose.EmailConfirm))
	}
	var got, refused atomic.Int64
	var all sync.WaitGroup
	for _, token := range tokens {
		all.Go(func() {
			switch _, err := p.ConfirmEmailChange(t.Context(), token, caller()); {
			case err == nil:
				got.Add(1)
			case problem.Is(err, problem.LinkInvalid):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got.Load() != 1 || refused.Load() != 1 {
		t.Errorf("%d got it, %d were refused", got.Load(), refused.Load())
	}
}
