package stats

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/store"
)

func TestTmp(t *testing.T) {
	addr := os.Getenv("TMPDB")
	if addr == "" {
		t.Skip()
	}
	s, err := store.Open(context.Background(), addr, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	e := New(Config{Store: s, Desk: desk.New(desk.Config{Store: s}), Logger: slog.New(slog.NewTextHandler(os.Stdout, nil))})
	if err := e.start(context.Background()); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%+v\n", e.Size())
	z := e.Size()
	fmt.Println(float64(z.TicketBytes+z.EventBytes)/float64(z.Tickets), float64(z.EventBytes)/float64(z.Tickets))
	v := &access.Viewer{UserID: 1, Desks: map[int64]access.DeskRole{}}
	for i := range int64(5) {
		v.Desks[i+1] = access.DeskAgent
	}
	for name, q := range map[string]Query{
		"status":  {Measures: []Measure{Opened}, GroupBy: []Group{{By: ByStatus}}},
		"daily":   {Measures: []Measure{FirstResponseAverage, ResolutionAverage}, GroupBy: []Group{{By: ByStatus}}, Interval: Day, TimeZone: "Europe/Rome"},
		"four":    {Measures: []Measure{Opened}, GroupBy: []Group{{By: ByStatus}, {By: ByPriority}, {By: ByDesk}, {By: ByAssignee}}},
		"p":       {Measures: []Measure{ResolutionMedian, ResolutionP90, ResolutionP95}, GroupBy: []Group{{By: ByPriority}}},
		"events":  {Measures: []Measure{Solved, Closed, Reopened, RepliesIn, RepliesOut}, GroupBy: []Group{{By: ByChannel}}, Interval: Month},
		"backlog": {Measures: []Measure{Backlog}, Interval: Day},
		"working": {Measures: []Measure{ResolutionAverage, WaitingAverage, FirstResponseAverage}, Working: true, GroupBy: []Group{{By: ByDesk}}},
		"heat":    {Measures: []Measure{Opened}, GroupBy: []Group{{By: ByHourOfWeek}}, TimeZone: "Europe/Rome"},
		"filter":  {Measures: []Measure{Opened}, Filter: &desk.TicketFilter{CreatedAt: &desk.TimeFilter{GTE: new(time.Now().AddDate(-1, 0, 0))}, Fields: []*desk.FieldFilter{{Key: "area", Under: []string{"SYSTEMS", "ACCOUNTING"}}}}},
		"field":   {Measures: []Measure{Opened}, GroupBy: []Group{{By: ByField, Key: "topic", Depth: 1}}},
	} {
		q.First = 1000
		best := time.Hour
		var r *Result
		for range 9 {
			at := time.Now()
			var err error
			r, err = e.Ask(context.Background(), v, q)
			if err != nil {
				t.Fatal(name, err)
			}
			best = min(best, time.Since(at))
		}
		fmt.Println(name, best, r.Count)
		for _, row := range r.Rows[:min(3, len(r.Rows))] {
			fmt.Print("   ", row.From.Format("2006-01-02"), row.Groups)
			for _, v := range row.Values {
				if v != nil {
					fmt.Print(" ", *v)
				} else {
					fmt.Print(" -")
				}
			}
			fmt.Println()
		}
	}
}
