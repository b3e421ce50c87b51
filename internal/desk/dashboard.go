package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"sportello/ent"
	"sportello/ent/dashboard"
	"sportello/ent/savedview"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Dashboard is a user's page of widgets (M4.5).
type Dashboard struct {
	Version int64 // 0: never saved
	Widgets []Widget
}

// Dashboard reads the viewer's dashboard, empty at first, by one statement, and by a second one where widgets show saved
// views. Such a widget's choice is the view's as it is now; a view that is gone, or is shared with the viewer no more, has
// left its widget without.
func (s *Service) Dashboard(ctx context.Context, v *access.Viewer) (*Dashboard, error) {
	row, err := s.store.Read().Dashboard.Query().Where(dashboard.UserID(v.UserID)).Only(store.Scoped(ctx, v.Scope()))
	if ent.IsNotFound(err) {
		return &Dashboard{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the dashboard: %w", err)
	}
	d := &Dashboard{Version: row.Version}
	if err := json.Unmarshal([]byte(row.Widgets), &d.Widgets); err != nil {
		return nil, fmt.Errorf("read the dashboard's widgets: %w", err)
	}
	views, err := s.SavedViewsByID(ctx, v, viewsOf(d.Widgets))
	if err != nil {
		return nil, err
	}
	for i := range d.Widgets {
		w := &d.Widgets[i]
		if view := views[w.ViewID]; view != nil {
			w.ListChoice = view.ListChoice
		} else {
			w.ViewID = 0
		}
	}
	return d, nil
}

func viewsOf(widgets []Widget) (ids []int64) {
	for _, w := range widgets {
		if w.ViewID != 0 {
			ids = append(ids, w.ViewID)
		}
	}
	return ids
}

// SaveDashboardInput is a whole dashboard, to be kept in place of what was.
type SaveDashboardInput struct {
	Widgets         []Widget
	ExpectedVersion *int64 // 0: none was saved yet
}

// SaveDashboard keeps the viewer's dashboard (M4.5). TOO_MANY at widgets; at a widget REQUIRED, TOO_LONG, INVALID_VALUE,
// INVALID_CHARACTERS, and NOT_FOUND for a view that is not the viewer's to see; CONFLICT.
func (s *Service) SaveDashboard(ctx context.Context, v *access.Viewer, in SaveDashboardInput) error {
	widgets, err := cleanWidgets(in.Widgets)
	if err != nil {
		return err
	}
	text, err := json.Marshal(widgets)
	if err != nil {
		return fmt.Errorf("keep the widgets: %w", err)
	}
	return s.store.Tx(store.Scoped(ctx, v.Scope()), func(ctx context.Context, tx *ent.Tx) error {
		if err := s.holdUser(ctx, tx, v); err != nil {
			return err
		}
		if err := checkViews(ctx, tx, widgets); err != nil {
			return err
		}
		version, now := int64(0), moment.Of(s.now())
		row, err := tx.Dashboard.Query().Where(dashboard.UserID(v.UserID)).Only(ctx)
		switch {
		case err == nil:
			version = row.Version
		case !ent.IsNotFound(err):
			return fmt.Errorf("load the dashboard: %w", err)
		}
		if in.ExpectedVersion != nil && *in.ExpectedVersion != version {
			return problem.DashboardChanged()
		}
		if row == nil {
			return tx.Dashboard.Create().SetUserID(v.UserID).SetWidgets(string(text)).
				SetCreatedAt(now).SetUpdatedAt(now).Exec(ctx)
		}
		return tx.Dashboard.Update().Where(dashboard.UserID(v.UserID)).SetWidgets(string(text)).
			SetVersion(version + 1).SetUpdatedAt(now).Exec(ctx)
	})
}

// checkViews makes sure that the views of widgets are the viewer's to see.
func checkViews(ctx context.Context, tx *ent.Tx, widgets []Widget) error {
	asked := viewsOf(widgets)
	if len(asked) == 0 {
		return nil
	}
	found, err := tx.SavedView.Query().Where(savedview.IDIn(asked...)).IDs(ctx)
	if err != nil {
		return fmt.Errorf("load the views: %w", err)
	}
	seen := map[int64]bool{0: true}
	for _, id := range found {
		seen[id] = true
	}
	for i, w := range widgets {
		if !seen[w.ViewID] {
			return problem.New(problem.NotFound, "widgets", strconv.Itoa(i), "view")
		}
	}
	return nil
}
