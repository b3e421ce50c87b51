package account

import (
	"context"
	"fmt"

	"sportello/ent"
	sessions "sportello/ent/session"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Profile is what people say of themselves (M4.6).
type Profile struct {
	GivenName, Surname string
	Language, TimeZone string // a time zone that is empty is the desk's
	HasAvatar          bool
	Authenticator      bool // is asked for at sign-in
	RecoveryCodesLeft  int
	PrivacyVersion     string // of the notice that was accepted; empty: none
	PrivacyAcceptedAt  moment.Moment
}

// Profile is the viewer's.
func (s *Service) Profile(ctx context.Context, v *access.Viewer) (*Profile, error) {
	known, err := s.store.Read().User.Get(store.System(ctx), v.UserID)
	if err != nil {
		return nil, fmt.Errorf("read a profile: %w", err)
	}
	left, err := s.RecoveryCodesLeft(ctx, v.UserID)
	if err != nil {
		return nil, fmt.Errorf("read a profile: %w", err)
	}
	return &Profile{
		GivenName: known.GivenName, Surname: known.Surname, Language: known.Language, TimeZone: known.TimeZone,
		HasAvatar: known.AvatarKey != "", Authenticator: known.TotpConfirmed, RecoveryCodesLeft: left,
		PrivacyVersion: known.NoticeVersion, PrivacyAcceptedAt: known.NoticeAcceptedAt,
	}, nil
}

// UpdateProfileInput is what changes; nil stays as it is.
type UpdateProfileInput struct {
	GivenName, Surname, Language, TimeZone *string
}

// UpdateProfile changes what the viewer says of themselves. REQUIRED, TOO_LONG, INVALID_CHARACTERS, INVALID_VALUE at a field.
func (s *Service) UpdateProfile(ctx context.Context, v *access.Viewer, in UpdateProfileInput) error {
	given, surname, language, zone := value(in.GivenName), value(in.Surname), value(in.Language), value(in.TimeZone)
	faults := checkProfile(&given, &surname, language, zone)
	for _, needed := range []struct {
		field string
		text  *string
		clean string
	}{{"name", in.GivenName, given}, {"language", in.Language, language}} {
		if needed.text != nil && needed.clean == "" && len(faults) == 0 {
			faults = append(faults, problem.New(problem.Required, needed.field))
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.hold(ctx, tx, v.UserID)
		if err != nil {
			return err
		}
		update := tx.User.UpdateOne(held)
		if in.GivenName != nil || in.Surname != nil {
			name, last := held.GivenName, held.Surname
			if in.GivenName != nil {
				name = given
			}
			if in.Surname != nil {
				last = surname
			}
			update.SetGivenName(name).SetSurname(last).SetName(whole(name, last))
		}
		if in.Language != nil {
			update.SetLanguage(language)
		}
		if in.TimeZone != nil {
			update.SetTimeZone(zone)
		}
		if err := update.Exec(ctx); err != nil {
			return fmt.Errorf("change a profile: %w", err)
		}
		return nil
	})
}

func value(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// Session is where the viewer is signed in (M4.6).
type Session struct {
	ID         int64
	CreatedAt  moment.Moment
	ExpiresAt  moment.Moment
	UserAgent  string
	Addr       string // where it was opened from; empty: not known
	Remembered bool
	Current    bool // the one that asks
}

const maxSessions = 100

// Sessions are the viewer's, the newest first.
func (s *Service) Sessions(ctx context.Context, v *access.Viewer) ([]*Session, error) {
	rows, err := s.store.Read().Session.Query().Where(sessions.UserID(v.UserID), sessions.ExpiresAtGT(s.moment())).
		Order(ent.Desc(sessions.FieldID)).Limit(maxSessions).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	all := make([]*Session, len(rows))
	for i, r := range rows {
		all[i] = &Session{
			ID: r.ID, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, UserAgent: r.UserAgent, Addr: r.Addr,
			Remembered: r.Remembered, Current: r.ID == v.SessionID,
		}
	}
	return all, nil
}

// EndSession ends one of the viewer's sessions, and what is open by it. NOT_FOUND.
func (s *Service) EndSession(ctx context.Context, v *access.Viewer, id int64) error {
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		n, err := tx.Session.Delete().Where(sessions.ID(id), sessions.UserID(v.UserID)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end a session: %w", err)
		}
		if n == 0 {
			return problem.New(problem.NotFound)
		}
		return s.note(ctx, tx, act{kind: audit.SessionsEnded, actor: v.UserID, subject: v.UserID, caller: CallerFrom(ctx)})
	})
	if err == nil {
		s.watch.end(id)
	}
	return err
}

// EndOtherSessions ends all but the one that asks, and answers how many.
func (s *Service) EndOtherSessions(ctx context.Context, v *access.Viewer) (int, error) {
	var ended []int64
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) (err error) {
		if ended, err = s.endSessions(ctx, tx, v.UserID, v.SessionID); err != nil || len(ended) == 0 {
			return err
		}
		return s.note(ctx, tx, act{kind: audit.SessionsEnded, actor: v.UserID, subject: v.UserID, caller: CallerFrom(ctx)})
	})
	if err != nil {
		return 0, err
	}
	s.watch.endAllBut(ended, nil)
	return len(ended), nil
}
