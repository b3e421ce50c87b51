package account

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"time"
	"unicode/utf8"

	"sportello/ent"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

const maxUserAgent = 255 // characters that the session keeps

// SignInInput is what somebody offers to be let in (M1.2).
type SignInInput struct {
	Email, Password string
	Remember        bool // a longer session
	Caller          Caller
}

// SignedIn is what a right password leads to: a session, or the demand for a code.
type SignedIn struct {
	Token     string // told this once
	ExpiresAt time.Time
	Viewer    *access.Viewer // nil without a session, and while the account is incomplete

	Challenge  *Challenge  // a code is asked for first (M4.3)
	Completion *Completion // the session opens nothing but this (M1.2, M4.2)
	Device     string      // the token of a device that has become trusted
	Remembered bool        // a longer session
}

// SignIn opens a session, or asks for a code first (M4.3). INVALID_CREDENTIALS does not tell an unknown address from a wrong password, neither by its
// words nor by its time (M1.3). RATE_LIMITED with {seconds} to wait: too many wrong tries.
func (s *Service) SignIn(ctx context.Context, in SignInInput) (*SignedIn, error) {
	address := email.Normalize(in.Email)
	if !possible(address, in.Password) {
		// Nobody's address or password looks like this, which the caller can see for themselves: no need to make it
		// take as long as a try.
		return nil, problem.New(problem.InvalidCredentials)
	}
	forgive, wait, ok := s.throttle.try(s.now(), in.Caller.Addr, address)
	if !ok {
		return nil, problem.New(problem.RateLimited).With("seconds", int(math.Ceil(wait.Seconds())))
	}
	ctx = store.System(ctx)
	for {
		entered, err := s.enter(ctx, address, in)
		if errors.Is(err, errChanged) { // again, with the new password
			continue
		}
		if err == nil || !problem.Is(err, problem.InvalidCredentials) {
			forgive()
		}
		return entered, err
	}
}

// errChanged says that the user's password became another one while it was being compared.
var errChanged = errors.New("the password has changed")

// enter is one try of SignIn.
func (s *Service) enter(ctx context.Context, address string, in SignInInput) (*SignedIn, error) {
	known, err := s.userByEmail(ctx, address)
	if err != nil {
		return nil, err
	}
	match, stale, err := s.hasher.matches(ctx, known.PasswordHash, in.Password)
	if err != nil {
		return nil, err
	}
	if !match {
		s.log.InfoContext(ctx, "sign-in refused", "userId", known.ID, "from", in.Caller.Addr)
		if err := s.recordRefusal(ctx, known.ID); err != nil {
			return nil, err
		}
		return nil, problem.New(problem.InvalidCredentials)
	}
	entered, err := s.admitted(ctx, known, in)
	if err == nil && stale {
		s.rehash(ctx, known, in.Password)
	}
	return entered, err
}

// admitted goes on after a right password.
func (s *Service) admitted(ctx context.Context, known *ent.User, in SignInInput) (*SignedIn, error) {
	if until := known.FirstPasswordUntil; known.FirstPassword != "" && !until.IsZero() && until <= s.moment() {
		return nil, problem.New(problem.InvalidCredentials)
	}
	places, err := s.belongsTo(ctx, known.ID)
	if err != nil {
		return nil, err
	}
	kind, err := s.factorOf(ctx, known, places)
	if err != nil {
		return nil, err
	}
	trusted, err := s.trusts(ctx, known.ID, in.Caller.Device)
	if err != nil {
		return nil, err
	}
	if kind != "" && !trusted {
		return s.challenge(ctx, known, places, kind, in)
	}
	return s.openSession(ctx, opening{user: known, remember: in.Remember, caller: in.Caller, device: in.Caller.Device})
}

// possible says whether these can be anybody's. Longer ones are refused before they cost anything.
func possible(address, password string) bool {
	return address != "" && len(address) <= email.MaxLength && utf8.ValidString(address) && password != "" && len(password) <= maxPassword
}

