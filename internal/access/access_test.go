package access_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/access"
)

func TestWhoWritesWhere(t *testing.T) {
	const desk, otherDesk, tenant, otherTenant = 1, 2, 10, 20
	staff := func(r access.DeskRole) *access.Viewer {
		return &access.Viewer{UserID: 5, Desks: map[int64]access.DeskRole{desk: r}}
	}
	member := func(r access.TenantRole) *access.Viewer {
		place := access.Membership{TenantID: tenant, DeskID: desk, Role: r}
		return &access.Viewer{UserID: 5, Tenants: map[int64]access.Membership{tenant: place}}
	}
	for name, c := range map[string]struct {
		viewer               *access.Viewer
		staff, works, writes bool
		people               bool // M1.5
		sets, reads          bool // the rules
	}{
		"agent":                {staff(access.DeskAgent), true, true, true, true, false, false},
		"supervisor":           {staff(access.DeskSupervisor), true, true, true, true, false, true},
		"desk administrator":   {staff(access.DeskAdministrator), true, true, true, true, true, true},
		"analyst":              {staff(access.DeskAnalyst), true, false, false, false, false, false},
		"tenant administrator": {member(access.TenantAdministrator), false, false, true, true, false, false},
		"technician":           {member(access.TenantTechnician), false, false, true, false, false, false},
		"requester":            {member(access.TenantRequester), false, false, true, false, false, false},
		"observer":             {member(access.TenantObserver), false, false, false, false, false, false},
		"nobody":               {&access.Viewer{UserID: 5}, false, false, false, false, false, false},
	} {
		v := c.viewer
		if v.StaffOf(desk) != c.staff || v.WorksOn(desk) != c.works || v.CanWrite(desk, tenant) != c.writes {
			t.Errorf("%s: staff %t, works %t, writes %t", name, v.StaffOf(desk), v.WorksOn(desk), v.CanWrite(desk, tenant))
		}
		if v.ManagesPeople(desk, tenant) != c.people {
			t.Errorf("%s: keeps the list of people %t", name, !c.people)
		}
		if v.SetsRules(desk) != c.sets || v.ReadsRules(desk) != c.reads || v.SetsRules(otherDesk) || v.ReadsRules(otherDesk) {
			t.Errorf("%s sets rules %t, reads them %t", name, v.SetsRules(desk), v.ReadsRules(desk))
		}
		if v.ManagesPeople(otherDesk, otherTenant) || v.ManagesPeople(desk, otherTenant) != c.works || v.StaffOf(otherDesk) || v.WorksOn(otherDesk) || v.CanWrite(otherDesk, otherTenant) {
			t.Errorf("%s reaches into another desk", name)
		}
		if !c.staff && v.CanWrite(otherDesk, tenant) {
			t.Errorf("%s writes in their tenant under another desk", name)
		}
	}
}

func anyViewer(t *rapid.T) *access.Viewer {
	v := &access.Viewer{
		UserID: rapid.Int64Range(1, 4).Draw(t, "user"),
		Desks:  map[int64]access.DeskRole{}, Tenants: map[int64]access.Membership{},
	}
	roles := rapid.SampledFrom([]access.DeskRole{access.DeskAgent, access.DeskSupervisor, access.DeskAdministrator, access.DeskAnalyst})
	for _, desk := range rapid.SliceOfDistinct(rapid.Int64Range(1, 4), rapid.ID).Draw(t, "desks") {
		v.Desks[desk] = roles.Draw(t, "role")
	}
	for _, tenant := range rapid.SliceOfDistinct(rapid.Int64Range(1, 12), rapid.ID).Draw(t, "tenants") {
		v.Tenants[tenant] = access.Membership{
			TenantID: tenant, DeskID: deskOf(tenant), Role: access.TenantRequester, SeesTenant: rapid.Bool().Draw(t, "sees tenant"),
		}
	}
	return v
}

// deskOf is the desk of each tenant: tenants never change theirs.
func deskOf(tenant int64) int64 { return tenant%4 + 1 }

// The scope says of every ticket what the roles say, and is sorted, so that equal viewers have equal scopes.
func TestScopeFollowsFromTheRoles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := anyViewer(t)
		scope := v.Scope()
		if !slices.IsSorted(scope.Desks) || !slices.IsSorted(scope.Tenants) || !slices.IsSorted(scope.OwnIn) {
			t.Fatalf("not sorted: %+v", scope)
		}
		var sees bool
		for tenant := range int64(14) {
			desk := deskOf(tenant)
			place, member := v.Tenants[tenant]
			for requester := range int64(6) {
				want := v.WorksOn(desk) || member && (place.SeesTenant || requester == v.UserID)
				if got := scope.Sees(desk, tenant, requester); got != want {
					t.Fatalf("ticket of user %d in tenant %d of desk %d: seen %t, want %t by %+v", requester, tenant, desk, got, want, scope)
				}
				sees = sees || want
			}
			if scope.SeesAsStaff(desk) != v.WorksOn(desk) {
				t.Fatalf("desk %d: staff sight is %t", desk, scope.SeesAsStaff(desk))
			}
		}
		if v.UserID > 0 && len(v.Tenants) > 0 && !sees {
			t.Fatal("a member of a tenant sees not even their own")
		}
	})
}

// Analysts see statistics, no single ticket; who belongs nowhere sees nothing.
func TestEmptyScope(t *testing.T) {
	for name, v := range map[string]*access.Viewer{
		"analyst":  {UserID: 1, Desks: map[int64]access.DeskRole{1: access.DeskAnalyst}},
		"stranger": {UserID: 1},
	} {
		if s := v.Scope(); !s.Empty() || s.Sees(1, 1, 1) {
			t.Errorf("%s sees %+v", name, s)
		}
	}
	if (access.Scope{}).Sees(0, 0, 0) {
		t.Error("the zero scope sees the zero ticket")
	}
}

func TestDeskIDs(t *testing.T) {
	v := &access.Viewer{
		Desks:   map[int64]access.DeskRole{9: access.DeskAnalyst, 3: access.DeskAgent},
		Tenants: map[int64]access.Membership{7: {DeskID: 3}, 8: {DeskID: 1}},
	}
	if got := v.DeskIDs(); !slices.Equal(got, []int64{1, 3, 9}) {
		t.Errorf("got %v", got)
	}
}

func TestTheViewerTravelsInAContext(t *testing.T) {
	if _, ok := access.From(t.Context()); ok {
		t.Error("somebody is in an empty context")
	}
	if _, ok := access.From(access.With(t.Context(), nil)); ok {
		t.Error("nobody counts as somebody")
	}
	v := &access.Viewer{UserID: 1}
	if got, ok := access.From(access.With(t.Context(), v)); !ok || got != v {
		t.Errorf("got %v, %t", got, ok)
	}
}
