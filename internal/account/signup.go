package account

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/desk"
	"sportello/ent/user"
	"sportello/internal/audit"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// deskBySlug finds a desk and its rules. NOT_FOUND.
func (s *Service) deskBySlug(ctx context.Context, slug string) (belongs, *policy.Policy, error) {
	found, err := s.store.Read().Desk.Query().Where(desk.Slug(slug)).Only(store.System(ctx))
	if ent.IsNotFound(err) {
		return belongs{}, nil, problem.New(problem.NotFound, "desk")
	}
	if err != nil {
		return belongs{}, nil, fmt.Errorf("find a desk: %w", err)
	}
	rules, err := s.rulesOf(ctx, found.ID, found.PolicyVersion)
	return belongs{deskID: found.ID, policyVersion: found.PolicyVersion}, rules, err
}

// ConfirmSignUpInput is an account by the link of a mail.
type ConfirmSignUpInput struct {
	Token string
	CompleteInput
}

// ConfirmSignUp makes an account for whoever reads the address to which the link was mailed. Who wrote to the desk from it
// before becomes that user, with their tickets. It opens no session: one signs in anew. LINK_INVALID at token; what
// CompleteAccount says.
func (s *Service) ConfirmSignUp(ctx context.Context, in ConfirmSignUpInput) (address string, err error) {
	link, err := s.findLink(ctx, purposeSignUp, in.Token)
	if err != nil {
		return "", err
	}
	at, err := s.store.Read().Desk.Get(store.System(ctx), link.DeskID)
	if err != nil {
		return "", fmt.Errorf("find a desk: %w", err)
	}
	rules, err := s.rulesOf(ctx, at.ID, at.PolicyVersion)
	if err != nil {
		return "", err
	}
	if !rules.SignIn.SelfSignUp { // not any more
		return "", problem.New(problem.SignUpNotAllowed)
	}
	faults := in.check(rules.SignIn.Privacy)
	hash, err := s.newPassword(ctx, &ent.User{Email: link.Email}, in.Password, in.PasswordAgain, in.GivenName, in.Surname)
	if told := problem.Of(err); err != nil && len(told) == 0 {
		return "", err
	} else if faults = append(faults, told...); len(faults) > 0 {
		return "", faults
	}
	guest, err := s.Guest(ctx, at.ID, link.Email, whole(in.GivenName, in.Surname))
	if err != nil {
		return "", err
	}
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		if err := s.useLink(ctx, tx, link); err != nil {
			return err
		}
		held, err := s.hold(ctx, tx, guest.UserID)
		if err != nil {
			return err
		}
		if held.PasswordHash != "" { // somebody has invited them meanwhile
			return problem.New(problem.LinkInvalid, "token")
		}
		update := tx.User.Update().Where(user.ID(held.ID)).SetGivenName(in.GivenName).SetSurname(in.Surname).
			SetName(whole(in.GivenName, in.Surname)).SetPasswordHash(hash).
			SetNoticeVersion(rules.SignIn.Privacy.Version).SetNoticeAcceptedAt(s.moment())
		if language := in.Language; language != "" {
			update.SetLanguage(language)
		} else if link.Language != "" {
			update.SetLanguage(link.Language)
		}
		if in.TimeZone != "" {
			update.SetTimeZone(in.TimeZone)
		}
		if err := update.Exec(ctx); err != nil {
			return fmt.Errorf("make an account: %w", err)
		}
		return s.note(ctx, tx, act{kind: audit.AccountCompleted, actor: held.ID, subject: held.ID, caller: in.Caller,
			details: map[string]string{"signedUp": "true"}})
	})
	if err != nil {
		return "", err
	}
	return link.Email, nil
}
