package graph

import (
	"context"
	"errors"
	"fmt"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/problem"
)

// Policy is null for who may not read the desk's rules.
func (r deskResolver) Policy(ctx context.Context, d *view.Desk) (*view.DeskPolicy, error) {
	newest := 1
	page, err := r.history(ctx, d, desk.Page{First: &newest})
	return view.NewDeskPolicy(d, page), err
}

func (r deskPolicyResolver) History(
	ctx context.Context, p *view.DeskPolicy, first *int, after *string, last *int, before *string,
) (*view.PolicyHistory, error) {
	page, err := r.history(ctx, p.Desk, desk.Page{First: first, Last: last, After: text(after), Before: text(before)})
	if err != nil {
		return nil, err
	}
	return &view.PolicyHistory{Page: page}, nil
}

// history reads a page of the history of all desks that were read together.
func (r *Resolver) history(ctx context.Context, d *view.Desk, p desk.Page) (*desk.PolicyPage, error) {
	question := fmt.Sprintf("policy history %s %s %q %q", shownInt(p.First), shownInt(p.Last), p.After, p.Before)
	return view.Ask(d.Group, d.Desk, question, func(rows []*desk.Desk) ([]*desk.PolicyPage, error) {
		return r.desk.PolicyHistory(ctx, d.Viewer, shown(rows, func(d *desk.Desk) int64 { return d.ID }), p)
	})
}

func shownInt(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

// UpdateDeskPolicy answers the desk also after CONFLICT, so that the frontend can compare.
func (r mutationResolver) UpdateDeskPolicy(ctx context.Context, input model.UpdateDeskPolicyInput) (*model.UpdateDeskPolicyPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	deskID, err := key(node.Desk, input.Desk, "desk")
	if err != nil {
		return nil, err
	}
	done, cause := r.desk.UpdatePolicy(ctx, v, desk.UpdatePolicyInput{
		DeskID: deskID, Policy: input.Policy, ExpectedVersion: wide(input.ExpectedVersion), DryRun: input.DryRun,
		ClientMutationID: text(input.ClientMutationID),
	})
	told, err := userErrors(ctx, cause)
	if err != nil {
		return nil, err
	}
	answer := &model.UpdateDeskPolicyPayload{
		Changes: []*view.PolicyChange{}, Faults: []*view.PolicyFault{}, InUse: []*desk.PolicyUse{}, Errors: told,
	}
	if refusal, ok := errors.AsType[*desk.PolicyRefusal](cause); ok {
		for _, f := range refusal.Faults {
			answer.Faults = append(answer.Faults, &view.PolicyFault{Fault: f})
		}
		for _, use := range refusal.InUse {
			answer.InUse = append(answer.InUse, &use)
		}
	}
	if cause != nil && !problem.Is(cause, problem.Conflict) {
		return answer, nil
	}
	d, err := r.desk.Desk(ctx, v, deskID)
	if err != nil {
		return nil, err
	}
	version := int(d.PolicyVersion)
	answer.Desk, answer.Version = view.NewDesk(d, v), &version
	if done != nil {
		version = int(done.Version)
		for _, c := range done.Changes {
			answer.Changes = append(answer.Changes, &view.PolicyChange{Change: c})
		}
	}
	return answer, nil
}
