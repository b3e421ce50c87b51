package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/problem"
	"sportello/internal/stats"
)

func (r queryResolver) TicketStats(
	ctx context.Context, filter *model.TicketFilter, measures []stats.Measure, groupBy []*model.TicketStatsGroupInput,
	period *model.TicketStatsPeriod, interval *stats.Interval, timeZone string, hours stats.Hours,
	orderBy []*model.TicketStatsOrder, first int,
) (*view.Stats, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	if r.stats == nil {
		return nil, problem.New(problem.Loading) // of a server without columns
	}
	q := stats.Query{Filter: ticketFilter(filter), Measures: measures, TimeZone: timeZone, Hours: hours, First: first}
	for _, g := range groupBy {
		q.GroupBy = append(q.GroupBy, statsGroup(g))
	}
	if period != nil {
		q.From, q.To = at(period.From), at(period.To)
	}
	if interval != nil {
		q.Interval = *interval
	}
	for _, o := range orderBy {
		order := stats.Order{By: o.By, Desc: o.Direction == desk.Descending}
		if o.Measure != nil {
			order.Measure = *o.Measure
		}
		q.Order = append(q.Order, order)
	}
	found, err := r.stats.Ask(ctx, v, q)
	return view.NewStats(found), err
}

func statsGroup(g *model.TicketStatsGroupInput) stats.Group {
	group := stats.Group{By: g.By, Key: text(g.FieldKey)}
	if g.Depth != nil {
		group.Depth = *g.Depth
		if *g.Depth == 0 {
			group.Depth = -1 // is refused: leaves are asked for by none
		}
	}
	return group
}
