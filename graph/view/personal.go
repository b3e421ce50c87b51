package view

import (
	"encoding/json"

	"sportello/internal/desk"
	"sportello/internal/node"
)

// choice is a filter and order as somebody keeps them.
type choice struct{ kept desk.ListChoice }

// Filter is null for all.
func (c choice) Filter() json.RawMessage { return c.kept.Given }

// OrderBy is never null.
func (c choice) OrderBy() []desk.TicketOrder {
	if c.kept.Order == nil {
		return []desk.TicketOrder{}
	}
	return c.kept.Order
}

// ListSettings is how somebody last filtered and sorted a list.
type ListSettings struct {
	*desk.ListSetting
	choice
}

// NewListSettings shows the settings of a list; nil stays nil.
func NewListSettings(l *desk.ListSetting) *ListSettings {
	if l == nil {
		return nil
	}
	return &ListSettings{l, choice{l.ListChoice}}
}

// SavedView is a filter and order of tickets under a name.
type SavedView struct {
	*desk.SavedView
	choice
}

// NewSavedView shows a view; nil stays nil.
func NewSavedView(w *desk.SavedView) *SavedView {
	if w == nil {
		return nil
	}
	return &SavedView{w, choice{w.ListChoice}}
}

// ID is the global id.
func (w SavedView) ID() string { return node.Encode(node.SavedView, w.SavedView.ID) }

// IsNode marks it for gqlgen.
func (SavedView) IsNode() {}

// SharedWith is null for the owner's own.
func (w SavedView) SharedWith() *string {
	switch {
	case w.TenantID != 0:
		return given(node.Encode(node.Tenant, w.TenantID))
	case w.DeskID != 0:
		return given(node.Encode(node.Desk, w.DeskID))
	default:
		return nil
	}
}

// Dashboard is a user's page of widgets.
type Dashboard struct{ *desk.Dashboard }

// NewDashboard shows a dashboard; nil stays nil.
func NewDashboard(d *desk.Dashboard) *Dashboard {
	if d == nil {
		return nil
	}
	return &Dashboard{d}
}

// Widgets are the dashboard's parts.
func (d Dashboard) Widgets() []*Widget {
	widgets := make([]*Widget, len(d.Dashboard.Widgets))
	for i, w := range d.Dashboard.Widgets {
		widgets[i] = &Widget{w}
	}
	return widgets
}

// Widget is a part of a dashboard.
type Widget struct{ desk.Widget }

// Settings say of which tickets it tells.
func (w Widget) Settings() *WidgetSettings {
	return &WidgetSettings{choice{w.ListChoice}, w.ViewID}
}

// WidgetSettings say of which tickets a widget tells.
type WidgetSettings struct {
	choice
	viewID int64
}

// View is null where the widget has a choice of its own.
func (s WidgetSettings) View() *string {
	if s.viewID == 0 {
		return nil
	}
	return given(node.Encode(node.SavedView, s.viewID))
}
