package graphiql_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"sportello/internal/httpd/graphiql"
)

func serve(t *testing.T, c graphiql.Config) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(graphiql.Handler(c))
	t.Cleanup(server.Close)
	return server
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

// request sends exactly the given headers: without Accept-Encoding it asks for plain bytes, where
// Go's transport would have asked for gzip by itself.
func request(t *testing.T, method, address string, headers map[string]string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	}()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, body}
}

func TestFilesHaveTheirTypes(t *testing.T) {
	server := serve(t, graphiql.Config{})
	for path, contentType := range map[string]string{
		"/graphiql":              "text/html; charset=utf-8",
		"/graphiql/":             "text/html; charset=utf-8",
		"/graphiql/app.js":       "text/javascript; charset=utf-8",
		"/graphiql/app.css":      "text/css; charset=utf-8",
		"/graphiql/LICENSES.txt": "text/plain; charset=utf-8",
	} {
		got := request(t, http.MethodGet, server.URL+path, nil)
		if got.status != http.StatusOK || len(got.body) == 0 {
			t.Errorf("%s: status %d with %d bytes", path, got.status, len(got.body))
		}
		if have := got.header.Get("Content-Type"); have != contentType {
			t.Errorf("%s: Content-Type %q, want %q", path, have, contentType)
		}
		if have := got.header.Get("X-Content-Type-Options"); have != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", path, have)
		}
	}
}

func TestNothingElseIsServed(t *testing.T) {
	server := serve(t, graphiql.Config{})
	for _, path := range []string{
		"/", "/graphql", "/graphiql/nothing", "/graphiql/app.js/", "/graphiql/page.html", "/graphiql/dist/app.js",
		"/graphiql/..%2fhandler.go",
	} {
		if got := request(t, http.MethodGet, server.URL+path, nil); got.status != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", path, got.status)
		}
	}
	if got := request(t, http.MethodPost, server.URL+"/graphiql", nil); got.status != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d, want 405", got.status)
	}
}

func TestPageCarriesItsConfiguration(t *testing.T) {
	server := serve(t, graphiql.Config{
		Path:         "/try",
		Endpoint:     "/api",
		SocketURL:    "/live",
		Query:        `{ desk(slug: "a&b") { name } }`,
		Subscription: `subscription { "><script>alert(1)</script> }`,
	})
	page := string(request(t, http.MethodGet, server.URL+"/try", nil).body)
	for _, want := range []string{
		`data-endpoint="/api"`,
		`data-socket="/live"`,
		`data-query="{ desk(slug: &#34;a&amp;b&#34;) { name } }"`,
		`data-subscription="subscription { &#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt; }"`,
		`src="/try/app.js"`,
		`href="/try/app.css"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s:\n%s", want, page)
		}
	}
}

func TestDefaults(t *testing.T) {
	page := string(request(t, http.MethodGet, serve(t, graphiql.Config{}).URL+"/graphiql", nil).body)
	for _, want := range []string{`data-endpoint="/graphql"`, `data-socket="/graphql"`, "__typename", `data-subscription=""`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s:\n%s", want, page)
		}
	}
}

// The page must work in a closed network: neither it nor its style sheet may name another host.
// (Addresses in the script are links and XML namespaces; the policy below keeps it from loading.)
func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	server := serve(t, graphiql.Config{})
	page := request(t, http.MethodGet, server.URL+"/graphiql", nil).body
	if found := regexp.MustCompile(`(?i)(https?:)?//[a-z]`).Find(page); found != nil {
		t.Errorf("the page names another host: %s", found)
	}
	if found := regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<style|<script>`).Find(page); found != nil {
		t.Errorf("the page has inline code, which its policy forbids: %s", found)
	}
	css := request(t, http.MethodGet, server.URL+"/graphiql/app.css", nil).body
	if bytes.Contains(css, []byte("@import")) {
		t.Error("the style sheet imports another one")
	}
	for _, address := range regexp.MustCompile(`url\(([^)]{0,16})`).FindAllSubmatch(css, -1) {
		if !bytes.HasPrefix(bytes.Trim(address[1], `"'`), []byte("data:image/")) {
			t.Errorf("the style sheet loads %s", address[1])
		}
	}
}

