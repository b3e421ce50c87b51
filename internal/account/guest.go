package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"sportello/ent"
	"sportello/ent/deskaddress"
	"sportello/ent/membership"
	"sportello/ent/tenant"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/clean"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Guest finds or makes the user of an address that nobody has signed in with, and gives them a place on the desk to write
// from (M2.1, M3.1). INVALID_VALUE at email, also for the address of a desk, whichever: two desks would answer each other for ever;
// ErrUnknown: no such desk.
//
// Nothing proves who wrote: an account that exists is never changed, and the viewer is as narrow as can be. They have one
// place, as its requester, with their own tickets in it, whatever else the user may do after signing in. It is the tenant of the
// desk in which the user may write, where there is exactly one: a colleague's request belongs to the company. With several nobody
// can say which is meant, and whoever guesses shows one company what is another's; then, and for staff, observers and
// strangers, it is the desk's tenant of guests.
//
// The name is that of a new user only; of one that can't be shown nothing is kept.
func (s *Service) Guest(ctx context.Context, deskID int64, address, name string) (*access.Viewer, error) {
	address = email.Normalize(address)
	if email.Check(address) != nil {
		return nil, problem.New(problem.InvalidValue, "email")
	}
	var guest *access.Viewer
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) (err error) {
		guest, err = s.guestIn(ctx, tx, deskID, address, guestName(name))
		if ent.IsConstraintError(err) { // somebody else makes the same: the next try finds it
			return errors.Join(store.ErrOutdated, err)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("a guest of desk %d: %w", deskID, err)
	}
	return guest, nil
}

func (s *Service) guestIn(ctx context.Context, tx *ent.Tx, deskID int64, address, name string) (*access.Viewer, error) {
	desk, err := tx.Desk.Get(ctx, deskID)
	if ent.IsNotFound(err) {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	ours, err := tx.DeskAddress.Query().Where(deskaddress.Address(withoutTag(address))).Exist(ctx)
	if err != nil {
		return nil, err
	}
	if ours {
		return nil, problem.New(problem.InvalidValue, "email")
	}
	u, err := tx.User.Query().Where(user.Email(address)).Only(ctx)
	if ent.IsNotFound(err) {
		u, err = tx.User.Create().SetEmail(address).SetName(name).SetLanguage(desk.Language).SetCreatedAt(moment.Of(s.now())).Save(ctx)
	}
	if err != nil {
		return nil, err
	}
	tenantID, err := s.placeOf(ctx, tx, u.ID, desk)
	if err != nil {
		return nil, err
	}
	place := access.Membership{TenantID: tenantID, DeskID: deskID, Role: access.TenantRequester}
	return &access.Viewer{
		UserID: u.ID, Email: u.Email, Name: u.Name, Language: u.Language, Tenants: map[int64]access.Membership{tenantID: place},
	}, nil
}

// placeOf is the tenant from which a user writes to a desk unseen; see Guest.
func (s *Service) placeOf(ctx context.Context, tx *ent.Tx, userID int64, desk *ent.Desk) (int64, error) {
	places, err := tx.Membership.Query().Where(membership.UserID(userID), membership.DeskID(desk.ID)).WithTenant().All(ctx)
	if err != nil {
		return 0, err
	}
	var companies []int64
	staff, known := false, false
	for _, p := range places {
		switch t := p.Edges.Tenant; {
		case t == nil:
			staff = true
		case t.Guests != nil:
			known = true
		case access.TenantRole(p.Role) != access.TenantObserver:
			companies = append(companies, t.ID)
		}
	}
	if len(companies) == 1 && !staff {
		return companies[0], nil
	}
	guests, err := s.guestsOf(ctx, tx, desk)
	if err != nil || known {
		return guests, err
	}
	return guests, tx.Membership.Create().SetUserID(userID).SetDeskID(desk.ID).SetTenantID(guests).
		SetRole(string(access.TenantRequester)).SetCreatedAt(moment.Of(s.now())).Exec(ctx)
}

// guestsOf finds or makes a desk's tenant of guests.
func (s *Service) guestsOf(ctx context.Context, tx *ent.Tx, desk *ent.Desk) (int64, error) {
	t, err := tx.Tenant.Query().Where(tenant.DeskID(desk.ID), tenant.Guests(true)).Only(ctx)
	if ent.IsNotFound(err) {
		t, err = tx.Tenant.Create().SetDeskID(desk.ID).SetName(guestsName(desk.Language)).SetGuests(true).
			SetCreatedAt(moment.Of(s.now())).Save(ctx)
	}
	if err != nil {
		return 0, err
	}
	return t.ID, nil
}

// guestsName is what staff read where others see a company.
func guestsName(language string) string {
	switch language {
	case "it":
		return "Ospiti"
	case "es":
		return "Invitados"
	}
	return "Guests"
}

// withoutTag is an address without what stands behind a plus: answers and delivery reports come back to such ones of a desk's.
func withoutTag(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}

// guestName is a name that a stranger gave, on one line and without marks that turn the direction of writing.
func guestName(raw string) string {
	raw = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(raw, ""))
	name, ok := clean.Text(raw, false)
	if !ok {
		return ""
	}
	if runes := []rune(name); len(runes) > maxName {
		name = strings.TrimSpace(string(runes[:maxName]))
	}
	return name
}
