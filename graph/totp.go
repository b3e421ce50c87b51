package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/internal/access"
	"sportello/internal/account"
)

// issuer is how an authenticator names the account's keeper.
const issuer = "Sportello"

func (r mutationResolver) StartTotp(ctx context.Context, input model.CurrentPasswordInput) (*model.StartTotpPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	a, err := r.account.StartTOTP(ctx, v, input.CurrentPassword, issuer, account.CallerFrom(ctx))
	told, err := userErrors(ctx, err)
	if a == nil || err != nil {
		return &model.StartTotpPayload{Errors: told}, err
	}
	return &model.StartTotpPayload{Secret: &a.Secret, URI: &a.URI, Errors: told}, nil
}

func (r mutationResolver) ConfirmTotp(ctx context.Context, input model.ConfirmTotpInput) (*model.RecoveryCodesPayload, error) {
	return r.recovery(ctx, func(v *access.Viewer, caller account.Caller) ([]string, error) {
		return r.account.ConfirmTOTP(ctx, v, input.Code, caller)
	})
}

func (r mutationResolver) RegenerateRecoveryCodes(ctx context.Context, input model.CurrentPasswordInput) (*model.RecoveryCodesPayload, error) {
	return r.recovery(ctx, func(v *access.Viewer, caller account.Caller) ([]string, error) {
		return r.account.RegenerateRecoveryCodes(ctx, v, input.CurrentPassword, caller)
	})
}

// recovery answers recovery codes that were just made.
func (r *Resolver) recovery(ctx context.Context, act func(*access.Viewer, account.Caller) ([]string, error)) (*model.RecoveryCodesPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	codes, err := act(v, account.CallerFrom(ctx))
	told, err := userErrors(ctx, err)
	return &model.RecoveryCodesPayload{RecoveryCodes: codes, Errors: told}, err
}

func (r mutationResolver) DisableTotp(ctx context.Context, input model.CurrentPasswordInput) (*model.AcknowledgedPayload, error) {
	return r.own(ctx, func(v *access.Viewer, caller account.Caller) error {
		return r.account.DisableTOTP(ctx, v, input.CurrentPassword, caller)
	})
}
