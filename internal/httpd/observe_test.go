package httpd_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestRequestID(t *testing.T) {
	s := open(t, nil)
	for sent, kept := range map[string]bool{
		"trace-0123456789_A.b": true, "short": false, "": false, "with space 123": false, `quote"12345678`: false,
		"12345678\tx": false, strings.Repeat("a", 64): true, strings.Repeat("a", 65): false, "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9": false,
	} {
		got := s.query(`{ context { requestId } }`, http.Header{"X-Request-Id": {sent}})
		id := got.Header.Get("X-Request-Id")
		if (id == sent) != kept || len(id) < 8 {
			t.Errorf("%q became %q", sent, id)
		}
		got.want(t, http.StatusOK, `"requestId":"`+id+`"`)
		until(t, "the request is logged", func() bool { return strings.Contains(s.log.String(), "requestId="+id) })
	}
	two := s.do(http.MethodGet, "/healthz", "", http.Header{"X-Request-Id": {"first-12345", "second-12345"}})
	if id := two.Header.Get("X-Request-Id"); strings.Contains(id, "12345") {
		t.Errorf("of two ids one was kept: %s", id)
	}
}

// The log tells who, what and how long, and no secret.
func TestAccessLog(t *testing.T) {
	s := open(t, nil)
	in := s.signIn("ada@example.com")
	s.query(`{ hello(name: "body-secret") }`, http.Header{
		"Authorization": {"Bearer " + in.Token}, "Cookie": {"sportello=" + in.Token}, "X-Request-Id": {"find-me-1234"},
	}).want(t, http.StatusOK)
	s.do(http.MethodGet, "/attachments/x?signature=query-secret", "", nil)
	s.do("BREW"+strings.Repeat("X", 100), "/"+strings.Repeat("p", 1000)+"%0Alevel=ERROR", "", nil)
	until(t, "all is logged", func() bool { return strings.Count(s.log.String(), "msg=request") == 3 })
	text := s.log.String()
	for _, want := range []string{"method=POST path=/graphql status=200 took=", "requestId=find-me-1234 userId=1", "path=/attachments/x status=404"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	for _, secret := range []string{"body-secret", "query-secret", in.Token, in.Token[10:], "\nlevel=ERROR"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q in %s", secret, text)
		}
	}
	for line := range strings.Lines(text) {
		if len(line) > 600 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

func TestPanic(t *testing.T) {
	s := open(t, func(w *wiring) {
		w.server.Routes = map[string]http.Handler{
			"GET /broken": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Set-Cookie", "half=done")
				panic("secret of the panic")
			}),
			"GET /half": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if _, err := io.WriteString(w, "half an answer"); err != nil {
					t.Error(err)
				}
				panic("secret of the half")
			}),
		}
	})
	got := s.do(http.MethodGet, "/broken", "", nil)
	got.want(t, http.StatusInternalServerError, `"INTERNAL"`, `"requestId":"`+got.Header.Get("X-Request-Id")+`"`)
	if strings.Contains(got.body, "secret") || got.Header.Get("Set-Cookie") != "" || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("told %s %v", got.body, got.Header)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/half", nil)
	s.must(err)
	if response, err := http.DefaultClient.Do(r); err == nil {
		if _, err = io.ReadAll(response.Body); err == nil {
			t.Error("half an answer passes for a whole one")
		}
		response.Body.Close()
	}
	s.do(http.MethodGet, "/healthz", "", nil).want(t, http.StatusOK, `{"alive":true}`)
	until(t, "both are logged", func() bool { return strings.Count(s.log.String(), "level=ERROR msg=panic") == 2 })
	for _, want := range []string{"secret of the panic", "secret of the half", "observe_test.go", "requestId=" + got.Header.Get("X-Request-Id")} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
}

func TestMetrics(t *testing.T) {
	s := open(t, nil)
	_, _, err := s.dial(nil)
	s.must(err)
	s.query(`{hello}`, nil).want(t, http.StatusOK)
	s.do("BREW", "/graphql", "", nil).want(t, http.StatusMethodNotAllowed)
	s.do(http.MethodGet, "/no/such/path", "", nil).want(t, http.StatusNotFound)
	until(t, "all is counted", func() bool {
		return strings.Contains(s.do(http.MethodGet, "/metrics", "", nil).body, `{method="GET",route="none",status="404"} 1`)
	})
	got := s.do(http.MethodGet, "/metrics", "", nil)
	got.want(t, http.StatusOK,
		`sportello_http_requests_total{method="POST",route="graphql",status="200"} 1`,
		`sportello_http_requests_total{method="other",route="graphql",status="405"} 1`,
		`sportello_http_requests_total{method="GET",route="graphql",status="101"} 1`,
		`sportello_http_request_duration_seconds_count{route="graphql"} 2`,
		"sportello_websockets 1", "sportello_http_requests_running 1", "go_goroutines ")
	if strings.Contains(got.body, "BREW") || strings.Contains(got.body, "such") {
		t.Error("a client makes up labels")
	}
}

func TestRoot(t *testing.T) {
	open(t, nil).do(http.MethodGet, "/", "", nil).want(t, http.StatusNotFound)
	s := open(t, func(w *wiring) {
		w.server.GraphiQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := io.WriteString(w, "page at "+r.URL.Path); err != nil {
				t.Error(err)
			}
		})
	})
	if got := s.do(http.MethodGet, "/", "", nil); got.StatusCode != http.StatusFound || got.Header.Get("Location") != "/graphiql" {
		t.Errorf("%d to %q", got.StatusCode, got.Header.Get("Location"))
	}
	s.do(http.MethodGet, "/graphiql", "", nil).want(t, http.StatusOK, "page at /graphiql")
	s.do(http.MethodGet, "/graphiql/app.js", "", nil).want(t, http.StatusOK, "page at /graphiql/app.js")
	s.do(http.MethodPost, "/healthz", "", nil).want(t, http.StatusMethodNotAllowed)
}
