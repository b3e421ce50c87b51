package desktest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// Factory puts rows straight into the tables, by no rule: what a test starts from. A row that can't be made fails the
// test. Names and instants count up, so that the same calls make the same rows.
type Factory struct {
	t       testing.TB
	store   *store.Store
	count   int
	rules   map[int64]*policy.Policy // by desk
	deskOf  map[int64]int64          // by tenant
	numbers map[int64]int64          // newest ticket by desk
}

// NewFactory makes a factory for a store.
func NewFactory(t testing.TB, s *store.Store) *Factory {
	return &Factory{
		t: t, store: s,
		rules: map[int64]*policy.Policy{}, deskOf: map[int64]int64{}, numbers: map[int64]int64{},
	}
}

// Epoch is when a factory's rows begin to be made, a minute apart.
func Epoch() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

func (f *Factory) next() int {
	f.count++
	return f.count
}

func (f *Factory) instant() moment.Moment {
	return moment.Of(Epoch().Add(time.Duration(f.next()) * time.Minute))
}

// do runs a function in a transaction of the system's.
func (f *Factory) do(what string, fn func(ctx context.Context, tx *ent.Tx) error) {
	f.t.Helper()
	if err := f.store.Tx(store.System(context.Background()), fn); err != nil {
		f.t.Fatalf("make %s: %v", what, err)
	}
}

// Desk makes a desk with the rules of a preset.
func (f *Factory) Desk(preset string) int64 {
	f.t.Helper()
	text, err := policy.PresetText(preset)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.DeskWith(string(text))
}

// DeskWith makes a desk with the rules of a policy file.
func (f *Factory) DeskWith(text string) (id int64) {
	f.t.Helper()
	rules, err := policy.Parse("desk.yaml", []byte(text))
	if err != nil {
		f.t.Fatal(err)
	}
	f.do("a desk", func(ctx context.Context, tx *ent.Tx) error {
		n := f.next()
		row, err := tx.Desk.Create().SetSlug(fmt.Sprintf("desk-%d", n)).SetName(fmt.Sprintf("Support %d", n)).
			SetLanguage(rules.Language).SetTimeZone("Europe/Rome").SetPolicy(text).SetCreatedAt(f.instant()).Save(ctx)
		if err != nil {
			return err
		}
		id = row.ID
		return tx.PolicyVersion.Create().SetDeskID(id).SetVersion(row.PolicyVersion).SetPolicy(text).
			SetCreatedAt(row.CreatedAt).Exec(ctx)
	})
	f.rules[id] = rules
	return id
}

// Tenant makes a customer company.
func (f *Factory) Tenant(deskID int64) (id int64) {
	f.t.Helper()
	f.do("a tenant", func(ctx context.Context, tx *ent.Tx) error {
		name := fmt.Sprintf("Company %d", f.next())
		row, err := tx.Tenant.Create().SetDeskID(deskID).SetName(name).SetCreatedAt(f.instant()).Save(ctx)
		if err == nil {
			id = row.ID
		}
		return err
	})
	f.deskOf[id] = deskID
	return id
}

// Person makes a collaborator of a tenant.
func (f *Factory) Person(tenantID int64) (id int64) {
	f.t.Helper()
	f.do("a person", func(ctx context.Context, tx *ent.Tx) error {
		n := f.next()
		row, err := tx.Person.Create().SetTenantID(tenantID).SetName(fmt.Sprintf("Person %d", n)).
			SetEmail(fmt.Sprintf("person%d@company.example", n)).SetCreatedAt(f.instant()).Save(ctx)
		if err == nil {
			id = row.ID
		}
		return err
	})
	return id
}

// User makes somebody who belongs nowhere yet.
func (f *Factory) User() *access.Viewer {
	f.t.Helper()
	v := &access.Viewer{Language: "en", Desks: map[int64]access.DeskRole{}, Tenants: map[int64]access.Membership{}}
	f.do("a user", func(ctx context.Context, tx *ent.Tx) error {
		n := f.next()
		v.Name, v.Email = fmt.Sprintf("User %d", n), fmt.Sprintf("user%d@mail.example", n)
		row, err := tx.User.Create().SetName(v.Name).SetEmail(v.Email).SetCreatedAt(f.instant()).Save(ctx)
		if err == nil {
			v.UserID = row.ID
		}
		return err
	})
	return v
}

// Staff makes a user with a role on a desk.
func (f *Factory) Staff(deskID int64, role access.DeskRole) *access.Viewer {
	f.t.Helper()
	v := f.User()
	f.JoinDesk(v, deskID, role)
	return v
}

// Customer makes a user with a role in a tenant.
func (f *Factory) Customer(tenantID int64, role access.TenantRole) *access.Viewer {
	f.t.Helper()
	v := f.User()
	f.JoinTenant(v, tenantID, role)
	return v
}

// JoinDesk gives a user a role on a desk.
func (f *Factory) JoinDesk(v *access.Viewer, deskID int64, role access.DeskRole) {
	f.t.Helper()
	f.do("a membership", func(ctx context.Context, tx *ent.Tx) error {
		return tx.Membership.Create().SetUserID(v.UserID).SetDeskID(deskID).SetRole(string(role)).
			SetCreatedAt(f.instant()).Exec(ctx)
	})
	v.Desks[deskID] = role
}

// JoinTenant gives a user a role in a tenant that the factory has made.
func (f *Factory) JoinTenant(v *access.Viewer, tenantID int64, role access.TenantRole) {
	f.t.Helper()
	deskID := f.deskOf[tenantID]
	f.do("a membership", func(ctx context.Context, tx *ent.Tx) error {
		return tx.Membership.Create().SetUserID(v.UserID).SetDeskID(deskID).SetTenantID(tenantID).
			SetRole(string(role)).SetCreatedAt(f.instant()).Exec(ctx)
	})
	v.Tenants[tenantID] = access.Membership{
		TenantID: tenantID, DeskID: deskID, Role: role,
		SeesTenant: role != access.TenantRequester || f.rules[deskID].Visibility.RequestersSeeTenant(),
	}
}
