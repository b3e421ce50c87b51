package stats_test

import (
	"context"
	"sync"
	"testing"

	"sportello/internal/desk"
	"sportello/internal/journal"
	"sportello/internal/policy"
	"sportello/internal/stats"
)

// While people write and many ask, every answer is of one instant: of each ticket its status and its history agree, so that
// what is not over is the backlog. At the end the columns are what the tables say, and another process that followed the
// journal alone has them, too (C.7).
func TestNobodySeesHalfAChange(t *testing.T) {
	w := newWorld(t, 21)
	w.live(30)
	ctx, stop := context.WithCancel(context.Background())
	places, err := journal.Open(ctx, journal.Config{Store: w.store, Now: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := stats.New(stats.Config{Store: w.store, Desk: desk.New(desk.Config{Store: w.store, Now: w.clock}), Now: w.clock, Journal: places})
	var all sync.WaitGroup
	all.Go(func() { places.Run(ctx) })
	all.Go(func() { elsewhere.Run(ctx) })
	for _, e := range []*stats.Engine{w.engine, w.engine, elsewhere} {
		all.Go(func() {
			for ctx.Err() == nil {
				w.agrees(ctx, t, e)
			}
		})
	}
	w.live(120)
	want, err := w.service.CountTickets(ctx, w.viewers["staff of all desks"], nil)
	if err != nil {
		t.Error(err)
	}
	for places.Wake(); w.opened(ctx, t, elsewhere) != want && !t.Failed(); {
	}
	stop()
	all.Wait()
	for _, e := range []*stats.Engine{w.engine, elsewhere} {
		if n, err := e.Audit(context.Background()); n != 0 || err != nil {
			t.Errorf("%d wrong, %v", n, err)
		}
		if lines, err := e.Verify(context.Background()); err != nil || len(lines) > 0 {
			t.Errorf("%v %v", lines, err)
		}
	}
}

// agrees asks once.
func (w *world) agrees(ctx context.Context, t *testing.T, e *stats.Engine) {
	got, err := e.Ask(ctx, w.viewers["staff of all desks"], stats.Query{
		Measures: []stats.Measure{stats.Opened, stats.Backlog}, GroupBy: []stats.Group{{By: stats.ByStatus}}, First: 100,
	})
	if err != nil {
		if ctx.Err() == nil {
			t.Error(err)
		}
		return
	}
	for _, row := range got.Rows {
		want := *row.Values[0]
		if policy.Status(row.Groups[0].Text).Over() {
			want = 0
		}
		if *row.Values[1] != want {
			t.Errorf("%s: a backlog of %v among %v", row.Groups[0].Text, *row.Values[1], *row.Values[0])
		}
	}
}

func (w *world) opened(ctx context.Context, t *testing.T, e *stats.Engine) int {
	got, err := e.Ask(ctx, w.viewers["staff of all desks"], stats.Query{Measures: []stats.Measure{stats.Opened}, First: 1})
	if err != nil {
		t.Error(err)
		return 0
	}
	return int(*got.Rows[0].Values[0])
}
