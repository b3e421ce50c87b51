package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/account"
	"sportello/internal/moment"
	"sportello/internal/problem"
)

func (r mutationResolver) SignIn(ctx context.Context, input model.SignInInput) (*model.SignInPayload, error) {
	caller := account.CallerFrom(ctx)
	if input.Cookie && caller.Cookies == nil {
		return nil, problem.New(problem.InvalidFilter, "input", "cookie")
	}
	in, err := r.account.SignIn(ctx, account.SignInInput{
		Email: input.Email, Password: input.Password, Remember: input.Remember, Caller: caller,
	})
	if err != nil {
		told, err := userErrors(ctx, err)
		return &model.SignInPayload{Errors: told}, err
	}
	return entered(in, caller, input.Cookie, input.Remember), nil
}

func (r mutationResolver) ConfirmSignIn(ctx context.Context, input model.ConfirmSignInInput) (*model.SignInPayload, error) {
	caller := account.CallerFrom(ctx)
	if input.Cookie && caller.Cookies == nil {
		return nil, problem.New(problem.InvalidFilter, "input", "cookie")
	}
	in, err := r.account.ConfirmSignIn(ctx, account.ConfirmInput{
		Challenge: input.Challenge, Code: input.Code, TrustDevice: input.TrustDevice, DeviceName: input.DeviceName, Caller: caller,
	})
	if err != nil {
		told, err := userErrors(ctx, err)
		return &model.SignInPayload{Errors: told}, err
	}
	return entered(in, caller, input.Cookie, in.Remembered), nil
}

// entered is what a sign-in answers; its tokens go into cookies where they shall.
func entered(in *account.SignedIn, caller account.Caller, cookie, lasting bool) *model.SignInPayload {
	payload := &model.SignInPayload{Errors: []*model.UserError{}}
	if c := in.Challenge; c != nil {
		payload.Challenge = &model.SignInChallenge{Token: c.Token, Kind: c.Kind, ExpiresAt: moment.Of(c.ExpiresAt)}
		return payload
	}
	expires := moment.Of(in.ExpiresAt)
	payload.ExpiresAt = &expires
	if in.Viewer != nil {
		payload.Viewer = &view.Viewer{Viewer: in.Viewer}
	}
	payload.Completion = completion(in.Completion)
	if !cookie {
		payload.Token = &in.Token
		payload.DeviceToken = filled(in.Device)
		return payload
	}
	caller.Cookies.Set(in.Token, lasting)
	if in.Device != "" {
		caller.Cookies.SetDevice(in.Device)
	}
	return payload
}

func (r mutationResolver) SignOut(ctx context.Context) (*model.SignOutPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.account.SignOut(ctx, v); err != nil {
		return nil, err
	}
	if cookies := account.CallerFrom(ctx).Cookies; cookies != nil {
		cookies.Clear()
	}
	return &model.SignOutPayload{Errors: []*model.UserError{}}, nil
}