// userByEmail finds the user, or an empty one that no password fits.
func (s *Service) userByEmail(ctx context.Context, address string) (*ent.User, error) {
	found, err := s.store.Read().User.Query().Where(user.Email(address)).Only(ctx)
	if ent.IsNotFound(err) {
		return &ent.User{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the user: %w", err)
	}
	return found, nil
}

// rehash keeps a password at today's cost. It is right as it is, so a failure must not keep anybody out.
func (s *Service) rehash(ctx context.Context, known *ent.User, password string) {
	hash, err := s.hasher.hash(ctx, password)
	if err == nil {
		err = s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
			return tx.User.Update().Where(user.ID(known.ID), user.PasswordHash(known.PasswordHash)).SetPasswordHash(hash).Exec(ctx)
		})
	}
	if err != nil {
		s.log.WarnContext(ctx, "a password could not be hashed anew", "userId", known.ID, "error", err)
	}
}

// opening is a session to be.
type opening struct {
	user     *ent.User
	remember bool
	caller   Caller
	device   string // a trusted one's token; it is noted that it was used
}

// openSession opens one. The caller has seen that it may.
func (s *Service) openSession(ctx context.Context, o opening) (*SignedIn, error) {
	var entered *SignedIn
	err := s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) (err error) {
		// Somebody who changes a password ends all sessions: none must open with the old one after that.
		unchanged, err := store.Lock(s.store, tx.User.Query().Where(user.ID(o.user.ID), user.PasswordHash(o.user.PasswordHash))).Exist(ctx)
		if err != nil {
			return fmt.Errorf("hold the user: %w", err)
		}
		if !unchanged {
			return errChanged
		}
		if err := s.useDevice(ctx, tx, o.user.ID, o.device); err != nil {
			return err
		}
		entered, err = s.insertSession(ctx, tx, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return entered, s.welcome(ctx, o, entered)
}

// insertSession writes the session of a user who is held.
func (s *Service) insertSession(ctx context.Context, tx *ent.Tx, o opening) (*SignedIn, error) {
	token := newToken()
	hash, _ := hashToken(token)
	now := s.now()
	expires := moment.Of(now.Add(s.lifetimeOf(o.remember)))
	made, err := tx.Session.Create().
		SetUserID(o.user.ID).SetTokenHash(hash).SetCreatedAt(moment.Of(now)).SetExpiresAt(expires).
		SetRemembered(o.remember).SetUserAgent(shorten(o.caller.UserAgent, maxUserAgent)).SetAddr(addrText(o.caller.Addr)).Save(ctx)
	if err != nil {
		return nil, fmt.Errorf("open a session: %w", err)
	}
	err = s.note(ctx, tx, act{kind: audit.SignedIn, actor: o.user.ID, subject: o.user.ID, caller: o.caller, details: map[string]string{"method": byPassword}})
	return &SignedIn{Token: token, ExpiresAt: expires.Time(), Remembered: o.remember, Viewer: &access.Viewer{SessionID: made.ID}}, err
}

// welcome reads who has come in, after the commit: with all their places, or with what their account lacks.
func (s *Service) welcome(ctx context.Context, o opening, entered *SignedIn) error {
	session := entered.Viewer.SessionID
	found, err := s.ViewersOf(ctx, []int64{o.user.ID})
	if err != nil {
		return err
	}
	viewer := found[o.user.ID]
	if viewer == nil {
		return unauthenticated()
	}
	viewer.SessionID = session
	s.log.InfoContext(ctx, "signed in", "userId", o.user.ID, "sessionId", session, "from", o.caller.Addr)
	entered.Viewer = viewer
	if !viewer.Incomplete {
		return nil
	}
	entered.Viewer = nil
	entered.Completion, err = s.Completion(ctx, viewer)
	return err
}

func addrText(addr netip.Addr) string {
	if !addr.IsValid() {
		return ""
	}
	return addr.Unmap().WithZone("").String()
}

func (s *Service) lifetimeOf(remembered bool) time.Duration {
	if remembered {
		return s.remembered
	}
	return s.lifetime
}

// shorten makes what a client says of itself fit to be kept: UTF-8, at most so many characters.
func shorten(text string, most int) string {
	runes := []rune(text) // invalid bytes become U+FFFD
	return string(runes[:min(len(runes), most)])
}
