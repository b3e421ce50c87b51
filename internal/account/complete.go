package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/clean"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// How somebody came to a first password. Either way somebody else knows it.
const (
	firstMailed = "MAILED" // made up, and told by mail (M4.1)
	firstGiven  = "GIVEN"  // by the desk, such as the VAT number (M1.2)
)

const maxPartOfName = 100 // characters

// Completion is what an account lacks (M4.2).
type Completion struct {
	Email, GivenName, Surname string
	Privacy                   policy.AccountNotice
}

// Completion is what the account of somebody who has signed in with a first password lacks.
func (s *Service) Completion(ctx context.Context, v *access.Viewer) (*Completion, error) {
	known, err := s.store.Read().User.Get(store.System(ctx), v.UserID)
	if err != nil {
		return nil, fmt.Errorf("find the user: %w", err)
	}
	notice, err := s.noticeFor(ctx, v.UserID)
	if err != nil {
		return nil, err
	}
	return &Completion{Email: known.Email, GivenName: known.GivenName, Surname: known.Surname, Privacy: notice}, nil
}

// noticeFor is the privacy notice of a user's first desk.
func (s *Service) noticeFor(ctx context.Context, userID int64) (policy.AccountNotice, error) {
	places, err := s.belongsTo(ctx, userID)
	if err != nil || len(places) == 0 {
		return policy.AccountNotice{Version: "1"}, err
	}
	rules, err := s.rulesOf(ctx, places[0].deskID, places[0].policyVersion)
	if err != nil {
		return policy.AccountNotice{}, err
	}
	return rules.SignIn.Privacy, nil
}

// CompleteInput is what an account needs before anything else is open (M4.2).
type CompleteInput struct {
	GivenName, Surname      string
	Password, PasswordAgain string
	PrivacyVersion          string // of the notice that was accepted
	Language, TimeZone      string // empty: as they are
	Caller                  Caller
}

// check holds the input against what is asked, but for the password.
func (in *CompleteInput) check(notice policy.AccountNotice) problem.List {
	faults := checkProfile(&in.GivenName, &in.Surname, in.Language, in.TimeZone)
	for _, part := range []struct{ field, text string }{{"name", in.GivenName}, {"surname", in.Surname}} {
		if part.text == "" && !slices.ContainsFunc(faults, at(part.field)) {
			faults = append(faults, problem.New(problem.Required, part.field))
		}
	}
	switch in.PrivacyVersion {
	case notice.Version:
	case "":
		faults = append(faults, problem.New(problem.ConsentRequired, "privacyVersion"))
	default:
		faults = append(faults, problem.New(problem.ConsentOutdated, "privacyVersion").With("version", notice.Version))
	}
	return faults
}

func at(field string) func(*problem.Error) bool {
	return func(e *problem.Error) bool { return len(e.Field) == 1 && e.Field[0] == field }
}

// checkProfile cleans the two parts of a name, and holds the rest against what there is.
func checkProfile(given, surname *string, language, zone string) (faults problem.List) {
	for _, part := range []struct {
		field string
		text  *string
	}{{"name", given}, {"surname", surname}} {
		text, ok := clean.Text(*part.text, false)
		switch {
		case !ok:
			faults = append(faults, problem.New(problem.InvalidCharacters, part.field))
		case utf8.RuneCountInString(text) > maxPartOfName:
			faults = append(faults, problem.New(problem.TooLong, part.field).With("max", maxPartOfName))
		}
		*part.text = text
	}
	if language != "" && !slices.Contains(languages(), language) {
		faults = append(faults, problem.New(problem.InvalidValue, "language"))
	}
	if !isZone(zone) {
		faults = append(faults, problem.New(problem.InvalidValue, "timeZone"))
	}
	return faults
}

func languages() []string { return []string{"it", "es", "en"} }

// isZone reports whether a text is the IANA name of a time zone, or empty. The machine's own zone is nobody's.
func isZone(name string) bool {
	if name == "" {
		return true
	}
	if len(name) > 64 || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

// whole is a name as it is shown.
func whole(given, surname string) string { return strings.TrimSpace(given + " " + surname) }

// CompleteAccount gives an account what it lacks, and ends the session that could do nothing else: one signs in anew, with the
// password that nobody else knows (M4.2). REQUIRED, TOO_SHORT, TOO_LONG, PASSWORD_WEAK (also for the first password once
// more), PASSWORDS_DIFFER, CONSENT_REQUIRED, CONSENT_OUTDATED, INVALID_CHARACTERS, INVALID_VALUE at a field.
func (s *Service) CompleteAccount(ctx context.Context, v *access.Viewer, in CompleteInput) error {
	notice, err := s.noticeFor(ctx, v.UserID)
	if err != nil {
		return err
	}
	faults := in.check(notice)
	known, err := s.store.Read().User.Get(store.System(ctx), v.UserID)
	if err != nil {
		return fmt.Errorf("find the user: %w", err)
	}
	hash, err := s.newPassword(ctx, known, in.Password, in.PasswordAgain, in.GivenName, in.Surname)
	if told := problem.Of(err); err != nil && len(told) == 0 {
		return err
	} else if faults = append(faults, told...); len(faults) > 0 {
		return faults
	}
	var ended []int64
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.hold(ctx, tx, v.UserID)
		if err != nil {
			return err
		}
		if held.FirstPassword == "" { // by another call, of which this one is too late a copy
			return unauthenticated()
		}
		update := tx.User.UpdateOne(held).SetGivenName(in.GivenName).SetSurname(in.Surname).SetName(whole(in.GivenName, in.Surname)).
			SetPasswordHash(hash).ClearFirstPassword().ClearFirstPasswordUntil().
			SetNoticeVersion(notice.Version).SetNoticeAcceptedAt(s.moment())
		if in.Language != "" {
			update.SetLanguage(in.Language)
		}
		if in.TimeZone != "" {
			update.SetTimeZone(in.TimeZone)
		}
		if err := update.Exec(ctx); err != nil {
			return fmt.Errorf("complete an account: %w", err)
		}
		if ended, err = s.endSessions(ctx, tx, v.UserID, 0); err != nil {
			return err
		}
		if err := s.distrust(ctx, tx, v.UserID); err != nil {
			return err
		}
		return s.note(ctx, tx, act{kind: audit.AccountCompleted, actor: v.UserID, subject: v.UserID, caller: in.Caller,
			details: map[string]string{"privacyVersion": notice.Version}})
	})
	if err != nil {
		return err
	}
	s.watch.endAllBut(ended, nil)
	return nil
}

// newPassword checks and hashes a user's new password, which must be another one than before.
func (s *Service) newPassword(ctx context.Context, known *ent.User, password, again string, names ...string) (string, error) {
	if err := checkPassword(password, again, append(names, known.Email, known.Name)...); err != nil {
		return "", err
	}
	if known.PasswordHash != "" {
		same, _, err := s.hasher.matches(ctx, known.PasswordHash, password)
		if err != nil {
			return "", err
		}
		if same {
			return "", problem.New(problem.PasswordWeak, "password")
		}
	}
	return s.hasher.hash(ctx, password)
}