func TestContentSecurityPolicy(t *testing.T) {
	for name, c := range map[string]struct {
		config  graphiql.Config
		connect string
	}{
		"own host":      {graphiql.Config{}, "connect-src 'self';"},
		"other socket":  {graphiql.Config{SocketURL: "wss://live.example.com/graphql"}, "connect-src 'self' wss://live.example.com;"},
		"other servers": {graphiql.Config{Endpoint: "https://api.example.com/q", SocketURL: "wss://api.example.com:8443/q"}, "connect-src 'self' https://api.example.com wss://api.example.com:8443;"},
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, c.config)
			for _, path := range []string{"/graphiql", "/graphiql/app.js", "/graphiql/nothing"} {
				policy := request(t, http.MethodGet, server.URL+path, nil).header.Get("Content-Security-Policy")
				for _, want := range []string{"default-src 'none';", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'", c.connect} {
					if !strings.Contains(policy, want) {
						t.Errorf("%s: the policy lacks %q: %s", path, want, policy)
					}
				}
				if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
					t.Errorf("%s: the policy is loose: %s", path, policy)
				}
			}
		})
	}
}

func TestClientKeepsItsCopyUntilItChanges(t *testing.T) {
	address := serve(t, graphiql.Config{}).URL + "/graphiql"
	for _, path := range []string{"", "/app.js", "/app.css"} {
		for _, encoding := range []string{"", "gzip"} {
			first := request(t, http.MethodGet, address+path, map[string]string{"Accept-Encoding": encoding})
			tag := first.header.Get("ETag")
			if tag == "" || first.header.Get("Cache-Control") != "no-cache" {
				t.Errorf("%s: ETag %q, Cache-Control %q", path, tag, first.header.Get("Cache-Control"))
			}
			again := request(t, http.MethodGet, address+path, map[string]string{"Accept-Encoding": encoding, "If-None-Match": tag})
			if again.status != http.StatusNotModified || len(again.body) != 0 {
				t.Errorf("%s: status %d with %d bytes, want 304", path, again.status, len(again.body))
			}
		}
	}
	plain := request(t, http.MethodGet, address, nil).header.Get("ETag")
	other := request(t, http.MethodGet, serve(t, graphiql.Config{Query: "{ viewer { id } }"}).URL+"/graphiql", nil).header.Get("ETag")
	if plain == other {
		t.Error("two different pages have the same ETag")
	}
}

func TestCompression(t *testing.T) {
	address := serve(t, graphiql.Config{}).URL + "/graphiql/app.js"
	plain := request(t, http.MethodGet, address, nil)
	if plain.header.Get("Content-Encoding") != "" {
		t.Fatal("compressed although nobody asked")
	}
	for accept, want := range map[string]bool{
		"gzip": true, "br, GZIP;q=0.8": true, "*": true, "br;q=1, *;q=0.1": true,
		"br": false, "gzip;q=0": false, "gzip; q=0.0, *": false, "*;q=0": false, "identity": false, "gzip;q=nonsense": false,
	} {
		got := request(t, http.MethodGet, address, map[string]string{"Accept-Encoding": accept})
		if compressed := got.header.Get("Content-Encoding") == "gzip"; compressed != want {
			t.Errorf("%q: compressed %v, want %v", accept, compressed, want)
			continue
		}
		if got.header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary %q", accept, got.header.Get("Vary"))
		}
		if !want {
			continue
		}
		if got.header.Get("ETag") == plain.header.Get("ETag") {
			t.Errorf("%q: both forms have the same ETag", accept)
		}
		if !bytes.Equal(decompress(t, got.body), plain.body) {
			t.Errorf("%q: the compressed form holds something else", accept)
		}
	}
}

func decompress(t *testing.T, compressed []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
