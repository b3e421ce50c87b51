package limit

import (
	"errors"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const costSDL = `
directive @cost(weight: Int, multipliers: [String!], assumedSize: Int) on FIELD_DEFINITION
type Query {
  name: String
  ticket: Ticket
  tickets(first: Int, last: Int): Tickets!
  short(first: Int = 5): Tickets!
  byIds(ids: [ID!]!): [Ticket] @cost(multipliers: ["ids"], assumedSize: 7)
  search(top: Int): [Ticket!]! @cost(weight: 20, multipliers: ["top"], assumedSize: 30)
  report: String @cost(weight: 50)
  anything: Any
}
union Any = Ticket | Person
type Tickets { nodes: [Ticket!]! edges: [Edge!]! totalCount: Int! @cost(weight: 3) page: Page! }
type Edge { node: Ticket! }
type Page { more: Boolean }
type Ticket { id: ID! by: Person! tags: [String!]! people: [Person!]! replies(first: Int, last: Int): Tickets! }
type Person { name: String }
`

func costOf(t *testing.T, query string, variables map[string]any) (int, error) {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: costSDL})
	model, err := NewCostModel(schema, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	doc, errs := gqlparser.LoadQueryWithRules(schema, query, nil)
	if errs != nil {
		t.Fatal(query, errs)
	}
	plan, err := model.Plan(doc.Operations[0])
	if err != nil {
		return 0, err
	}
	return plan.Cost(variables)
}

func TestCost(t *testing.T) {
	for _, c := range []struct {
		query     string
		variables map[string]any
		want      int
	}{
		{"{ name __typename }", nil, 0},
		{"{ report }", nil, 50},
		{"{ ticket { id } }", nil, 1},
		{"{ ticket { by { name } } }", nil, 2},
		{"{ ticket { tags } }", nil, 1},
		{"{ ticket { people { name } } }", nil, 1 + 10},
		{"{ tickets { nodes { id } } }", nil, 1 + 25},
		{"{ tickets(first: 50) { nodes { id by { name } } } }", nil, 1 + 50*2},
		{"{ tickets(last: 50) { nodes { id } edges { node { id } } page { more } totalCount } }", nil, 1 + 50 + 50*2 + 1 + 3},
		{"{ tickets(first: 0) { nodes { id } totalCount } }", nil, 1 + 3},
		{"{ tickets(first: 2, last: 4) { nodes { id } } }", nil, 1 + 4},
		{"{ tickets(first: null) { nodes { id } } }", nil, 1 + 25},
		{"{ short { nodes { id } } }", nil, 1 + 5},
		{"{ tickets(first: 10) { nodes { replies(first: 10) { nodes { id } } } } }", nil, 1 + 10*(1+1+10)},
		{"query($n: Int) { tickets(first: $n) { nodes { id } } }", map[string]any{"n": int64(9)}, 1 + 9},
		{"query($n: Int) { tickets(first: $n) { nodes { id } } }", nil, 1 + 25},
		{"query($n: Int) { tickets(first: 3) { nodes { replies(first: $n) { nodes { id } } } } }", map[string]any{"n": int64(4)}, 1 + 3*(1+1+4)},
		{"query($n: Int) { tickets(first: $n) { nodes { replies(first: $n) { nodes { id } } } } }", map[string]any{"n": int64(4)}, 1 + 4*(1+1+4)},
		{`{ byIds(ids: ["1", "2", "3"]) { id } }`, nil, 3},
		{`{ byIds(ids: "1") { id } }`, nil, 1},
		{"query($i: [ID!]!) { byIds(ids: $i) { id by { name } } }", map[string]any{"i": []any{"1", "2"}}, 4},
		{"{ search { id } }", nil, 30 * 20},
		{"{ search(top: 2) { id } }", nil, 2 * 20},
		{"{ ...F ...F } fragment F on Query { tickets(first: 2) { ...G } } fragment G on Tickets { nodes { id } }", nil, 2 * (1 + 2)},
		{"{ anything { ... on Ticket { by { name } } ... on Person { name } } }", nil, 1 + 1},
		{"{ ticket @skip(if: true) { id } }", nil, 1},
		{"{ __schema { types { fields { name } } } }", nil, introspectionWeight},
	} {
		if got, err := costOf(t, c.query, c.variables); err != nil || got != c.want {
			t.Errorf("%s %v: got %d, %v, want %d", c.query, c.variables, got, err, c.want)
		}
	}
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		query     string
		variables map[string]any
	}{
		{"{ tickets(first: 101) { totalCount } }", nil},
		{"{ tickets(last: -1) { totalCount } }", nil},
		{"{ search(top: 101) { id } }", nil},
		{"query($n: Int) { tickets(first: $n) { totalCount } }", map[string]any{"n": int64(101)}},
		{"query($n: Int) { tickets(first: $n) { totalCount } }", map[string]any{"n": int64(-1 << 40)}},
		{"query($n: Int) { tickets(first: 0) { nodes { replies(last: $n) { page { more } } } } }", map[string]any{"n": int64(1 << 40)}},
	} {
		if _, ok := errors.AsType[*PageError](second(costOf(t, c.query, c.variables))); !ok {
			t.Errorf("%s %v passes", c.query, c.variables)
		}
	}
	for n := range int64(2) {
		if _, err := costOf(t, "query($n: Int) { tickets(first: $n) { totalCount } }", map[string]any{"n": n * 100}); err != nil {
			t.Error(err)
		}
	}
}

func second(_ int, err error) error { return err }

// Fourteen pages of 100 in each other are more than any int; the cost stops
// growing before it turns negative.
func TestCostSaturates(t *testing.T) {
	query := "{ tickets(first: 100) { nodes {" + strings.Repeat("replies(first: 100) { nodes {", 14) + "id" + strings.Repeat("}}", 14) + "}}}"
	if got, err := costOf(t, query, nil); err != nil || got != maxCost {
		t.Errorf("%d, %v", got, err)
	}
}

func TestCostDirectiveIsChecked(t *testing.T) {
	for _, field := range []string{
		`a: Int @cost(weight: -1)`,
		`a: [Int] @cost(assumedSize: -1)`,
		`a(n: Int): [Int] @cost(multipliers: ["m"])`,
	} {
		schema := gqlparser.MustLoadSchema(&ast.Source{Input: strings.Replace(costSDL, "  name: String\n", "  name: String\n"+field+"\n", 1)})
		if _, err := NewCostModel(schema, Defaults()); err == nil || !strings.Contains(err.Error(), "Query.a") {
			t.Errorf("%s: %v", field, err)
		}
	}
}
