package numbers_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/bench/numbers"
	"sportello/internal/demo"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/stats"
)

// The columns and the tables agree on every question of the benchmark (C.7); so does DuckDB, where SPORTELLO_TEST_DUCKDB says
// that it may be fetched from npm.
func TestAllSidesAgree(t *testing.T) {
	s := desktest.NewStore(t)
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	if _, err := demo.Fill(t.Context(), demo.Options{Store: s, Seed: 3, Tickets: 600, Now: now}); err != nil {
		t.Fatal(err)
	}
	service := desk.New(desk.Config{Store: s, Now: func() time.Time { return now }})
	engine := stats.New(stats.Config{Store: s, Desk: service, Now: func() time.Time { return now }})
	v := &access.Viewer{UserID: 1, Language: "en", Desks: map[int64]access.DeskRole{}}
	for id := range int64(5) {
		v.Desks[id+1] = access.DeskAgent
	}
	var out bytes.Buffer
	if err := numbers.Run(t.Context(), numbers.Options{
		Store: s, Desk: service, Engine: engine, Viewer: v, Rounds: 1, Now: now, DuckDB: os.Getenv("SPORTELLO_TEST_DUCKDB") != "", Crowd: -1,
	}, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if !strings.Contains(out.String(), "600 tickets") {
		t.Error(out.String())
	}
	if lines, err := engine.Verify(t.Context()); err != nil || len(lines) > 0 {
		t.Errorf("%v\n%s", err, strings.Join(lines, "\n"))
	}
}
