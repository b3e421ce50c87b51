package numbers

import (
	"fmt"
	"strings"
	"time"

	"entgo.io/ent/dialect"

	"sportello/internal/desk"
	"sportello/internal/policy"
	"sportello/internal/stats"
)

// question is one that all three are asked.
type question struct {
	name   string
	asked  stats.Query
	plain  string // on the tables; {div} divides whole numbers
	duckdb string // on the exported tickets
}

// questions are those of the issue, and one with a filter.
func questions(now time.Time) []question {
	year := now.AddDate(-1, 0, 0).Truncate(time.Second)
	return []question{
		{
			name:   "count by status",
			asked:  stats.Query{Measures: []stats.Measure{stats.Opened}, GroupBy: []stats.Group{{By: stats.ByStatus}}},
			plain:  "SELECT status, COUNT(*) FROM tickets GROUP BY status",
			duckdb: "SELECT status, COUNT(*) FROM tickets GROUP BY status",
		},
		{
			name: "averages by day and status",
			asked: stats.Query{
				Measures: []stats.Measure{stats.FirstResponseAverage}, GroupBy: []stats.Group{{By: stats.ByStatus}}, Interval: stats.Day,
			},
			plain: `SELECT first_responded_at {div} 86400000000 AS day, status, AVG(first_responded_at {div} 1000000 - created_at {div} 1000000) FROM tickets
				WHERE first_responded_at > 0 AND merged_into_id IS NULL GROUP BY day, status`,
			duckdb: "SELECT responded // 86400 AS day, status, AVG(responded - created) FROM tickets WHERE responded > 0 AND merged = 0 GROUP BY day, status",
		},
		{
			name: "four dimensions",
			asked: stats.Query{Measures: []stats.Measure{stats.Opened}, GroupBy: []stats.Group{
				{By: stats.ByStatus}, {By: stats.ByPriority}, {By: stats.ByDesk}, {By: stats.ByAssignee},
			}},
			plain:  "SELECT status, priority, desk_id, assignee_id, COUNT(*) FROM tickets GROUP BY status, priority, desk_id, assignee_id",
			duckdb: "SELECT status, priority, desk, assignee, COUNT(*) FROM tickets GROUP BY ALL",
		},
		{
			name:  "exact percentile by priority",
			asked: stats.Query{Measures: []stats.Measure{stats.FirstResponseP90}, GroupBy: []stats.Group{{By: stats.ByPriority}}},
			plain: `SELECT priority, MIN(CASE WHEN n * 100 >= 90 * c THEN v END) FROM (
				SELECT priority, v, ROW_NUMBER() OVER (PARTITION BY priority ORDER BY v) AS n, COUNT(*) OVER (PARTITION BY priority) AS c FROM (
					SELECT priority, first_responded_at {div} 1000000 - created_at {div} 1000000 AS v FROM tickets
					WHERE first_responded_at > 0 AND merged_into_id IS NULL) AS answered) AS ranked GROUP BY priority`,
			duckdb: "SELECT priority, quantile_disc(responded - created, 0.9) FROM tickets WHERE responded > 0 AND merged = 0 GROUP BY priority",
		},
		{
			name: "a filter, by tenant",
			asked: stats.Query{
				Measures: []stats.Measure{stats.Opened}, GroupBy: []stats.Group{{By: stats.ByTenant}},
				Filter: &desk.TicketFilter{
					CreatedAt: &desk.TimeFilter{GTE: &year}, Status: &desk.Choice[policy.Status]{NotIn: []policy.Status{policy.Open}},
					Priority: &desk.PriorityFilter{GTE: new(policy.High)},
				},
			},
			plain: fmt.Sprintf("SELECT tenant_id, COUNT(*) FROM tickets WHERE created_at >= %d AND status <> 'OPEN' AND priority_rank >= %d GROUP BY tenant_id",
				year.UnixMicro(), policy.High.Rank()),
			duckdb: fmt.Sprintf("SELECT tenant, COUNT(*) FROM tickets WHERE created >= %d AND status <> 'OPEN' AND priority IN ('HIGH', 'URGENT') GROUP BY tenant", year.Unix()),
		},
	}
}

// plainOn is the plain statement in a database's words.
func (q question) plainOn(of string) string {
	div := "/"
	if of == dialect.MySQL {
		div = "DIV"
	}
	return strings.ReplaceAll(q.plain, "{div}", div)
}
