package graph

import (
	"context"
	"encoding/json"
	"fmt"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/problem"
)

func placeInput(in *model.PlaceInput) access.Place {
	return access.Place{DeskID: optionalKey(node.Desk, in.Desk), TenantID: optionalKey(node.Tenant, in.Tenant)}
}

func (r queryResolver) APIKeys(ctx context.Context, of model.PlaceInput) ([]*view.APIKey, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := r.account.Keys(ctx, v, placeInput(&of))
	if err != nil {
		return nil, err
	}
	return view.NewAPIKeys(keys, v), nil
}

// user reads who is meant of each key of a group, as far as the viewer may know them.
func (r *Resolver) userOfKey(ctx context.Context, k *view.APIKey, question string, id func(*account.Key) int64) (*view.User, error) {
	return view.Ask(k.Group, k.Key, question, func(keys []*account.Key) ([]*view.User, error) {
		ids := make([]int64, len(keys))
		for i, k := range keys {
			ids[i] = id(k)
		}
		found, err := r.desk.Users(ctx, k.Viewer, ids)
		users := make([]*view.User, len(keys))
		for i, id := range ids {
			users[i] = view.NewUser(found[id])
		}
		return users, err
	})
}

// User is what the key acts as.
func (r apiKeyResolver) User(_ context.Context, k *view.APIKey) (*view.User, error) {
	return view.NewUser(&desk.User{ID: k.UserID, Name: k.Name}), nil
}

// CreatedBy is null where the viewer does not know them.
func (r apiKeyResolver) CreatedBy(ctx context.Context, k *view.APIKey) (*view.User, error) {
	return r.userOfKey(ctx, k, "created by", func(k *account.Key) int64 { return k.CreatorID })
}

func (r mutationResolver) CreateAPIKey(ctx context.Context, input model.CreateAPIKeyInput) (*model.CreateAPIKeyPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	in := account.NewKey{Place: placeInput(input.Of), Name: input.Name, Scopes: input.Scopes, ClientMutationID: text(input.ClientMutationID)}
	if input.ExpiresAt != nil {
		in.ExpiresAt = *input.ExpiresAt
	}
	made, secret, err := r.account.CreateKey(ctx, v, in)
	told, err := userErrors(ctx, err)
	if err != nil {
		return nil, err
	}
	answer := &model.CreateAPIKeyPayload{Errors: told}
	if made != nil {
		answer.APIKey = view.NewAPIKeys([]*account.Key{made}, v)[0]
		if secret != "" {
			answer.Secret = &secret
		}
	}
	return answer, nil
}

func (r mutationResolver) RevokeAPIKey(ctx context.Context, input model.RevokeAPIKeyInput) (*model.RevokeAPIKeyPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	id, err := key(node.APIKey, input.Key, "key")
	if err != nil {
		return nil, err
	}
	ended, err := r.account.RevokeKey(ctx, v, id)
	if err != nil {
		return nil, err
	}
	return &model.RevokeAPIKeyPayload{APIKey: view.NewAPIKeys([]*account.Key{ended}, v)[0], Errors: []*model.UserError{}}, nil
}

func (r mutationResolver) ProvisionUser(ctx context.Context, input model.ProvisionUserInput) (*model.ProvisionUserPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	done, err := r.account.ProvisionUser(ctx, v, account.Provision{
		ExternalID: input.ExternalID, Email: input.Email, Name: input.Name, Language: text(input.Language),
		TenantID: optionalKey(node.Tenant, input.Tenant), Role: input.Role,
	})
	told, err := userErrors(ctx, err)
	if err != nil {
		return nil, err
	}
	answer := &model.ProvisionUserPayload{Errors: told}
	if done != nil {
		id := node.Encode(node.User, done.UserID)
		answer.UserID, answer.Change = &id, &done.Change
	}
	return answer, nil
}

func (r mutationResolver) CreateSignInLink(
	ctx context.Context, input model.CreateSignInLinkInput,
) (*model.CreateSignInLinkPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	in := account.NewSignInLink{UserID: optionalKey(node.User, input.User.ID), ExternalID: text(input.User.ExternalID)}
	from, err := desk.CheckSource(source(input.Source))
	if err == nil && from != nil {
		in.Source, err = encodeSource(from)
	}
	var link *account.SignInLink
	if err == nil {
		link, err = r.account.CreateSignInLink(ctx, v, in)
	}
	told, err := userErrors(ctx, err)
	if err != nil {
		return nil, err
	}
	answer := &model.CreateSignInLinkPayload{Errors: told}
	if link != nil {
		answer.Token, answer.ExpiresAt = &link.Token, &link.ExpiresAt
	}
	return answer, nil
}

// linkSource is how a link carries where the application was.
type linkSource struct {
	Place   desk.SourcePlace
	Context desk.SourceContext
}

func encodeSource(s *desk.Source) (string, error) {
	said, err := json.Marshal(linkSource{s.Place, s.SourceContext})
	if err != nil {
		return "", fmt.Errorf("write the source of a link: %w", err)
	}
	return string(said), nil
}

func (r mutationResolver) RedeemSignInLink(
	ctx context.Context, input model.RedeemSignInLinkInput,
) (*model.RedeemSignInLinkPayload, error) {
	caller := account.CallerFrom(ctx)
	if input.Cookie && caller.Cookies == nil {
		return nil, problem.New(problem.InvalidFilter, "input", "cookie")
	}
	in, err := r.account.RedeemSignInLink(ctx, input.Token, caller)
	if err != nil {
		told, err := userErrors(ctx, err)
		return &model.RedeemSignInLinkPayload{Errors: told}, err
	}
	expires := moment.Of(in.ExpiresAt)
	answer := &model.RedeemSignInLinkPayload{ExpiresAt: &expires, Viewer: &view.Viewer{Viewer: in.Viewer}, Errors: []*model.UserError{}}
	if in.Source != "" {
		var said linkSource
		if err := json.Unmarshal([]byte(in.Source), &said); err != nil {
			return nil, fmt.Errorf("read the source of a link: %w", err)
		}
		answer.Source = &view.Source{Source: &desk.Source{Place: said.Place, SourceContext: said.Context}}
	}
	if in.TenantID != 0 {
		t, err := r.desk.Tenant(ctx, in.Viewer, in.TenantID)
		if err != nil {
			return nil, err
		}
		answer.Tenant = view.NewTenant(t, in.Viewer)
	}
	if input.Cookie {
		caller.Cookies.Set(in.Token, false)
	} else {
		answer.Token = &in.Token
	}
	return answer, nil
}
