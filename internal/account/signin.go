package account

import (
	"context"
	"errors"
	"fmt"
	"math"
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

// SignedIn is a new session.
type SignedIn struct {
	Token     string // told this once
	ExpiresAt time.Time
	Viewer    *access.Viewer
}

// SignIn opens a session. INVALID_CREDENTIALS does not tell an unknown address from a wrong password, neither by its
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
	entered, err := s.openSession(ctx, known, in)
	if err == nil && stale {
		s.rehash(ctx, known, in.Password)
	}
	return entered, err
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

func (s *Service) openSession(ctx context.Context, known *ent.User, in SignInInput) (*SignedIn, error) {
	token := newToken()
	hash, _ := hashToken(token)
	now := s.now()
	expires := moment.Of(now.Add(s.lifetimeOf(in.Remember)))
	var sessionID int64
	err := s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		// Somebody who changes a password ends all sessions: none must open with the old one after that.
		unchanged, err := store.Lock(s.store, tx.User.Query().Where(user.ID(known.ID), user.PasswordHash(known.PasswordHash))).Exist(ctx)
		if err != nil {
			return fmt.Errorf("hold the user: %w", err)
		}
		if !unchanged {
			return errChanged
		}
		made, err := tx.Session.Create().
			SetUserID(known.ID).SetTokenHash(hash).SetCreatedAt(moment.Of(now)).SetExpiresAt(expires).
			SetRemembered(in.Remember).SetUserAgent(shorten(in.Caller.UserAgent, maxUserAgent)).Save(ctx)
		if err != nil {
			return fmt.Errorf("open a session: %w", err)
		}
		sessionID = made.ID
		return audit.WriteForEach(ctx, tx, known.ID, audit.Entry{
			At: moment.Of(now), Kind: audit.SignedIn, ActorID: known.ID, Details: map[string]string{"method": byPassword},
		})
	})
	if err != nil {
		return nil, err
	}
	viewer, err := s.ViewerOf(ctx, known.ID)
	if err != nil {
		return nil, err
	}
	viewer.SessionID = sessionID
	s.log.InfoContext(ctx, "signed in", "userId", known.ID, "sessionId", sessionID, "from", in.Caller.Addr)
	return &SignedIn{Token: token, ExpiresAt: expires.Time(), Viewer: viewer}, nil
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
