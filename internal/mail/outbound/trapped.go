package outbound

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/outgoingmail"
	"sportello/internal/store"
)

// Trapping is a mail as it lies in the trap: with its bytes, secrets included. It is for development, see internal/mail/trap.
type Trapping struct {
	Fate
	Sender string // of the envelope
	Raw    []byte // nil: not kept
}

// Newest reads the newest mails with their bytes, newest first, at most limit; before is the id behind which it goes on, 0 from
// the start.
func (o *Outbox) Newest(ctx context.Context, before int64, limit int) ([]Trapping, error) {
	query := o.Store.Read().OutgoingMail.Query().Order(ent.Desc(outgoingmail.FieldID)).Limit(limit)
	if before > 0 {
		query.Where(outgoingmail.IDLT(before))
	}
	rows, err := query.All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the newest mails: %w", err)
	}
	all := make([]Trapping, len(rows))
	for i, row := range rows {
		all[i] = trapping(row)
	}
	return all, nil
}

// Trapping reads one mail with its bytes. ErrNotFound.
func (o *Outbox) Trapping(ctx context.Context, id int64) (Trapping, error) {
	row, err := o.Store.Read().OutgoingMail.Get(store.System(ctx), id)
	if ent.IsNotFound(err) {
		return Trapping{}, ErrNotFound
	}
	if err != nil {
		return Trapping{}, fmt.Errorf("read the mail: %w", err)
	}
	return trapping(row), nil
}

func trapping(row *ent.OutgoingMail) Trapping {
	t := Trapping{Fate: fateOf(row, nil), Sender: row.Sender}
	if row.Raw != nil && len(*row.Raw) > 0 {
		t.Raw = *row.Raw
	}
	return t
}
