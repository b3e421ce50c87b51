package desktest

import (
	"context"
	"maps"
	"slices"

	"sportello/ent"
	"sportello/ent/ticket"
)

// TicketFields gives tickets answers to fields of a form, by key, whatever the form says.
func (f *Factory) TicketFields(byTicket map[int64]map[string]string) {
	f.t.Helper()
	f.do("answers", func(ctx context.Context, tx *ent.Tx) error {
		tickets, err := tx.Ticket.Query().Where(ticket.IDIn(slices.Collect(maps.Keys(byTicket))...)).All(ctx)
		if err != nil {
			return err
		}
		var rows []*ent.TicketFieldCreate
		for _, t := range tickets {
			for key, value := range byTicket[t.ID] {
				rows = append(rows, tx.TicketField.Create().SetDeskID(t.DeskID).SetTenantID(t.TenantID).SetTicketID(t.ID).
					SetKey(key).SetValue(value))
			}
		}
		for some := range slices.Chunk(rows, batch) {
			if err := tx.TicketField.CreateBulk(some...).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}
