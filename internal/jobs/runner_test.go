package jobs

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func runner(t *testing.T, log *slog.Logger, jobs ...Job) *Runner {
	t.Helper()
	r, err := New(Config{Jobs: jobs, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// runFor runs the runner for a span of the bubble's clock, and waits for its end.
func runFor(t *testing.T, r *Runner, span time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), span)
	defer cancel()
	r.Run(ctx)
}

func TestRunsAtOnceAndThenOnTheBeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var at []time.Duration
		r := runner(t, nil, Job{"look", time.Minute, func(context.Context) error {
			at = append(at, time.Since(began))
			<-time.After(10 * time.Second) // time that the work takes
			return nil
		}})
		runFor(t, r, 3*time.Minute+30*time.Second)
		if len(at) != 4 {
			t.Fatalf("ran at %v", at)
		}
		for i, span := range at {
			if span != time.Duration(i)*time.Minute {
				t.Errorf("run %d at %v", i, span)
			}
		}
	})
}

func TestNeverOverlapsItselfAndDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running, most, slow, quick atomic.Int64
		r := runner(t, nil,
			Job{"slow", time.Second, func(context.Context) error {
				most.Store(max(most.Load(), running.Add(1)))
				defer running.Add(-1)
				<-time.After(10 * time.Second)
				slow.Add(1)
				return nil
			}},
			Job{"quick", time.Second, func(context.Context) error { quick.Add(1); return nil }},
		)
		var meddler sync.WaitGroup
		meddler.Go(func() {
			for range 3 {
				<-time.After(7 * time.Second)
				if err := r.RunDue(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
		runFor(t, r, time.Minute+time.Millisecond)
		meddler.Wait()
		if most.Load() != 1 || slow.Load() < 5 || slow.Load() > 12 {
			t.Errorf("slow: %d runs, %d at once", slow.Load(), most.Load())
		}
		if quick.Load() != 61 {
			t.Errorf("quick: %d runs", quick.Load())
		}
	})
}

func TestErrorsAndPanicsAreLoggedAndSurvived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text bytes.Buffer
		runs := 0
		r := runner(t, slog.New(slog.NewTextHandler(&text, nil)), Job{"stumble", time.Minute, func(context.Context) error {
			runs++
			switch runs {
			case 1:
				return errors.New("disk full")
			case 2:
				panic("at the disco")
			}
			return nil
		}})
		runFor(t, r, 2*time.Minute+time.Second)
		if runs != 3 {
			t.Errorf("%d runs", runs)
		}
		for _, want := range []string{"job=stumble", "disk full", "at the disco"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("log lacks %q: %s", want, text.String())
			}
		}
		if n := strings.Count(text.String(), "a job failed"); n != 2 {
			t.Errorf("%d failures logged", n)
		}
	})
}

func TestRunStopsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text bytes.Buffer
		ended := false
		r := runner(t, slog.New(slog.NewTextHandler(&text, nil)), Job{"patient", time.Minute, func(ctx context.Context) error {
			<-ctx.Done()
			<-time.After(time.Second) // tidying up
			ended = true
			return ctx.Err()
		}})
		runFor(t, r, time.Second)
		if !ended || text.Len() != 0 {
			t.Errorf("ended %v, log %q", ended, text.String())
		}
	})
}

func TestRunDue(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	broken := errors.New("broken")
	var names []string
	note := func(name string, err error) func(context.Context) error {
		return func(context.Context) error { names = append(names, name); return err }
	}
	r, err := New(Config{Now: func() time.Time { return now }, Jobs: []Job{
		{"hourly", time.Hour, note("hourly", broken)}, {"daily", 24 * time.Hour, note("daily", nil)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.RunDue(t.Context()); !errors.Is(err, broken) || !strings.Contains(err.Error(), "job hourly") {
		t.Errorf("got %v", err)
	}
	if err := r.RunDue(t.Context()); err != nil {
		t.Errorf("ran what was not due: %v", err)
	}
	now = now.Add(5 * time.Hour) // one run makes up for five
	if err := r.RunDue(t.Context()); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if got := strings.Join(names, " "); got != "hourly daily hourly" {
		t.Errorf("ran %s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.RunDue(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	run := func(context.Context) error { return nil }
	for name, jobs := range map[string][]Job{
		"no name":     {{"", time.Hour, run}},
		"no span":     {{"a", 0, run}},
		"no function": {{"a", time.Hour, nil}},
		"twice":       {{"a", time.Hour, run}, {"a", time.Minute, run}},
	} {
		if _, err := New(Config{Jobs: jobs}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
