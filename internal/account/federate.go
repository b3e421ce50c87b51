package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sportello/ent"
	"sportello/ent/desk"
	"sportello/ent/externalidentity"
	"sportello/ent/membership"
	"sportello/ent/oidcprovider"
	"sportello/ent/tenant"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Provider is a desk's identity provider (OpenID Connect).
type Provider struct {
	DeskID                         int64
	Issuer, ClientID, ClientSecret string
	// Domains are those of e-mail addresses that it speaks for; its word on others counts for nothing.
	Domains []string
	// TenantID is where people go whom nobody knows yet; 0: they are refused.
	TenantID int64
}

// ProviderOf is the provider of a desk, by its short name. NOT_FOUND.
func (s *Service) ProviderOf(ctx context.Context, slug string) (*Provider, error) {
	ctx = store.System(ctx)
	d, err := s.store.Read().Desk.Query().Where(desk.Slug(slug)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, problem.New(problem.NotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("find the desk: %w", err)
	}
	row, err := s.store.Read().OIDCProvider.Query().Where(oidcprovider.DeskID(d.ID)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, problem.New(problem.NotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("find the desk's provider: %w", err)
	}
	return &Provider{
		DeskID: d.ID, Issuer: row.Issuer, ClientID: row.ClientID, ClientSecret: row.ClientSecret, TenantID: row.TenantID,
		Domains: slices.DeleteFunc(strings.Split(row.Domains, ","), func(d string) bool { return d == "" }),
	}, nil
}

// SetProvider gives a desk its provider, in place of the one it had. By the operator of the server.
func (s *Service) SetProvider(ctx context.Context, p Provider) error {
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		if p.TenantID != 0 {
			known, err := tx.Tenant.Query().Where(tenant.ID(p.TenantID), tenant.DeskID(p.DeskID)).Exist(ctx)
			if err != nil {
				return err
			}
			if !known {
				return fmt.Errorf("the tenant: %w", ErrUnknown)
			}
		}
		if _, err := tx.OIDCProvider.Delete().Where(oidcprovider.DeskID(p.DeskID)).Exec(ctx); err != nil {
			return err
		}
		now := moment.Of(s.now())
		err := tx.OIDCProvider.Create().SetDeskID(p.DeskID).SetIssuer(p.Issuer).SetClientID(p.ClientID).SetClientSecret(p.ClientSecret).
			SetDomains(strings.ToLower(strings.Join(p.Domains, ","))).SetTenantID(p.TenantID).SetCreatedAt(now).Exec(ctx)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			At: now, Kind: audit.DeskConfigured, DeskID: p.DeskID, Details: map[string]string{"setting": "oidc", "issuer": p.Issuer},
		})
	})
	if err != nil {
		return fmt.Errorf("set the desk's provider: %w", err)
	}
	return nil
}

// RemoveProvider takes a desk its provider. Sessions that it opened go on until they end.
func (s *Service) RemoveProvider(ctx context.Context, deskID int64) error {
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		gone, err := tx.OIDCProvider.Delete().Where(oidcprovider.DeskID(deskID)).Exec(ctx)
		if err != nil {
			return err
		}
		if gone == 0 {
			return ErrUnknown
		}
		return audit.Write(ctx, tx, audit.Entry{
			At: moment.Of(s.now()), Kind: audit.DeskConfigured, DeskID: deskID, Details: map[string]string{"setting": "oidc", "issuer": ""},
		})
	})
	if err != nil {
		return fmt.Errorf("remove the desk's provider: %w", err)
	}
	return nil
}

// Identity is what a provider has said of somebody, proved by its signature.
type Identity struct {
	Subject       string
	Email         string
	EmailVerified bool
	Name          string
	Language      string // as the provider writes it; empty: not said
}

// Refusal is why somebody whom the provider knows is not let in. It is told to them and put on record.
type Refusal string

// The refusals.
const (
	RefusedUnverified Refusal = "EMAIL_UNVERIFIED" // the provider has not verified the address
	RefusedDomain     Refusal = "EMAIL_FOREIGN"    // the provider does not speak for addresses of that domain
	RefusedUnknown    Refusal = "NOT_INVITED"      // nobody of that address has a place on the desk
	RefusedTaken      Refusal = "EMAIL_TAKEN"      // the address is an account's for which the desk does not vouch
)

// Error implements error.
func (r Refusal) Error() string { return "refused: " + string(r) }

// SignInByProvider opens a session, confined to the provider's desk, for whom its provider has identified; a *Refusal else.
//
// Who signed in by it before is known by the provider's own id, whatever their address is today. Who comes for the first
// time is linked to the account of their address only where the provider has verified it, speaks for its domain, and the
// account has a place on the desk; or where nobody has ever proved the account (no password, no place elsewhere) and the desk
// takes people in by its provider.
func (s *Service) SignInByProvider(ctx context.Context, p *Provider, who Identity, caller Caller) (*SignedIn, error) {
	who.Email = email.Normalize(who.Email)
	at := access.Place{DeskID: p.DeskID}
	var in *SignedIn
	var sessionID, userID int64
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		f := federation{Service: s, tx: tx, provider: p, who: who}
		known, err := f.find(ctx)
		if ent.IsConstraintError(err) { // the same person twice at once: the next try finds the other
			return errors.Join(store.ErrOutdated, err)
		}
		if err != nil {
			return err
		}
		userID = known.ID
		in, sessionID, err = s.openConfined(ctx, tx, confined{userID: known.ID, at: at, method: byProvider, userAgent: caller.UserAgent})
		return err
	})
	if refusal, ok := errors.AsType[Refusal](err); ok {
		return nil, errors.Join(refusal, s.recordRefused(ctx, p.DeskID, refusal))
	}
	if err != nil {
		return nil, fmt.Errorf("sign in by a provider: %w", err)
	}
	return in, s.show(ctx, in, sessionID, userID, at)
}

