package view

import (
	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/stats"
)

// Stats are numbers, and what they cover.
type Stats struct{ *stats.Result }

// NewStats shows numbers; nil stays nil.
func NewStats(r *stats.Result) *Stats {
	if r == nil {
		return nil
	}
	return &Stats{r}
}

// Rows are the first of them.
func (s Stats) Rows() []*StatsRow {
	rows := make([]*StatsRow, len(s.Result.Rows))
	for i, row := range s.Result.Rows {
		rows[i] = &StatsRow{row}
	}
	return rows
}

// RowCount is how many there are.
func (s Stats) RowCount() int { return s.Count }

// From is when counting begins.
func (s Stats) From() moment.Moment { return moment.Of(s.Result.From) }

// To is when it ends.
func (s Stats) To() moment.Moment { return moment.Of(s.Result.To) }

// TimeZone is by whose clocks it goes.
func (s Stats) TimeZone() string { return s.Zone.String() }

// AsOf is when it was worked out.
func (s Stats) AsOf() moment.Moment { return moment.Of(s.Result.AsOf) }

// StatsRow is the numbers of one group in one interval.
type StatsRow struct{ *stats.Row }

// From is when the interval begins.
func (r StatsRow) From() moment.Moment { return moment.Of(r.Row.From) }

// To is when it ends.
func (r StatsRow) To() moment.Moment { return moment.Of(r.Row.To) }

// Groups are where its tickets stand.
func (r StatsRow) Groups() []*StatsGroup {
	groups := make([]*StatsGroup, len(r.Row.Groups))
	for i := range r.Row.Groups {
		groups[i] = &StatsGroup{&r.Row.Groups[i]}
	}
	return groups
}

// StatsGroup is where tickets stand in one of the dimensions.
type StatsGroup struct{ *stats.Value }

// By is the dimension.
func (g StatsGroup) By() stats.Dimension { return g.Value.By }

// Key is what filters would compare; nil: nothing.
func (g StatsGroup) Key() *string {
	if g.None {
		return nil
	}
	key := g.String()
	switch g.Value.By {
	case stats.ByDesk:
		key = node.Encode(node.Desk, g.ID)
	case stats.ByTenant:
		key = node.Encode(node.Tenant, g.ID)
	case stats.ByAssignee:
		key = node.Encode(node.User, g.ID)
	}
	return &key
}
