package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"sportello/ent"
	"sportello/ent/externalidentity"
	"sportello/ent/membership"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// ownApplication is the issuer of ids that a desk's own application gives; an identity provider's is its address.
const ownApplication = ""

const maxExternalID = 255 // bytes

// Provision is a customer as a desk's own application knows them.
type Provision struct {
	ExternalID string // the application's own, unique on the desk
	Email      string
	Name       string
	Language   string            // it, es or en; empty: the desk's
	TenantID   int64             // 0: the key's own
	Role       access.TenantRole // of who is new in the tenant; empty: REQUESTER
}

// Provisioned is what became of it.
type Provisioned struct {
	UserID   int64
	TenantID int64
	Change   ProvisionChange
}

// ProvisionChange is what a call did to the account.
type ProvisionChange string

// The changes.
const (
	ProvisionCreated   ProvisionChange = "CREATED"   // an account was made
	ProvisionLinked    ProvisionChange = "LINKED"    // an account that was there is known by the id now
	ProvisionUpdated   ProvisionChange = "UPDATED"   // name, language, e-mail or place have changed
	ProvisionUnchanged ProvisionChange = "UNCHANGED" // all was so already
)

// ProvisionUser makes or updates a customer by the id that the desk's own application knows them by, with a place in a
// tenant. By programs alone.
//
// An account that was there before belongs to whoever proved the address: it is linked only where the key's place vouches for
// it already (they are its customer), or where nobody has ever proved it (no password, no place elsewhere); else EMAIL_TAKEN at
// email. Name, language and address are changed only of accounts that were made for the id and have no password.
func (s *Service) ProvisionUser(ctx context.Context, v *access.Viewer, in Provision) (*Provisioned, error) {
	own, ok := placeOfKey(v)
	if !ok {
		return nil, problem.New(problem.Forbidden)
	}
	if in.TenantID == 0 {
		if in.TenantID = own.TenantID; in.TenantID == 0 {
			return nil, problem.New(problem.Required, "tenant")
		}
	}
	at, err := s.findPlace(ctx, v, access.ProvisionUsers, access.Place{TenantID: in.TenantID}, "tenant")
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	var done *Provisioned
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) (err error) {
		p := provisioning{Service: s, tx: tx, in: in, own: own, at: at, key: v}
		done, err = p.run(ctx)
		if ent.IsConstraintError(err) { // the same call twice at once: the next try finds the other
			return errors.Join(store.ErrOutdated, err)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("provision a user: %w", err)
	}
	return done, nil
}

func (in *Provision) check() error {
	in.Email = email.Normalize(in.Email)
	if in.Role == "" {
		in.Role = access.TenantRequester
	}
	asked := NewUser{Email: in.Email, Name: in.Name, Language: in.Language}
	if asked.Language == "" {
		asked.Language = "en"
	}
	var faults problem.List
	switch {
	case in.ExternalID == "":
		faults = append(faults, problem.New(problem.Required, "externalId"))
	case len(in.ExternalID) > maxExternalID:
		faults = append(faults, problem.New(problem.TooLong, "externalId").With("max", maxExternalID))
	case !utf8.ValidString(in.ExternalID):
		faults = append(faults, problem.New(problem.InvalidCharacters, "externalId"))
	}
	if !slices.Contains(access.TenantRoles(), in.Role) {
		faults = append(faults, problem.New(problem.InvalidValue, "role"))
	}
	return append(faults, problem.Of(asked.check())...).Err()
}

// provisioning is one ProvisionUser within its transaction.
type provisioning struct {
	*Service
	tx      *ent.Tx
	in      Provision
	own, at access.Place // what the key is for, and the tenant
	key     *access.Viewer
}

func (p *provisioning) run(ctx context.Context) (*Provisioned, error) {
	if err := p.checkTenant(ctx); err != nil {
		return nil, err
	}
	known, founded, err := p.byID(ctx)
	if err != nil {
		return nil, err
	}
	change := ProvisionUnchanged
	switch {
	case known == nil:
		known, change, err = p.take(ctx)
	case founded && known.PasswordHash == "":
		change, err = p.update(ctx, known)
	}
	if err != nil {
		return nil, err
	}
	joined, err := p.join(ctx, known.ID)
	if err != nil {
		return nil, err
	}
	if joined && change == ProvisionUnchanged {
		change = ProvisionUpdated
	}
	done := &Provisioned{UserID: known.ID, TenantID: p.at.TenantID, Change: change}
	if change == ProvisionUnchanged {
		return done, nil
	}
	return done, p.record(ctx, audit.UserProvisioned, known.ID, map[string]string{"externalId": p.in.ExternalID, "change": string(change)})
}

// checkTenant refuses a say over guests, who are strangers to one another: they have requesters' places alone.
func (p *provisioning) checkTenant(ctx context.Context) error {
	t, err := p.tx.Tenant.Get(ctx, p.at.TenantID)
	if err == nil && t.Guests != nil && p.in.Role != access.TenantRequester {
		return problem.New(problem.InvalidValue, "role")
	}
	return err
}

