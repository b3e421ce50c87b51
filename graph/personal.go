package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/problem"
)

func (r viewerResolver) ListSettings(ctx context.Context, obj *view.Viewer, list string) (*view.ListSettings, error) {
	found, err := r.desk.ListSettings(ctx, obj.Viewer, list)
	return view.NewListSettings(found), err
}

func (r viewerResolver) SavedViews(ctx context.Context, obj *view.Viewer) ([]*view.SavedView, error) {
	found, err := r.desk.SavedViews(ctx, obj.Viewer)
	return shown(found, view.NewSavedView), err
}

func (r viewerResolver) Dashboard(ctx context.Context, obj *view.Viewer) (*view.Dashboard, error) {
	found, err := r.desk.Dashboard(ctx, obj.Viewer)
	return view.NewDashboard(found), err
}

// Count counts for all views at once.
func (r savedViewResolver) Count(ctx context.Context, objs []*view.SavedView) ([]int, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	filters := make([]*desk.TicketFilter, len(objs))
	for i, w := range objs {
		if filters[i], err = r.meaning(ctx, w.Filter()); err != nil {
			return nil, err
		}
	}
	return r.desk.CountTicketsEach(ctx, v, filters)
}

func (r mutationResolver) RememberListSettings(
	ctx context.Context, input model.RememberListSettingsInput,
) (*model.RememberListSettingsPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	choice, err := listChoice(rawInput(ctx), input.Filter, input.OrderBy)
	if err != nil {
		return nil, err
	}
	told, err := userErrors(ctx, r.desk.RememberList(ctx, v, desk.RememberListInput{List: input.List, Choice: choice}))
	if err != nil || len(told) > 0 {
		return &model.RememberListSettingsPayload{Errors: told}, err
	}
	kept, err := r.desk.ListSettings(ctx, v, input.List)
	return &model.RememberListSettingsPayload{Settings: view.NewListSettings(kept), Errors: told}, err
}

func (r mutationResolver) SaveView(ctx context.Context, input model.SaveViewInput) (*model.SaveViewPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	in := desk.SaveViewInput{
		ViewID: optionalKey(node.SavedView, input.ID), Name: input.Name, Scope: input.Scope,
		TenantID: optionalKey(node.Tenant, input.Tenant), DeskID: optionalKey(node.Desk, input.Desk),
		ClientMutationID: text(input.ClientMutationID),
	}
	if in.Choice, err = listChoice(rawInput(ctx), input.Filter, input.OrderBy); err != nil {
		return nil, err
	}
	outcome, err := r.desk.SaveView(ctx, v, in)
	told, err := userErrors(ctx, err)
	if err != nil || len(told) > 0 {
		return &model.SaveViewPayload{Errors: told}, err
	}
	kept, err := r.desk.SavedViewsByID(ctx, v, []int64{outcome.ViewID})
	return &model.SaveViewPayload{View: view.NewSavedView(kept[outcome.ViewID]), Errors: told}, err
}

func (r mutationResolver) DeleteView(ctx context.Context, input model.DeleteViewInput) (*model.DeleteViewPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	id, err := key(node.SavedView, input.View, "view")
	if err != nil {
		return nil, err
	}
	if err := r.desk.DeleteView(ctx, v, id); err != nil {
		return nil, err
	}
	return &model.DeleteViewPayload{DeletedID: &input.View, Errors: []*model.UserError{}}, nil
}

// SaveDashboard answers the dashboard as it is also after CONFLICT.
func (r mutationResolver) SaveDashboard(ctx context.Context, input model.SaveDashboardInput) (*model.SaveDashboardPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	in := desk.SaveDashboardInput{Widgets: make([]desk.Widget, len(input.Widgets)), ExpectedVersion: wide(input.ExpectedVersion)}
	raw := elements(rawInput(ctx)["widgets"])
	for i, w := range input.Widgets {
		if in.Widgets[i], err = widget(raw[i], w); err != nil {
			return nil, err
		}
	}
	cause := r.desk.SaveDashboard(ctx, v, in)
	told, err := userErrors(ctx, cause)
	if err != nil || len(told) > 0 && !problem.Is(cause, problem.Conflict) {
		return &model.SaveDashboardPayload{Errors: told}, err
	}
	kept, err := r.desk.Dashboard(ctx, v)
	return &model.SaveDashboardPayload{Dashboard: view.NewDashboard(kept), Errors: told}, err
}

func widget(raw any, w *model.DashboardWidgetInput) (desk.Widget, error) {
	choice, err := listChoice(raw, w.Filter, w.OrderBy)
	return desk.Widget{
		ID: w.ID, Kind: w.Kind, Title: w.Title,
		ViewID: optionalKey(node.SavedView, w.View), ListChoice: choice,
		Place: desk.Place{X: w.X, Y: w.Y, Width: w.Width, Height: w.Height},
	}, err
}
