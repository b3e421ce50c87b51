package desk

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"sportello/ent"
	entdesk "sportello/ent/desk"
	"sportello/ent/predicate"
	"sportello/ent/tenant"
	"sportello/ent/ticket"
	"sportello/internal/store"
)

// policyVersionColumn is the name under which a row brings along the version of its desk's policy.
const policyVersionColumn = "desk_policy_version"

// withPolicyVersion adds the version by a subquery: a join would hold the desk together with the row, and with it every
// other ticket of the desk.
func withPolicyVersion(deskColumn string) func(*sql.Selector) {
	return func(s *sql.Selector) {
		desks := sql.Table(entdesk.Table)
		version := sql.Dialect(s.Dialect()).Select(desks.C(entdesk.FieldPolicyVersion)).From(desks)
		version.Where(sql.ColumnsEQ(desks.C(entdesk.FieldID), s.C(deskColumn)))
		s.AppendSelectExprAs(version, policyVersionColumn)
	}
}

// policyVersion reads what withPolicyVersion added.
func policyVersion(row interface {
	Value(string) (ent.Value, error)
}) (int64, error) {
	value, err := row.Value(policyVersionColumn)
	if err != nil {
		return 0, fmt.Errorf("load the policy's version: %w", err)
	}
	return scanInt(value)
}

// lockTicket finds one ticket, as far as the context's viewer sees it, and holds it until the transaction's end. It
// brings along the version of its desk's policy.
func (s *Service) lockTicket(ctx context.Context, tx *ent.Tx, which predicate.Ticket) (*ent.Ticket, int64, error) {
	query := tx.Ticket.Query().Where(which)
	query.Modify(withPolicyVersion(ticket.FieldDeskID))
	t, err := store.Lock(s.store, query).Only(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("load the ticket: %w", err)
	}
	version, err := policyVersion(t)
	return t, version, err
}

// loadTenant finds a tenant, as far as the context's viewer sees it, with the version of its desk's policy.
func loadTenant(ctx context.Context, tx *ent.Tx, id int64) (*ent.Tenant, int64, error) {
	query := tx.Tenant.Query().Where(tenant.ID(id))
	query.Modify(withPolicyVersion(tenant.FieldDeskID))
	t, err := query.Only(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("load the tenant: %w", err)
	}
	version, err := policyVersion(t)
	return t, version, err
}

// nextNumber takes the desk's next ticket number. From here to the transaction's end no other ticket can be opened on the
// desk, so it comes late; when the transaction fails the number is free again.
func nextNumber(ctx context.Context, tx *ent.Tx, deskID int64) (int64, error) {
	if err := tx.Desk.Update().Where(entdesk.ID(deskID)).AddLastNumber(1).Exec(ctx); err != nil {
		return 0, fmt.Errorf("count the ticket: %w", err)
	}
	number, err := tx.Desk.Query().Where(entdesk.ID(deskID)).Select(entdesk.FieldLastNumber).Int(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the ticket's number: %w", err)
	}
	return int64(number), nil
}