func (p *provisioning) record(ctx context.Context, kind audit.Kind, userID int64, details map[string]string) error {
	return audit.Write(ctx, p.tx, audit.Entry{
		At: moment.Of(p.now()), Kind: kind, DeskID: p.at.DeskID, TenantID: p.at.TenantID, ActorID: p.key.UserID, SubjectID: userID,
		KeyID: p.key.Key.ID, Details: details,
	})
}

// byID is the user whom the id names already, held; nil: nobody. A tenant's key does not reach those of other tenants.
func (p *provisioning) byID(ctx context.Context) (known *ent.User, founded bool, err error) {
	identity, err := p.tx.ExternalIdentity.Query().Where(externalidentity.DeskID(p.at.DeskID), externalidentity.Issuer(ownApplication),
		externalidentity.ExternalID(p.in.ExternalID)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if p.own.TenantID != 0 {
		known, err = p.customerAt(ctx, p.tx, identity.UserID, p.own)
		if errors.Is(err, errNoCustomer) {
			return nil, false, problem.New(problem.NotFound, "externalId")
		}
		return known, identity.Founded, err
	}
	known, err = store.Lock(p.store, p.tx.User.Query().Where(user.ID(identity.UserID))).Only(ctx)
	return known, identity.Founded, err
}

// take makes the user, or links the one who has the address, if that is safe.
func (p *provisioning) take(ctx context.Context) (known *ent.User, change ProvisionChange, err error) {
	now := moment.Of(p.now())
	change = ProvisionLinked
	known, err = store.Lock(p.store, p.tx.User.Query().Where(user.Email(p.in.Email))).Only(ctx)
	switch {
	case ent.IsNotFound(err):
		change = ProvisionCreated
		language := p.in.Language
		if language == "" {
			desk, err := p.tx.Desk.Get(ctx, p.at.DeskID)
			if err != nil {
				return nil, "", err
			}
			language = desk.Language
		}
		known, err = p.tx.User.Create().SetEmail(p.in.Email).SetName(p.in.Name).SetLanguage(language).SetCreatedAt(now).Save(ctx)
	case err == nil:
		err = p.mayLink(ctx, known)
	}
	if err != nil {
		return nil, "", err
	}
	return known, change, p.tx.ExternalIdentity.Create().SetDeskID(p.at.DeskID).SetIssuer(ownApplication).SetExternalID(p.in.ExternalID).
		SetUserID(known.ID).SetFounded(change == ProvisionCreated).SetCreatedAt(now).Exec(ctx)
}

// mayLink refuses to link an account for which the key's place does not vouch.
func (p *provisioning) mayLink(ctx context.Context, known *ent.User) error {
	places, err := p.tx.Membership.Query().Where(membership.UserID(known.ID)).WithTenant().All(ctx)
	if err != nil {
		return err
	}
	vouched, elsewhere := false, false
	for _, place := range places {
		switch t := place.Edges.Tenant; {
		case t == nil && place.DeskID == p.at.DeskID: // staff sign in by themselves
			return problem.New(problem.EmailTaken, "email")
		case t == nil:
			elsewhere = true
		case p.own.Holds(access.Place{DeskID: place.DeskID, TenantID: t.ID}):
			vouched = vouched || t.Guests == nil
		case t.Guests == nil:
			elsewhere = true
		}
	}
	if vouched || known.PasswordHash == "" && !elsewhere {
		return nil
	}
	return problem.New(problem.EmailTaken, "email")
}

// update changes what the application says anew of an account that was made for it.
func (p *provisioning) update(ctx context.Context, known *ent.User) (ProvisionChange, error) {
	language := p.in.Language
	if language == "" {
		language = known.Language
	}
	if known.Name == p.in.Name && known.Language == language && known.Email == p.in.Email {
		return ProvisionUnchanged, nil
	}
	if known.Email != p.in.Email {
		taken, err := p.tx.User.Query().Where(user.Email(p.in.Email)).Exist(ctx)
		if err != nil {
			return "", err
		}
		if taken {
			return "", problem.New(problem.EmailTaken, "email")
		}
	}
	return ProvisionUpdated, p.tx.User.UpdateOne(known).SetName(p.in.Name).SetLanguage(language).SetEmail(p.in.Email).Exec(ctx)
}

// join gives the user a place in the tenant, if they have none; the role of who has one is not this call's to change.
func (p *provisioning) join(ctx context.Context, userID int64) (bool, error) {
	places, err := p.tx.Membership.Query().Where(membership.UserID(userID), membership.DeskID(p.at.DeskID)).All(ctx)
	if err != nil {
		return false, err
	}
	for _, place := range places {
		if place.TenantID == nil {
			return false, problem.New(problem.EmailTaken, "externalId")
		}
		if *place.TenantID == p.at.TenantID {
			return false, nil
		}
	}
	err = p.tx.Membership.Create().SetUserID(userID).SetDeskID(p.at.DeskID).SetTenantID(p.at.TenantID).SetRole(string(p.in.Role)).
		SetCreatedAt(moment.Of(p.now())).Exec(ctx)
	if err != nil {
		return false, err
	}
	return true, p.record(ctx, audit.MemberAdded, userID, map[string]string{"role": string(p.in.Role)})
}
