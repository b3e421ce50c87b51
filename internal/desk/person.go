package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/person"
	"sportello/ent/tenant"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// AddPersonInput is a collaborator to be.
type AddPersonInput struct {
	TenantID         int64
	Name             string
	Email            string
	Phone            string // may be empty
	ClientMutationID string
}

// AddPerson adds a collaborator to a tenant's list (M1.5); its administrators and the desk's staff may. NOT_FOUND at
// tenant, FORBIDDEN; at name and email REQUIRED, TOO_LONG, INVALID_CHARACTERS, INVALID_VALUE; INVALID_VALUE at phone;
// PERSON_EXISTS at email; TOO_MANY.
func (s *Service) AddPerson(ctx context.Context, v *access.Viewer, in AddPersonInput) (*Outcome, error) {
	c := call{operation: "addPerson", key: in.ClientMutationID, input: in}
	return s.once(ctx, v, c, func(ctx context.Context, tx *ent.Tx) (*result, error) {
		if err := s.holdPeople(ctx, tx, v, in.TenantID); err != nil {
			return nil, missing(err, "tenant")
		}
		d := readPerson(&in.Name, &in.Email, &in.Phone)
		if err := d.checkAmong(ctx, tx, in.TenantID, 0); err != nil {
			return nil, err
		}
		made, err := tx.Person.Create().SetTenantID(in.TenantID).SetName(*d.name).SetEmail(*d.email).SetPhone(*d.phone).
			SetCreatedAt(moment.Of(s.now())).Save(ctx)
		if err != nil {
			return nil, fmt.Errorf("add the person: %w", err)
		}
		return &result{outcome: Outcome{PersonID: made.ID}}, nil
	})
}

// UpdatePersonInput corrects a collaborator; nil leaves as it is.
type UpdatePersonInput struct {
	PersonID           int64
	Name, Email, Phone *string
}

// UpdatePerson corrects a collaborator: on all tickets, old ones too, since it is the same person. As AddPerson;
// NOT_FOUND and PERSON_REMOVED at person.
func (s *Service) UpdatePerson(ctx context.Context, v *access.Viewer, in UpdatePersonInput) error {
	return s.store.Tx(store.Scoped(ctx, v.Scope()), func(ctx context.Context, tx *ent.Tx) error {
		p, err := s.holdPerson(ctx, tx, v, in.PersonID)
		if err != nil {
			return err
		}
		if p.RetiredAt != 0 {
			return problem.New(problem.PersonRemoved, "person")
		}
		d := readPerson(in.Name, in.Email, in.Phone)
		if err := d.checkAmong(ctx, tx, p.TenantID, p.ID); err != nil {
			return err
		}
		err = tx.Person.UpdateOneID(p.ID).SetNillableName(d.name).SetNillableEmail(d.email).SetNillablePhone(d.phone).Exec(ctx)
		if err != nil {
			return fmt.Errorf("correct the person: %w", err)
		}
		return nil
	})
}

// RemovePerson takes a collaborator off the list. The row stays, since tickets and their logs name it. Once more changes
// nothing. NOT_FOUND at person, FORBIDDEN.
func (s *Service) RemovePerson(ctx context.Context, v *access.Viewer, id int64) error {
	return s.store.Tx(store.Scoped(ctx, v.Scope()), func(ctx context.Context, tx *ent.Tx) error {
		p, err := s.holdPerson(ctx, tx, v, id)
		if err != nil || p.RetiredAt != 0 {
			return err
		}
		if err := tx.Person.UpdateOneID(id).SetRetiredAt(moment.Of(s.now())).Exec(ctx); err != nil {
			return fmt.Errorf("retire the person: %w", err)
		}
		return nil
	})
}

// holdPeople holds a tenant's list until the transaction's end, for who keeps it.
func (s *Service) holdPeople(ctx context.Context, tx *ent.Tx, v *access.Viewer, tenantID int64) error {
	t, err := store.Lock(s.store, tx.Tenant.Query().Where(tenant.ID(tenantID))).Only(ctx)
	if err != nil {
		return fmt.Errorf("hold the tenant: %w", err)
	}
	if t.Guests != nil || !v.ManagesPeople(t.DeskID, t.ID) { // guests are strangers to one another
		return problem.New(problem.Forbidden)
	}
	return nil
}

// holdPerson finds a collaborator and holds their tenant's list. The row is read under a lock: a first read without one
// would fix what the transaction sees of the list to the time before it held it.
func (s *Service) holdPerson(ctx context.Context, tx *ent.Tx, v *access.Viewer, id int64) (*ent.Person, error) {
	p, err := store.Lock(s.store, tx.Person.Query().Where(person.ID(id))).Only(ctx)
	if err != nil {
		return nil, missing(fmt.Errorf("load the person: %w", err), "person")
	}
	return p, s.holdPeople(ctx, tx, v, p.TenantID)
}

// checkAmong looks at the whole list, which is held: nobody else has the address, and there is room for a new one (id 0).
func (d *personDetails) checkAmong(ctx context.Context, tx *ent.Tx, tenantID, id int64) error {
	others, err := tx.Person.Query().
		Where(person.TenantID(tenantID), person.RetiredAt(0), person.IDNEQ(id)).All(ctx)
	if err != nil {
		return fmt.Errorf("load the list of people: %w", err)
	}
	for _, other := range others {
		if d.email != nil && other.Email == *d.email {
			d.fault(problem.New(problem.PersonExists, "email"))
			break
		}
	}
	if id == 0 && len(others) >= maxPeople {
		d.fault(problem.New(problem.TooMany).With("max", maxPeople))
	}
	return d.faults.Err()
}
