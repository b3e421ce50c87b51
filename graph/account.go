package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/node"
	"sportello/internal/problem"
)

func (r queryResolver) AccountCompletion(ctx context.Context) (*model.AccountCompletion, error) {
	v, ok := access.Newcomer(ctx)
	if !ok {
		return nil, nil
	}
	c, err := r.account.Completion(ctx, v)
	return completion(c), err
}

func completion(c *account.Completion) *model.AccountCompletion {
	if c == nil {
		return nil
	}
	return &model.AccountCompletion{
		Email: c.Email, Name: c.GivenName, Surname: c.Surname,
		Privacy: &model.AccountNotice{Version: c.Privacy.Version, URL: filled(c.Privacy.URL)},
	}
}

func (r mutationResolver) CompleteAccount(ctx context.Context, input model.CompleteAccountInput) (*model.CompleteAccountPayload, error) {
	v, ok := access.Newcomer(ctx)
	if !ok {
		return nil, problem.New(problem.Unauthenticated)
	}
	caller := account.CallerFrom(ctx)
	err := r.account.CompleteAccount(ctx, v, account.CompleteInput{
		GivenName: input.Name, Surname: input.Surname, Password: input.Password, PasswordAgain: input.PasswordAgain,
		PrivacyVersion: text(input.PrivacyVersion), Language: text(input.Language), TimeZone: text(input.TimeZone), Caller: caller,
	})
	told, err := userErrors(ctx, err)
	if err != nil || len(told) > 0 {
		return &model.CompleteAccountPayload{Errors: told}, err
	}
	if caller.Cookies != nil {
		caller.Cookies.Clear()
	}
	return &model.CompleteAccountPayload{Email: &v.Email, Errors: told}, nil
}

// acknowledged is the answer that says no more than that it was done.
func acknowledged(ctx context.Context, err error) (*model.AcknowledgedPayload, error) {
	told, err := userErrors(ctx, err)
	return &model.AcknowledgedPayload{Errors: told}, err
}

func (r mutationResolver) RequestPasswordReset(ctx context.Context, input model.RequestPasswordResetInput) (*model.AcknowledgedPayload, error) {
	return acknowledged(ctx, r.account.RequestPasswordReset(ctx, input.Email, account.CallerFrom(ctx)))
}

func (r mutationResolver) ResetPassword(ctx context.Context, input model.ResetPasswordInput) (*model.AcknowledgedPayload, error) {
	return acknowledged(ctx, r.account.ResetPassword(ctx, account.ResetInput{
		Token: input.Token, Password: input.Password, PasswordAgain: input.PasswordAgain, Caller: account.CallerFrom(ctx),
	}))
}

func (r mutationResolver) ChangePassword(ctx context.Context, input model.ChangePasswordInput) (*model.AcknowledgedPayload, error) {
	return r.own(ctx, func(v *access.Viewer, caller account.Caller) error {
		return r.account.ChangePassword(ctx, v, account.ChangePasswordInput{
			Current: input.CurrentPassword, Password: input.Password, PasswordAgain: input.PasswordAgain, Caller: caller,
		})
	})
}

// own carries out a use case that answers no more than that it was done. That it is the viewer's to do, no program's and not that of whom an
// application has let in at one place, graph/permit sees to.
func (r *Resolver) own(ctx context.Context, act func(*access.Viewer, account.Caller) error) (*model.AcknowledgedPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	return acknowledged(ctx, act(v, account.CallerFrom(ctx)))
}

func (r mutationResolver) RequestEmailChange(ctx context.Context, input model.RequestEmailChangeInput) (*model.AcknowledgedPayload, error) {
	return r.own(ctx, func(v *access.Viewer, caller account.Caller) error {
		return r.account.RequestEmailChange(ctx, v, input.Email, input.CurrentPassword, caller)
	})
}

func (r mutationResolver) ConfirmEmailChange(ctx context.Context, input model.AccountTokenInput) (*model.EmailChangePayload, error) {
	return moved(ctx, r.account.ConfirmEmailChange, input.Token)
}

func (r mutationResolver) RevertEmailChange(ctx context.Context, input model.AccountTokenInput) (*model.EmailChangePayload, error) {
	return moved(ctx, r.account.RevertEmailChange, input.Token)
}

func moved(ctx context.Context, act func(context.Context, string, account.Caller) (string, error), token string) (*model.EmailChangePayload, error) {
	address, err := act(ctx, token, account.CallerFrom(ctx))
	told, err := userErrors(ctx, err)
	return &model.EmailChangePayload{Email: filled(address), Errors: told}, err
}

func (r mutationResolver) SignUp(ctx context.Context, input model.SignUpInput) (*model.AcknowledgedPayload, error) {
	return acknowledged(ctx, r.account.RequestSignUp(ctx, input.Desk, input.Email, text(input.Language), account.CallerFrom(ctx)))
}

func (r mutationResolver) ConfirmSignUp(ctx context.Context, input model.ConfirmSignUpInput) (*model.CompleteAccountPayload, error) {
	address, err := r.account.ConfirmSignUp(ctx, account.ConfirmSignUpInput{Token: input.Token, CompleteInput: account.CompleteInput{
		GivenName: input.Name, Surname: input.Surname, Password: input.Password, PasswordAgain: input.PasswordAgain,
		PrivacyVersion: text(input.PrivacyVersion), Language: text(input.Language), TimeZone: text(input.TimeZone), Caller: account.CallerFrom(ctx),
	}})
	told, err := userErrors(ctx, err)
	return &model.CompleteAccountPayload{Email: filled(address), Errors: told}, err
}

