package httpd

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"sportello/internal/account"
)

// record is what becomes known of a request on its way, for the log and the metrics. Only the request's own goroutine
// and those it waits for write it.
type record struct {
	route  string
	userID int64
}

type recordKey struct{}

// recordOf is the record of a request that came through the server, or one that nobody reads.
func recordOf(ctx context.Context) *record {
	if r, ok := ctx.Value(recordKey{}).(*record); ok {
		return r
	}
	return new(record)
}

// named notes which route answers.
func named(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recordOf(r.Context()).route = name
		next.ServeHTTP(w, r)
	})
}

// requestID is the id under which a request is logged: the caller's, where it is plain and short enough to be put into
// logs and headers, so that ids go through proxies; else a new one.
func requestID(r *http.Request) string {
	if sent := r.Header["X-Request-Id"]; len(sent) == 1 && wellFormedID(sent[0]) {
		return sent[0]
	}
	return uuid.NewString()
}

func wellFormedID(id string) bool {
	if len(id) < 8 || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

// withCaller tells the use cases behind GraphQL what is known of whoever calls.
func (s *Server) withCaller(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller := account.Caller{Addr: s.config.Proxies.caller(r), UserAgent: r.UserAgent(), Device: s.config.Cookies.device(r)}
		if carriesCookies(r) {
			caller.Cookies = jar{Cookies: s.config.Cookies, w: w}
		}
		next.ServeHTTP(w, r.WithContext(account.WithCaller(r.Context(), caller)))
	})
}
