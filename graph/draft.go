package graph

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/problem"
)

func (r viewerResolver) Drafts(
	ctx context.Context, obj *view.Viewer, first *int, after *string, last *int, before *string,
) (*view.DraftConnection, error) {
	found, err := r.desk.Drafts(ctx, obj.Viewer, page(first, after, last, before))
	return view.NewDraftConnection(found), err
}

func (r draftResolver) Tenant(ctx context.Context, d *view.Draft) (*view.Tenant, error) {
	v := d.Sight.Viewer
	return view.Ask(d.Group, d.Draft, "tenant", func(rows []*desk.Draft) ([]*view.Tenant, error) {
		found, err := r.desk.Tenants(ctx, v, shown(rows, func(d *desk.Draft) int64 { return d.TenantID }))
		group := view.NewGroup(slices.Collect(maps.Values(found))...)
		return shown(rows, func(d *desk.Draft) *view.Tenant {
			if t := found[d.TenantID]; t != nil {
				return &view.Tenant{Tenant: t, Viewer: v, Group: group}
			}
			return nil
		}), err
	})
}

func (r draftResolver) Person(ctx context.Context, d *view.Draft) (*view.Person, error) {
	return view.Ask(d.Group, d.Draft, "person", func(rows []*desk.Draft) ([]*view.Person, error) {
		var ids []int64
		for _, row := range rows {
			if row.PersonID != 0 {
				ids = append(ids, row.PersonID)
			}
		}
		found, err := r.desk.PeopleByID(ctx, d.Sight.Viewer, ids)
		return shown(rows, func(d *desk.Draft) *view.Person { return view.NewPerson(found[d.PersonID]) }), err
	})
}

func (r draftResolver) Follows(ctx context.Context, d *view.Draft) (*view.Ticket, error) {
	return view.Ask(d.Group, d.Draft, fmt.Sprint("follows ", parts(ctx)), func(rows []*desk.Draft) ([]*view.Ticket, error) {
		return others(ctx, r.Resolver, d.Sight.Viewer, rows, func(d *desk.Draft) int64 { return d.FollowsID })
	})
}

func (r draftResolver) Attachments(ctx context.Context, d *view.Draft) ([]*view.Attachment, error) {
	return view.Ask(d.Group, d.Draft, "attachments", func(rows []*desk.Draft) ([][]*view.Attachment, error) {
		found, err := r.desk.AttachmentsOfDrafts(ctx, rows)
		return shown(found, view.NewAttachments), err
	})
}

// Missing is told as sendDraft would tell it, what can't be mended there included.
func (r draftResolver) Missing(ctx context.Context, d *view.Draft) ([]*model.UserError, error) {
	return view.Ask(d.Group, d.Draft, "missing", func(rows []*desk.Draft) ([][]*model.UserError, error) {
		found, err := r.desk.MissingInDrafts(ctx, d.Sight.Viewer, rows)
		return shown(found, func(list problem.List) []*model.UserError { return tell(language(ctx), list) }), err
	})
}

// SaveDraft answers the draft as it is also after CONFLICT.
func (r mutationResolver) SaveDraft(ctx context.Context, input model.SaveDraftInput) (*model.SaveDraftPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	in, err := draftInput(input)
	if err != nil {
		return nil, err
	}
	outcome, cause := r.desk.SaveDraft(ctx, v, in)
	told, err := userErrors(ctx, cause)
	if err != nil {
		return nil, err
	}
	id := in.DraftID
	switch {
	case cause == nil:
		id = outcome.DraftID
	case !problem.Is(cause, problem.Conflict):
		return &model.SaveDraftPayload{Errors: told}, nil
	}
	kept, err := r.desk.DraftsByID(ctx, v, []int64{id})
	return &model.SaveDraftPayload{Draft: view.NewDraft(kept[id]), Errors: told}, err
}

func draftInput(input model.SaveDraftInput) (desk.SaveDraftInput, error) {
	in := desk.SaveDraftInput{
		DraftID: optionalKey(node.Draft, input.ID), TenantID: optionalKey(node.Tenant, input.Tenant),
		Subject: text(input.Subject), Description: text(input.Description), Format: input.Format,
		PersonID: optionalKey(node.Person, input.Person), Fields: answers(input.Fields), Source: source(input.Source),
		Attachments: files(input.Attachments), Removed: keys(node.Attachment, input.RemoveAttachments),
		ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
	}
	if input.Priority != nil {
		in.Priority = *input.Priority
	}
	var err error
	in.Follows, err = ticketRef(input.Follows, "follows")
	return in, err
}

func (r mutationResolver) DiscardDraft(ctx context.Context, input model.DiscardDraftInput) (*model.DiscardDraftPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	id, err := key(node.Draft, input.Draft, "draft")
	if err != nil {
		return nil, err
	}
	if err := r.desk.DiscardDraft(ctx, v, id); err != nil {
		return nil, err
	}
	return &model.DiscardDraftPayload{DeletedID: &input.Draft, Errors: []*model.UserError{}}, nil
}

func (r mutationResolver) SendDraft(ctx context.Context, input model.SendDraftInput) (*model.OpenTicketPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	id, err := key(node.Draft, input.Draft, "draft")
	if err != nil {
		return nil, err
	}
	return r.opened(ctx, v)(r.desk.SendDraft(ctx, v, desk.SendDraftInput{
		DraftID: id, ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
	}))
}

// opened is what a call that opens a ticket answers.
func (r *Resolver) opened(ctx context.Context, v *access.Viewer) func(*desk.Outcome, error) (*model.OpenTicketPayload, error) {
	return func(outcome *desk.Outcome, failure error) (*model.OpenTicketPayload, error) {
		told, err := userErrors(ctx, failure)
		if err != nil || failure != nil {
			return &model.OpenTicketPayload{Errors: told}, err
		}
		answer, err := r.outcome(ctx, v, outcome)
		if err != nil {
			return nil, err
		}
		return &model.OpenTicketPayload{Ticket: answer.ticket, Errors: told}, nil
	}
}
