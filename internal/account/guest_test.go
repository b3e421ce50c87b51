package account

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/ent/tenant"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

func (c *counter) guest(desk int64, address, name string) *access.Viewer {
	c.t.Helper()
	v, err := c.Guest(c.t.Context(), desk, address, name)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

func (c *counter) guestsTenant(desk int64) *ent.Tenant {
	c.t.Helper()
	t, err := c.store.Read().Tenant.Query().Where(tenant.DeskID(desk), tenant.Guests(true)).Only(systemContext(c.t))
	if err != nil {
		c.t.Fatal(err)
	}
	return t
}

// M2.1: a stranger becomes a user without a password, with a requester's place among the desk's guests; the same address is
// the same user, on another desk, too.
func TestGuestIsMade(t *testing.T) {
	c := open(t, nil)
	desk, other := c.desk("saas"), c.desk("studio")
	v := c.guest(desk, " Piera@Example.COM ", "Piera \u202eBassi")
	place := c.guestsTenant(desk)
	if v.Email != "piera@example.com" || v.Name != "Piera Bassi" || v.Language != "it" || place.Name != "Ospiti" {
		t.Errorf("%+v in %+v", v, place)
	}
	want := map[int64]access.Membership{place.ID: {TenantID: place.ID, DeskID: desk, Role: access.TenantRequester}}
	if !maps.Equal(v.Tenants, want) || len(v.Desks) > 0 {
		t.Errorf("places %+v", v)
	}
	if again := c.guest(desk, "piera@example.com", "Somebody Else"); again.UserID != v.UserID || again.Name != v.Name {
		t.Errorf("again %+v", again)
	}
	if there := c.guest(other, "PIERA@example.com", ""); there.UserID != v.UserID || there.Tenants[c.guestsTenant(other).ID].DeskID != other {
		t.Errorf("on another desk %+v", there)
	}
	if _, err := c.try("piera@example.com", ""); !problem.Is(err, problem.InvalidCredentials) {
		t.Errorf("a guest signs in: %v", err)
	}
}

// M2.1: on a desk that shows requesters their whole tenant, guests see what is theirs alone, whatever role somebody gives them.
func TestGuestsAreStrangers(t *testing.T) {
	c := open(t, nil)
	desk := c.desk("studio")
	id := c.guest(desk, "piera@example.com", "Piera").UserID
	place := c.guestsTenant(desk).ID
	v, err := c.ViewerOf(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if scope := v.Scope(); len(scope.Tenants) > 0 || !slices.Equal(scope.OwnIn, []int64{place}) {
		t.Errorf("a guest sees %+v", scope)
	}
	other := c.user("ada@example.com")
	for _, role := range []string{"ADMINISTRATOR", "TECHNICIAN", "OBSERVER"} {
		err := c.AddMembership(t.Context(), NewMembership{UserID: other, DeskID: desk, TenantID: place, Role: role})
		wantCode(t, err, problem.InvalidValue)
	}
}

// Who has one company on the desk writes for it, whatever else they have is not theirs unseen; with several, and for staff and
// observers, it is the place of guests. Nobody who exists is changed.
func TestGuestWhoIsKnown(t *testing.T) {
	c := open(t, nil)
	desk, elsewhere := c.desk("studio"), c.desk("saas")
	first, second, far := c.tenant(desk), c.tenant(desk), c.tenant(elsewhere)
	guests := int64(0) // stands for the tenant of guests
	for name, row := range map[string]struct {
		places []NewMembership
		want   int64
	}{
		"of one company":        {[]NewMembership{{TenantID: first, Role: "ADMINISTRATOR"}}, first},
		"of another desk":       {[]NewMembership{{DeskID: elsewhere, TenantID: far, Role: "REQUESTER"}}, guests},
		"of two companies":      {[]NewMembership{{TenantID: first, Role: "REQUESTER"}, {TenantID: second, Role: "REQUESTER"}}, guests},
		"observer":              {[]NewMembership{{TenantID: first, Role: "OBSERVER"}}, guests},
		"observer and more":     {[]NewMembership{{TenantID: first, Role: "OBSERVER"}, {TenantID: second, Role: "TECHNICIAN"}}, second},
		"staff":                 {[]NewMembership{{Role: "ADMINISTRATOR"}}, guests},
		"staff with a company":  {[]NewMembership{{Role: "AGENT"}, {TenantID: first, Role: "REQUESTER"}}, guests},
		"nobody, but signed up": {nil, guests},
	} {
		t.Run(name, func(t *testing.T) {
			address := strings.ReplaceAll(strings.ReplaceAll(name, " ", "-"), ",", "") + "@example.com"
			id := c.user(address)
			for _, p := range row.places {
				if p.DeskID == 0 {
					p.DeskID = desk
				}
				c.member(id, p.DeskID, p.TenantID, p.Role)
			}
			before := c.hashOf(id)
			v := c.guest(desk, address, "Another Name")
			want := row.want
			if want == guests {
				want = c.guestsTenant(desk).ID
			}
			only := map[int64]access.Membership{want: {TenantID: want, DeskID: desk, Role: access.TenantRequester}}
			if v.UserID != id || v.Name != "Ada Serra" || len(v.Desks) > 0 || !maps.Equal(v.Tenants, only) {
				t.Errorf("got %+v, want %+v", v, only)
			}
			if again := c.guest(desk, address, ""); !maps.Equal(again.Tenants, only) || c.hashOf(id) != before {
				t.Errorf("again %+v", again)
			}
		})
	}
}

func TestGuestRefuses(t *testing.T) {
	c := open(t, nil)
	desk := c.desk("saas")
	for _, address := range []string{"", "piera", "Piera <piera@example.com>", "a@example.com\r\nBcc: b@example.com", "a@example.com,b@example.com"} {
		_, err := c.Guest(t.Context(), desk, address, "")
		wantCode(t, err, problem.InvalidValue)
	}
	other := c.desk("portal")
	c.tx(func(ctx context.Context, tx *ent.Tx) error {
		return tx.DeskAddress.Create().SetDeskID(other).SetAddress("help@desk.example").SetCreatedAt(moment.Of(c.clock.Now())).Exec(ctx)
	})
	for _, address := range []string{"Help@desk.example", "help+t12-abc@desk.example"} { // a desk is nobody's guest
		_, err := c.Guest(t.Context(), desk, address, "")
		wantCode(t, err, problem.InvalidValue)
	}
	if _, err := c.Guest(t.Context(), 999, "piera@example.com", ""); !errors.Is(err, ErrUnknown) {
		t.Errorf("unknown desk: %v", err)
	}
	for raw, want := range map[string]string{
		"a\nb": "", "a\x00b": "", "\xff\xfea": "a", strings.Repeat("é", 300): strings.Repeat("é", 200), "\u2066x\u2069": "x",
	} {
		if got := guestName(raw); got != want {
			t.Errorf("%q became %q", raw, got)
		}
	}
	if n, err := c.store.Read().User.Query().Count(systemContext(t)); n != 0 || err != nil {
		t.Errorf("%d users, %v", n, err)
	}
}

// However many mails of a stranger come at once, there is one user, one place of guests and one membership.
func TestGuestsAtOnce(t *testing.T) {
	c := open(t, nil)
	desk := c.desk("saas")
	ids := make([]int64, 16)
	var wait sync.WaitGroup
	for i := range ids {
		wait.Go(func() {
			v, err := c.Guest(t.Context(), desk, "piera@example.com", "Piera")
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = v.UserID
		})
	}
	wait.Wait()
	ctx := store.System(t.Context())
	read := c.store.Read()
	users, err := read.User.Query().Where(user.Email("piera@example.com")).Count(ctx)
	tenants, err2 := read.Tenant.Query().Where(tenant.DeskID(desk)).Count(ctx)
	places, err3 := read.Membership.Query().Where(membership.UserID(ids[0])).Count(ctx)
	if err := errors.Join(err, err2, err3); err != nil || users != 1 || tenants != 1 || places != 1 || len(slices.Compact(ids)) != 1 {
		t.Errorf("%d users, %d tenants, %d places: %v, %v", users, tenants, places, ids, err)
	}
}
