package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"sportello/graph/transport"
	"sportello/graph/transport/testschema"
)

// These benchmarks weigh what a request costs besides its resolvers. Run them
// with: go test -bench . -benchmem ./graph/transport

const benchQuery = `query Page($n: Int, $f: Filter) { items(first: $n) { totalCount } find(filter: $f) }`

const benchBody = `{"query":"query Page($n: Int, $f: Filter) { items(first: $n) { totalCount } find(filter: $f) }",` +
	`"operationName":"Page","variables":{"n":3,"f":{"color":"RED","limit":7,"not":{"text":"no \"spam\""}}}}`

// BenchmarkParse is the engine alone, with a document it remembers.
func BenchmarkParse(b *testing.B) {
	e := engine(b, nil)
	params, err := transport.DecodeParams([]byte(benchBody))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, refusal := e.Parse(params); refusal != nil {
			b.Fatal(refusal.Errors)
		}
	}
}

// BenchmarkParseNew is the engine with a document it has never seen.
func BenchmarkParseNew(b *testing.B) {
	e := engine(b, nil)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		query := strings.Replace(benchQuery, "Page", "Page"+strings.Repeat("x", i%50)+string(rune('a'+i/50%26))+string(rune('a'+i/1300%26)), 1)
		if _, refusal := e.Parse(transport.Params{Query: query}); refusal != nil {
			b.Fatal(refusal.Errors)
		}
	}
}

func BenchmarkDecodeParams(b *testing.B) {
	body := []byte(benchBody)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := transport.DecodeParams(body); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHandler is the whole way of a POST whose answer is ready bytes,
// ours and the stock server's with its cache.
func BenchmarkHandler(b *testing.B) {
	data := []byte(`{"items":{"totalCount":10},"find":"` + strings.Repeat("x", 4000) + `"}`)
	ready := func(context.Context, *transport.Operation, graphql.OperationHandler) graphql.ResponseHandler {
		return graphql.OneShot(&graphql.Response{Data: data})
	}
	b.Run("ours", func(b *testing.B) {
		h, err := transport.NewHandler(transport.HandlerConfig{
			Engine: engine(b, func(c *transport.EngineConfig) { c.Around = ready }),
		})
		if err != nil {
			b.Fatal(err)
		}
		benchmarkPosts(b, h)
	})
	b.Run("stock", func(b *testing.B) {
		exec := executor.New(testschema.NewExecutableSchema(testschema.Config{Resolvers: testResolver()}))
		exec.SetQueryCache(graphql.MapCache[*ast.QueryDocument]{})
		exec.Use(answering(data))
		benchmarkPosts(b, stock(exec))
	})
}

// answering answers every operation with the same bytes.
type answering []byte

func (answering) ExtensionName() string                   { return "answering" }
func (answering) Validate(graphql.ExecutableSchema) error { return nil }

func (a answering) InterceptOperation(context.Context, graphql.OperationHandler) graphql.ResponseHandler {
	return graphql.OneShot(&graphql.Response{Data: []byte(a)})
}

// stock does what gqlgen's own POST transport does, on its executor.
func stock(exec *executor.Executor) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := graphql.StartOperationTrace(r.Context())
		var params graphql.RawParams
		d := json.NewDecoder(r.Body)
		d.UseNumber()
		if err := d.Decode(&params); err != nil {
			panic(err)
		}
		op, errs := exec.CreateOperationContext(ctx, &params)
		if errs != nil {
			panic(errs)
		}
		responses, ctx := exec.DispatchOperation(ctx, op)
		if err := json.NewEncoder(w).Encode(responses(ctx)); err != nil {
			panic(err)
		}
	})
}

// discard is a response nobody reads.
type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}

func benchmarkPosts(b *testing.B, h http.Handler) {
	body := bytes.NewReader([]byte(benchBody))
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", io.NopCloser(body))
	r.Header.Set("Content-Type", "application/json")
	b.ReportAllocs()
	for b.Loop() {
		body.Reset([]byte(benchBody))
		h.ServeHTTP(discard{http.Header{}}, r)
	}
}
