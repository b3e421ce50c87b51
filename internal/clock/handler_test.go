package clock_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sportello/internal/clock"
)

// tower is a clock with its door.
type tower struct {
	*clock.Handler
	t     *testing.T
	log   bytes.Buffer
	fault error
	ran   []time.Time // when what is due was done
}

func newTower(t *testing.T) *tower {
	w := &tower{t: t}
	w.Handler = &clock.Handler{
		Clock: clock.New(noon), Logger: slog.New(slog.NewTextHandler(&w.log, nil)),
		RunDue: func(context.Context) error {
			w.ran = append(w.ran, w.Clock.Now())
			return w.fault
		},
	}
	return w
}

// answer is what came back.
type answer struct {
	status int
	Now    time.Time
	Errors []struct{ Message string }
}

func (w *tower) ask(method, body string) (a answer) {
	w.t.Helper()
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, httptest.NewRequestWithContext(w.t.Context(), method, clock.Path, strings.NewReader(body)))
	if err := json.Unmarshal(recorder.Body.Bytes(), &a); err != nil {
		w.t.Fatalf("%s %q: %v in %s", method, body, err, recorder.Body)
	}
	a.status = recorder.Code
	return a
}

func TestHandlerMoves(t *testing.T) {
	w := newTower(t)
	if a := w.ask(http.MethodGet, ""); a.status != http.StatusOK || !a.Now.Equal(noon()) || len(w.ran) != 0 {
		t.Errorf("it tells %+v, and ran at %v", a, w.ran)
	}
	want := noon()
	for text, by := range map[string]time.Duration{"P4D": 4 * day, "PT90S": 90 * time.Second, "P1DT2H": 26 * time.Hour} {
		want = want.Add(by)
		w.ran = nil
		if a := w.ask(http.MethodPost, `{"advance":"`+text+`"}`); a.status != http.StatusOK || !a.Now.Equal(want) {
			t.Errorf("%s: %+v, want %v", text, a, want)
		}
		if len(w.ran) != 1 || !w.ran[0].Equal(want) {
			t.Errorf("%s: ran at %v", text, w.ran)
		}
	}
}

// What can't be done is refused, says why, and moves nothing.
func TestHandlerRefuses(t *testing.T) {
	w := newTower(t)
	for body, says := range map[string]string{
		"":                                      "EOF",
		"P4D":                                   "invalid character",
		`"P4D"`:                                 "cannot unmarshal",
		`{"advance":4}`:                         "cannot unmarshal",
		`{}`:                                    "missing",
		`{"advance":null}`:                      "missing",
		`{"advance":"P4D"}{"advance":"P4D"}`:    "nothing after",
		`{"advance":"P4D","by":"P1D"}`:          "unknown field",
		`{"advance":""}`:                        "no duration",
		`{"advance":"4 days"}`:                  "no duration",
		`{"advance":"P1M"}`:                     "no duration",
		`{"advance":"-P4D"}`:                    "no duration",
		`{"advance":"P0D"}`:                     "forwards",
		`{"advance":"P401D"}`:                   "P400D",
		`{"advance":"P99999DT99999H"}`:          "P400D",
		strings.Repeat(" ", 5000) + `{}`:        "too large",
		`{"advance":"` + strings.Repeat("1", 9): "unexpected EOF",
	} {
		a := w.ask(http.MethodPost, body)
		if a.status != http.StatusBadRequest || len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, says) {
			t.Errorf("%.40q: %+v, want %q", body, a, says)
		}
	}
	if a := w.ask(http.MethodDelete, ""); a.status != http.StatusMethodNotAllowed || len(a.Errors) != 1 {
		t.Errorf("DELETE: %+v", a)
	}
	if w.Clock.Ahead() != 0 || len(w.ran) != 0 {
		t.Errorf("it is %v ahead and ran at %v", w.Clock.Ahead(), w.ran)
	}
}

// When something due goes wrong the caller learns that, and the log what.
func TestHandlerTellsOfFaults(t *testing.T) {
	w := newTower(t)
	w.fault = errors.New("the disk is full")
	a := w.ask(http.MethodPost, `{"advance":"P4D"}`)
	if a.status != http.StatusInternalServerError || len(a.Errors) != 1 || strings.Contains(a.Errors[0].Message, "disk") {
		t.Errorf("%+v", a)
	}
	if !strings.Contains(w.log.String(), "the disk is full") || w.Clock.Ahead() != 4*day {
		t.Errorf("%v ahead, logged %s", w.Clock.Ahead(), &w.log)
	}
}
