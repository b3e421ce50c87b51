package account

import (
	"context"

	"sportello/ent"
	"sportello/internal/audit"
)

// act is what goes on record of what somebody did.
type act struct {
	kind             audit.Kind
	deskID, tenantID int64 // 0: every place of the subject
	actor, subject   int64
	caller           Caller
	details          map[string]string
}

// note puts an act on record, within the transaction of what it tells of.
func (s *Service) note(ctx context.Context, tx *ent.Tx, a act) error {
	e := audit.Entry{
		At: s.moment(), Kind: a.kind, DeskID: a.deskID, TenantID: a.tenantID, ActorID: a.actor, SubjectID: a.subject,
		Addr: addrText(a.caller.Addr), Details: a.details,
	}
	if a.actor == a.subject { // what people do to themselves has no subject
		e.SubjectID = 0
	}
	if a.deskID != 0 {
		return audit.Write(ctx, tx, e)
	}
	return audit.WriteForEach(ctx, tx, a.subject, e)
}
