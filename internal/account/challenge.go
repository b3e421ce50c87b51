package account

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"sportello/ent"
	"sportello/ent/signinchallenge"
	"sportello/ent/user"
	"sportello/internal/audit"
	"sportello/internal/mail/compose"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// FactorKind is where the code of a sign-in comes from.
type FactorKind string

// The kinds.
const (
	MailCode FactorKind = "MAIL" // M4.3
	TOTPCode FactorKind = "TOTP" // an authenticator, or a recovery code in its place
)

// Bounds of guessing. A mailed code is one of 31^6, about 2^30: with five tries at each of six an hour, a year of guessing
// finds one in 4,000 times; an authenticator's has six digits, so it has three tries.
const (
	codeLength        = 6
	mailTries         = 5
	totpTries         = 3
	challengesAtOnce  = 6 // of one user that came to nothing, within challengeWindow
	challengeWindow   = time.Hour
	forgottenUnpassed = 24 * time.Hour // after which a challenge is removed
)

// Challenge is a demand for a code.
type Challenge struct {
	Token     string // told this once; it comes back with the code
	Kind      FactorKind
	ExpiresAt time.Time
}

// factorOf is what a user is asked for beside their password; empty: nothing. Whose first password came by mail has shown
// already that they read it.
func (s *Service) factorOf(ctx context.Context, known *ent.User, places []belongs) (FactorKind, error) {
	if known.TotpConfirmed {
		return TOTPCode, nil
	}
	if !s.secondFactor || known.FirstPassword == firstMailed {
		return "", nil
	}
	for _, place := range places {
		rules, err := s.rulesOf(ctx, place.deskID, place.policyVersion)
		if err != nil {
			return "", err
		}
		if rules.SignIn.SecondFactor == policy.MailFactor {
			return MailCode, nil
		}
	}
	return "", nil
}

// challenge demands a code. RATE_LIMITED: too many that nobody answered. Only who knows the password comes so far, so nobody
// else can use it to keep the user out, or to fill their letter box.
func (s *Service) challenge(ctx context.Context, known *ent.User, places []belongs, kind FactorKind, in SignInInput) (*SignedIn, error) {
	token, hash := newSecret(challengePrefix)
	code := newCode(codeLength)
	expires := s.after(codeLife)
	err := s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		if err := s.holdUnchanged(ctx, tx, known); err != nil {
			return err
		}
		if err := s.mayChallenge(ctx, tx, known.ID); err != nil {
			return err
		}
		create := tx.SignInChallenge.Create().SetUserID(known.ID).SetTokenHash(hash).SetKind(string(kind)).SetPasswordMark(mark(known.PasswordHash)).
			SetRemembered(in.Remember).SetCreatedAt(s.moment()).SetExpiresAt(expires)
		if kind == MailCode {
			create.SetCodeHash(hashCode(token, code))
		}
		if err := create.Exec(ctx); err != nil || kind != MailCode {
			return err
		}
		return s.tell(ctx, tx, places, known, compose.Letter{Kind: compose.SignInCode, Code: code, Until: expires.Time()})
	})
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "a code is asked for", "userId", known.ID, "kind", kind, "from", in.Caller.Addr)
	return &SignedIn{Challenge: &Challenge{Token: token, Kind: kind, ExpiresAt: expires.Time()}}, nil
}

// holdUnchanged locks a user whose password must still be what it was; else errChanged.
func (s *Service) holdUnchanged(ctx context.Context, tx *ent.Tx, known *ent.User) error {
	unchanged, err := store.Lock(s.store, tx.User.Query().Where(user.ID(known.ID), user.PasswordHash(known.PasswordHash))).Exist(ctx)
	if err != nil {
		return fmt.Errorf("hold the user: %w", err)
	}
	if !unchanged {
		return errChanged
	}
	return nil
}

func (s *Service) mayChallenge(ctx context.Context, tx *ent.Tx, userID int64) error {
	open, err := tx.SignInChallenge.Query().Where(
		signinchallenge.UserID(userID), signinchallenge.PassedAt(0), signinchallenge.CreatedAtGT(s.after(-challengeWindow)),
	).Order(ent.Asc(signinchallenge.FieldCreatedAt)).All(ctx)
	if err != nil {
		return fmt.Errorf("count codes: %w", err)
	}
	if len(open) < challengesAtOnce {
		return nil
	}
	wait := open[len(open)-challengesAtOnce].CreatedAt.Time().Add(challengeWindow).Sub(s.now())
	return problem.New(problem.RateLimited).With("seconds", int(wait.Seconds())+1)
}

// ConfirmInput is the code that a challenge demands.
type ConfirmInput struct {
	Challenge, Code string
	TrustDevice     bool   // ask for no code on this device from now on
	DeviceName      string // by which its user will know it
	Caller          Caller
}

