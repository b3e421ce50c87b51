package transport_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sportello/graph/transport"
	"sportello/graph/transport/testschema"
)

// desk is a server under test with what it logs and keeps.
type desk struct {
	*httptest.Server
	resolver *testschema.Resolver
	engine   *transport.Engine
	log      *strings.Builder
}

type option func(*transport.EngineConfig, *transport.HandlerConfig)

func withIntrospection(c *transport.EngineConfig, _ *transport.HandlerConfig) {
	c.Introspection = func(context.Context) bool { return true }
}

// testResolver tells what the request's context carries.
func testResolver() *testschema.Resolver {
	return &testschema.Resolver{
		Read: func(ctx context.Context) testschema.RequestContext {
			viewer, _ := ctx.Value(viewerKey{}).(string)
			return testschema.RequestContext{
				RequestID: transport.RequestID(ctx), LastEventID: transport.LastEventID(ctx), Viewer: viewer,
			}
		},
		Last: transport.LastEventID,
	}
}

type viewerKey struct{}

// byHeader takes the bearer token as the viewer's name.
type byHeader struct{}

func (byHeader) AuthenticateRequest(ctx context.Context, r *http.Request) (context.Context, error) {
	name := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch name {
	case "expired":
		return nil, transport.NewError("UNAUTHENTICATED", "the session has ended")
	case "banned":
		return nil, transport.NewError("FORBIDDEN", "the account is closed")
	case "hasty":
		return nil, transport.NewError(transport.CodeRateLimited, "too many attempts")
	case "broken":
		return nil, io.ErrUnexpectedEOF
	}
	return context.WithValue(ctx, viewerKey{}, name), nil
}

func (byHeader) AuthenticateSocket(ctx context.Context, r *http.Request, _ map[string]any) (context.Context, error) {
	return byHeader{}.AuthenticateRequest(ctx, r)
}

func serve(t testing.TB, options ...option) *desk {
	t.Helper()
	d := &desk{resolver: testResolver(), log: &strings.Builder{}}
	engineConfig := transport.EngineConfig{
		Schema: testschema.NewExecutableSchema(testschema.Config{Resolvers: d.resolver}),
		Logger: slog.New(slog.NewTextHandler(&locked{to: d.log}, nil)),
	}
	handlerConfig := transport.HandlerConfig{Auth: byHeader{}}
	for _, option := range options {
		option(&engineConfig, &handlerConfig)
	}
	var err error
	if d.engine, err = transport.NewEngine(engineConfig); err != nil {
		t.Fatal(err)
	}
	handlerConfig.Engine = d.engine
	handler, err := transport.NewHandler(handlerConfig)
	if err != nil {
		t.Fatal(err)
	}
	d.Server = httptest.NewServer(handler)
	t.Cleanup(d.Close)
	return d
}

// answer is what came back, read to its end.
type answer struct {
	*http.Response
	body string
}

func (d *desk) send(t testing.TB, r *http.Request) answer {
	t.Helper()
	response, err := d.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response, string(body)}
}

func (d *desk) request(t testing.TB, method, path, body string, headers ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// post sends a JSON body and takes the newer media type.
func (d *desk) post(t testing.TB, body string, headers ...string) answer {
	t.Helper()
	headers = append([]string{"Content-Type", "application/json"}, headers...)
	r := d.request(t, http.MethodPost, "", body, headers...)
	if r.Header.Get("Accept") == "" {
		r.Header.Set("Accept", "application/graphql-response+json")
	}
	return d.send(t, r)
}

// ask posts a document with its variables as JSON, "" for none.
func (d *desk) ask(t testing.TB, query, variables string, headers ...string) answer {
	t.Helper()
	encoded, err := json.Marshal(query)
	if err != nil {
		t.Fatal(err)
	}
	if variables == "" {
		variables = "null"
	}
	return d.post(t, `{"query":`+string(encoded)+`,"variables":`+variables+`}`, headers...)
}

// code is the extensions.code of the first error, "" when there is none.
func (a answer) code(t testing.TB) string {
	t.Helper()
	var decoded struct {
		Errors []struct {
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(a.body), &decoded); err != nil {
		t.Fatalf("no JSON: %v: %s", err, a.body)
	}
	if len(decoded.Errors) == 0 {
		return ""
	}
	return decoded.Errors[0].Extensions.Code
}

func (a answer) want(t testing.TB, status int, code string) {
	t.Helper()
	if a.StatusCode != status || a.code(t) != code {
		t.Errorf("got %d %q, want %d %q: %s", a.StatusCode, a.code(t), status, code, a.body)
	}
	if status >= 400 && strings.Contains(a.body, `"data"`) {
		t.Errorf("a refusal with data: %s", a.body)
	}
}

func (a answer) wantBody(t testing.TB, body string) {
	t.Helper()
	if a.body != body {
		t.Errorf("got  %s\nwant %s", a.body, body)
	}
}
