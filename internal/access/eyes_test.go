package access

import "testing"

// Eyes tell apart whoever sees something else of a ticket, and nobody else.
func TestEyes(t *testing.T) {
	const desk, tenant = 1, 2
	agent := func(id int64) *Viewer {
		return &Viewer{UserID: id, SessionID: id, Name: "A", Language: "it", Desks: map[int64]DeskRole{desk: DeskAgent}}
	}
	customer := func(id int64, role TenantRole) *Viewer {
		return &Viewer{UserID: id, Language: "it", Tenants: map[int64]Membership{
			tenant: {TenantID: tenant, DeskID: desk, Role: role, SeesTenant: true},
			9:      {TenantID: 9, DeskID: 8, Role: TenantObserver, SeesTenant: true},
		}}
	}
	if agent(3).EyesOn(desk, tenant, false) != agent(4).EyesOn(desk, tenant, false) {
		t.Error("two agents see differently")
	}
	for name, pair := range map[string][2]Eyes{
		"one is named":     {agent(3).EyesOn(desk, tenant, true), agent(4).EyesOn(desk, tenant, false)},
		"both are named":   {agent(3).EyesOn(desk, tenant, true), agent(4).EyesOn(desk, tenant, true)},
		"staff, customer":  {agent(3).EyesOn(desk, tenant, false), customer(4, TenantTechnician).EyesOn(desk, tenant, false)},
		"roles":            {customer(3, TenantTechnician).EyesOn(desk, tenant, false), customer(4, TenantObserver).EyesOn(desk, tenant, false)},
		"staff elsewhere":  {agent(3).EyesOn(desk, tenant, false), agent(3).EyesOn(7, tenant, false)},
		"member elsewhere": {customer(3, TenantObserver).EyesOn(desk, tenant, false), customer(3, TenantObserver).EyesOn(desk, 7, false)},
	} {
		if pair[0] == pair[1] {
			t.Errorf("%s: the same eyes: %+v", name, pair[0])
		}
	}
	v := customer(3, TenantObserver).EyesOn(desk, tenant, false).Viewer(desk, tenant)
	if v.UserID == 3 || v.UserID == 0 || len(v.Tenants) != 1 || v.Tenants[tenant].Role != TenantObserver || len(v.Desks) != 0 {
		t.Errorf("with these eyes there is %+v", v)
	}
	if v := agent(3).EyesOn(desk, tenant, true).Viewer(desk, tenant); v.UserID != 3 || !v.WorksOn(desk) || v.StaffOf(7) {
		t.Errorf("with an agent's eyes there is %+v", v)
	}
}
