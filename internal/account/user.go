package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"sportello/ent"
	sessions "sportello/ent/session"
	"sportello/ent/user"
	"sportello/internal/audit"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

var (
	// ErrTaken says that somebody has this address, or this place, already.
	ErrTaken = errors.New("already taken")
	// ErrUnknown says that there is no such user, desk or tenant.
	ErrUnknown = errors.New("unknown")
)

const maxName = 200 // characters

// NewUser is a user to be.
type NewUser struct {
	Email    string
	Name     string // may be empty: the e-mail stands in (M4.9)
	Language string // it, es or en; empty: en
	Password string // empty: can't sign in by password
	First    bool   // it is good for nothing but completing the account (M1.2)
}

// CreateUser makes a user and answers their id. REQUIRED, INVALID_VALUE, TOO_SHORT or TOO_LONG at a field; ErrTaken.
func (s *Service) CreateUser(ctx context.Context, in NewUser) (int64, error) {
	in.Email = email.Normalize(in.Email)
	if in.Language == "" {
		in.Language = "en"
	}
	if err := in.check(); err != nil {
		return 0, err
	}
	hash := ""
	if in.Password != "" {
		var err error
		if hash, err = s.HashPassword(ctx, in.Password); err != nil {
			return 0, err
		}
	}
	var id int64
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		create := tx.User.Create().SetEmail(in.Email).SetName(in.Name).SetLanguage(in.Language).
			SetPasswordHash(hash).SetCreatedAt(moment.Of(s.now()))
		if in.First {
			create.SetFirstPassword(firstGiven)
		}
		made, err := create.Save(ctx)
		if err == nil {
			id = made.ID
		}
		return err
	})
	if ent.IsConstraintError(err) {
		return 0, fmt.Errorf("user %s: %w", in.Email, ErrTaken)
	}
	if err != nil {
		return 0, fmt.Errorf("create a user: %w", err)
	}
	return id, nil
}

func (in NewUser) check() error {
	var faults problem.List
	if email.Check(in.Email) != nil {
		faults = append(faults, problem.New(problem.InvalidValue, "email"))
	}
	if !utf8.ValidString(in.Name) {
		faults = append(faults, problem.New(problem.InvalidCharacters, "name"))
	} else if utf8.RuneCountInString(in.Name) > maxName {
		faults = append(faults, problem.New(problem.TooLong, "name").With("max", maxName))
	}
	if !slices.Contains([]string{"it", "es", "en"}, in.Language) {
		faults = append(faults, problem.New(problem.InvalidValue, "language"))
	}
	return faults.Err()
}

// HashPassword makes what is kept of a new password, for those who write many users at once. TOO_SHORT, TOO_LONG.
func (s *Service) HashPassword(ctx context.Context, password string) (string, error) {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return "", problem.New(problem.TooShort, "password").With("min", minPassword)
	case len(password) > maxPassword:
		return "", problem.New(problem.TooLong, "password").With("max", maxPassword)
	}
	return s.hasher.hash(ctx, password)
}

// SetPassword gives a user a new password and ends all their sessions, since whoever knew the old one may have opened
// some. TOO_SHORT, TOO_LONG; ErrUnknown.
func (s *Service) SetPassword(ctx context.Context, address, password string) error {
	hash, err := s.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	var ended []int64
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		known, err := store.Lock(s.store, tx.User.Query().Where(user.Email(email.Normalize(address)))).Only(ctx)
		if ent.IsNotFound(err) {
			return ErrUnknown
		}
		if err != nil {
			return err
		}
		if ended, err = tx.Session.Query().Where(sessions.UserID(known.ID)).IDs(ctx); err != nil {
			return err
		}
		if _, err := tx.Session.Delete().Where(sessions.UserID(known.ID)).Exec(ctx); err != nil {
			return err
		}
		if err := tx.User.UpdateOne(known).SetPasswordHash(hash).Exec(ctx); err != nil {
			return err
		}
		return audit.WriteForEach(ctx, tx, known.ID, audit.Entry{At: moment.Of(s.now()), Kind: audit.PasswordReset, SubjectID: known.ID})
	})
	if err != nil {
		return fmt.Errorf("set the password of %s: %w", address, err)
	}
	s.watch.endAll(ended)
	return nil
}
