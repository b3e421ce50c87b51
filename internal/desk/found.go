package desk

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"sportello/ent"
	entdesk "sportello/ent/desk"
	"sportello/ent/tenant"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// ErrSlugTaken says that another desk has this short name.
var ErrSlugTaken = errors.New("another desk has this short name")

// NewDesk is a desk to be.
type NewDesk struct {
	Slug     string // lower-case letters, digits and hyphens; 40 at most
	Name     string
	TimeZone string // IANA name
	Policy   []byte // YAML; see internal/policy
}

var slugForm = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$`)

// AddDesk founds a desk, for the operator of the server, and answers its id. Its language is the policy's. INVALID_VALUE
// at slug or timeZone; REQUIRED or TOO_LONG at name; the faults of the policy; ErrSlugTaken.
func (s *Service) AddDesk(ctx context.Context, in NewDesk) (int64, error) {
	if !slugForm.MatchString(in.Slug) {
		return 0, problem.New(problem.InvalidValue, "slug")
	}
	if _, err := time.LoadLocation(in.TimeZone); err != nil || in.TimeZone == "" || in.TimeZone == "Local" {
		return 0, problem.New(problem.InvalidValue, "timeZone").Wrap(err)
	}
	name, err := title(in.Name)
	if err != nil {
		return 0, err
	}
	rules, err := policy.Parse("policy", in.Policy)
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		made, err := tx.Desk.Create().SetSlug(in.Slug).SetName(name).SetLanguage(rules.Language).SetTimeZone(in.TimeZone).
			SetPolicy(string(in.Policy)).SetCreatedAt(moment.Of(s.now())).Save(ctx)
		if ent.IsConstraintError(err) {
			return ErrSlugTaken
		}
		if err != nil {
			return err
		}
		id = made.ID
		return keepRules(ctx, tx, made, nil, made.CreatedAt)
	})
	if err != nil {
		return 0, fmt.Errorf("add a desk: %w", err)
	}
	return id, nil
}

// NewTenant is a customer company to be.
type NewTenant struct {
	Desk      string // short name
	Name      string
	VATNumber string // may be empty
}

// AddTenant adds a customer company to a desk, for the operator of the server, and answers its id. NOT_FOUND at desk;
// REQUIRED or TOO_LONG at name.
func (s *Service) AddTenant(ctx context.Context, in NewTenant) (int64, error) {
	name, err := title(in.Name)
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		deskID, err := tx.Desk.Query().Where(entdesk.Slug(in.Desk)).OnlyID(ctx)
		if err != nil {
			return missing(err, "desk")
		}
		made, err := tx.Tenant.Create().SetDeskID(deskID).SetName(name).SetVatNumber(in.VATNumber).
			SetCreatedAt(moment.Of(s.now())).Save(ctx)
		if err != nil {
			return err
		}
		id = made.ID
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("add a tenant: %w", err)
	}
	return id, nil
}

// DeskIDOf is the id of the desk with a short name, for the operator of the server. NOT_FOUND.
func (s *Service) DeskIDOf(ctx context.Context, slug string) (int64, error) {
	id, err := s.store.Read().Desk.Query().Where(entdesk.Slug(slug)).OnlyID(store.System(ctx))
	if err != nil {
		return 0, missing(err, "desk")
	}
	return id, nil
}

// VATNumberOf is the VAT number of one of a desk's tenants, for the operator of the server; it may be empty. NOT_FOUND.
func (s *Service) VATNumberOf(ctx context.Context, deskID, tenantID int64) (string, error) {
	found, err := s.store.Read().Tenant.Query().Where(tenant.ID(tenantID), tenant.DeskID(deskID)).Only(store.System(ctx))
	if err != nil {
		return "", missing(err, "tenant")
	}
	return found.VatNumber, nil
}

// maxTitle is the longest name of a desk or tenant, in characters.
const maxTitle = 200

func title(raw string) (string, error) {
	line := readLine(raw)
	if fault := line.check(1, maxTitle, "name"); fault != nil {
		return "", fault
	}
	return line.text, nil
}
