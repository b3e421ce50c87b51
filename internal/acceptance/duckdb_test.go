//go:build node

package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// counted by one of the two: a number for each group.
type groups map[string]float64

// What DuckDB makes of the exported Parquet and CSV is what `ticketStats` says (C.7): counts by status and day, first responses
// with exact percentiles, replies, reopenings, what lies there. Needs Node and the packages of internal/bench/numbers/duckdb.
func TestDuckDBAgrees(t *testing.T) {
	d := newDemoOf(t, "600")
	agent := d.signIn("agent@nts.example")
	folder := t.TempDir()
	for _, file := range []string{"tickets.parquet", "tickets.csv", "intervals.parquet", "messages.parquet", "messages.csv"} {
		got := agent.download(file, "")
		if got.status != 200 {
			t.Fatalf("%s: %d %s", file, got.status, got.body)
		}
		if err := os.WriteFile(filepath.Join(folder, file), got.body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const response = "date_diff('second', date_trunc('second', opened_at), date_trunc('second', first_responded_at))"
	questions := []struct{ Name, SQL, Stats string }{
		{"opened by status", "SELECT status, count(*) FROM 'tickets.FILE' GROUP BY 1", "measures: [OPENED], groupBy: [{by: STATUS}]"},
		{"opened by priority", "SELECT priority, count(*) FROM 'tickets.FILE' GROUP BY 1", "measures: [OPENED], groupBy: [{by: PRIORITY}]"},
		{"opened by day", "SELECT strftime(opened_at, '%Y-%m-%d'), count(*) FROM 'tickets.FILE' GROUP BY 1", "measures: [OPENED], interval: DAY"},
		{"reopened", "SELECT '', sum(reopened) FROM 'tickets.FILE'", "measures: [REOPENED]"},
		{"backlog", "SELECT '', count(*) FROM 'tickets.FILE' WHERE status NOT IN ('RESOLVED', 'CLOSED') AND merged_into IS NULL", "measures: [BACKLOG]"},
		{"backlog by its intervals", "SELECT '', count(*) FROM 'intervals.parquet' WHERE \"to\" IS NULL AND status NOT IN ('RESOLVED', 'CLOSED')", "measures: [BACKLOG]"},
		{"mean response", "SELECT '', avg(" + response + ") FROM 'tickets.FILE' WHERE first_responded_at IS NOT NULL", "measures: [FIRST_RESPONSE_AVERAGE]"},
		{"half of responses", "SELECT priority, quantile_disc(" + response + ", 0.5) FROM 'tickets.FILE' WHERE first_responded_at IS NOT NULL GROUP BY 1", "measures: [FIRST_RESPONSE_MEDIAN], groupBy: [{by: PRIORITY}]"},
		{"nine of ten responses", "SELECT priority, quantile_disc(" + response + ", 0.9) FROM 'tickets.FILE' WHERE first_responded_at IS NOT NULL GROUP BY 1", "measures: [FIRST_RESPONSE_P90], groupBy: [{by: PRIORITY}]"},
		{"replies of staff", "SELECT '', count(*) FROM 'messages.FILE' WHERE kind = 'REPLY' AND author_kind = 'STAFF'", "measures: [REPLIES_OUT]"},
		{"replies of customers", "SELECT '', count(*) FROM 'messages.FILE' WHERE kind = 'REPLY' AND author_kind IN ('CUSTOMER', 'GUEST')", "measures: [REPLIES_IN]"},
	}
	type question struct {
		Name string `json:"name"`
		SQL  string `json:"sql"`
	}
	var asked []question
	for _, q := range questions {
		for _, format := range []string{"parquet", "csv"} {
			asked = append(asked, question{q.Name + ", " + format, strings.ReplaceAll(q.SQL, "FILE", format)})
		}
	}
	found := ducks(t, folder, asked)
	for _, q := range questions {
		want := agent.stats(q.Stats)
		if len(want) == 0 {
			t.Errorf("%s: nothing to compare", q.Name)
		}
		for _, format := range []string{"parquet", "csv"} {
			if got := found[q.Name+", "+format]; !maps.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-6 }) {
				t.Errorf("%s: DuckDB counts %v in the %s, ticketStats %v", q.Name, got, format, want)
			}
		}
	}
}

// ducks asks DuckDB.
func ducks(t *testing.T, folder string, asked any) map[string]groups {
	t.Helper()
	questions, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "files.mjs", folder)
	node.Dir, node.Stdin = "../bench/numbers/duckdb", bytes.NewReader(questions)
	var failed bytes.Buffer
	node.Stderr = &failed
	said, err := node.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &failed)
	}
	var rows map[string][][2]any
	if err := json.Unmarshal(said, &rows); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	found := map[string]groups{}
	for name, all := range rows {
		found[name] = groups{}
		for _, row := range all {
			n, err := strconv.ParseFloat(fmt.Sprint(row[1]), 64)
			if err != nil {
				t.Fatalf("%s: %v", name, row)
			}
			found[name][fmt.Sprint(row[0])] = n
		}
	}
	return found
}

// stats asks for one measure, of what is not nothing.
func (u *user) stats(what string) groups {
	u.t.Helper()
	var got struct {
		TicketStats struct {
			Rows []struct {
				From   *string
				Groups []struct{ Key *string }
				Values []*float64
			}
		}
	}
	u.ask(`{ ticketStats(first: 5000, `+what+`) { rows { from groups { key } values } } }`, nil, &got)
	found := groups{}
	for _, row := range got.TicketStats.Rows {
		key := ""
		switch {
		case row.From != nil:
			key = (*row.From)[:len("2006-01-02")]
		case len(row.Groups) > 0:
			key = *row.Groups[0].Key
		}
		if n := row.Values[0]; n != nil && (*n != 0 || key == "") {
			found[key] = *n
		}
	}
	return found
}
