package transport_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"sportello/graph/transport"
)

func TestTimeout(t *testing.T) {
	d := serve(t, func(_ *transport.EngineConfig, c *transport.HandlerConfig) { c.Timeout = 20 * time.Millisecond })
	d.ask(t, "{ wait }", "").wantBody(t, `{"errors":[{"message":"the operation took too long","locations":[{"line":1,"column":3}],`+
		`"path":["wait"],"extensions":{"code":"TIMEOUT"}}],"data":{"wait":null}}`)
	if d.log.Len() > 0 {
		t.Errorf("a slow operation is no error of the server: %s", d.log)
	}
}

// An operation whose time is over before it begins is still answered.
func TestTimeoutBeforeTheRun(t *testing.T) {
	d := serve(t, func(c *transport.EngineConfig, h *transport.HandlerConfig) {
		h.Timeout = 20 * time.Millisecond
		c.Around = func(ctx context.Context, _ *transport.Operation, next graphql.OperationHandler) graphql.ResponseHandler {
			<-ctx.Done()
			return next(ctx)
		}
	})
	d.ask(t, "{ hello }", "").want(t, http.StatusGatewayTimeout, transport.CodeTimeout)
	legacy := d.ask(t, "{ hello }", "", "Accept", "application/json")
	if legacy.StatusCode != http.StatusOK || legacy.code(t) != transport.CodeTimeout {
		t.Errorf("%d %s", legacy.StatusCode, legacy.body)
	}
}

// A later compiled path answers with bytes of its own, which go out as they are.
func TestAroundAnswersItself(t *testing.T) {
	d := serve(t, func(c *transport.EngineConfig, _ *transport.HandlerConfig) {
		c.Around = func(ctx context.Context, op *transport.Operation, next graphql.OperationHandler) graphql.ResponseHandler {
			if op.Name == "Fast" {
				return graphql.OneShot(&graphql.Response{Data: []byte(`{ "hello" : "fast" }`)})
			}
			return next(ctx)
		}
	})
	d.ask(t, "query Fast { hello }", "").wantBody(t, `{"data":{ "hello" : "fast" }}`)
	d.ask(t, "query Slow { hello }", "").wantBody(t, `{"data":{"hello":"hello world"}}`)
}

// What is compiled of a document is kept with it.
func TestOnceForEachDocument(t *testing.T) {
	built := 0
	d := serve(t, func(c *transport.EngineConfig, _ *transport.HandlerConfig) {
		c.Around = func(_ context.Context, op *transport.Operation, _ graphql.OperationHandler) graphql.ResponseHandler {
			data := op.Once(func() any {
				built++
				return []byte(`{"name":"` + op.Name + `"}`)
			})
			return graphql.OneShot(&graphql.Response{Data: data.([]byte)})
		}
	})
	for range 3 {
		d.ask(t, "query A { hello }", "").wantBody(t, `{"data":{"name":"A"}}`)
		d.ask(t, "query B { hello }", "").wantBody(t, `{"data":{"name":"B"}}`)
	}
	if built != 2 {
		t.Errorf("built %d times, want 2", built)
	}
}

func TestGet(t *testing.T) {
	d := serve(t)
	values := url.Values{
		"query":         {"query A($n: String) { hello(name: $n) } query B { hello }"},
		"operationName": {"A"},
		"variables":     {`{"n":"you"}`},
	}
	d.send(t, d.request(t, "GET", "?"+values.Encode(), "")).wantBody(t, `{"data":{"hello":"hello you"}}`)
	values.Set("variables", `{"n":1,"n":2}`)
	d.send(t, d.request(t, "GET", "?"+values.Encode(), "")).want(t, http.StatusBadRequest, transport.CodeBadRequest)
}

func TestMediaTypes(t *testing.T) {
	d := serve(t)
	for _, c := range []struct {
		accept, query, contentType string
		status                     int
	}{
		{"application/json", "{ hello }", "application/json; charset=utf-8", 200},
		{"application/json", "{ nothing }", "application/json; charset=utf-8", 200},
		{"application/json", "{ fail }", "application/json; charset=utf-8", 200},
		{"application/graphql-response+json", "{ hello }", "application/graphql-response+json; charset=utf-8", 200},
		{"application/graphql-response+json", "{ nothing }", "application/graphql-response+json; charset=utf-8", 400},
		{"application/graphql-response+json", "{ fail }", "application/graphql-response+json; charset=utf-8", 200},
		{"text/html", "{ hello }", "application/json; charset=utf-8", 406},
	} {
		a := d.ask(t, c.query, "", "Accept", c.accept)
		if a.StatusCode != c.status || a.Header.Get("Content-Type") != c.contentType {
			t.Errorf("%s %s: %d %s", c.accept, c.query, a.StatusCode, a.Header.Get("Content-Type"))
		}
	}
}

