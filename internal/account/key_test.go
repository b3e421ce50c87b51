package account

import (
	"context"
	"strings"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/auditentry"
	"sportello/ent/membership"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/desktest"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// boss is an administrator of a desk.
func (c *counter) boss(desk int64, email string) *access.Viewer {
	c.t.Helper()
	c.member(c.user(email), desk, 0, "ADMINISTRATOR")
	return c.signIn(email).Viewer
}

func (c *counter) key(v *access.Viewer, at access.Place, scopes ...access.KeyScope) (*Key, string) {
	c.t.Helper()
	made, secret, err := c.CreateKey(c.t.Context(), v, NewKey{Place: at, Name: "Billing", Scopes: scopes})
	if err != nil {
		c.t.Fatal(err)
	}
	return made, secret
}

// A key opens what its scopes say at its place, in one statement, and nothing when it is anything but itself.
func TestKeysOpenTheirPlace(t *testing.T) {
	c := open(t, nil)
	desk, other := c.desk("saas"), c.desk("portal")
	company := c.tenant(desk)
	boss := c.boss(desk, "boss@desk.example")
	_, secret := c.key(boss, access.Place{DeskID: desk}, access.ScopeReadTickets)
	_, narrow := c.key(boss, access.Place{TenantID: company}, access.ScopeWriteTickets, access.ScopeStatistics)
	c.authenticate(secret) // notes its use
	count := desktest.CountStatements(c.store)
	v := c.authenticate(secret)
	if got := count(); got != 1 {
		t.Errorf("%d statements", got)
	}
	if v.Key == nil || v.UserID == boss.UserID || v.Name != "Billing" || !v.May(access.ReadAllTickets, desk, company) || !v.Scope().SeesAsStaff(desk) {
		t.Errorf("viewer %+v", v)
	}
	if v.May(access.WriteTickets, desk, company) || v.May(access.ManageKeys, desk, 0) || v.May(access.ReadTickets, other, 0) || v.OwnsAccount() {
		t.Error("it may more than its scope")
	}
	n := c.authenticate(narrow)
	if !n.CanWrite(desk, company) || n.CanWrite(desk, c.tenant(desk)) || n.WorksOn(desk) || n.May(access.ReadAudit, desk, company) || len(n.Scope().Desks) != 0 {
		t.Errorf("the tenant's key: %+v", n)
	}
	last := secret[len(secret)-1]
	for name, token := range map[string]string{
		"prefix alone": "spk_", "of a session": "sps_" + secret[4:], "of a link": "spl_" + secret[4:], "no prefix": secret[4:], "short": secret[:46],
		"long": secret + "A", "huge": "spk_" + strings.Repeat("A", 1<<20), "upper case": strings.ToUpper(secret), "another spelling": secret[:46] + string(last+1),
		"never made": "spk_" + newToken()[4:], "spaces": secret + " ", "not base64": "spk_" + strings.Repeat("!", 43),
	} {
		if _, err := c.Authenticate(t.Context(), token); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A key ends when it is revoked, when its time is over, and for as long as who made it may make none.
func TestKeysEnd(t *testing.T) {
	c := open(t, nil)
	desk := c.desk("saas")
	company := c.tenant(desk)
	boss, chief := c.boss(desk, "boss@desk.example"), c.boss(desk, "chief@desk.example")
	at := access.Place{DeskID: desk}
	closed := func(token string) bool {
		_, err := c.Authenticate(t.Context(), token)
		return problem.Is(err, problem.Unauthenticated)
	}
	made, secret := c.key(boss, at, access.ScopeReadTickets)
	ended := c.Ended(t.Context(), c.authenticate(secret))
	if _, err := c.RevokeKey(t.Context(), chief, made.ID); err != nil || !closed(secret) {
		t.Errorf("revoked by a colleague: %v", err)
	}
	<-ended
	if again, err := c.RevokeKey(t.Context(), boss, made.ID); err != nil || !again.Revoked {
		t.Errorf("twice: %v", err)
	}
	brief, _, err := c.CreateKey(t.Context(), boss, NewKey{
		Place: at, Name: "Brief", Scopes: []access.KeyScope{access.ScopeStatistics}, ExpiresAt: moment.Of(c.clock.Now().Add(time.Hour)),
	})
	if err != nil || brief.ExpiresAt.IsZero() {
		t.Fatal(err)
	}
	_, tenants := c.key(boss, access.Place{TenantID: company}, access.ScopeReadTickets)
	role := func(name string) {
		c.tx(func(ctx context.Context, tx *ent.Tx) error {
			return tx.Membership.Update().Where(membership.UserID(boss.UserID)).SetRole(name).Exec(ctx)
		})
	}
	for _, step := range []struct {
		role string
		shut bool
	}{{"SUPERVISOR", true}, {"ADMINISTRATOR", false}} {
		role(step.role)
		if closed(tenants) != step.shut {
			t.Errorf("as %s: closed %v", step.role, !step.shut)
		}
		keys, err := c.Keys(t.Context(), chief, access.Place{TenantID: company})
		if err != nil || len(keys) != 1 || keys[0].Suspended != step.shut {
			t.Errorf("as %s: %+v, %v", step.role, keys, err)
		}
	}
	c.tx(func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.Membership.Delete().Where(membership.UserID(boss.UserID)).Exec(ctx)
		return err
	})
	if !closed(tenants) {
		t.Error("a key outlives its creator's place")
	}
}

// Expiry is by the desk's clock.
func TestKeysExpire(t *testing.T) {
	c := open(t, nil)
	boss := c.boss(c.desk("saas"), "boss@desk.example")
	var at access.Place
	for id := range boss.Desks {
		at.DeskID = id
	}
	_, secret, err := c.CreateKey(t.Context(), boss, NewKey{
		Place: at, Name: "Brief", Scopes: []access.KeyScope{access.ScopeStatistics}, ExpiresAt: moment.Of(c.clock.Now().Add(time.Hour)),
	})
	if err != nil {
		t.Fatal(err)
	}
	v := c.authenticate(secret)
	c.clock.advance(time.Hour - time.Second)
	c.authenticate(secret)
	c.clock.advance(time.Second)
	if _, err := c.Authenticate(t.Context(), secret); !problem.Is(err, problem.Unauthenticated) {
		t.Errorf("after its time: %v", err)
	}
	if _, err := c.Refresh(t.Context(), v); !problem.Is(err, problem.Unauthenticated) {
		t.Errorf("refreshed after its time: %v", err)
	}
}

// Bad input is told at its field, and a repetition makes no second key.
func TestKeysAreMadeOnce(t *testing.T) {
	c := open(t, nil)
	desk := c.desk("saas")
	boss := c.boss(desk, "boss@desk.example")
	at := access.Place{DeskID: desk}
	scopes := []access.KeyScope{access.ScopeReadTickets}
	for name, bad := range map[string]struct {
		in   NewKey
		code problem.Code
	}{
		"no name":           {NewKey{Place: at, Scopes: scopes}, problem.Required},
		"blank name":        {NewKey{Place: at, Name: " \t", Scopes: scopes}, problem.Required},
		"control character": {NewKey{Place: at, Name: "a\x07", Scopes: scopes}, problem.InvalidCharacters},
		"long name":         {NewKey{Place: at, Name: strings.Repeat("n", 101), Scopes: scopes}, problem.TooLong},
		"no scope":          {NewKey{Place: at, Name: "n"}, problem.Required},
		"strange scope":     {NewKey{Place: at, Name: "n", Scopes: []access.KeyScope{"EVERYTHING"}}, problem.InvalidValue},
		"over already":      {NewKey{Place: at, Name: "n", Scopes: scopes, ExpiresAt: moment.Of(c.clock.Now())}, problem.InvalidValue},
		"long call":         {NewKey{Place: at, Name: "n", Scopes: scopes, ClientMutationID: strings.Repeat("x", 65)}, problem.TooLong},
		"nowhere":           {NewKey{Place: access.Place{TenantID: 999}, Name: "n", Scopes: scopes}, problem.NotFound},
		"no place":          {NewKey{Name: "n", Scopes: scopes}, problem.NotFound},
	} {
		if _, _, err := c.CreateKey(t.Context(), boss, bad.in); !problem.Is(err, bad.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	in := NewKey{Place: at, Name: "Once", Scopes: scopes, ClientMutationID: "a"}
	first, secret, err := c.CreateKey(t.Context(), boss, in)
	if err != nil || secret == "" {
		t.Fatal(err)
	}
	again, told, err := c.CreateKey(t.Context(), boss, in)
	if err != nil || again.ID != first.ID || told != "" {
		t.Errorf("again: %+v %q %v", again, told, err)
	}
	in.Name = "Twice"
	if _, _, err := c.CreateKey(t.Context(), boss, in); !problem.Is(err, problem.IdempotencyKeyReused) {
		t.Errorf("another input: %v", err)
	}
	key := c.authenticate(secret)
	if _, _, err := c.CreateKey(t.Context(), key, NewKey{Place: at, Name: "Child", Scopes: scopes}); !problem.Is(err, problem.Forbidden) {
		t.Errorf("a key made a key: %v", err)
	}
	for n := 1; n < maxKeys; n++ {
		c.key(boss, at, access.ScopeStatistics)
	}
	if _, _, err := c.CreateKey(t.Context(), boss, NewKey{Place: at, Name: "One more", Scopes: scopes}); !problem.Is(err, problem.TooMany) {
		t.Errorf("the 51st: %v", err)
	}
	kept, err := c.store.Read().AuditEntry.Query().Where(auditentry.Kind(string(audit.KeyCreated))).Count(store.System(t.Context()))
	if err != nil || kept != maxKeys {
		t.Errorf("%d keys on record: %v", kept, err)
	}
	for _, row := range c.store.Read().APIKey.Query().AllX(store.System(t.Context())) {
		if strings.Contains(string(row.TokenHash), secret[4:]) {
			t.Error("the secret is kept")
		}
	}
}

// The last use is written now and then, not with each call.
func TestTheUseOfAKeyIsNoted(t *testing.T) {
	c := open(t, nil)
	desk := c.desk("saas")
	boss := c.boss(desk, "boss@desk.example")
	at := access.Place{DeskID: desk}
	_, secret := c.key(boss, at, access.ScopeReadTickets)
	used := func() moment.Moment {
		keys, err := c.Keys(t.Context(), boss, at)
		if err != nil {
			t.Fatal(err)
		}
		return keys[0].LastUsedAt
	}
	if !used().IsZero() {
		t.Error("used before it was")
	}
	first := moment.Of(c.clock.Now())
	for range 4 {
		c.authenticate(secret)
		if used() != first {
			t.Errorf("used at %v, want %v", used().Time(), first.Time())
		}
		c.clock.advance(time.Minute)
	}
	c.clock.advance(time.Minute)
	c.authenticate(secret)
	if used() != moment.Of(c.clock.Now()) {
		t.Errorf("not noted: %v", used().Time())
	}
}

// Keys that open nothing are told apart neither by the answer nor by the work: one statement for each, whatever they were.
func TestDeadKeysAreAlike(t *testing.T) {
	c := open(t, nil)
	desk := c.desk("saas")
	boss := c.boss(desk, "boss@desk.example")
	revoked, first := c.key(boss, access.Place{DeskID: desk}, access.ScopeReadTickets)
	if _, err := c.RevokeKey(t.Context(), boss, revoked.ID); err != nil {
		t.Fatal(err)
	}
	_, second, err := c.CreateKey(t.Context(), boss, NewKey{
		Place: access.Place{DeskID: desk}, Name: "Brief", Scopes: []access.KeyScope{access.ScopeStatistics}, ExpiresAt: moment.Of(c.clock.Now()) + 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	c.clock.advance(time.Second)
	unknown, _ := newSecret(keyPrefix)
	for name, token := range map[string]string{"revoked": first, "expired": second, "unknown": unknown} {
		count := desktest.CountStatements(c.store)
		_, err := c.Authenticate(t.Context(), token)
		if got := count(); got != 1 || err.Error() != unauthenticated().Error() {
			t.Errorf("%s: %d statements, %v", name, got, err)
		}
	}
}
