package account

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// now is what an app shows.
func (p *portal) shows(secret string, off time.Duration) string {
	p.t.Helper()
	code, err := totp.GenerateCode(secret, p.clock.Now().Add(off))
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

func (p *portal) authenticator(v *access.Viewer) (secret string, codes []string) {
	p.t.Helper()
	a, err := p.StartTOTP(p.t.Context(), v, password, "Sportello", caller())
	if err != nil {
		p.t.Fatal(err)
	}
	if codes, err = p.ConfirmTOTP(p.t.Context(), v, p.shows(a.Secret, 0), caller()); err != nil || len(codes) != recoveryCodes {
		p.t.Fatalf("%v, %v", codes, err)
	}
	return a.Secret, codes
}

// M4.6: an authenticator is asked for once it is set up, on a desk that asks for nothing, too; each step is good once, a
// recovery code as well.
func TestAuthenticator(t *testing.T) {
	p := openPortal(t, "saas")
	in, err := p.try(someoneEmail, password)
	if err != nil || in.Challenge != nil {
		t.Fatalf("%+v, %v", in, err)
	}
	v := p.authenticate(in.Token)
	_, err = p.StartTOTP(t.Context(), v, "wrong", "Sportello", caller())
	wantCode(t, err, problem.InvalidCredentials)
	_, err = p.ConfirmTOTP(t.Context(), v, "000000", caller())
	wantCode(t, err, problem.TotpNotBegun)
	secret, codes := p.authenticator(v)
	_, err = p.StartTOTP(t.Context(), v, password, "Sportello", caller())
	wantCode(t, err, problem.TotpNotBegun)

	c, _ := p.challenged(someoneEmail, password)
	_, err = p.confirmed(c, p.shows(secret, 0)) // the step that set it up
	wantCode(t, err, problem.CodeInvalid)
	p.clock.advance(totpStep * time.Second)
	code := p.shows(secret, 0)
	if _, err := p.confirmed(c, code); err != nil {
		t.Fatal(err)
	}
	c, _ = p.challenged(someoneEmail, password)
	_, err = p.confirmed(c, code)
	wantCode(t, err, problem.CodeInvalid) // the same step once more
	if _, err := p.confirmed(c, p.shows(secret, totpStep*time.Second)); err != nil {
		t.Errorf("a clock that is half a minute fast: %v", err)
	}
	c, _ = p.challenged(someoneEmail, password)
	if _, err := p.confirmed(c, codes[3]); err != nil {
		t.Errorf("a recovery code: %v", err)
	}
	c, _ = p.challenged(someoneEmail, password)
	_, err = p.confirmed(c, codes[3])
	wantCode(t, err, problem.CodeInvalid)

	again, err := p.RegenerateRecoveryCodes(t.Context(), v, password, caller())
	if err != nil || len(again) != recoveryCodes {
		t.Fatalf("%v, %v", again, err)
	}
	_, err = p.confirmed(c, codes[4])
	wantCode(t, err, problem.CodeInvalid)
	if profile, err := p.Profile(t.Context(), v); err != nil || !profile.Authenticator || profile.RecoveryCodesLeft != recoveryCodes {
		t.Errorf("%+v, %v", profile, err)
	}
	wantCode(t, p.DisableTOTP(t.Context(), v, "wrong", caller()), problem.InvalidCredentials)
	if err := p.DisableTOTP(t.Context(), v, password, caller()); err != nil {
		t.Fatal(err)
	}
	if in, err := p.try(someoneEmail, password); err != nil || in.Challenge != nil {
		t.Errorf("without an authenticator: %+v, %v", in, err)
	}
}

// An authenticator's six digits have three tries.
func TestAuthenticatorIsNotGuessed(t *testing.T) {
	p := openPortal(t, "portal")
	v := p.enters(someoneEmail, password)
	secret, _ := p.authenticator(v)
	p.clock.advance(time.Minute)
	c, _ := p.challenged(someoneEmail, password)
	for _, wrong := range []string{"000000", "AAAAA-AAAAA", "999999"} {
		_, err := p.confirmed(c, wrong)
		wantCode(t, err, problem.CodeInvalid)
	}
	_, err := p.confirmed(c, p.shows(secret, 0))
	wantCode(t, err, problem.CodeInvalid)
}

// Who reads the database alone can't make codes, and no row opens another one's secret.
func TestSecretsAreSealed(t *testing.T) {
	s, err := newSeal([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.close([]byte("secret"), "user 1")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.open(sealed, "user 1"); err != nil || string(got) != "secret" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := s.open(sealed, "user 2"); err == nil {
		t.Error("another one's secret opens")
	}
	other, err := newSeal([]byte("another key another key another key"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.open(sealed, "user 1"); err == nil {
		t.Error("another key opens it")
	}
	if _, err := newSeal([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
	var none *seal
	if _, err := none.close(nil, ""); err == nil {
		t.Error("no key seals")
	}
}
