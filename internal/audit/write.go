package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// Entry is one act. What is 0 or empty does not apply.
type Entry struct {
	At        moment.Moment
	Kind      Kind
	DeskID    int64
	TenantID  int64             // of that desk
	ActorID   int64             // the user who did it; 0: nobody who is known, or the operator of the server
	SubjectID int64             // the user to whom it was done
	KeyID     int64             // the API key by which it was done, or to which
	Addr      string            // empty: the origin that the context knows
	Details   map[string]string // never a secret
}

// maxAddr is what is kept of an address: enough for IPv6 with a zone.
const maxAddr = 64

// ErrEntry says that an entry is none: a mistake of who writes it.
var ErrEntry = errors.New("audit: an entry needs an instant and a known kind")

// Write puts an entry into the record, within the transaction of what it tells of.
func Write(ctx context.Context, tx *ent.Tx, e Entry) error {
	row, err := e.row(ctx, tx)
	if err != nil {
		return err
	}
	if err := row.Exec(store.System(ctx)); err != nil {
		return fmt.Errorf("audit %s: %w", e.Kind, err)
	}
	return nil
}

// WriteAll puts several entries into the record at once.
func WriteAll(ctx context.Context, tx *ent.Tx, entries []Entry) error {
	rows := make([]*ent.AuditEntryCreate, len(entries))
	for i, e := range entries {
		var err error
		if rows[i], err = e.row(ctx, tx); err != nil {
			return err
		}
	}
	if err := tx.AuditEntry.CreateBulk(rows...).Exec(store.System(ctx)); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// WriteForEach puts an entry into the record of each desk and tenant where the user has a place, so that all who
// answer for them learn of it, and none of another's; into that of no desk where they have none.
func WriteForEach(ctx context.Context, tx *ent.Tx, userID int64, e Entry) error {
	ctx = store.System(ctx)
	places, err := tx.Membership.Query().Where(membership.UserID(userID)).Order(membership.ByID()).All(ctx)
	if err != nil {
		return fmt.Errorf("audit %s: %w", e.Kind, err)
	}
	if len(places) == 0 {
		return Write(ctx, tx, e)
	}
	rows := make([]*ent.AuditEntryCreate, len(places))
	for i, p := range places {
		e.DeskID, e.TenantID = p.DeskID, 0
		if p.TenantID != nil {
			e.TenantID = *p.TenantID
		}
		if rows[i], err = e.row(ctx, tx); err != nil {
			return err
		}
	}
	if err := tx.AuditEntry.CreateBulk(rows...).Exec(ctx); err != nil {
		return fmt.Errorf("audit %s: %w", e.Kind, err)
	}
	return nil
}

func (e Entry) row(ctx context.Context, tx *ent.Tx) (*ent.AuditEntryCreate, error) {
	if e.At.IsZero() || !e.Kind.Known() {
		return nil, fmt.Errorf("%w: %q at %d", ErrEntry, e.Kind, e.At)
	}
	if e.Addr == "" {
		e.Addr = origin(ctx)
	}
	row := tx.AuditEntry.Create().SetCreatedAt(e.At).SetKind(string(e.Kind)).SetDeskID(e.DeskID).SetTenantID(e.TenantID).
		SetActorID(e.ActorID).SetSubjectID(e.SubjectID).SetKeyID(e.KeyID).SetAddr(e.Addr[:min(len(e.Addr), maxAddr)])
	if len(e.Details) > 0 {
		text, err := json.Marshal(e.Details) // in the order of the names
		if err != nil {
			return nil, fmt.Errorf("audit %s: %w", e.Kind, err)
		}
		row.SetDetails(string(text))
	}
	return row, nil
}
