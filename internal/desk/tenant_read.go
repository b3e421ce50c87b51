package desk

import (
	"context"
	"maps"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/person"
	"sportello/ent/tenant"
	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// maxPeople is how many people a tenant has, those that were removed left out.
const maxPeople = 100

// Tenant reads a tenant that the viewer belongs to or answers for. NOT_FOUND.
func (s *Service) Tenant(ctx context.Context, v *access.Viewer, id int64) (*Tenant, error) {
	found, err := s.Tenants(ctx, v, []int64{id})
	if err != nil {
		return nil, err
	}
	if found[id] == nil {
		return nil, problem.New(problem.NotFound)
	}
	return found[id], nil
}

// Tenants reads several by one statement; those that are not the viewer's to see are missing.
func (s *Service) Tenants(ctx context.Context, v *access.Viewer, ids []int64) (map[int64]*Tenant, error) {
	found := make(map[int64]*Tenant, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	from := sql.Table(tenant.Table)
	statement := sql.Dialect(s.store.Dialect()).
		Select(from.Columns(tenant.FieldID, tenant.FieldDeskID, tenant.FieldName, tenant.FieldVatNumber, tenant.FieldGuests)...).From(from)
	statement.Where(sql.In(from.C(tenant.FieldID), anys(ids)...))
	store.VisibleTenants(v.Scope())(statement)
	var row Tenant
	targets := []any{(*number)(&row.ID), (*number)(&row.DeskID), (*text)(&row.Name), (*text)(&row.VATNumber), (*flag)(&row.Guests)}
	query, args := statement.Query()
	return found, s.each(ctx, query, args, targets, func() {
		t := row
		found[t.ID] = &t
	})
}

// People reads, aligned with the tenants, their collaborators who can be chosen, by name, 100 of each at most, by one
// statement for all (M1.5); none for a tenant that is not the viewer's to see.
func (s *Service) People(ctx context.Context, v *access.Viewer, tenantIDs []int64) ([][]*Person, error) {
	aligned := make([][]*Person, len(tenantIDs))
	if len(tenantIDs) == 0 {
		return aligned, nil
	}
	from := sql.Table(person.Table)
	numbered := sql.Dialect(s.store.Dialect()).Select(from.C(person.FieldID)).From(from)
	numbered.AppendSelectExprAs(sql.RowNumber().
		PartitionBy(from.C(person.FieldTenantID)).OrderBy(from.C(person.FieldName), from.C(person.FieldID)), "place")
	numbered.Where(sql.In(from.C(person.FieldTenantID), anys(tenantIDs)...))
	numbered.Where(sql.EQ(from.C(person.FieldRetiredAt), 0))
	store.VisiblePeople(v.Scope())(numbered)
	wanted, args := numbered.Query()
	query := "SELECT " + personColumns + " FROM (" + wanted + ") wanted JOIN persons p ON p.id = wanted.id" +
		" WHERE wanted.place <= ? ORDER BY p.tenant_id, wanted.place"
	byTenant := map[int64][]*Person{}
	var row Person
	err := s.each(ctx, query, append(args, maxPeople), row.targets(), func() {
		p := row
		byTenant[p.TenantID] = append(byTenant[p.TenantID], &p)
	})
	if err != nil {
		return nil, err
	}
	for i, id := range tenantIDs {
		aligned[i] = byTenant[id]
	}
	return aligned, nil
}

const personColumns = "p.id, p.tenant_id, p.name, p.email, p.phone, p.retired_at"

// targets are the places of personColumns.
func (p *Person) targets() []any {
	return []any{
		(*number)(&p.ID), (*number)(&p.TenantID), (*text)(&p.Name), (*text)(&p.Email), (*text)(&p.Phone), (*number)(&p.Retired),
	}
}

// PeopleByID reads collaborators of tenants that are the viewer's to see; the others are missing. Two statements.
func (s *Service) PeopleByID(ctx context.Context, v *access.Viewer, ids []int64) (map[int64]*Person, error) {
	people, err := s.peopleByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var tenantIDs []int64
	for _, p := range people {
		tenantIDs = append(tenantIDs, p.TenantID)
	}
	tenants, err := s.Tenants(ctx, v, tenantIDs)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(people, func(_ int64, p *Person) bool { return tenants[p.TenantID] == nil })
	return people, nil
}

// peopleByID reads people, unscoped: of what was found through a scope.
func (s *Service) peopleByID(ctx context.Context, ids []int64) (map[int64]*Person, error) {
	found := make(map[int64]*Person, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var row Person
	query := "SELECT " + personColumns + " FROM persons p WHERE p.id IN (" + marks(len(ids)) + ")"
	return found, s.each(ctx, query, anys(ids), row.targets(), func() {
		p := row
		found[p.ID] = &p
	})
}
