package bench_test

import (
	"strings"
	"testing"
	"time"

	"sportello/internal/bench"
)

// quick measures hardly anything: what is tested is that both sides do the same.
func (a *arena) quick(works ...string) bench.Options {
	return bench.Options{
		Targets: a.targets, Works: works, Concurrency: []int{1, 4}, Rounds: 2,
		Duration: time.Millisecond, Warmup: time.Millisecond, Sockets: 12, Pushes: 3,
	}
}

// The floor answers what the server answers, for staff and for customers, where a desk names its staff and where not
// (M2.7), in as many bytes.
func TestSidesAnswerAlike(t *testing.T) {
	for _, preset := range []string{"studio", "saas"} {
		t.Run(preset, func(t *testing.T) {
			a := newArena(t, preset)
			for name, token := range map[string]string{"staff": a.targets.Staff, "customer": a.customerToken} {
				t.Run(name, func(t *testing.T) {
					o := a.quick(bench.List, bench.Detail, bench.CustomerList, bench.Reply)
					o.Targets.Staff = token
					report, err := bench.Run(t.Context(), o, t.Output())
					if err != nil {
						t.Fatal(err)
					}
					if len(report.Rows) != 8 {
						t.Errorf("%d rows, want 8", len(report.Rows))
					}
					for _, row := range report.Rows {
						if row.Floor.Bytes != row.Server.Bytes && row.Work != bench.Reply && row.Work != bench.Detail {
							t.Errorf("%s answers %d bytes on the floor, %d on the server", row.Work, row.Floor.Bytes, row.Server.Bytes)
						}
					}
				})
			}
		})
	}
}

// Every follower of either side is told.
func TestPushReachesAll(t *testing.T) {
	a := newArena(t, "studio")
	report, err := bench.Run(t.Context(), a.quick(bench.Push), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	p := report.Push
	if p == nil || p.Followers != 12 || p.Floor.P50 <= 0 || p.Server.P50 <= 0 || p.Ratio <= 0 || p.Server.Last < p.Server.P50 {
		t.Errorf("measured %+v", p)
	}
	if !strings.Contains(report.Markdown(), "| push | 12 |") {
		t.Errorf("the report says %s", report.Markdown())
	}
}
