package bench_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sportello/internal/bench"
)

// toy answers every request alike, and counts them.
type toy struct {
	*httptest.Server
	asked  atomic.Int64
	bodies chan string // the first few
}

func newToy(t *testing.T, status int, answer string) *toy {
	t.Helper()
	s := &toy{bodies: make(chan string, 1)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		select {
		case s.bodies <- r.Method + " " + r.URL.Path + " " + r.Header.Get("Authorization") + " " + string(body):
		default:
		}
		w.WriteHeader(status)
		// In two parts, so that it goes out in chunks.
		for part := range strings.SplitSeq(answer, "|") {
			if _, err := io.WriteString(w, part); err != nil {
				return // the other side has seen enough
			}
			w.(http.Flusher).Flush()
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func toys(t *testing.T, floor, server string) (bench.Options, *toy, *toy) {
	t.Helper()
	f, s := newToy(t, http.StatusOK, floor), newToy(t, http.StatusOK, server)
	return bench.Options{
		Targets: bench.Targets{Server: s.URL + "/graphql", Floor: f.URL, Desk: "D", Staff: "token", Read: []string{"T1", "T2"}},
		Works:   []string{bench.List}, Concurrency: []int{1, 3}, Rounds: 3, Duration: time.Millisecond, Warmup: time.Millisecond,
	}, f, s
}

const page = `{"data":{"tickets":{"nodes":[1,|2],"pageInfo":{}}}}`

// Both are asked in their own way, and the report tells of each concurrency. The order of keys and extensions are free.
func TestRun(t *testing.T) {
	o, floor, server := toys(t, page, `{"extensions":{},"data":{"tickets":|{"pageInfo":{},"nodes":[1,2]}}}`)
	var table strings.Builder
	report, err := bench.Run(t.Context(), o, &table)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := <-floor.bodies, "GET /tickets Bearer token "; got != want {
		t.Errorf("the floor was asked %q, want %q", got, want)
	}
	got := <-server.bodies
	if !strings.HasPrefix(got, `POST /graphql Bearer token {"query":"query List(`) || !strings.HasSuffix(got, `"variables":{"desk":"D"}}`) {
		t.Errorf("the server was asked %q", got)
	}
	if len(report.Rows) != 2 || report.Rows[0].Concurrency != 1 || report.Rows[1].Concurrency != 3 {
		t.Fatalf("measured %+v", report.Rows)
	}
	for _, row := range report.Rows {
		for side, rate := range map[string]bench.Rate{"floor": row.Floor, "server": row.Server} {
			if rate.PerSecond <= 0 || rate.P50 <= 0 || rate.P99 < rate.P50 || row.Ratio <= 0 {
				t.Errorf("%s: %+v", side, row)
			}
		}
		if row.Floor.Bytes != len(page)-1 || row.Server.Bytes != row.Floor.Bytes+len(`"extensions":{},`) {
			t.Errorf("answers of %d and %d bytes", row.Floor.Bytes, row.Server.Bytes)
		}
	}
	// One comparison, and for each concurrency a warm-up and three rounds of one request each, at least.
	if n := floor.asked.Load(); n < 1+4*(1+3) {
		t.Errorf("the floor was asked %d times", n)
	}
	if lines := strings.Count(table.String(), "\n"); lines != 3 {
		t.Errorf("the table is\n%s", table.String())
	}
	if text := report.Markdown(); strings.Count(text, "\n| list | ") != 2 || !strings.Contains(text, "| work | at once |") {
		t.Errorf("the report says\n%s", text)
	}
}

// Speed is not compared where the answers are not the same.
func TestRunRefuses(t *testing.T) {
	for name, answers := range map[string][2]string{
		"another row":     {page, strings.Replace(page, "2", "3", 1)},
		"a row less":      {page, strings.Replace(page, ",|2", "", 1)},
		"another field":   {page, strings.Replace(page, "nodes", "edges", 1)},
		"a field more":    {page, strings.Replace(page, `"nodes"`, `"x":null,"nodes"`, 1)},
		"number and text": {page, strings.Replace(page, "2", `"2"`, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			o, _, _ := toys(t, answers[0], answers[1])
			if _, err := bench.Run(t.Context(), o, io.Discard); !errors.Is(err, bench.ErrDiffer) {
				t.Errorf("Run: %v, want %v", err, bench.ErrDiffer)
			}
		})
	}
	for name, answer := range map[string]string{
		"errors":   `{"errors":[{"message":"no"}],"data":{"pageInfo":{}}}`,
		"no data":  `{"data":null}`,
		"not JSON": `"pageInfo":{`,
	} {
		t.Run(name, func(t *testing.T) {
			o, _, _ := toys(t, page, answer)
			if report, err := bench.Run(t.Context(), o, io.Discard); err == nil {
				t.Errorf("measured %+v", report)
			}
		})
	}
}

// A side that refuses is told with its status.
func TestRunTellsTheStatus(t *testing.T) {
	o, _, _ := toys(t, page, page)
	o.Targets.Server = newToy(t, http.StatusForbidden, "no entry").URL
	_, err := bench.Run(t.Context(), o, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "server") || !strings.Contains(err.Error(), "403: no entry") {
		t.Errorf("Run: %v", err)
	}
}

// A run is over when its time is, or its context.
func TestRunEnds(t *testing.T) {
	o, _, _ := toys(t, page, page)
	o.Duration, o.Limit = time.Hour, 50*time.Millisecond
	if report, err := bench.Run(t.Context(), o, io.Discard); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run: %+v, %v", report, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := bench.Run(ctx, o, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for name, spoil := range map[string]func(*bench.Options){
		"no server":     func(o *bench.Options) { o.Targets.Server = "" },
		"no address":    func(o *bench.Options) { o.Targets.Floor = "127.0.0.1:80" },
		"unknown work":  func(o *bench.Options) { o.Works = []string{"sleep"} },
		"no customer":   func(o *bench.Options) { o.Works = []string{bench.CustomerList} },
		"nothing read":  func(o *bench.Options) { o.Works, o.Targets.Read = []string{bench.Detail}, nil },
		"no replies":    func(o *bench.Options) { o.Works = []string{bench.Reply} },
		"one push":      func(o *bench.Options) { o.Works, o.Targets.Push = []string{bench.Push}, [2]string{"T", "T"} },
		"none at once":  func(o *bench.Options) { o.Concurrency = []int{0} },
		"rounds of -1":  func(o *bench.Options) { o.Rounds = -1 },
		"all by itself": func(o *bench.Options) { o.Works = nil },
	} {
		t.Run(name, func(t *testing.T) {
			o, floor, server := toys(t, page, page)
			spoil(&o)
			if _, err := bench.Run(t.Context(), o, io.Discard); err == nil {
				t.Error("it ran")
			}
			if n := floor.asked.Load() + server.asked.Load(); n > 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}
