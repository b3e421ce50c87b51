package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
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
	readNumber = "SELECT last_number FROM desks WHERE id = ?"
)

// nextNumber takes the desk's next ticket number. From here to the transaction's end no other ticket can be opened on the
// desk, so it comes late; when the transaction fails the number is free again.
func nextNumber(ctx context.Context, tx *ent.Tx, deskID int64) (int64, error) {
	if _, err := tx.ExecContext(ctx, takeNumber, deskID); err != nil {
		return 0, fmt.Errorf("count the ticket: %w", err)
	}
	var next number
	if err := queryRow(ctx, tx, readNumber, []any{deskID}, []any{&next}); err != nil {
		return 0, fmt.Errorf("read the ticket's number: %w", err)
	}
	return int64(next), nil
}
