package export

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/moment"
)

// note puts on record that an export was begun: with each desk and tenant whose rows are in it, so that all who answer for them
// learn of it. What is not on record is not handed out.
func (s *Service) note(ctx context.Context, v *access.Viewer, scope Scope, of string) error {
	common := audit.Entry{At: moment.Of(s.Now()), Kind: audit.DataExported, ActorID: v.UserID, Details: map[string]string{"dataset": of}}
	if v.Key != nil {
		common.KeyID = v.Key.ID
	}
	var entries []audit.Entry
	for _, desk := range scope.Desks {
		e := common
		e.DeskID = desk
		entries = append(entries, e)
	}
	for _, tenant := range scope.Tenants {
		e := common
		e.DeskID, e.TenantID = v.Tenants[tenant].DeskID, tenant
		entries = append(entries, e)
	}
	err := s.Store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error { return audit.WriteAll(ctx, tx, entries) })
	if err != nil {
		return fmt.Errorf("put an export on record: %w", err)
	}
	return nil
}
