package audit

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/ent/auditentry"
	"sportello/ent/predicate"
	"sportello/ent/tenant"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Service reads the record.
type Service struct{ store *store.Store }

// New makes a service.
func New(s *store.Store) *Service { return &Service{store: s} }

// Query asks for a page of a desk's record, or of a tenant's: one of the two. What is empty does not narrow it.
type Query struct {
	DeskID, TenantID   int64
	Kinds              []Kind
	ActorID, SubjectID *int64
	From, To           moment.Moment // from included, to excluded
	Page               Page
}

// Line is an entry as it is read.
type Line struct {
	ID int64
	Entry
	Actor, Subject *User // nil: nobody, or nobody any more
}

// User is somebody in the record, by the name and address of today.
type User struct {
	ID          int64
	Name, Email string
}

// Cursor is the line's place in the record.
func (l *Line) Cursor() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "audit:%d", l.ID))
}

// Lines is a page, newest first.
type Lines struct {
	Lines                []*Line
	HasNext, HasPrevious bool
	DeskID               int64 // whose record it is
}

// Log reads a page. By administrators of the desk, or of the tenant: FORBIDDEN for others who see it, NOT_FOUND for
// everybody else. INVALID_PAGE, INVALID_CURSOR, INVALID_FILTER.
func (s *Service) Log(ctx context.Context, v *access.Viewer, q Query) (*Lines, error) {
	deskID, err := s.admit(ctx, v, q)
	if err != nil {
		return nil, err
	}
	w, err := q.Page.window()
	if err != nil {
		return nil, err
	}
	where, err := q.where()
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Read().AuditEntry.Query().Where(where...).Order(w.order()).Limit(w.size + 1).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the record: %w", err)
	}
	more := len(rows) > w.size
	rows = rows[:min(len(rows), w.size)]
	page := &Lines{DeskID: deskID, HasNext: more, HasPrevious: q.Page.After != ""}
	if w.backward {
		slices.Reverse(rows)
		page.HasNext, page.HasPrevious = q.Page.Before != "", more
	}
	page.Lines, err = s.lines(ctx, rows)
	return page, err
}

// admit says whose desk's record it is, if it is the viewer's to read.
func (s *Service) admit(ctx context.Context, v *access.Viewer, q Query) (deskID int64, err error) {
	field, deskID := "desk", q.DeskID
	seen := slices.Contains(v.DeskIDs(), deskID)
	if q.TenantID != 0 {
		field = "tenant"
		row, err := s.store.Read().Tenant.Query().Where(tenant.ID(q.TenantID)).Only(store.System(ctx))
		if err != nil && !ent.IsNotFound(err) {
			return 0, fmt.Errorf("find the tenant: %w", err)
		}
		if row != nil {
			deskID = row.DeskID
		}
		seen = row != nil && (v.WorksOn(deskID) || v.Tenants[row.ID].DeskID == deskID)
	}
	switch {
	case v.ReadsAudit(deskID, q.TenantID):
		return deskID, nil
	case seen:
		return 0, problem.New(problem.Forbidden, "of", field)
	default:
		return 0, problem.New(problem.NotFound, "of", field)
	}
}

func (q Query) where() ([]predicate.AuditEntry, error) {
	where := []predicate.AuditEntry{auditentry.DeskID(q.DeskID)}
	if q.TenantID != 0 {
		where[0] = auditentry.TenantID(q.TenantID)
	}
	if q.Kinds != nil {
		kinds := make([]string, len(q.Kinds))
		for i, k := range q.Kinds {
			kinds[i] = string(k)
		}
		where = append(where, auditentry.KindIn(kinds...))
	}
	if q.ActorID != nil {
		where = append(where, auditentry.ActorID(*q.ActorID))
	}
	if q.SubjectID != nil {
		where = append(where, auditentry.SubjectID(*q.SubjectID))
	}
	if !q.From.IsZero() {
		where = append(where, auditentry.CreatedAtGTE(q.From))
	}
	if !q.To.IsZero() {
		where = append(where, auditentry.CreatedAtLT(q.To))
	}
	if q.Page.After != "" {
		id, err := readCursor("after", q.Page.After)
		if err != nil {
			return nil, err
		}
		where = append(where, auditentry.IDLT(id))
	}
	if q.Page.Before != "" {
		id, err := readCursor("before", q.Page.Before)
		if err != nil {
			return nil, err
		}
		where = append(where, auditentry.IDGT(id))
	}
	return where, nil
}

// readCursor reads a Cursor. It gives no rights: a record keeps to whose it is wherever it starts.
func readCursor(argument, cursor string) (id int64, err error) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil {
		_, err = fmt.Sscanf(string(text), "audit:%d", &id)
	}
	if err != nil || (&Line{ID: id}).Cursor() != cursor {
		return 0, problem.New(problem.InvalidCursor, argument).Wrap(err)
	}
	return id, nil
}

// lines shows rows, with the people in them by one statement for all.
func (s *Service) lines(ctx context.Context, rows []*ent.AuditEntry) ([]*Line, error) {
	lines := make([]*Line, len(rows))
	var people []int64
	for i, row := range rows {
		lines[i] = &Line{ID: row.ID, Entry: Entry{
			At: row.CreatedAt, Kind: Kind(row.Kind), DeskID: row.DeskID, TenantID: row.TenantID, ActorID: row.ActorID,
			SubjectID: row.SubjectID, KeyID: row.KeyID, Addr: row.Addr,
		}}
		if row.Details != "" {
			if err := json.Unmarshal([]byte(row.Details), &lines[i].Details); err != nil {
				return nil, fmt.Errorf("details of audit entry %d: %w", row.ID, err)
			}
		}
		people = append(people, row.ActorID, row.SubjectID)
	}
	found, err := s.store.Read().User.Query().Where(user.IDIn(people...)).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the people in the record: %w", err)
	}
	byID := make(map[int64]*User, len(found))
	for _, u := range found {
		byID[u.ID] = &User{ID: u.ID, Name: u.Name, Email: u.Email}
	}
	for _, l := range lines {
		l.Actor, l.Subject = byID[l.ActorID], byID[l.SubjectID]
	}
	return lines, nil
}
