package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

const (
	checkTimeout = 2 * time.Second
	// checkFresh is how long an answer is given again: who asks fast must not make the disk and the database work.
	checkFresh = time.Second
)

// Check is something that the server can't work without; or, where it is spare, not as well as it should.
type Check struct {
	Name  string
	Run   func(ctx context.Context) error
	Spare bool
}

// health tells whether the server lives, and whether it is ready for work.
type health struct {
	checks   []*probe
	log      *slog.Logger
	now      func() time.Time
	stopping atomic.Bool

	mu   sync.Mutex
	last report
	asOf time.Time
}

// report is the answer of /readyz: the name of each check with "ok", "failed", or "degraded" for one that is spare; why is
// for the log.
type report struct {
	Ready  bool              `json:"ready"`
	Checks map[string]string `json:"checks"`
}

func newHealth(c Config) *health {
	h := &health{log: c.Logger, now: c.Now}
	for _, check := range c.Checks {
		h.checks = append(h.checks, &probe{Check: check})
	}
	return h
}

// probe is a check that is not waited for when it hangs, as a broken disk makes it, and not begun again until it returns.
type probe struct {
	Check
	running atomic.Bool
}

var errHangs = errors.New("the last check has not returned yet")

func (p *probe) run(ctx context.Context) error {
	if !p.running.CompareAndSwap(false, true) {
		return errHangs
	}
	done := make(chan error, 1)
	go func() {
		err := p.Run(ctx)
		p.running.Store(false)
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// alive answers as long as the process can answer at all.
func (h *health) alive(w http.ResponseWriter, r *http.Request) {
	h.answer(w, r, http.StatusOK, map[string]bool{"alive": true})
}

// ready answers 200 when all checks pass, else 503; and 503 from the moment the server stops.
func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	result := h.look(r.Context())
	if h.stopping.Load() {
		result.Ready = false
	}
	status := http.StatusOK
	if !result.Ready {
		status = http.StatusServiceUnavailable
	}
	h.answer(w, r, status, result)
}

// look runs the checks, all at once, or repeats what they said a moment ago.
func (h *health) look(ctx context.Context) report {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now := h.now(); h.last.Checks != nil && now.Sub(h.asOf) < checkFresh {
		return h.last
	}
	// Others wait for this answer: it does not depend on the one who happened to ask.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkTimeout)
	defer cancel()
	faults := make([]error, len(h.checks))
	var all sync.WaitGroup
	for i, check := range h.checks {
		all.Go(func() { faults[i] = check.run(ctx) })
	}
	all.Wait()
	result := report{Ready: true, Checks: make(map[string]string, len(h.checks))}
	for i, check := range h.checks {
		result.Checks[check.Name] = "ok"
		if faults[i] == nil {
			continue
		}
		result.Checks[check.Name] = "degraded"
		if !check.Spare {
			result.Ready, result.Checks[check.Name] = false, "failed"
			h.log.WarnContext(ctx, "not ready", "check", check.Name, "error", faults[i])
		}
	}
	h.last, h.asOf = result, h.now()
	return result
}

func (h *health) answer(w http.ResponseWriter, r *http.Request, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		h.log.DebugContext(r.Context(), "answer not taken", "error", err)
	}
}
