package account

import (
	"context"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// M4.7: what a role shows of its tenant; a requester sees what the desk's policy says.
func TestRolesSee(t *testing.T) {
	for _, row := range []struct {
		role, preset string
		sees         bool
	}{
		{"ADMINISTRATOR", "guided", true},
		{"TECHNICIAN", "guided", true},
		{"OBSERVER", "guided", true},
		{"REQUESTER", "guided", false},
		{"REQUESTER", "portal", true},
	} {
		t.Run(row.role+" at "+row.preset, func(t *testing.T) {
			c := open(t, nil)
			id, desk := c.user("ada@example.com"), c.desk(row.preset)
			tenant := c.tenant(desk)
			c.member(id, desk, tenant, row.role)
			v := c.authenticate(c.signIn("ada@example.com").Token)
			want := access.Membership{TenantID: tenant, DeskID: desk, Role: access.TenantRole(row.role), SeesTenant: row.sees}
			if v.Tenants[tenant] != want || len(v.Desks) != 0 {
				t.Errorf("got %+v, want %+v", v.Tenants[tenant], want)
			}
		})
	}
}

// A changed policy and a new role count from the next call on.
func TestViewerIsReadAnew(t *testing.T) {
	c := open(t, nil)
	id, desk := c.user("ada@example.com"), c.desk("guided")
	tenant := c.tenant(desk)
	c.member(id, desk, tenant, "REQUESTER")
	token := c.signIn("ada@example.com").Token
	if c.authenticate(token).Tenants[tenant].SeesTenant {
		t.Error("sees the whole tenant")
	}
	rules, err := policy.PresetText("portal")
	if err != nil {
		t.Fatal(err)
	}
	c.changePolicy(desk, string(rules))
	if !c.authenticate(token).Tenants[tenant].SeesTenant {
		t.Error("the new policy does not count")
	}
	c.member(id, desk, 0, "SUPERVISOR")
	count := desktest.CountStatements(c.store)
	if got := c.authenticate(token).Desks[desk]; got != access.DeskSupervisor {
		t.Errorf("role %q", got)
	}
	if count() != 1 {
		t.Error("the policy was read again")
	}
}

// A policy that can't be read lets nobody see more than they may: it is an error.
func TestBrokenPolicyFailsClosed(t *testing.T) {
	c := open(t, nil)
	id, desk := c.user("ada@example.com"), c.desk("portal")
	c.changePolicy(desk, "nonsense")
	c.member(id, desk, c.tenant(desk), "REQUESTER")
	if v, err := c.ViewerOf(t.Context(), id); err == nil || v != nil {
		t.Errorf("viewer %+v, %v", v, err)
	}
}

func (c *counter) changePolicy(desk int64, text string) {
	c.t.Helper()
	c.tx(func(ctx context.Context, tx *ent.Tx) error {
		return tx.Desk.UpdateOneID(desk).SetPolicy(text).AddPolicyVersion(1).Exec(ctx)
	})
}

func TestViewerOf(t *testing.T) {
	c := open(t, nil)
	id := c.user("ada@example.com")
	v, err := c.ViewerOf(t.Context(), id)
	if err != nil || v.UserID != id || v.SessionID != 0 || !v.Scope().Empty() {
		t.Errorf("viewer %+v, %v", v, err)
	}
	_, err = c.ViewerOf(t.Context(), id+1)
	wantCode(t, err, problem.NotFound)
}

func TestCallerInContext(t *testing.T) {
	if got := CallerFrom(t.Context()); got != (Caller{}) {
		t.Errorf("nobody: %+v", got)
	}
	if got := CallerFrom(WithCaller(t.Context(), Caller{UserAgent: "test"})); got.UserAgent != "test" {
		t.Errorf("got %+v", got)
	}
}
