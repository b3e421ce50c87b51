package account

import (
	"context"
	"sync"
	"testing"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// application is a desk with a program that brings its own users.
type application struct {
	*counter
	desk, company int64
	boss, key     *access.Viewer
}

func openApplication(t *testing.T) *application {
	t.Helper()
	c := open(t, nil)
	a := &application{counter: c, desk: c.desk("saas")}
	a.company = c.tenant(a.desk)
	a.boss = c.boss(a.desk, "boss@desk.example")
	_, secret := c.key(a.boss, access.Place{DeskID: a.desk}, access.ScopeAdministration)
	a.key = c.authenticate(secret)
	return a
}

func (a *application) provision(id, email string) (*Provisioned, error) {
	return a.ProvisionUser(a.t.Context(), a.key, Provision{ExternalID: id, Email: email, Name: "Ida Neri", TenantID: a.company})
}

func (a *application) link(by NewSignInLink) (*SignInLink, error) {
	return a.CreateSignInLink(a.t.Context(), a.key, by)
}

func (a *application) redeem(token string) (*Redeemed, error) {
	return a.RedeemSignInLink(a.t.Context(), token, Caller{UserAgent: "test"})
}

// The same call again changes nothing; another name, address or tenant of an account that was made for the id is taken over.
func TestUsersAreProvisioned(t *testing.T) {
	a := openApplication(t)
	beside := a.tenant(a.desk)
	var id int64
	for _, step := range []struct {
		in   Provision
		want ProvisionChange
	}{
		{Provision{ExternalID: "7", Email: "Ida@Company.example", Name: "Ida", TenantID: a.company}, ProvisionCreated},
		{Provision{ExternalID: "7", Email: "ida@company.example", Name: "Ida", TenantID: a.company}, ProvisionUnchanged},
		{Provision{ExternalID: "7", Email: "ida@company.example", Name: "Ida Neri", TenantID: a.company}, ProvisionUpdated},
		{Provision{ExternalID: "7", Email: "neri@company.example", Name: "Ida Neri", TenantID: a.company}, ProvisionUpdated},
		{Provision{ExternalID: "7", Email: "neri@company.example", Name: "Ida Neri", TenantID: beside, Role: access.TenantTechnician}, ProvisionUpdated},
		{Provision{ExternalID: "7", Email: "neri@company.example", Name: "Ida Neri", TenantID: beside}, ProvisionUnchanged},
	} {
		got, err := a.ProvisionUser(t.Context(), a.key, step.in)
		if err != nil || got.Change != step.want || id != 0 && got.UserID != id {
			t.Errorf("%+v: %+v %v, want %s", step.in, got, err, step.want)
		}
		id = got.UserID
	}
	v, err := a.ViewerOf(t.Context(), id)
	if err != nil || v.Email != "neri@company.example" || v.Language != "it" || v.Tenants[a.company].Role != access.TenantRequester ||
		v.Tenants[beside].Role != access.TenantTechnician {
		t.Errorf("%+v %v", v, err)
	}
}

// Nobody's account is taken over: an address that its owner may have proved elsewhere, or that is staff's, is refused.
func TestProvisioningTakesNobodyOver(t *testing.T) {
	a := openApplication(t)
	elsewhere := a.counter.desk("portal")
	stranger := a.user("stranger@example.com") // signs in by password
	a.member(a.user("other@example.com"), elsewhere, a.tenant(elsewhere), "REQUESTER")
	a.member(a.user("agent@example.com"), a.desk, 0, "AGENT")
	ours := a.user("ours@example.com")
	a.member(ours, a.desk, a.company, "TECHNICIAN")
	guest, err := a.Guest(t.Context(), a.desk, "guest@example.com", "A guest")
	if err != nil {
		t.Fatal(err)
	}
	for email, want := range map[string]problem.Code{
		"stranger@example.com": problem.EmailTaken, "other@example.com": problem.EmailTaken, "agent@example.com": problem.EmailTaken,
		"boss@desk.example": problem.EmailTaken, "ours@example.com": "", "guest@example.com": "",
	} {
		got, err := a.provision("of "+email, email)
		if want != "" && !problem.Is(err, want) || want == "" && (err != nil || got.Change != ProvisionLinked) {
			t.Errorf("%s: %+v %v", email, got, err)
		}
	}
	if _, err := a.provision("of ours@example.com", "stranger@example.com"); err != nil { // the id is ours': the address is left alone
		t.Error(err)
	}
	for id, want := range map[int64]string{stranger: "stranger@example.com", ours: "ours@example.com", guest.UserID: "guest@example.com"} {
		u := a.store.Read().User.Query().Where(user.ID(id)).OnlyX(store.System(t.Context()))
		if u.Email != want || u.Name == "Ida Neri" {
			t.Errorf("%s became %+v", want, u)
		}
	}
	if _, err := a.provision("new", "new@example.com"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.provision("new", "ours@example.com"); !problem.Is(err, problem.EmailTaken) {
		t.Errorf("an address that another has: %v", err)
	}
}

// A tenant's key reaches the tenant's people alone, and people provision nobody.
func TestProvisioningKeepsToItsPlace(t *testing.T) {
	a := openApplication(t)
	beside := a.tenant(a.desk)
	_, secret := a.counter.key(a.boss, access.Place{TenantID: beside}, access.ScopeAdministration)
	narrow := a.authenticate(secret)
	if _, err := a.provision("7", "ida@company.example"); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		v    *access.Viewer
		in   Provision
		code problem.Code
	}{
		"another tenant":         {narrow, Provision{ExternalID: "8", Email: "e@company.example", TenantID: a.company}, problem.NotFound},
		"a person of another":    {narrow, Provision{ExternalID: "7", Email: "ida@company.example"}, problem.NotFound},
		"the address of another": {narrow, Provision{ExternalID: "9", Email: "ida@company.example"}, problem.EmailTaken},
		"a person":               {a.boss, Provision{ExternalID: "8", Email: "e@company.example", TenantID: a.company}, problem.Forbidden},
		"no tenant":              {a.key, Provision{ExternalID: "8", Email: "e@company.example"}, problem.Required},
		"no such tenant":         {a.key, Provision{ExternalID: "8", Email: "e@company.example", TenantID: 99}, problem.NotFound},
		"no id":                  {a.key, Provision{Email: "e@company.example", TenantID: a.company}, problem.Required},
		"no address":             {a.key, Provision{ExternalID: "8", Email: "nobody", TenantID: a.company}, problem.InvalidValue},
		"a program's address":    {a.key, Provision{ExternalID: "8", Email: "key-1@program.invalid", TenantID: a.company}, problem.InvalidValue},
		"no role":                {a.key, Provision{ExternalID: "8", Email: "e@company.example", TenantID: a.company, Role: "AGENT"}, problem.InvalidValue},
		"no language":            {a.key, Provision{ExternalID: "8", Email: "e@company.example", TenantID: a.company, Language: "xx"}, problem.InvalidValue},
	} {
		if got, err := a.ProvisionUser(t.Context(), c.v, c.in); !problem.Is(err, c.code) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	guest, err := a.Guest(t.Context(), a.desk, "guest@example.com", "")
	if err != nil {
		t.Fatal(err)
	}
	for tenant := range guest.Tenants {
		in := Provision{ExternalID: "10", Email: "g@company.example", TenantID: tenant, Role: access.TenantAdministrator}
		if got, err := a.ProvisionUser(t.Context(), a.key, in); !problem.Is(err, problem.InvalidValue) {
			t.Errorf("an administrator of guests: %+v %v", got, err)
		}
	}
	if _, err := a.ProvisionUser(t.Context(), narrow, Provision{ExternalID: "8", Email: "eva@company.example"}); err != nil {
		t.Errorf("its own: %v", err)
	}
}

// Many calls at once make one account.
func TestProvisioningAtOnceMakesOne(t *testing.T) {
	a := openApplication(t)
	var all sync.WaitGroup
	ids := make([]int64, 8)
	for i := range ids {
		all.Go(func() {
			if done, err := a.provision("7", "ida@company.example"); err != nil {
				t.Error(err)
			} else {
				ids[i] = done.UserID
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("%v", ids)
		}
	}
}

// M4.8: a link opens a session once, within a minute, at its place alone, for customers alone.
func TestSignInLinks(t *testing.T) {
	a := openApplication(t)
	ida, err := a.provision("7", "ida@company.example")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := a.counter.desk("portal")
	a.member(ida.UserID, elsewhere, a.tenant(elsewhere), "ADMINISTRATOR")
	link, err := a.link(NewSignInLink{ExternalID: "7", Source: "somewhere"})
	if err != nil {
		t.Fatal(err)
	}
	in, err := a.redeem(link.Token)
	if err != nil || in.Source != "somewhere" {
		t.Fatalf("%+v %v", in, err)
	}
	v := a.authenticate(in.Token)
	if v.UserID != ida.UserID || v.OwnsAccount() || len(v.Tenants) != 1 || v.Tenants[a.company].DeskID != a.desk || v.Confined == nil {
		t.Errorf("the session is %+v", v)
	}
	if fresh, err := a.Refresh(t.Context(), v); err != nil || len(fresh.Tenants) != 1 || fresh.OwnsAccount() || fresh.SessionID != v.SessionID {
		t.Errorf("refreshed %+v %v", fresh, err)
	}
	if _, err := a.redeem(link.Token); !problem.Is(err, problem.LinkInvalid) {
		t.Errorf("used twice: %v", err)
	}
	late, err := a.link(NewSignInLink{UserID: ida.UserID})
	if err != nil {
		t.Fatal(err)
	}
	a.clock.advance(linkLifetime)
	for name, token := range map[string]string{
		"expired": late.Token, "none": "", "prefix": "spl_", "never made": "spl_" + newToken()[4:], "a session": in.Token, "long": late.Token + "A",
	} {
		if _, err := a.redeem(token); !problem.Is(err, problem.LinkInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.RemoveExpired(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := a.store.Read().SignInLink.Query().CountX(store.System(t.Context())); left != 0 {
		t.Errorf("%d links are left", left)
	}
}

// A link is for customers of its place; it is void when they leave, and when its key ends.
func TestSignInLinksAreForCustomers(t *testing.T) {
	a := openApplication(t)
	ida, err := a.provision("7", "ida@company.example")
	if err != nil {
		t.Fatal(err)
	}
	agent := a.user("agent@example.com")
	a.member(agent, a.desk, 0, "AGENT")
	for name, by := range map[string]NewSignInLink{
		"staff": {UserID: agent}, "the boss": {UserID: a.boss.UserID}, "a stranger": {UserID: a.user("stranger@example.com")}, "the key": {UserID: a.key.UserID},
		"nobody": {UserID: 999_999}, "an unknown id": {ExternalID: "8"}, "no id": {UserID: -1},
	} {
		if _, err := a.link(by); !problem.Is(err, problem.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.CreateSignInLink(t.Context(), a.boss, NewSignInLink{UserID: ida.UserID}); !problem.Is(err, problem.Forbidden) {
		t.Errorf("by a person: %v", err)
	}
	left, err := a.link(NewSignInLink{UserID: ida.UserID})
	if err != nil {
		t.Fatal(err)
	}
	shut, err := a.link(NewSignInLink{UserID: ida.UserID})
	if err != nil {
		t.Fatal(err)
	}
	a.tx(func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.Membership.Delete().Where(membership.UserID(ida.UserID)).Exec(ctx)
		return err
	})
	if _, err := a.redeem(left.Token); !problem.Is(err, problem.LinkInvalid) {
		t.Errorf("a customer no more: %v", err)
	}
	a.member(ida.UserID, a.desk, a.company, "REQUESTER")
	if _, err := a.RevokeKey(t.Context(), a.boss, a.key.Key.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := a.redeem(shut.Token); !problem.Is(err, problem.LinkInvalid) {
		t.Errorf("the key is revoked: %v", err)
	}
}

// Of many who redeem one link at once, one comes in.
func TestALinkIsRedeemedOnce(t *testing.T) {
	a := openApplication(t)
	if _, err := a.provision("7", "ida@company.example"); err != nil {
		t.Fatal(err)
	}
	link, err := a.link(NewSignInLink{ExternalID: "7"})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	opened := 0
	for range 8 {
		all.Go(func() {
			_, err := a.redeem(link.Token)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				opened++
			} else if !problem.Is(err, problem.LinkInvalid) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if opened != 1 {
		t.Errorf("%d came in", opened)
	}
}
