package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/node"
)

func (r mutationResolver) InviteUser(ctx context.Context, input model.InviteUserInput) (*model.InvitationPayload, error) {
	return r.invited(ctx, func(v *access.Viewer, caller account.Caller) (*account.Invitation, error) {
		place, role, err := r.place(ctx, input.Place)
		if err != nil {
			return nil, err
		}
		return r.account.Invite(ctx, v, account.InviteInput{
			Place: place, Email: input.Email, Role: role, ClientMutationID: text(input.ClientMutationID), Caller: caller,
		})
	})
}

func (r mutationResolver) ResendInvitation(ctx context.Context, input model.InvitationInput) (*model.InvitationPayload, error) {
	return r.invited(ctx, func(v *access.Viewer, caller account.Caller) (*account.Invitation, error) {
		id, err := key(node.Invitation, input.Invitation)
		if err != nil {
			return nil, err
		}
		return r.account.ResendInvitation(ctx, v, id, caller)
	})
}

func (r mutationResolver) WithdrawInvitation(ctx context.Context, input model.InvitationInput) (*model.InvitationPayload, error) {
	return r.invited(ctx, func(v *access.Viewer, caller account.Caller) (*account.Invitation, error) {
		id, err := key(node.Invitation, input.Invitation)
		if err != nil {
			return nil, err
		}
		return r.account.WithdrawInvitation(ctx, v, id, caller)
	})
}

// invited answers a change of an invitation by who gives access.
func (r *Resolver) invited(ctx context.Context, act func(*access.Viewer, account.Caller) (*account.Invitation, error)) (*model.InvitationPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	i, failure := act(v, account.CallerFrom(ctx))
	told, err := userErrors(ctx, failure)
	if err != nil || failure != nil {
		return &model.InvitationPayload{Errors: told}, err
	}
	users, err := r.usersOf(ctx, v, []int64{i.InvitedBy})
	return &model.InvitationPayload{Invitation: r.invitation(i, users), Errors: told}, err
}

func (r mutationResolver) AcceptInvitation(ctx context.Context, input model.InvitationRefInput) (*model.ReceivedInvitationPayload, error) {
	return r.answered(ctx, input, r.account.AcceptInvitation)
}

func (r mutationResolver) DeclineInvitation(ctx context.Context, input model.InvitationRefInput) (*model.ReceivedInvitationPayload, error) {
	return r.answered(ctx, input, r.account.DeclineInvitation)
}

// answered answers a change of an invitation by who is invited.
func (r *Resolver) answered(
	ctx context.Context, input model.InvitationRefInput,
	act func(context.Context, *access.Viewer, account.Which, account.Caller) (*account.Invitation, error),
) (*model.ReceivedInvitationPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	i, failure := act(ctx, v, account.Which{ID: optionalKey(node.Invitation, input.Invitation), Token: text(input.Token)}, account.CallerFrom(ctx))
	told, err := userErrors(ctx, failure)
	if err != nil || failure != nil {
		return &model.ReceivedInvitationPayload{Errors: told}, err
	}
	return &model.ReceivedInvitationPayload{Invitation: r.received(i), Errors: told}, nil
}

func (r mutationResolver) ChangeRole(ctx context.Context, input model.ChangeRoleInput) (*model.AcknowledgedPayload, error) {
	return r.own(ctx, func(v *access.Viewer, caller account.Caller) error {
		place, role, err := r.place(ctx, input.Place)
		if err != nil {
			return err
		}
		return r.account.ChangeRole(ctx, v, place, keyOrNowhere(node.User, input.User), role, caller)
	})
}

func (r mutationResolver) RemoveMember(ctx context.Context, input model.RemoveMemberInput) (*model.AcknowledgedPayload, error) {
	return r.own(ctx, func(v *access.Viewer, caller account.Caller) error {
		place := account.Place{}
		var err error
		if input.Place.Tenant != nil {
			place, err = r.tenantPlace(ctx, *input.Place.Tenant)
		} else {
			place.DeskID, err = key(node.Desk, *input.Place.Desk)
		}
		if err != nil {
			return err
		}
		return r.account.RemoveMember(ctx, v, place, keyOrNowhere(node.User, input.User), caller)
	})
}
