package httpd_test

import (
	"context"
	"testing"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/desktest"
	"sportello/internal/httpd"
	"sportello/internal/store"
)

// A role that is taken away while a socket is open is gone with its next operation; the session stays the same.
func TestASocketsViewerIsRefreshed(t *testing.T) {
	db := desktest.NewStore(t)
	factory := desktest.NewFactory(t, db)
	accounts, err := account.New(account.Config{Store: db, Argon2: account.Argon2{Memory: 64, Time: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	auth := &httpd.Authenticator{Account: accounts}
	agent := factory.Staff(factory.Desk("saas"), access.DeskAgent)
	agent.SessionID = 7
	opened := access.With(t.Context(), agent)
	viewerNow := func() *access.Viewer {
		t.Helper()
		ctx, err := auth.Refresh(opened)
		if err != nil {
			t.Fatal(err)
		}
		v, known := access.From(ctx)
		if !known || v.UserID != agent.UserID || v.SessionID != agent.SessionID {
			t.Fatalf("%+v, %t", v, known)
		}
		return v
	}
	if v := viewerNow(); len(v.Desks) != 1 {
		t.Errorf("an agent is %+v", v)
	}
	err = db.Tx(store.System(t.Context()), func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.Membership.Delete().Where(membership.UserID(agent.UserID)).Exec(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if v := viewerNow(); len(v.Desks) != 0 {
		t.Errorf("who was dismissed is %+v", v)
	}
	if ctx, err := auth.Refresh(t.Context()); err != nil || ctx != t.Context() {
		t.Errorf("nobody becomes %v, %v", ctx, err)
	}
}
