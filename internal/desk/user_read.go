package desk

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/membership"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// User reads a user whom the viewer may know; see Users. NOT_FOUND.
func (s *Service) User(ctx context.Context, v *access.Viewer, id int64) (*User, error) {
	found, err := s.Users(ctx, v, []int64{id})
	if err != nil {
		return nil, err
	}
	if found[id] == nil {
		return nil, problem.New(problem.NotFound)
	}
	return found[id], nil
}

// Users reads several by one statement; those whom the viewer may not know are missing. Staff of a desk that shows them
// are known to its customers by name, without their e-mail (M2.7).
func (s *Service) Users(ctx context.Context, v *access.Viewer, ids []int64) (map[int64]*User, error) {
	found := make(map[int64]*User, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	shown, err := s.shownDesks(ctx, v)
	if err != nil {
		return nil, err
	}
	from := sql.Table(user.Table)
	statement := sql.Dialect(s.store.Dialect()).
		Select(from.Columns(user.FieldID, user.FieldName, user.FieldEmail)...).From(from)
	known := store.VisibleUsers(v.Scope())
	statement.AppendSelectExpr(condition(statement, known))
	statement.Where(sql.In(from.C(user.FieldID), anys(ids)...))
	statement.Where(sql.Or(condition(statement, known), worksOnOne(statement, shown)))
	query, args := statement.Query()
	var row User
	var isKnown bool
	return found, s.each(ctx, query, args, append(row.targets(), (*flag)(&isKnown)), func() {
		u := row
		if isKnown {
			u = *named(u)
		} else {
			u.Email = ""
		}
		found[u.ID] = &u
	})
}

// shownDesks are the desks whose staff the viewer knows as a customer.
func (s *Service) shownDesks(ctx context.Context, v *access.Viewer) ([]int64, error) {
	var ids []int64
	for _, place := range v.Tenants {
		if !v.WorksOn(place.DeskID) {
			ids = append(ids, place.DeskID)
		}
	}
	desks, err := s.desksOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	var shown []int64
	for id, d := range desks {
		if d.Policy.Visibility.ShowsStaff() {
			shown = append(shown, id)
		}
	}
	return shown, nil
}

// worksOnOne is true of users with a name who are staff of one of the desks.
func worksOnOne(users *sql.Selector, deskIDs []int64) *sql.Predicate {
	if len(deskIDs) == 0 {
		return sql.False()
	}
	places := sql.Table(membership.Table)
	found := sql.Dialect(users.Dialect()).Select(places.C(membership.FieldID)).From(places)
	found.Where(sql.ColumnsEQ(places.C(membership.FieldUserID), users.C(user.FieldID)))
	found.Where(sql.In(places.C(membership.FieldDeskID), anys(deskIDs)...))
	found.Where(sql.IsNull(places.C(membership.FieldTenantID)))
	return sql.And(sql.NEQ(users.C(user.FieldName), ""), sql.Exists(found))
}

// condition is what a rule would add to a statement.
func condition(statement *sql.Selector, rule func(*sql.Selector)) *sql.Predicate {
	bare := sql.Dialect(statement.Dialect()).Select().From(statement.Table())
	rule(bare)
	return bare.P()
}

// targets are the places of id, name and e-mail.
func (u *User) targets() []any {
	return []any{(*number)(&u.ID), (*text)(&u.Name), (*text)(&u.Email)}
}

// usersByID reads users, unscoped: for those who are then shown as actors.
func (s *Service) usersByID(ctx context.Context, ids []int64) (map[int64]User, error) {
	found := make(map[int64]User, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var row User
	query := "SELECT u.id, u.name, u.email FROM users u WHERE u.id IN (" + marks(len(ids)) + ")"
	return found, s.each(ctx, query, anys(ids), row.targets(), func() { found[row.ID] = row })
}
