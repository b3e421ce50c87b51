package httpd_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sportello/internal/httpd"
)

// hands are those of a clock that the test sets.
type hands struct{ at atomic.Int64 }

func (h *hands) now() time.Time          { return time.Unix(0, h.at.Load()) }
func (h *hands) advance(d time.Duration) { h.at.Add(int64(d)) }

// ready opens a site with these checks and returns what asks it for its readiness.
func ready(t *testing.T, clock *hands, checks ...httpd.Check) func() (int, string) {
	t.Helper()
	clock.at.Store(time.Now().UnixNano())
	s := open(t, func(w *wiring) { w.server.Checks, w.server.Now = checks, clock.now })
	return func() (int, string) {
		got := s.do(http.MethodGet, "/readyz", "", nil)
		return got.StatusCode, strings.TrimSpace(got.body)
	}
}

func TestReadiness(t *testing.T) {
	var broken atomic.Bool
	var runs atomic.Int64
	clock := &hands{}
	ask := ready(t, clock,
		httpd.Check{Name: "database", Run: func(context.Context) error { runs.Add(1); return nil }},
		httpd.Check{Name: "blobs", Run: func(context.Context) error {
			if broken.Load() {
				return errors.New("secret: disk /dev/sdb1 is gone")
			}
			return nil
		}})
	expect := func(status int, body string) {
		t.Helper()
		if gotStatus, got := ask(); gotStatus != status || got != body {
			t.Errorf("%d %s, want %d %s", gotStatus, got, status, body)
		}
	}
	fine, failed := `{"ready":true,"checks":{"blobs":"ok","database":"ok"}}`, `{"ready":false,"checks":{"blobs":"failed","database":"ok"}}`
	expect(http.StatusOK, fine)
	broken.Store(true)
	for range 20 { // the answer of a moment ago, without new work
		expect(http.StatusOK, fine)
	}
	if runs.Load() != 1 {
		t.Errorf("%d runs", runs.Load())
	}
	clock.advance(time.Second)
	expect(http.StatusServiceUnavailable, failed)
	broken.Store(false)
	clock.advance(time.Second)
	expect(http.StatusOK, fine)
}

// A check that hangs, as a broken disk does, neither hangs the answer nor is begun twice.
func TestReadinessWhenACheckHangs(t *testing.T) {
	clock := &hands{}
	release := make(chan struct{})
	defer sync.OnceFunc(func() { close(release) })()
	var runs atomic.Int64
	ask := ready(t, clock, httpd.Check{Name: "blobs", Run: func(context.Context) error {
		runs.Add(1)
		<-release
		return nil
	}})
	for range 3 {
		if status, body := ask(); status != http.StatusServiceUnavailable || body != `{"ready":false,"checks":{"blobs":"failed"}}` {
			t.Errorf("%d %s", status, body)
		}
		clock.advance(time.Minute)
	}
	if runs.Load() != 1 {
		t.Errorf("%d runs", runs.Load())
	}
}

// What is spare does not make the server unready: others would be turned away from all its processes at once.
func TestReadinessWithoutASpare(t *testing.T) {
	clock := &hands{}
	ask := ready(t, clock,
		httpd.Check{Name: "database", Run: func(context.Context) error { return nil }},
		httpd.Check{Name: "bus", Spare: true, Run: func(context.Context) error { return errors.New("away") }})
	if status, body := ask(); status != http.StatusOK || body != `{"ready":true,"checks":{"bus":"degraded","database":"ok"}}` {
		t.Errorf("%d %s", status, body)
	}
}

func TestGaugesAreTold(t *testing.T) {
	s := open(t, func(w *wiring) {
		w.server.Gauges = []httpd.Gauge{
			{Name: "one_gauge", Help: "Goes up and down.", Read: func() float64 { return 7 }},
			{Name: "one_total", Help: "Grows.", Counts: true, Read: func() float64 { return 9 }},
		}
	})
	body := s.do(http.MethodGet, "/metrics", "", nil).body
	for _, line := range []string{"# TYPE one_gauge gauge\none_gauge 7", "# TYPE one_total counter\none_total 9"} {
		if !strings.Contains(body, line) {
			t.Errorf("not told: %q", line)
		}
	}
}
