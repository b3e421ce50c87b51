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
	expires := moment.Of(in.ExpiresAt)
	payload := &model.SignInPayload{ExpiresAt: &expires, Viewer: &view.Viewer{Viewer: in.Viewer}, Errors: []*model.UserError{}}
	if input.Cookie {
		caller.Cookies.Set(in.Token, input.Remember)
	} else {
		payload.Token = &in.Token
	}
	return payload, nil
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
