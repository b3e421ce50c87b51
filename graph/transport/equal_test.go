package transport_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"sportello/graph/transport"
	"sportello/graph/transport/testschema"
)

// draw writes a random valid selection on a type of the schema.
type draw struct {
	*rapid.T
	schema *ast.Schema
	b      strings.Builder
	keys   int
}

// failing are fields that answer otherwise each time, or never.
const failing = "fail refuse failHard failMany panic wait context"

func (d *draw) set(named string, depth int) {
	definition := d.schema.Types[named]
	d.b.WriteString("{ __typename ")
	for range rapid.IntRange(0, 4).Draw(d.T, "selections") {
		switch kind := rapid.IntRange(0, 9).Draw(d.T, "kind"); {
		case definition.Kind == ast.Union || kind == 0 && depth > 0:
			possible := d.schema.GetPossibleTypes(definition)
			on := possible[rapid.IntRange(0, len(possible)-1).Draw(d.T, "on")].Name
			d.b.WriteString("... on " + on + d.condition())
			d.set(on, depth-1)
		case len(definition.Fields) > 0:
			d.field(definition.Fields[rapid.IntRange(0, len(definition.Fields)-1).Draw(d.T, "field")], depth)
		}
	}
	d.b.WriteString("} ")
}

func (d *draw) field(field *ast.FieldDefinition, depth int) {
	kind := d.schema.Types[field.Type.Name()]
	if strings.Contains(failing, field.Name) || strings.HasPrefix(field.Name, "__") || depth <= 0 && kind.IsCompositeType() {
		return
	}
	d.keys++
	fmt.Fprintf(&d.b, "k%d: %s", d.keys, field.Name)
	d.arguments(field.Arguments)
	d.b.WriteString(d.condition())
	if kind.IsCompositeType() {
		d.set(kind.Name, depth-1)
	}
}

func (d *draw) condition() string {
	return rapid.SampledFrom([]string{" ", " ", " ", " @skip(if: $yes) ", " @include(if: $no) ", " @include(if: true) "}).Draw(d.T, "condition")
}

func (d *draw) arguments(arguments ast.ArgumentDefinitionList) {
	var given []string
	for _, argument := range arguments {
		if argument.Type.NonNull && argument.DefaultValue == nil || rapid.Bool().Draw(d.T, "given") {
			given = append(given, argument.Name+": "+d.value(argument.Type))
		}
	}
	if len(given) > 0 {
		d.b.WriteString("(" + strings.Join(given, ", ") + ")")
	}
}

func (d *draw) value(typ *ast.Type) string {
	if typ.Elem != nil {
		return "[" + d.value(typ.Elem) + "]"
	}
	return rapid.SampledFrom(map[string][]string{
		"Int": {"0", "3", "$three"}, "Float": {"1.5", "2", "$float"}, "String": {`"a\u00e9"`, `"""b"""`, "$text"},
		"ID": {`"4"`, "5", "$id"}, "Boolean": {"true", "$no"}, "Any": {"{a: [1, $text]}", "null", "$any"},
		"Pick": {`{id: "1"}`, "{name: $text}"}, "Filter": {"{color: RED}", "{not: {colors: [GREEN]}, limit: $three}", "{and: [{}, $filter]}"},
	}[typ.NamedType]).Draw(d.T, typ.NamedType)
}

const header = `query($yes: Boolean! = true, $no: Boolean! = false, $three: Int! = 3, $float: Float! = 0.5, $text: String! = "t",` +
	` $id: ID! = "6", $any: Any, $filter: Filter! = {exact: true}) `

// used keeps of the header what the selection uses: the rest would be refused.
func used(selection string) string {
	inner := strings.TrimSuffix(strings.TrimPrefix(header, "query("), ") ")
	var kept []string
	for definition := range strings.SplitSeq(inner, ", ") {
		if name, _, _ := strings.Cut(definition, ":"); strings.Contains(selection, name) {
			kept = append(kept, definition)
		}
	}
	if len(kept) == 0 {
		return "query " + selection
	}
	return "query(" + strings.Join(kept, ", ") + ") " + selection
}

// What the engine answers is what gqlgen's own executor answers, on any valid
// document; and it never takes one for a bug of the server.
func TestAnswersAsGqlgenDoes(t *testing.T) {
	schema := testschema.NewExecutableSchema(testschema.Config{Resolvers: testResolver()})
	e := engine(t, func(c *transport.EngineConfig) { c.Logger = slog.New(slog.DiscardHandler) })
	stock := executor.New(schema)
	rapid.Check(t, func(t *rapid.T) {
		d := &draw{T: t, schema: schema.Schema()}
		d.set("Query", 4)
		query := used(d.b.String())
		variables := func() map[string]any { return map[string]any{"any": []any{"x"}, "three": number("2")} }
		op, refusal := e.Prepare(t.Context(), transport.Params{Query: query, Variables: variables()})
		if refusal != nil {
			if refusal.Code() == transport.CodeValidationFailed || refusal.Code() == transport.CodeParseFailed {
				t.Fatalf("%s: %v", query, refusal.Errors)
			}
			return // over a limit
		}
		next := e.Run(t.Context(), op)
		got := next(t.Context())
		if next(t.Context()) != nil {
			t.Fatal("a query has two answers")
		}
		ctx := graphql.StartOperationTrace(t.Context())
		stockOp, errs := stock.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables()})
		if errs != nil {
			t.Fatalf("%s: %v", query, errs)
		}
		responses, ctx := stock.DispatchOperation(ctx, stockOp)
		want := responses(ctx)
		if string(got.Data) != string(want.Data) || len(got.Errors) != len(want.Errors) {
			t.Fatalf("%s\ngot  %s %v\nwant %s %v", query, got.Data, got.Errors, want.Data, want.Errors)
		}
	})
}
