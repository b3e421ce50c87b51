package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/mail/outbound"
	"sportello/internal/node"
)

// Mail is the outbox.
type Mail interface {
	Fates(ctx context.Context, ticketIDs []int64) (map[int64][]outbound.Fate, error)
	Fate(ctx context.Context, v *access.Viewer, id int64) (outbound.Fate, error)
	Resend(ctx context.Context, v *access.Viewer, id int64) error
	ClearAddress(ctx context.Context, v *access.Viewer, id int64) error
}

// Mails is null where the viewer is no staff of the ticket's desk.
func (r ticketResolver) Mails(ctx context.Context, t *view.Ticket) ([]*view.OutgoingMail, error) {
	return view.Ask(t.Group, t.Ticket, "mails", func(rows []*desk.Ticket) ([][]*view.OutgoingMail, error) {
		var asked []int64
		for _, row := range rows {
			if row.StaffSight() {
				asked = append(asked, row.ID)
			}
		}
		fates, err := r.mail.Fates(ctx, asked)
		if err != nil {
			return nil, err
		}
		mails := make([][]*view.OutgoingMail, len(rows))
		for i, row := range rows {
			if row.StaffSight() {
				mails[i] = shown(fates[row.ID], view.NewOutgoingMail)
			}
		}
		return mails, nil
	})
}

func (r mutationResolver) ResendMail(ctx context.Context, input model.ResendMailInput) (*model.OutgoingMailPayload, error) {
	return r.onMail(ctx, input.Mail, r.mail.Resend)
}

func (r mutationResolver) ClearMailAddress(ctx context.Context, input model.ClearMailAddressInput) (*model.OutgoingMailPayload, error) {
	return r.onMail(ctx, input.Mail, r.mail.ClearAddress)
}

// onMail carries out something on a mail, and reads what became of it.
func (r *Resolver) onMail(
	ctx context.Context, id string, act func(context.Context, *access.Viewer, int64) error,
) (*model.OutgoingMailPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	mailID, err := key(node.OutgoingMail, id, "mail")
	if err != nil {
		return nil, err
	}
	told, err := userErrors(ctx, act(ctx, v, mailID))
	if err != nil || len(told) > 0 {
		return &model.OutgoingMailPayload{Errors: told}, err
	}
	fate, err := r.mail.Fate(ctx, v, mailID)
	if err != nil {
		return nil, err
	}
	return &model.OutgoingMailPayload{Mail: view.NewOutgoingMail(fate), Errors: told}, nil
}

func (r viewerResolver) NotificationSettings(ctx context.Context, obj *view.Viewer) ([]*desk.NotificationSetting, error) {
	return r.desk.NotificationSettings(ctx, obj.Viewer)
}

func (r mutationResolver) UpdateNotificationSettings(
	ctx context.Context, input model.UpdateNotificationSettingsInput,
) (*model.NotificationSettingsPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	told, err := userErrors(ctx, r.desk.UpdateNotificationSettings(ctx, v, input.Settings))
	if err != nil {
		return nil, err
	}
	settings, err := r.desk.NotificationSettings(ctx, v)
	return &model.NotificationSettingsPayload{Settings: settings, Errors: told}, err
}
