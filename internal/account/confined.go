package account

import (
	"context"
	"errors"
	"fmt"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// errNoCustomer says that a user is no customer at a place, or staff of its desk.
var errNoCustomer = errors.New("no customer there")

// customerAt makes sure that the user has a place as a customer at the desk, or in its tenant, and none on its staff: an
// application may sign in those whom it brought, never those who answer for the desk. It holds the user.
func (s *Service) customerAt(ctx context.Context, tx *ent.Tx, userID int64, at access.Place) (*ent.User, error) {
	known, err := store.Lock(s.store, tx.User.Query().Where(user.ID(userID))).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, errNoCustomer
	}
	if err != nil {
		return nil, fmt.Errorf("hold the user: %w", err)
	}
	places, err := tx.Membership.Query().Where(membership.UserID(userID), membership.DeskID(at.DeskID)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the user's places: %w", err)
	}
	customer := false
	for _, p := range places {
		if p.TenantID == nil {
			return nil, errNoCustomer
		}
		customer = customer || at.Holds(access.Place{DeskID: p.DeskID, TenantID: *p.TenantID})
	}
	if !customer {
		return nil, errNoCustomer
	}
	return known, nil
}

// confined is a session to be, for one place alone.
type confined struct {
	userID, keyID int64
	at            access.Place
	method        string
	userAgent     string
}

// openConfined opens a session within a transaction that holds the user.
func (s *Service) openConfined(ctx context.Context, tx *ent.Tx, c confined) (*SignedIn, int64, error) {
	token, hash := newSecret(tokenPrefix)
	now := s.now()
	expires := moment.Of(now.Add(s.lifetime))
	create := tx.Session.Create().SetUserID(c.userID).SetTokenHash(hash).SetCreatedAt(moment.Of(now)).SetExpiresAt(expires).
		SetUserAgent(shorten(c.userAgent, maxUserAgent)).SetDeskID(c.at.DeskID)
	if c.at.TenantID != 0 {
		create.SetTenantID(c.at.TenantID)
	}
	made, err := create.Save(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("open a session: %w", err)
	}
	err = audit.Write(ctx, tx, audit.Entry{
		At: moment.Of(now), Kind: audit.SignedIn, DeskID: c.at.DeskID, TenantID: c.at.TenantID, ActorID: c.userID, KeyID: c.keyID,
		Details: map[string]string{"method": c.method},
	})
	return &SignedIn{Token: token, ExpiresAt: expires.Time()}, made.ID, err
}

// show adds to a new session who it is for.
func (s *Service) show(ctx context.Context, in *SignedIn, sessionID, userID int64, at access.Place) error {
	v, err := s.ViewerOf(ctx, userID)
	if err != nil {
		return err
	}
	v.SessionID = sessionID
	confine(v, at)
	in.Viewer = v
	return nil
}

// linkInvalid is the one answer to links that open nothing.
func linkInvalid() error { return problem.New(problem.LinkInvalid, "token") }