// The newer draft of GraphQL over HTTP, behind its switch.
func TestNewerStatuses(t *testing.T) {
	d := serve(t, func(_ *transport.EngineConfig, c *transport.HandlerConfig) { c.NewerStatuses = true })
	for query, status := range map[string]int{
		"{ hello }": 200, "{{": 400, "{ nothing }": 422, "{ hello fail }": 294, "{" + aliases(61) + "}": 422,
	} {
		if a := d.ask(t, query, ""); a.StatusCode != status {
			t.Errorf("%.20s: %d, want %d", query, a.StatusCode, status)
		}
	}
	if a := d.ask(t, "{ nothing }", "", "Accept", "application/json"); a.StatusCode != 200 {
		t.Errorf("the older form: %d", a.StatusCode)
	}
}

func TestAuthentication(t *testing.T) {
	d := serve(t)
	d.ask(t, "{ context { viewer } }", "", "Authorization", "Bearer ada").wantBody(t, `{"data":{"context":{"viewer":"ada"}}}`)
	for viewer, want := range map[string]struct {
		status int
		code   string
	}{
		"expired": {http.StatusUnauthorized, "UNAUTHENTICATED"},
		"banned":  {http.StatusForbidden, "FORBIDDEN"},
		"hasty":   {http.StatusTooManyRequests, transport.CodeRateLimited},
	} {
		d.ask(t, "{ hello }", "", "Authorization", "Bearer "+viewer).want(t, want.status, want.code)
	}
	broken := d.ask(t, "{ hello }", "", "Authorization", "Bearer broken")
	broken.want(t, http.StatusInternalServerError, transport.CodeInternal)
	if strings.Contains(broken.body, "EOF") {
		t.Error(broken.body)
	}
}

// The viewer decides on introspection, and __typename needs nobody's leave.
func TestIntrospectionByRole(t *testing.T) {
	d := serve(t, func(c *transport.EngineConfig, _ *transport.HandlerConfig) {
		c.Introspection = func(ctx context.Context) bool { return ctx.Value(viewerKey{}) == "ada" }
	})
	const query = `{ __type(name: "Item") { name } }`
	d.ask(t, query, "", "Authorization", "Bearer ada").wantBody(t, `{"data":{"__type":{"name":"Item"}}}`)
	d.ask(t, query, "").want(t, http.StatusBadRequest, transport.CodeValidationFailed)
	d.ask(t, "{ __typename }", "").wantBody(t, `{"data":{"__typename":"Query"}}`)
}

func TestRequestID(t *testing.T) {
	d := serve(t)
	a := d.ask(t, "{ context { requestId } }", "")
	a.wantBody(t, `{"data":{"context":{"requestId":"`+a.Header.Get("X-Request-Id")+`"}}}`)

	given := d.Config.Handler
	d.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given.ServeHTTP(w, r.WithContext(transport.WithRequestID(r.Context(), "from-outside")))
	})
	a = d.ask(t, "{ context { requestId } }", "")
	a.wantBody(t, `{"data":{"context":{"requestId":"from-outside"}}}`)
	if a.Header.Get("X-Request-Id") != "from-outside" {
		t.Error(a.Header)
	}
}

func TestUpgradesGoToTheSocket(t *testing.T) {
	upgrade := []string{"Connection", "keep-alive, Upgrade", "Upgrade", "websocket"}
	d := serve(t, func(_ *transport.EngineConfig, c *transport.HandlerConfig) {
		c.Socket = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	})
	if a := d.send(t, d.request(t, "GET", "", "", upgrade...)); a.StatusCode != http.StatusTeapot {
		t.Errorf("%d", a.StatusCode)
	}
	serve(t).send(t, d.request(t, "GET", "?query=%7Bhello%7D", "")).wantBody(t, `{"data":{"hello":"hello world"}}`)
}

func TestConfigIsChecked(t *testing.T) {
	if _, err := transport.NewEngine(transport.EngineConfig{}); err == nil {
		t.Error("an engine without a schema")
	}
	if _, err := transport.NewHandler(transport.HandlerConfig{}); err == nil {
		t.Error("a handler without an engine")
	}
}
