package httpd

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"sportello/graph/transport"
)

// observe gives every request an id, a line in the log and a place in the metrics. The log has paths without their
// queries, which may hold signatures and documents, and neither headers nor bodies.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		id, seen := requestID(r), &record{}
		ctx := context.WithValue(transport.WithRequestID(r.Context(), id), recordKey{}, seen)
		w.Header().Set("X-Request-Id", id)
		out := newResponse(w, s.config.Times.Write)
		s.metrics.running.Inc()
		defer func() { // also when the handler gives up by a panic of its own
			s.metrics.running.Dec()
			s.note(ctx, r, seen, out, time.Since(began))
		}()
		next.ServeHTTP(out, r.WithContext(ctx))
	})
}

func (s *Server) note(ctx context.Context, r *http.Request, seen *record, out *response, took time.Duration) {
	status := out.status
	if status == 0 {
		status = http.StatusOK // net/http answers so when a handler wrote nothing
	}
	s.metrics.add(seen.route, r.Method, status, took)
	fields := []slog.Attr{
		slog.String("method", shown(r.Method, 16)), slog.String("path", shown(r.URL.Path, 200)), slog.Int("status", status),
		slog.Duration("took", took), slog.Int64("bytes", out.bytes), slog.String("requestId", transport.RequestID(ctx)),
	}
	if seen.userID != 0 {
		fields = append(fields, slog.Int64("userId", seen.userID))
	}
	level := slog.LevelInfo
	if seen.route == "healthz" || seen.route == "readyz" || seen.route == "metrics" {
		level = slog.LevelDebug // asked for every few seconds
	}
	s.log.LogAttrs(ctx, level, "request", fields...)
}

// shown keeps what a client made up from filling the log.
func shown(text string, most int) string {
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}

// recovered turns a panic into a 500 that tells the request's id; the server lives on. Where an answer was begun
// already, the connection is cut, so that nobody takes a part for the whole.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			caught := recover()
			if caught == nil {
				return
			}
			if caught == http.ErrAbortHandler { //nolint:errorlint // the very value, as net/http compares it
				panic(caught)
			}
			s.log.ErrorContext(r.Context(), "panic", "panic", caught, "requestId", transport.RequestID(r.Context()),
				"stack", string(debug.Stack()))
			if out, ok := w.(*response); ok && out.status != 0 {
				panic(http.ErrAbortHandler)
			}
			for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Disposition", "ETag", "Set-Cookie"} {
				w.Header().Del(name) // of the answer that was about to be
			}
			s.refuse(w, r, http.StatusInternalServerError, transport.CodeInternal, "internal error")
		}()
		next.ServeHTTP(w, r)
	})
}

// refuse answers as GraphQL does, since that is what clients here read.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, code, message string) {
	err := transport.NewError(code, message)
	err.Extensions["requestId"] = transport.RequestID(r.Context())
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	refusal := transport.Refusal{Errors: gqlerror.List{err}}
	if _, err := w.Write(transport.AppendResponse(nil, refusal.Response())); err != nil {
		s.log.DebugContext(r.Context(), "answer not taken", "error", err)
	}
}
