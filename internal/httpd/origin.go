package httpd

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// refuseCrossSite refuses what a page of a foreign site makes a browser send, unless the site is one of the configured
// ones (Fetch Metadata, and Origin for old browsers). Clients that are no browsers are let through.
func (s *Server) refuseCrossSite(next http.Handler) (http.Handler, error) {
	guard := http.NewCrossOriginProtection()
	for _, origin := range s.trusted() {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("origin: %w", err)
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, http.StatusForbidden, "FORBIDDEN", "cross-site requests are not allowed from this origin")
	}))
	return guard.Handler(next), nil
}

// trusted are the origins whose pages may call the server.
func (s *Server) trusted() []string {
	var origins []string
	for _, origin := range append([]string{s.config.PublicURL}, s.config.Origins...) {
		if origin != "" {
			origins = append(origins, strings.ToLower(strings.TrimSuffix(origin, "/")))
		}
	}
	return origins
}

// shared lets the pages of the configured origins call a route with credentials, and read the answer (CORS). Others get
// no such headers, so browsers keep the answer from them.
func (s *Server) shared(next http.Handler) http.Handler {
	trusted := s.trusted()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		allowed := origin != "" && slices.Contains(trusted, strings.ToLower(origin))
		if allowed {
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Access-Control-Allow-Credentials", "true")
			h.Set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset")
			h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		}
		if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
			next.ServeHTTP(w, r)
			return
		}
		h.Add("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers")
		if allowed {
			h.Set("Access-Control-Allow-Methods", "GET, POST")
			h.Set("Access-Control-Allow-Headers", "Content-Type, Authorization, Last-Event-ID, X-Request-Id, X-Sportello-CSRF, "+DeviceHeader+", "+
				"Apollo-Require-Preflight, GraphQL-Require-Preflight")
			h.Set("Access-Control-Max-Age", "600")
		}
		w.WriteHeader(http.StatusNoContent)
	})
}
