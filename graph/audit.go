package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/audit"
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/node"
)

func (r queryResolver) AuditLog(
	ctx context.Context, of model.AuditOf, filter *model.AuditFilter, first *int, after *string, last *int, before *string,
) (*view.AuditConnection, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	q := audit.Query{
		DeskID: optionalKey(node.Desk, of.Desk), TenantID: optionalKey(node.Tenant, of.Tenant),
		Page: audit.Page{First: first, Last: last, After: text(after), Before: text(before)},
	}
	if filter != nil {
		narrow(&q, filter)
	}
	found, err := r.audit.Log(ctx, v, q)
	if err != nil {
		return nil, err
	}
	return view.NewAuditConnection(found, v), nil
}

// narrow reads the filter. Instants are whole microseconds, so that what is after one begins at the next.
func narrow(q *audit.Query, f *model.AuditFilter) {
	q.Kinds = f.Kinds
	if f.Actor != nil {
		id := keyOrNowhere(node.User, *f.Actor)
		q.ActorID = &id
	}
	if f.Subject != nil {
		id := keyOrNowhere(node.User, *f.Subject)
		q.SubjectID = &id
	}
	if f.At == nil {
		return
	}
	later := func(bound *moment.Moment, m *moment.Moment, add moment.Moment) {
		if m != nil {
			*bound = max(*bound, *m+add)
		}
	}
	sooner := func(bound *moment.Moment, m *moment.Moment, add moment.Moment) {
		if m != nil && (bound.IsZero() || *m+add < *bound) {
			*bound = *m + add
		}
	}
	later(&q.From, f.At.Gte, 0)
	later(&q.From, f.At.Gt, 1)
	sooner(&q.To, f.At.Lt, 0)
	sooner(&q.To, f.At.Lte, 1)
}

// knownUsers says which people of a page the viewer may know; administrators of the desk know all.
func (r *Resolver) knownUsers(ctx context.Context, e *view.AuditEntry) (func(*audit.User) bool, error) {
	if e.Viewer.ReadsAudit(e.DeskID, 0) {
		return func(u *audit.User) bool { return u != nil }, nil
	}
	known, err := view.Ask(e.Group, e.Line, "known users", func(lines []*audit.Line) ([]map[int64]*desk.User, error) {
		var ids []int64
		for _, l := range lines {
			ids = append(ids, l.ActorID, l.SubjectID)
		}
		found, err := r.desk.Users(ctx, e.Viewer, ids)
		answers := make([]map[int64]*desk.User, len(lines))
		for i := range answers {
			answers[i] = found
		}
		return answers, err
	})
	return func(u *audit.User) bool { return u != nil && known[u.ID] != nil && known[u.ID].Email != "" }, err
}

// Actor is null where the viewer may not know who.
func (r auditEntryResolver) Actor(ctx context.Context, e *view.AuditEntry) (*view.User, error) {
	knows, err := r.knownUsers(ctx, e)
	if err != nil || !knows(e.Line.Actor) {
		return nil, err
	}
	return view.NewAuditUser(e.Line.Actor), nil
}

// Subject is null where the viewer may not know who.
func (r auditEntryResolver) Subject(ctx context.Context, e *view.AuditEntry) (*view.User, error) {
	knows, err := r.knownUsers(ctx, e)
	if err != nil || !knows(e.Line.Subject) {
		return nil, err
	}
	return view.NewAuditUser(e.Line.Subject), nil
}

// Address is null where it would be that of somebody whom the viewer may not know.
func (r auditEntryResolver) Address(ctx context.Context, e *view.AuditEntry) (*string, error) {
	if e.Line.Addr == "" {
		return nil, nil
	}
	knows, err := r.knownUsers(ctx, e)
	if err != nil || e.Line.ActorID != 0 && !knows(e.Line.Actor) {
		return nil, err
	}
	return &e.Line.Addr, nil
}

func (r auditEntryResolver) Tenant(ctx context.Context, e *view.AuditEntry) (*view.Tenant, error) {
	return view.Ask(e.Group, e.Line, "tenant", func(lines []*audit.Line) ([]*view.Tenant, error) {
		var ids []int64
		for _, l := range lines {
			if l.TenantID != 0 {
				ids = append(ids, l.TenantID)
			}
		}
		found, err := r.desk.Tenants(ctx, e.Viewer, ids)
		if err != nil {
			return nil, err
		}
		rows := make([]*desk.Tenant, 0, len(found))
		for _, t := range found {
			rows = append(rows, t)
		}
		group := view.NewGroup(rows...)
		answers := make([]*view.Tenant, len(lines))
		for i, l := range lines {
			if t := found[l.TenantID]; t != nil {
				answers[i] = &view.Tenant{Tenant: t, Viewer: e.Viewer, Group: group}
			}
		}
		return answers, nil
	})
}
