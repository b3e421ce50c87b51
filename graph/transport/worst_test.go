package transport_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sportello/graph/transport"
)

// tree is a selection of the same keys, width wide and depth deep.
func tree(width, depth int) string {
	if depth == 0 {
		return "name"
	}
	return strings.Repeat(" parent {"+tree(width, depth-1)+"}", width)
}

// Documents made to be just within the limits are still checked fast.
func TestWorstDocuments(t *testing.T) {
	e := engine(t, nil)
	for name, query := range map[string]string{
		"wide":   `{ item(id: "1") {` + tree(21, 2) + `}}`,
		"deep":   `{ item(id: "1") {` + tree(2, 8) + `}}`,
		"medium": `{ item(id: "1") {` + tree(7, 3) + `}}`,
		"spread": func() string {
			var b strings.Builder
			for i := range 10 {
				fmt.Fprintf(&b, `query Q%d { item(id: "1") { ...F0 ...F0 ...F0 } } `, i)
			}
			for i := range 6 {
				fmt.Fprintf(&b, "fragment F%d on Item { parent { ...F%d } parent { ...F%d } } ", i, i+1, i+1)
			}
			return b.String() + "fragment F6 on Item { name }"
		}(),
		"many fragments": func() string {
			var b strings.Builder
			b.WriteString(`{ item(id: "1") {`)
			for i := range 49 {
				fmt.Fprintf(&b, " ...F%d", i)
			}
			b.WriteString("}}")
			for i := range 49 {
				fmt.Fprintf(&b, " fragment F%d on Item { parent { parent { id ...G } } name tags}", i)
			}
			return b.String() + " fragment G on Item { tags name }"
		}(),
		"inline": `{ item(id: "1") {` + strings.Repeat("... {", 600) + "name" + strings.Repeat("}", 600) + "}}",
		"inline wide": `{ item(id: "1") {` + strings.Repeat("... on Item { parent { name } } ", 45) +
			strings.Repeat("... on Node { ... on Item { parent { parent { name } } } }", 4) + "}}",
	} {
		operation := ""
		if name == "spread" {
			operation = "Q9"
		}
		start := time.Now()
		_, refusal := e.Parse(transport.Params{Query: query, OperationName: operation})
		took := time.Since(start)
		t.Logf("%s: %v", name, took)
		if refusal != nil || took > time.Second {
			t.Errorf("%s took %v: %+v", name, took, refusal)
		}
	}
}
