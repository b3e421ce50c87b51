package httpd_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"sportello/internal/httpd"
)

func TestCrossSiteRequests(t *testing.T) {
	s := open(t, nil)
	cookie := "sportello=" + s.signIn("ada@example.com").Token
	for name, row := range map[string]struct {
		header http.Header
		status int
	}{
		"no browser":             {nil, 200},
		"own page":               {http.Header{"Sec-Fetch-Site": {"same-origin"}}, 200},
		"own page, old browser":  {http.Header{"Origin": {s.url}}, 200},
		"public origin":          {http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://desk.example.com"}}, 200},
		"configured origin":      {http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://shop.example.com"}}, 200},
		"foreign page":           {http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}, 403},
		"foreign, old browser":   {http.Header{"Origin": {"https://evil.example"}}, 403},
		"sibling host":           {http.Header{"Sec-Fetch-Site": {"same-site"}, "Origin": {"https://other.example.com"}}, 403},
		"configured, plain http": {http.Header{"Origin": {"http://shop.example.com"}}, 403},
		"configured as prefix":   {http.Header{"Origin": {"https://shop.example.com.evil.example"}}, 403},
		"null":                   {http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"null"}}, 403},
	} {
		t.Run(name, func(t *testing.T) {
			header := http.Header{"Cookie": {cookie}}
			maps.Copy(header, row.header)
			got := s.query(whoAmI, header)
			got.want(t, row.status)
			if row.status == http.StatusForbidden {
				got.want(t, 403, `"code":"FORBIDDEN"`, `"requestId":"`+got.Header.Get("X-Request-Id"))
			}
			readable := got.Header.Get("Access-Control-Allow-Origin")
			if want := strings.Join(row.header["Origin"], ""); readable != "" && (row.status != 200 || readable != want) {
				t.Errorf("readable by %q", readable)
			}
		})
	}
}

func TestPreflight(t *testing.T) {
	s := open(t, nil)
	for origin, allowed := range map[string]bool{
		"https://shop.example.com": true, "https://evil.example": false, "null": false, "*": false,
	} {
		got := s.do(http.MethodOptions, "/graphql", "", http.Header{
			"Origin": {origin}, "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"content-type"},
		})
		got.want(t, http.StatusNoContent)
		h := got.Header
		if !strings.Contains(strings.Join(h.Values("Vary"), ","), "Origin") {
			t.Errorf("%s: Vary %q", origin, h.Values("Vary"))
		}
		if !allowed {
			for key := range h {
				if strings.HasPrefix(key, "Access-Control-") {
					t.Errorf("%s is told %s", origin, key)
				}
			}
			continue
		}
		if h.Get("Access-Control-Allow-Origin") != origin || h.Get("Access-Control-Allow-Credentials") != "true" ||
			!strings.Contains(h.Get("Access-Control-Allow-Headers"), "Authorization") {
			t.Errorf("%s: %v", origin, h)
		}
	}
	s.do(http.MethodOptions, "/graphql", "", nil).want(t, http.StatusMethodNotAllowed)
}

// Other addresses are for nobody's pages but our own.
func TestOnlyGraphQLIsShared(t *testing.T) {
	s := open(t, nil)
	for _, path := range []string{"/healthz", "/metrics", "/attachments/x", "/none"} {
		got := s.do(http.MethodGet, path, "", http.Header{"Origin": {"https://shop.example.com"}})
		if got.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s is shared", path)
		}
	}
}

func TestSocketFromAForeignPage(t *testing.T) {
	s := open(t, nil)
	for origin, status := range map[string]int{"https://evil.example": 403, "https://shop.example.com": 101, s.url: 101} {
		if _, got, err := s.dial(http.Header{"Origin": {origin}}); got != status {
			t.Errorf("%s: %d, %v", origin, got, err)
		}
	}
}

func TestSafeHeaders(t *testing.T) {
	s := open(t, nil)
	for _, path := range []string{"/graphql?query={hello}", "/healthz", "/none", "/"} {
		h := s.do(http.MethodGet, path, "", nil).Header
		for key, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000",
		} {
			if got := h.Get(key); got != want {
				t.Errorf("%s: %s %q, want %q", path, key, got, want)
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	nothing := http.NotFoundHandler()
	for name, config := range map[string]httpd.Config{
		"no GraphQL":         {},
		"origin with a path": {GraphQL: nothing, Origins: []string{"https://shop.example.com/page"}},
		"no origin":          {GraphQL: nothing, Origins: []string{"shop"}},
	} {
		if _, err := httpd.New(config); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
