package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/store"
)

// place is where a new ticket belongs.
type place struct{ deskID, policyVersion int64 }

const findPlace = `SELECT tenants.desk_id, desks.policy_version FROM tenants
	JOIN desks ON desks.id = tenants.desk_id WHERE tenants.id = ?`

// findTenant finds a tenant that the viewer belongs to or answers for.
func findTenant(ctx context.Context, tx *ent.Tx, v *access.Viewer, id int64) (place, error) {
	var p place
	err := queryRow(ctx, tx, findPlace, []any{id}, []any{(*number)(&p.deskID), (*number)(&p.policyVersion)})
	if err == nil && !v.WorksOn(p.deskID) {
		if _, member := v.Tenants[id]; !member {
			err = errNoRow
		}
	}
	if err != nil {
		return place{}, fmt.Errorf("load the tenant: %w", err)
	}
	return p, nil
}

const (
	takeNumber = "UPDATE desks SET last_number = last_number + 1 WHERE id = ?"
	readNumber = "SELECT last_number, policy_version FROM desks WHERE id = ?"
)

// nextNumber takes the desk's next ticket number, by the rules in force: store.ErrOutdated where they are not the scene's
// any more. From here to the transaction's end no other ticket can be opened on the desk, and its rules can't change, so it
// comes late; when the transaction fails the number is free again.
func (c *scene) nextNumber(ctx context.Context) (int64, error) {
	if _, err := c.tx.ExecContext(ctx, takeNumber, c.desk.ID); err != nil {
		return 0, fmt.Errorf("count the ticket: %w", err)
	}
	var next, version number
	if err := queryRow(ctx, c.tx, readNumber, []any{c.desk.ID}, []any{&next, &version}); err != nil {
		return 0, fmt.Errorf("read the ticket's number: %w", err)
	}
	return int64(next), c.checkRules(int64(version))
}

// holdRules keeps the desk's rules in force until the transaction's end: store.ErrOutdated where they are not the scene's any
// more. For what a change of rules looks for: else a ticket could get a status in the very moment in which that goes.
// Others may hold them too, but no number is given and no rule changed meanwhile, so it comes late.
func (c *scene) holdRules(ctx context.Context) error {
	query := c.service.tickets.holdRules
	if query == "" {
		return nil
	}
	var version number
	if err := queryRow(ctx, c.tx, query, []any{c.desk.ID}, []any{&version}); err != nil {
		return fmt.Errorf("hold the rules: %w", err)
	}
	return c.checkRules(int64(version))
}

func (c *scene) checkRules(inForce int64) error {
	if inForce != c.desk.PolicyVersion {
		return fmt.Errorf("rules of desk %d: %w", c.desk.ID, store.ErrOutdated)
	}
	return nil
}