// ConfirmSignIn opens the session that a challenge kept waiting (M4.3). CODE_INVALID for every challenge and code that opens
// none: wrong, used, expired, or tried too often, also by many at once.
func (s *Service) ConfirmSignIn(ctx context.Context, in ConfirmInput) (*SignedIn, error) {
	hash, ours := hashSecret(challengePrefix, in.Challenge)
	code := typed(in.Code)
	if !ours || code == "" || len(code) > 40 {
		return nil, problem.New(problem.CodeInvalid, "code")
	}
	if err := checkDeviceName(in.DeviceName); err != nil {
		return nil, err
	}
	forgive, err := s.charge(s.throttle, in.Caller.Addr, in.Challenge)
	if err != nil {
		return nil, err
	}
	ctx = store.System(ctx)
	entered, o, err := s.confirm(ctx, hash, code, in)
	if err != nil {
		return nil, err
	}
	forgive()
	return entered, s.welcome(ctx, o, entered)
}

// confirm compares the code. A wrong one is counted and committed before anybody is told that it is wrong.
func (s *Service) confirm(ctx context.Context, hash []byte, code string, in ConfirmInput) (entered *SignedIn, o opening, err error) {
	places := []belongs{}
	if in.TrustDevice {
		if places, err = s.placesOfChallenge(ctx, hash); err != nil {
			return nil, o, err
		}
	}
	err = s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		entered = nil // the transaction may run again
		c, known, err := s.tried(ctx, tx, hash)
		if err != nil || c == nil {
			return err
		}
		o = opening{user: known, remember: c.Remembered, caller: in.Caller}
		right, err := s.isRight(ctx, tx, c, known, in.Challenge, code)
		if err != nil {
			return err
		}
		if !right {
			return s.note(ctx, tx, act{kind: audit.CodeRefused, subject: known.ID, caller: in.Caller})
		}
		if err := tx.SignInChallenge.UpdateOne(c).SetPassedAt(s.moment()).Exec(ctx); err != nil {
			return fmt.Errorf("pass a code: %w", err)
		}
		if entered, err = s.insertSession(ctx, tx, o); err != nil || !in.TrustDevice {
			return err
		}
		entered.Device, err = s.trust(ctx, tx, known, places, in)
		return err
	})
	if err == nil && entered == nil {
		err = problem.New(problem.CodeInvalid, "code")
	}
	return entered, o, err
}

func (s *Service) placesOfChallenge(ctx context.Context, hash []byte) ([]belongs, error) {
	c, err := s.store.Read().SignInChallenge.Query().Where(signinchallenge.TokenHash(hash)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find a code: %w", err)
	}
	return s.belongsTo(ctx, c.UserID)
}

// tried holds a challenge that can still be answered, with one try the fewer; nil: there is none.
func (s *Service) tried(ctx context.Context, tx *ent.Tx, hash []byte) (*ent.SignInChallenge, *ent.User, error) {
	c, err := store.Lock(s.store, tx.SignInChallenge.Query().Where(
		signinchallenge.TokenHash(hash), signinchallenge.PassedAt(0), signinchallenge.ExpiresAtGT(s.moment()),
	)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("find a code: %w", err)
	}
	most := mailTries
	if c.Kind == string(TOTPCode) {
		most = totpTries
	}
	if c.Tries >= most {
		return nil, nil, nil
	}
	if err := tx.SignInChallenge.UpdateOne(c).AddTries(1).Exec(ctx); err != nil {
		return nil, nil, fmt.Errorf("count a try: %w", err)
	}
	known, err := store.Lock(s.store, tx.User.Query().Where(user.ID(c.UserID))).Only(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("find who signs in: %w", err)
	}
	if subtle.ConstantTimeCompare(c.PasswordMark, mark(known.PasswordHash)) != 1 { // it has changed since
		return nil, nil, nil
	}
	return c, known, nil
}

// isRight compares a code in constant time, and uses it up.
func (s *Service) isRight(ctx context.Context, tx *ent.Tx, c *ent.SignInChallenge, known *ent.User, token, code string) (bool, error) {
	if c.Kind == string(MailCode) {
		return subtle.ConstantTimeCompare(c.CodeHash, hashCode(token, code)) == 1, nil
	}
	if len(code) == totpDigits && strings.Trim(code, "0123456789") == "" {
		return s.takeTOTP(ctx, tx, known, code)
	}
	return s.takeRecovery(ctx, tx, known.ID, code)
}

// removeChallenges removes those that nobody can answer any more.
func (s *Service) removeChallenges(ctx context.Context, now moment.Moment) (int, error) {
	var n int
	err := s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) (err error) {
		ids, err := tx.SignInChallenge.Query().Where(signinchallenge.CreatedAtLT(moment.Of(now.Time().Add(-forgottenUnpassed)))).
			Limit(expiredAtOnce).IDs(ctx)
		if err == nil && len(ids) > 0 {
			n, err = tx.SignInChallenge.Delete().Where(signinchallenge.IDIn(ids...)).Exec(ctx)
		}
		return err
	})
	return n, err
}