func (r viewerResolver) Profile(ctx context.Context, obj *view.Viewer) (*model.Profile, error) {
	return r.profile(ctx, obj.Viewer)
}

func (r *Resolver) profile(ctx context.Context, v *access.Viewer) (*model.Profile, error) {
	p, err := r.account.Profile(ctx, v)
	if err != nil {
		return nil, err
	}
	shown := &model.Profile{
		Name: p.GivenName, Surname: p.Surname, Language: p.Language, TimeZone: filled(p.TimeZone),
		HasAuthenticator: p.Authenticator, RecoveryCodesLeft: p.RecoveryCodesLeft, PrivacyVersion: filled(p.PrivacyVersion),
	}
	if p.HasAvatar {
		address := r.signAvatar(v, v.UserID)
		shown.AvatarURL = &address
	}
	if !p.PrivacyAcceptedAt.IsZero() {
		shown.PrivacyAcceptedAt = &p.PrivacyAcceptedAt
	}
	return shown, nil
}

// profiled answers a change of the viewer's profile.
func (r *Resolver) profiled(ctx context.Context, v *access.Viewer, failure error) (*model.ProfilePayload, error) {
	told, err := userErrors(ctx, failure)
	if err != nil || failure != nil {
		return &model.ProfilePayload{Errors: told}, err
	}
	p, err := r.profile(ctx, v)
	return &model.ProfilePayload{Profile: p, Errors: told}, err
}

func (r mutationResolver) UpdateProfile(ctx context.Context, input model.UpdateProfileInput) (*model.ProfilePayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	return r.profiled(ctx, v, r.account.UpdateProfile(ctx, v, account.UpdateProfileInput{
		GivenName: input.Name, Surname: input.Surname, Language: input.Language, TimeZone: input.TimeZone,
	}))
}

func (r mutationResolver) SetAvatar(ctx context.Context, input model.SetAvatarInput) (*model.ProfilePayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	blobKey := ""
	if input.Picture != nil {
		blobKey = input.Picture.BlobKey
	}
	return r.profiled(ctx, v, r.account.SetAvatar(ctx, v, blobKey))
}

func (r viewerResolver) Sessions(ctx context.Context, obj *view.Viewer) ([]*model.Session, error) {
	if !obj.OwnsAccount() {
		return []*model.Session{}, nil
	}
	all, err := r.account.Sessions(ctx, obj.Viewer)
	return shown(all, func(s *account.Session) *model.Session {
		return &model.Session{
			ID: node.Encode(node.Session, s.ID), CreatedAt: s.CreatedAt, ExpiresAt: s.ExpiresAt, UserAgent: s.UserAgent,
			Address: filled(s.Addr), IsRemembered: s.Remembered, IsCurrent: s.Current,
		}
	}), err
}

func (r viewerResolver) TrustedDevices(ctx context.Context, obj *view.Viewer) ([]*model.TrustedDevice, error) {
	if !obj.OwnsAccount() {
		return []*model.TrustedDevice{}, nil
	}
	all, err := r.account.TrustedDevices(ctx, obj.Viewer, account.CallerFrom(ctx))
	return shown(all, func(d *account.TrustedDevice) *model.TrustedDevice {
		return &model.TrustedDevice{
			ID: node.Encode(node.TrustedDevice, d.ID), Name: d.Name, UserAgent: d.UserAgent, CreatedAt: d.CreatedAt,
			LastUsedAt: d.LastUsedAt, IsCurrent: d.Current,
		}
	}), err
}

func (r mutationResolver) EndSession(ctx context.Context, input model.EndSessionInput) (*model.AcknowledgedPayload, error) {
	return r.own(ctx, func(v *access.Viewer, _ account.Caller) error {
		id, err := key(node.Session, input.Session)
		if err != nil {
			return err
		}
		return r.account.EndSession(ctx, v, id)
	})
}

func (r mutationResolver) EndOtherSessions(ctx context.Context) (*model.AcknowledgedPayload, error) {
	return r.own(ctx, func(v *access.Viewer, _ account.Caller) error {
		_, err := r.account.EndOtherSessions(ctx, v)
		return err
	})
}

func (r mutationResolver) RemoveTrustedDevice(ctx context.Context, input model.RemoveTrustedDeviceInput) (*model.AcknowledgedPayload, error) {
	return r.own(ctx, func(v *access.Viewer, _ account.Caller) error {
		id, err := key(node.TrustedDevice, input.Device)
		if err != nil {
			return err
		}
		return r.account.RemoveTrustedDevice(ctx, v, id)
	})
}

func (r mutationResolver) RemoveAllTrustedDevices(ctx context.Context) (*model.AcknowledgedPayload, error) {
	return r.own(ctx, func(v *access.Viewer, caller account.Caller) error {
		if caller.Cookies != nil && caller.Device != "" {
			caller.Cookies.ClearDevice()
		}
		return r.account.RemoveAllTrustedDevices(ctx, v)
	})
}

// filled is nil for an empty text.
func filled(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
