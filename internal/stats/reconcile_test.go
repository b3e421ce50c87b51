package stats_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/search"
	"sportello/internal/stats"
)

type timelineEntry = ent.TimelineEntry

// Every number equals what a slow reading of the whole timeline comes to, the tickets being those of the list; sums over
// groups and stretches equal the whole: for all viewers, random filters, measures, groups and intervals (C.7).
func TestNumbersReconcileWithListAndTimeline(t *testing.T) {
	w := newWorld(t, 11)
	w.live(350)
	if _, err := search.New(search.Config{Store: w.store}).Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	records := w.records()
	for _, r := range records {
		r.hidden = map[int64]bool{w.desks[1]: true} // saas hides its staff
	}
	merged := slices.ContainsFunc(slices.Collect(maps.Values(records)), func(r *record) bool { return r.merged })
	if len(records) < 50 || !merged {
		t.Fatalf("%d tickets, merged ones: %t", len(records), merged)
	}
	rapid.Check(t, func(t *rapid.T) {
		who := rapid.SampledFrom(slices.Sorted(maps.Keys(w.viewers))).Draw(t, "viewer")
		v := w.viewers[who]
		q := w.drawQuery(t)
		ids := w.list(v, q.Filter)
		counts, err := w.counts(v, q)
		if err != nil || counts != len(ids) {
			t.Fatalf("counted %d, %v; the list has %d", counts, err, len(ids))
		}
		got, err := w.engine.Ask(context.Background(), v, q)
		if err != nil {
			t.Fatal(err)
		}
		w.compare(t, v, q, got, records, ids)
	})
}

// counts are those of the list, and of the counter.
func (w *world) counts(v *access.Viewer, q stats.Query) (int, error) {
	ctx := context.Background()
	listed, err := w.service.CountTickets(ctx, v, q.Filter)
	if err != nil {
		return 0, err
	}
	question, err := w.service.Question(ctx, v, q.Filter)
	if err != nil {
		return 0, err
	}
	byStatus, counted, err := w.engine.CountByStatus(ctx, question)
	if err != nil || !counted {
		return listed, err
	}
	plain, err := w.service.TicketCounts(ctx, v, q.Filter)
	if err != nil {
		return 0, err
	}
	for _, row := range plain.ByStatus {
		if byStatus[row.Status] != row.Count {
			return 0, fmt.Errorf("%s: %d by columns, %d by tables", row.Status, byStatus[row.Status], row.Count)
		}
	}
	return listed, nil
}

