package account

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sportello/internal/mail/compose"
	"sportello/internal/problem"
)

// M4.3: after the password a code, which comes by mail, is good once, for ten minutes, and for the one sign-in.
func TestCodeByMail(t *testing.T) {
	p := openPortal(t, "portal")
	c, code := p.challenged(someoneEmail, password)
	other, otherCode := p.challenged(someoneEmail, password)
	_, err := p.confirmed(c, otherCode)
	wantCode(t, err, problem.CodeInvalid)
	_, err = p.confirmed(&Challenge{Token: "spc_nonsense"}, code)
	wantCode(t, err, problem.CodeInvalid)
	_, err = p.confirmed(c, "")
	wantCode(t, err, problem.CodeInvalid)
	in, err := p.confirmed(c, " "+strings.ToLower(code[:3])+"-"+code[3:]+" ") // as people type
	if err != nil || p.authenticate(in.Token).UserID != p.someone.UserID {
		t.Fatalf("%+v, %v", in, err)
	}
	_, err = p.confirmed(c, code)
	wantCode(t, err, problem.CodeInvalid) // used
	p.clock.advance(codeLife)
	_, err = p.confirmed(other, otherCode)
	wantCode(t, err, problem.CodeInvalid) // expired
}

// M4.3: of a hundred codes tried at once no more than five are compared; then the right one is good for nothing either.
func TestCodesInParallel(t *testing.T) {
	p := openPortal(t, "portal")
	c, code := p.challenged(someoneEmail, password)
	var refused atomic.Int64
	var all sync.WaitGroup
	for range 60 {
		all.Go(func() {
			if _, err := p.confirmed(c, "AAAAAA"); problem.Is(err, problem.CodeInvalid) || problem.Is(err, problem.RateLimited) {
				refused.Add(1)
			}
		})
	}
	all.Wait()
	if refused.Load() != 60 {
		t.Errorf("%d of 60 were refused", refused.Load())
	}
	row, err := p.store.Read().SignInChallenge.Query().Only(systemContext(t))
	if err != nil || row.Tries != mailTries {
		t.Errorf("%d tries were counted: %v", row.Tries, err)
	}
	p.clock.advance(time.Minute)
	_, err = p.confirmed(c, code)
	wantCode(t, err, problem.CodeInvalid)
}

// M4.3: of many who bring the right code at once one gets in.
func TestOneSessionForOneCode(t *testing.T) {
	p := openPortal(t, "portal")
	c, code := p.challenged(someoneEmail, password)
	var entered atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := p.confirmed(c, code); err == nil {
				entered.Add(1)
			}
		})
	}
	all.Wait()
	if entered.Load() != 1 {
		t.Errorf("%d sessions for one code", entered.Load())
	}
}

// Who knows the password can't have codes mailed without end, and so has no more guesses than these; sign-ins that come to
// something do not count.
func TestChallengesAreCounted(t *testing.T) {
	p := openPortal(t, "portal")
	for range 2 * challengesAtOnce {
		p.enters(someoneEmail, password)
	}
	for range challengesAtOnce {
		p.challenged(someoneEmail, password)
	}
	_, err := p.try(someoneEmail, password)
	wantCode(t, err, problem.RateLimited)
	p.none()
	p.clock.advance(challengeWindow)
	p.challenged(someoneEmail, password)
}

// A password that has changed ends the sign-ins that began with the old one.
func TestChallengeEndsWithThePassword(t *testing.T) {
	p := openPortal(t, "portal")
	c, code := p.challenged(someoneEmail, password)
	if err := p.SetPassword(t.Context(), someoneEmail, fresh); err != nil {
		t.Fatal(err)
	}
	_, err := p.confirmed(c, code)
	wantCode(t, err, problem.CodeInvalid)
}

// M4.3, M4.6: a trusted device is not asked until it is removed; nobody else's is trusted, and a changed password trusts none.
func TestTrustedDevices(t *testing.T) {
	p := openPortal(t, "portal")
	trusting := func(address string) (*SignedIn, string) {
		c, code := p.challenged(address, password)
		in, err := p.ConfirmSignIn(t.Context(), ConfirmInput{Challenge: c.Token, Code: code, TrustDevice: true, DeviceName: "Firefox, office", Caller: caller()})
		if err != nil || !strings.HasPrefix(in.Device, devicePrefix) {
			t.Fatalf("%+v, %v", in, err)
		}
		if l := p.only(compose.NewDevice); l.Device != "Firefox, office" {
			t.Errorf("told %+v", l)
		}
		return in, in.Device
	}
	on := func(address, device string) *SignedIn {
		in, err := p.SignIn(t.Context(), SignInInput{Email: address, Password: password, Caller: Caller{Addr: someAddr(), Device: device}})
		if err != nil {
			t.Fatal(err)
		}
		p.box.take()
		return in
	}
	first, device := trusting(someoneEmail)
	v := p.authenticate(first.Token)
	p.clock.advance(time.Hour)
	if in := on(someoneEmail, device); in.Challenge != nil || in.Token == "" {
		t.Errorf("a trusted device is asked: %+v", in)
	}
	if in := on(adminEmail, device); in.Challenge == nil {
		t.Error("somebody else's device is trusted")
	}
	all, err := p.TrustedDevices(t.Context(), v, Caller{Device: device})
	if err != nil || len(all) != 1 || !all[0].Current || all[0].Name != "Firefox, office" || all[0].LastUsedAt <= all[0].CreatedAt {
		t.Errorf("listed %+v, %v", all, err)
	}
	wantCode(t, p.RemoveTrustedDevice(t.Context(), p.admin, all[0].ID), problem.NotFound)
	if err := p.RemoveTrustedDevice(t.Context(), v, all[0].ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, p.RemoveTrustedDevice(t.Context(), v, all[0].ID), problem.NotFound)
	if in := on(someoneEmail, device); in.Challenge == nil {
		t.Error("a removed device is trusted")
	}
	_, device = trusting(someoneEmail)
	_, second := trusting(someoneEmail)
	if err := p.RemoveAllTrustedDevices(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	p.clock.advance(2 * challengeWindow)
	for _, gone := range []string{device, second, "spd_", ""} {
		if in := on(someoneEmail, gone); in.Challenge == nil {
			t.Errorf("%q is trusted", gone)
		}
	}
	p.clock.advance(2 * challengeWindow)
	_, device = trusting(someoneEmail)
	err = p.ChangePassword(t.Context(), v, ChangePasswordInput{Current: password, Password: fresh, PasswordAgain: fresh, Caller: caller()})
	if err != nil {
		t.Fatal(err)
	}
	p.box.take()
	if in, err := p.SignIn(t.Context(), SignInInput{Email: someoneEmail, Password: fresh, Caller: Caller{Addr: someAddr(), Device: device}}); err != nil || in.Challenge == nil {
		t.Errorf("after a change of password: %+v, %v", in, err)
	}
}
