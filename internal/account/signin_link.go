package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sportello/ent"
	"sportello/ent/externalidentity"
	"sportello/ent/signinlink"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// linkLifetime is how long a sign-in link lives: from a click in one window to the page that opens in another.
const linkLifetime = time.Minute

// NewSignInLink is a link to be: for a user by their number, or by the id that the desk's application knows them by.
type NewSignInLink struct {
	UserID     int64
	ExternalID string
	Source     string // where in the application it was, to be handed on as it is
}

// SignInLink is told once.
type SignInLink struct {
	Token     string
	ExpiresAt moment.Moment
}

// CreateSignInLink lets a desk's own application sign in one of the desk's customers (M4.8), once, within a minute, confined
// to where its key is for. By programs alone: FORBIDDEN for people. NOT_FOUND at user for who is no customer there; staff
// never are.
func (s *Service) CreateSignInLink(ctx context.Context, v *access.Viewer, in NewSignInLink) (*SignInLink, error) {
	at, ok := placeOfKey(v)
	if !ok || !v.May(access.ProvisionUsers, at.DeskID, at.TenantID) {
		return nil, problem.New(problem.Forbidden)
	}
	token, hash := newSecret(linkPrefix)
	now := s.now()
	expires := moment.Of(now.Add(linkLifetime))
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		userID, err := s.userOf(ctx, tx, at, in)
		if err != nil {
			return err
		}
		if _, err := s.customerAt(ctx, tx, userID, at); err != nil {
			return err
		}
		err = tx.SignInLink.Create().SetTokenHash(hash).SetUserID(userID).SetKeyID(v.Key.ID).SetDeskID(at.DeskID).SetTenantID(at.TenantID).
			SetSource(in.Source).SetCreatedAt(moment.Of(now)).SetExpiresAt(expires).Exec(ctx)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			At: moment.Of(now), Kind: audit.SignInLinkMade, DeskID: at.DeskID, TenantID: at.TenantID,
			ActorID: v.UserID, SubjectID: userID, KeyID: v.Key.ID,
		})
	})
	if errors.Is(err, errNoCustomer) {
		return nil, problem.New(problem.NotFound, "user")
	}
	if err != nil {
		return nil, fmt.Errorf("create a sign-in link: %w", err)
	}
	return &SignInLink{Token: token, ExpiresAt: expires}, nil
}

// placeOfKey is what a program's key is for; false: it is none.
func placeOfKey(v *access.Viewer) (access.Place, bool) {
	if v.Key == nil {
		return access.Place{}, false
	}
	for id := range v.Desks {
		return access.Place{DeskID: id}, true
	}
	for id, place := range v.Tenants {
		return access.Place{DeskID: place.DeskID, TenantID: id}, true
	}
	return access.Place{}, false
}

// userOf finds who is meant.
func (s *Service) userOf(ctx context.Context, tx *ent.Tx, at access.Place, in NewSignInLink) (int64, error) {
	if in.ExternalID == "" {
		return in.UserID, nil
	}
	known, err := tx.ExternalIdentity.Query().Where(
		externalidentity.DeskID(at.DeskID), externalidentity.Issuer(ownApplication), externalidentity.ExternalID(in.ExternalID)).Only(ctx)
	if ent.IsNotFound(err) {
		return 0, errNoCustomer
	}
	if err != nil {
		return 0, err
	}
	return known.UserID, nil
}

// Redeemed is what a sign-in link opened.
type Redeemed struct {
	*SignedIn
	Source   string // as it was given with the link
	TenantID int64  // for which the link was; 0: any of the desk's
}

// RedeemSignInLink opens a session by a link, which it uses up: LINK_INVALID at token for one that is unknown, used or
// expired, whose key works no more, or whose user is no customer there any more.
func (s *Service) RedeemSignInLink(ctx context.Context, token string, caller Caller) (*Redeemed, error) {
	hash, ours := hashSecret(linkPrefix, token)
	if !ours {
		return nil, linkInvalid()
	}
	link, err := s.store.Read().SignInLink.Query().Where(signinlink.TokenHash(hash)).Only(store.System(ctx))
	if ent.IsNotFound(err) {
		return nil, linkInvalid()
	}
	if err != nil {
		return nil, fmt.Errorf("find a sign-in link: %w", err)
	}
	keys, err := s.viewersOfKeys(ctx, []int64{link.KeyID})
	if err != nil {
		return nil, err
	}
	at := access.Place{DeskID: link.DeskID, TenantID: link.TenantID}
	if key := keys[link.KeyID]; key == nil || !key.May(access.ProvisionUsers, at.DeskID, at.TenantID) {
		return nil, linkInvalid()
	}
	var in *SignedIn
	var sessionID int64
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		used, err := tx.SignInLink.Delete().Where(signinlink.ID(link.ID), signinlink.ExpiresAtGT(moment.Of(s.now()))).Exec(ctx)
		if err != nil {
			return err
		}
		if used == 0 { // somebody was faster, or a minute has passed
			return linkInvalid()
		}
		if _, err := s.customerAt(ctx, tx, link.UserID, at); err != nil {
			return err
		}
		in, sessionID, err = s.openConfined(ctx, tx, confined{
			userID: link.UserID, keyID: link.KeyID, at: at, method: byLink, userAgent: caller.UserAgent,
		})
		return err
	})
	if errors.Is(err, errNoCustomer) {
		return nil, linkInvalid()
	}
	if err != nil {
		return nil, fmt.Errorf("redeem a sign-in link: %w", err)
	}
	if err := s.show(ctx, in, sessionID, link.UserID, at); err != nil {
		return nil, err
	}
	return &Redeemed{SignedIn: in, Source: link.Source, TenantID: link.TenantID}, nil
}

// removeLinks deletes the links whose minute is over.
func (s *Service) removeLinks(ctx context.Context, now time.Time) error {
	err := s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.SignInLink.Delete().Where(signinlink.ExpiresAtLTE(moment.Of(now))).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("remove sign-in links: %w", err)
	}
	return nil
}
