package transport_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"sportello/graph/limit"
	"sportello/graph/transport"
	"sportello/graph/transport/testschema"
)

func engine(t testing.TB, change func(*transport.EngineConfig)) *transport.Engine {
	t.Helper()
	cfg := transport.EngineConfig{Schema: testschema.NewExecutableSchema(testschema.Config{Resolvers: testResolver()})}
	if change != nil {
		change(&cfg)
	}
	e, err := transport.NewEngine(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// distinct is a document of many tokens, another one for each i.
func distinct(i int) string {
	return fmt.Sprintf("query Q%d { items(first: 3) { nodes { %s } } }", i, strings.Repeat("id name tags parent { id } ", 40))
}

// The memory that a cached document is reckoned to take is not far below what
// it takes, or the cache would outgrow its bound.
func TestCachedDocumentWeight(t *testing.T) {
	const bound = 8 << 20
	e := engine(t, func(c *transport.EngineConfig) { c.Limits = limit.Limits{CachedDocumentBytes: bound} })
	before := heap()
	for i := range 2000 {
		if _, refusal := e.Parse(transport.Params{Query: distinct(i)}); refusal != nil {
			t.Fatal(refusal.Errors)
		}
	}
	if grown := heap() - before; grown > bound*5/4 {
		t.Errorf("documents reckoned as %d bytes take %d", bound, grown)
	} else {
		t.Logf("bound %d, grown %d", bound, grown)
	}
	runtime.KeepAlive(e)
}

func heap() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// A remembered document is not validated again: it is the very same one.
func TestDocumentsAreRemembered(t *testing.T) {
	e := engine(t, nil)
	first, refusal := e.Parse(transport.Params{Query: "{ hello }"})
	if refusal != nil {
		t.Fatal(refusal.Errors)
	}
	second, refusal := e.Parse(transport.Params{Query: "{ hello }"})
	if refusal != nil || first.Context.Doc != second.Context.Doc {
		t.Error("parsed twice", refusal)
	}
	if first.Context == second.Context {
		t.Error("two operations share one context")
	}
}

func TestSuggestionsOnlyWhenAllowed(t *testing.T) {
	for allowed, query := range map[bool]string{true: "{ helo }", false: "{ helo }"} {
		e := engine(t, func(c *transport.EngineConfig) { c.Suggestions = allowed })
		_, refusal := e.Parse(transport.Params{Query: query})
		if told := strings.Contains(refusal.Errors[0].Message, "hello"); told != allowed {
			t.Errorf("allowed %v: %s", allowed, refusal.Errors[0].Message)
		}
	}
}

func TestNoSuggestionsAnywhere(t *testing.T) {
	e := engine(t, nil)
	for _, query := range []string{
		"{ helo }", "{ hello(nam: 1) }", "{ hello @inclde(if: true) }", "{ thing { ... on Itm { id } } }",
		"{ find(filter: {color: REDD}) }", `{ find(filter: {color: "RED"}) }`, "{ find(filter: {colr: RED}) }",
		"{ hello { a } }", "{ thing }", "query($f: Filtr) { find(filter: $f) }", "{ ...F } fragment G on Query { hello }",
	} {
		_, refusal := e.Parse(transport.Params{Query: query})
		if refusal == nil {
			t.Errorf("%s passes", query)
			continue
		}
		for _, err := range refusal.Errors {
			if strings.Contains(err.Message, "Did you mean") {
				t.Errorf("%s: %s", query, err.Message)
			}
		}
	}
}