func (s *Service) recordRefused(ctx context.Context, deskID int64, why Refusal) error {
	return s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		return audit.Write(ctx, tx, audit.Entry{
			At: moment.Of(s.now()), Kind: audit.SignInRefused, DeskID: deskID, Details: map[string]string{"method": byProvider, "reason": string(why)},
		})
	})
}

// federation is one SignInByProvider within its transaction.
type federation struct {
	*Service
	tx       *ent.Tx
	provider *Provider
	who      Identity
}

// find is the user who is meant, held, with a place on the desk.
func (f *federation) find(ctx context.Context) (*ent.User, error) {
	identity, err := f.tx.ExternalIdentity.Query().Where(externalidentity.DeskID(f.provider.DeskID), externalidentity.Issuer(f.provider.Issuer),
		externalidentity.ExternalID(f.who.Subject)).Only(ctx)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	if identity != nil {
		return f.again(ctx, identity.UserID)
	}
	if err := f.trusted(); err != nil {
		return nil, err
	}
	known, err := store.Lock(f.store, f.tx.User.Query().Where(user.Email(f.who.Email))).Only(ctx)
	founded := ent.IsNotFound(err)
	switch {
	case founded:
		known, err = f.found(ctx)
	case err == nil:
		err = f.admit(ctx, known)
	}
	if err != nil {
		return nil, err
	}
	now := moment.Of(f.now())
	err = f.tx.ExternalIdentity.Create().SetDeskID(f.provider.DeskID).SetIssuer(f.provider.Issuer).SetExternalID(f.who.Subject).
		SetUserID(known.ID).SetFounded(founded).SetCreatedAt(now).Exec(ctx)
	if err != nil {
		return nil, err
	}
	return known, audit.Write(ctx, f.tx, audit.Entry{
		At: now, Kind: audit.IdentityLinked, DeskID: f.provider.DeskID, ActorID: known.ID, SubjectID: known.ID,
		Details: map[string]string{"issuer": f.provider.Issuer},
	})
}

// again is somebody who came by the provider before, if they still have a place on the desk.
func (f *federation) again(ctx context.Context, userID int64) (*ent.User, error) {
	known, err := store.Lock(f.store, f.tx.User.Query().Where(user.ID(userID))).Only(ctx)
	if err != nil {
		return nil, err
	}
	has, err := f.tx.Membership.Query().Where(membership.UserID(userID), membership.DeskID(f.provider.DeskID)).Exist(ctx)
	if err == nil && !has {
		err = RefusedUnknown
	}
	return known, err
}

// trusted says whether the provider's word on the address counts.
func (f *federation) trusted() error {
	_, domain, _ := strings.Cut(f.who.Email, "@")
	switch {
	case email.Check(f.who.Email) != nil || !f.who.EmailVerified:
		return RefusedUnverified
	case !slices.Contains(f.provider.Domains, domain):
		return RefusedDomain
	}
	return nil
}

// found makes an account for somebody whom nobody knows, where the desk takes them.
func (f *federation) found(ctx context.Context) (*ent.User, error) {
	if f.provider.TenantID == 0 {
		return nil, RefusedUnknown
	}
	d, err := f.tx.Desk.Get(ctx, f.provider.DeskID)
	if err != nil {
		return nil, err
	}
	language := d.Language
	if said, _, _ := strings.Cut(f.who.Language, "-"); slices.Contains([]string{"it", "es", "en"}, said) {
		language = said
	}
	known, err := f.tx.User.Create().SetEmail(f.who.Email).SetName(guestName(f.who.Name)).SetLanguage(language).
		SetCreatedAt(moment.Of(f.now())).Save(ctx)
	if err != nil {
		return nil, err
	}
	return known, f.join(ctx, known.ID)
}

// admit decides whether an account that was there before is the one that the provider speaks of.
func (f *federation) admit(ctx context.Context, known *ent.User) error {
	places, err := f.tx.Membership.Query().Where(membership.UserID(known.ID)).WithTenant().All(ctx)
	if err != nil {
		return err
	}
	elsewhere := false
	for _, p := range places {
		switch t := p.Edges.Tenant; {
		case t != nil && t.Guests != nil: // anybody may have written in their name
		case p.DeskID == f.provider.DeskID:
			return nil
		default:
			elsewhere = true
		}
	}
	switch {
	case known.PasswordHash != "" || elsewhere:
		return RefusedTaken
	case f.provider.TenantID == 0:
		return RefusedUnknown
	}
	return f.join(ctx, known.ID)
}

// join gives somebody new their place.
func (f *federation) join(ctx context.Context, userID int64) error {
	now := moment.Of(f.now())
	err := f.tx.Membership.Create().SetUserID(userID).SetDeskID(f.provider.DeskID).SetTenantID(f.provider.TenantID).
		SetRole(string(access.TenantRequester)).SetCreatedAt(now).Exec(ctx)
	if err != nil {
		return err
	}
	return audit.Write(ctx, f.tx, audit.Entry{
		At: now, Kind: audit.MemberAdded, DeskID: f.provider.DeskID, TenantID: f.provider.TenantID, ActorID: userID, SubjectID: userID,
		Details: map[string]string{"role": string(access.TenantRequester)},
	})
}
