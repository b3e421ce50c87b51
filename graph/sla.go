package graph

import (
	"context"

	"sportello/graph/view"
	"sportello/internal/desk"
)

// SLA reads the timelines of all tickets that were read together, once.
func (r ticketResolver) SLA(ctx context.Context, t *view.Ticket) ([]*view.SLA, error) {
	return view.Ask(t.Group, t.Ticket, "sla", func(rows []*desk.Ticket) ([][]*view.SLA, error) {
		standings, err := r.desk.Standings(ctx, rows)
		if err != nil {
			return nil, err
		}
		slas := make([][]*view.SLA, len(rows))
		for i := range rows {
			slas[i] = view.NewSLAs(standings[i])
		}
		return slas, nil
	})
}
