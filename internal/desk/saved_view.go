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

// ViewScope says who finds a saved view in their list.
type ViewScope string

// The scopes.
const (
	OwnView    ViewScope = "OWN"    // its owner
	TenantView ViewScope = "TENANT" // the members of a tenant
	DeskView   ViewScope = "DESK"   // the staff who work on a desk's tickets
)

// SavedView is a filter and order of tickets under a name. Whoever uses it sees what they may see, nothing of what its
// owner may: it says which tickets are looked for, never which are seen.
type SavedView struct {
	ID       int64
	OwnerID  int64
	TenantID int64 // shared with its members; else 0
	DeskID   int64 // shared with its staff; else 0
	Name     string
	ListChoice
	UpdatedAt moment.Moment
	Mine      bool // the viewer's own
}

// Scope says who finds the view.
func (w *SavedView) Scope() ViewScope {
	switch {
	case w.TenantID != 0:
		return TenantView
	case w.DeskID != 0:
		return DeskView
	default:
		return OwnView
	}
}

// maxViews is how many views a user has, and how many of those that others share with them are listed.
const maxViews = 100

// SavedViews reads the viewer's own views and then those that others share with them, each by name, 100 of each at most,
// by two statements.
func (s *Service) SavedViews(ctx context.Context, v *access.Viewer) ([]*SavedView, error) {
	ctx = store.Scoped(ctx, v.Scope())
	query := func() *ent.SavedViewQuery {
		return s.store.Read().SavedView.Query().Order(savedview.ByName(), savedview.ByID()).Limit(maxViews)
	}
	own, err := query().Where(savedview.OwnerID(v.UserID)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read own views: %w", err)
	}
	shared, err := query().Where(savedview.OwnerIDNEQ(v.UserID)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read shared views: %w", err)
	}
	views := make([]*SavedView, 0, len(own)+len(shared))
	for _, row := range append(own, shared...) {
		view, err := readView(row, v)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// SavedViewsByID reads several views by one statement; those that are not the viewer's to see are missing.
func (s *Service) SavedViewsByID(ctx context.Context, v *access.Viewer, ids []int64) (map[int64]*SavedView, error) {
	found := make(map[int64]*SavedView, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := s.store.Read().SavedView.Query().Where(savedview.IDIn(ids...)).All(store.Scoped(ctx, v.Scope()))
	if err != nil {
		return nil, fmt.Errorf("read views: %w", err)
	}
	for _, row := range rows {
		if found[row.ID], err = readView(row, v); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func readView(row *ent.SavedView, v *access.Viewer) (*SavedView, error) {
	choice, err := readChoice(row.Filter, row.SortOrder)
	w := &SavedView{
		ID: row.ID, OwnerID: row.OwnerID, Name: row.Name, ListChoice: choice, UpdatedAt: row.UpdatedAt,
		Mine: row.OwnerID == v.UserID,
	}
	if row.TenantID != nil {
		w.TenantID = *row.TenantID
	}
	if row.DeskID != nil {
		w.DeskID = *row.DeskID
	}
	return w, err
}

// DeleteView removes a view: its owner, or who may share there, so that what somebody shared who has left does not stay
// for ever. NOT_FOUND, FORBIDDEN.
func (s *Service) DeleteView(ctx context.Context, v *access.Viewer, id int64) error {
	return s.store.Tx(store.Scoped(ctx, v.Scope()), func(ctx context.Context, tx *ent.Tx) error {
		row, err := s.lockView(ctx, tx, id)
		if err != nil {
			return missing(fmt.Errorf("load the view: %w", err), "view")
		}
		view, err := readView(row, v)
		if err != nil {
			return err
		}
		if !view.Mine && !mayShare(v, view.TenantID, view.DeskID) {
			return problem.New(problem.Forbidden)
		}
		return tx.SavedView.DeleteOneID(id).Exec(ctx)
	})
}

// mayShare reports whether the viewer may share views there, with a tenant or with a desk. Nobody shares with nobody.
func mayShare(v *access.Viewer, tenantID, deskID int64) bool {
	if tenantID != 0 { // those of the tenant itself share with it, not staff of its desk
		place, member := v.Tenants[tenantID]
		return member && v.May(access.ShareViews, place.DeskID, tenantID)
	}
	return v.May(access.ShareViews, deskID, 0)
}
