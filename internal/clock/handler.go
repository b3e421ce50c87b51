package clock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"sportello/internal/policy"
)

// Path is where a Handler is usually mounted.
const Path = "/dev/clock"

// maxBody is the most bytes of a request.
const maxBody = 4 << 10

// Handler shows a clock and lets anybody move it; it is for demos alone.
//
//	GET  → {"now": "2026-11-22T09:00:00Z"}
//	POST {"advance": "P4D"}, an ISO 8601 duration, → the same, once all that has fallen due by then is done
//
// What can't be read, or moved, answers 400 with {"errors": [{"message": …}]}.
type Handler struct {
	Clock *Clock
	// RunDue does what is due.
	RunDue func(context.Context) error
	Logger *slog.Logger
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		if err := h.move(http.MaxBytesReader(w, r.Body, maxBody)); err != nil {
			h.refuse(w, r, http.StatusBadRequest, err.Error())
			return
		}
		h.Logger.InfoContext(r.Context(), "the clock was moved", "now", h.Clock.Now(), "ahead", h.Clock.Ahead())
		if err := h.RunDue(r.Context()); err != nil {
			h.Logger.ErrorContext(r.Context(), "the clock was moved, but not all that is due was done", "error", err)
			h.refuse(w, r, http.StatusInternalServerError, "the clock was moved, but not all that is due was done: see the server's log")
			return
		}
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		h.refuse(w, r, http.StatusMethodNotAllowed, "GET tells the time, POST moves it")
		return
	}
	h.answer(w, r, http.StatusOK, map[string]time.Time{"now": h.Clock.Now().UTC()})
}

// move reads by how much, and moves the clock.
func (h *Handler) move(body io.Reader) error {
	var asked struct {
		Advance *string `json:"advance"`
	}
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		return fmt.Errorf(`send {"advance": "P4D"}: %w`, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New(`send {"advance": "P4D"} and nothing after it`)
	}
	if asked.Advance == nil {
		return errors.New(`send {"advance": "P4D"}: "advance" is missing`)
	}
	by, err := policy.ParseDuration(*asked.Advance)
	if err != nil {
		return fmt.Errorf("advance: %w", err)
	}
	return h.Clock.Advance(by.Std())
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, status int, message string) {
	h.answer(w, r, status, map[string]any{"errors": []map[string]string{{"message": message}}})
}

func (h *Handler) answer(w http.ResponseWriter, r *http.Request, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		h.Logger.DebugContext(r.Context(), "answer not taken", "error", err)
	}
}
