package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/savedview"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// maxViewName is the longest name of a view, in characters.
const maxViewName = 100

// SaveViewInput is a view to keep.
type SaveViewInput struct {
	ViewID           int64 // 0: a new one
	Name             string
	Choice           ListChoice
	Scope            ViewScope
	TenantID         int64 // with TenantView
	DeskID           int64 // with DeskView
	ClientMutationID string
}

// SaveView keeps a view: a new one, or one's own in place of what it was. What others share is theirs to change. At the
// view NOT_FOUND, FORBIDDEN; at tenant or desk REQUIRED, INVALID_VALUE, NOT_FOUND, and FORBIDDEN for who may not share
// there; at name REQUIRED, TOO_LONG, INVALID_CHARACTERS; TOO_MANY; the faults of the choice.
func (s *Service) SaveView(ctx context.Context, v *access.Viewer, in SaveViewInput) (*Outcome, error) {
	name := readLine(in.Name)
	var faults problem.List
	if fault := name.check(1, maxViewName, "name"); fault != nil {
		faults = append(faults, fault)
	}
	faults = append(faults, in.checkScope()...)
	if err := in.Choice.check(); err != nil {
		faults = append(faults, problem.Of(err)...)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	filter, order, err := in.Choice.texts()
	if err != nil {
		return nil, err
	}
	c := call{operation: "saveView", key: in.ClientMutationID, input: in}
	return s.once(ctx, v, c, func(ctx context.Context, tx *ent.Tx) (*result, error) {
		if err := s.holdUser(ctx, tx, v); err != nil {
			return nil, err
		}
		if err := in.checkPlace(v); err != nil {
			return nil, err
		}
		row := viewRow{name.text, filter, order, moment.Of(s.now())}
		if in.ViewID != 0 {
			return &result{outcome: Outcome{ViewID: in.ViewID}}, s.replaceView(ctx, tx, v, in, row)
		}
		id, err := row.create(ctx, tx, v, in)
		return &result{outcome: Outcome{ViewID: id}}, err
	})
}

// checkScope says what is wrong with scope, tenant and desk together.
func (in SaveViewInput) checkScope() (faults problem.List) {
	demand := func(field string, id int64, scope ViewScope) {
		switch {
		case in.Scope == scope && id == 0:
			faults = append(faults, problem.New(problem.Required, field))
		case in.Scope != scope && id != 0:
			faults = append(faults, problem.New(problem.InvalidValue, field))
		}
	}
	demand("tenant", in.TenantID, TenantView)
	demand("desk", in.DeskID, DeskView)
	return faults
}

// checkPlace says whether the viewer may share there: what they do not belong to does not exist for them.
func (in SaveViewInput) checkPlace(v *access.Viewer) error {
	if _, member := v.Tenants[in.TenantID]; in.TenantID != 0 && !member {
		return problem.New(problem.NotFound, "tenant")
	}
	if in.DeskID != 0 && !v.WorksOn(in.DeskID) {
		return problem.New(problem.NotFound, "desk")
	}
	if in.Scope != OwnView && !mayShare(v, in.TenantID, in.DeskID) {
		return problem.New(problem.Forbidden)
	}
	return nil
}

// viewRow is what a saved view's row says.
type viewRow struct {
	name, filter, order string
	now                 moment.Moment
}

func (r viewRow) create(ctx context.Context, tx *ent.Tx, v *access.Viewer, in SaveViewInput) (int64, error) {
	kept, err := tx.SavedView.Query().Where(savedview.OwnerID(v.UserID)).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count views: %w", err)
	}
	if kept >= maxViews {
		return 0, problem.New(problem.TooMany).With("max", maxViews)
	}
	made, err := tx.SavedView.Create().SetOwnerID(v.UserID).SetName(r.name).SetFilter(r.filter).SetSortOrder(r.order).
		SetNillableTenantID(idOrNil(in.TenantID)).SetNillableDeskID(idOrNil(in.DeskID)).
		SetCreatedAt(r.now).SetUpdatedAt(r.now).Save(ctx)
	if err != nil {
		return 0, fmt.Errorf("keep the view: %w", err)
	}
	return made.ID, nil
}

func (s *Service) replaceView(ctx context.Context, tx *ent.Tx, v *access.Viewer, in SaveViewInput, r viewRow) error {
	row, err := s.lockView(ctx, tx, in.ViewID)
	if err != nil {
		return missing(fmt.Errorf("load the view: %w", err), "id")
	}
	if row.OwnerID != v.UserID {
		return problem.New(problem.Forbidden)
	}
	return tx.SavedView.Update().Where(savedview.ID(in.ViewID)).ClearTenantID().ClearDeskID().
		SetName(r.name).SetFilter(r.filter).SetSortOrder(r.order).
		SetNillableTenantID(idOrNil(in.TenantID)).SetNillableDeskID(idOrNil(in.DeskID)).SetUpdatedAt(r.now).Exec(ctx)
}

// lockView loads a view through the scope and holds it: who saves and who deletes it take turns.
func (s *Service) lockView(ctx context.Context, tx *ent.Tx, id int64) (*ent.SavedView, error) {
	return store.Lock(s.store, tx.SavedView.Query().Where(savedview.ID(id))).Only(ctx)
}

// idOrNil is an id, nil where there is none.
func idOrNil(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