func (w *world) drawQuery(t *rapid.T) stats.Query {
	q := stats.Query{
		Filter: w.drawFilter(t, 1), First: 5000, Hours: rapid.SampledFrom([]stats.Hours{"", stats.Elapsed, stats.Working}).Draw(t, "hours counted"),
		Measures: rapid.SliceOfNDistinct(rapid.SampledFrom(stats.Measures()), 1, 6, rapid.ID).Draw(t, "measures"),
		Interval: rapid.SampledFrom([]stats.Interval{"", stats.Day, stats.Week, stats.Month, stats.Quarter, stats.Year, stats.Hour}).Draw(t, "interval"),
		TimeZone: rapid.SampledFrom([]string{"", "Europe/Rome", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"}).Draw(t, "zone"),
	}
	groups := []stats.Group{
		{By: stats.ByStatus}, {By: stats.ByPriority}, {By: stats.ByChannel}, {By: stats.ByDesk}, {By: stats.ByTenant}, {By: stats.ByAssignee},
		{By: stats.ByHourOfWeek},
	}
	q.GroupBy = rapid.SliceOfNDistinct(rapid.SampledFrom(groups), 0, 3, func(g stats.Group) stats.Dimension { return g.By }).Draw(t, "groups")
	hourly := slices.ContainsFunc(q.GroupBy, func(g stats.Group) bool { return g.By == stats.ByHourOfWeek })
	if hourly {
		q.Measures = slices.DeleteFunc(q.Measures, func(m stats.Measure) bool { return m == stats.Backlog })
		q.Measures = append(q.Measures, stats.Opened)
		q.Measures = slices.Compact(q.Measures)
		if q.Interval != "" {
			q.Interval = stats.Year
		}
	}
	if q.Interval == stats.Hour || rapid.Bool().Draw(t, "period") {
		from := w.clock().AddDate(0, 0, -rapid.IntRange(1, 60).Draw(t, "days")).Truncate(time.Second)
		to := from.Add(time.Duration(rapid.IntRange(1, 72).Draw(t, "hours")) * time.Hour)
		q.From, q.To = &from, &to
	}
	return q
}

// compare holds an answer against the reference.
func (w *world) compare(t *rapid.T, v *access.Viewer, q stats.Query, got *stats.Result, records map[int64]*record, ids []int64) {
	if got.Count > len(got.Rows) {
		return // more rows than are shown: others are compared
	}
	zone := got.Zone
	inside := func(at time.Time) bool {
		at = at.Truncate(time.Second)
		return (got.From.IsZero() || !at.Before(got.From)) && (got.To.IsZero() || at.Before(got.To))
	}
	rows := map[string]*stats.Row{}
	for _, row := range got.Rows {
		key := ""
		if q.Interval != "" {
			key = name(q.Interval, row.From)
			if last := row.To.Add(-time.Second).In(zone); name(q.Interval, last) != key || name(q.Interval, row.To) == key {
				t.Fatalf("a stretch from %v to %v", row.From, row.To)
			}
		}
		for _, value := range row.Groups {
			key += "|" + value.String()
		}
		if rows[key] != nil {
			t.Fatalf("two rows for %q", key)
		}
		rows[key] = row
	}
	for m, measure := range q.Measures {
		if measure == stats.Backlog {
			w.compareBacklog(t, v, q, got, records, ids, m)
			continue
		}
		want := map[string][]occurrence{}
		for _, id := range ids {
			for _, o := range records[id].happened(string(measure), q.Hours == stats.Working) {
				if !inside(o.at) {
					continue
				}
				local := o.at.In(zone)
				key := name(q.Interval, local)
				for _, g := range q.GroupBy {
					key += "|" + records[id].group(g, local, v)
				}
				want[key] = append(want[key], o)
			}
		}
		for key := range want {
			if rows[key] == nil {
				t.Fatalf("%s: no row for %q among %v", measure, key, slices.Sorted(maps.Keys(rows)))
			}
		}
		sum, all := 0.0, 0
		for key, row := range rows {
			expect := summary(string(measure), want[key])
			if !near(row.Values[m], expect) {
				t.Fatalf("%s of %q: got %v, want %v", measure, key, show(row.Values[m]), show(expect))
			}
			if row.Values[m] != nil {
				sum += *row.Values[m]
			}
		}
		for _, some := range want {
			all += len(some)
		}
		if counts := !strings.Contains(string(measure), "_") || strings.HasPrefix(string(measure), "REPLIES"); counts && int(sum) != all {
			t.Fatalf("%s: all groups have %v, the whole has %d", measure, sum, all)
		}
	}
}

// compareBacklog counts what was open at the end of each stretch.
func (w *world) compareBacklog(
	t *rapid.T, v *access.Viewer, q stats.Query, got *stats.Result, records map[int64]*record, ids []int64, m int,
) {
	for _, row := range got.Rows {
		end := row.To
		if q.Interval == "" {
			end = got.To
		}
		if end.IsZero() {
			end = w.clock().Add(time.Hour)
		}
		want := 0.0
		for _, id := range ids {
			r := records[id]
			same := true
			for i, g := range q.GroupBy {
				same = same && r.group(g, end, v) == row.Groups[i].String()
			}
			if same && r.created.Before(end) && !isOver(r.statusAt(end)) {
				want++
			}
		}
		if !near(row.Values[m], &want) {
			t.Fatalf("backlog of %v at %v: got %v, want %v", row.Groups, end, show(row.Values[m]), want)
		}
	}
}

func near(a, b *float64) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	d := *a - *b
	return d < 1e-6 && d > -1e-6
}

func show(f *float64) string {
	if f == nil {
		return "nothing"
	}
	return fmt.Sprint(*f)
}
