package limit

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"
)

func parse(t interface{ Fatal(...any) }, query string) *ast.QueryDocument {
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		t.Fatal(query, err)
	}
	return doc
}

// Each limit lets its number pass and refuses one more.
func TestCheckDocumentAtTheEdge(t *testing.T) {
	repeat := func(format string) func(int) string {
		return func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, format, i)
			}
			return b.String()
		}
	}
	for _, c := range []struct {
		what   string
		limits Limits
		query  func(n int) string
	}{
		{"levels of fields", Limits{Depth: 4}, func(n int) string { return strings.Repeat("{a", n) + strings.Repeat("}", n) }},
		{"fields in one operation", Limits{Fields: 4}, func(n int) string { return "{" + repeat(" f%d")(n) + "}" }},
		{"aliases in one operation", Limits{Aliases: 4}, func(n int) string { return "{ x x: x " + repeat(" a%d: x")(n) + "}" }},
		{"fields under the same key of one selection", Limits{SameKey: 4}, func(n int) string { return "{ ... { a {" + strings.Repeat(" a: b", n) + "}}}" }},
		{"directives in the document", Limits{Directives: 4}, func(n int) string { return "{" + repeat(" f%d @x")(n) + "}" }},
		{"directives at one place", Limits{FieldDirectives: 4}, func(n int) string { return "query" + strings.Repeat(" @x", n) + "{ a }" }},
		{"fragments in the document", Limits{Fragments: 4}, func(n int) string { return "{a}" + repeat(" fragment F%d on X {a}")(n) }},
		{"operations in the document", Limits{Operations: 4}, repeat("query Q%d {a} ")},
		{"variables in one operation", Limits{Variables: 4}, func(n int) string { return "query(" + repeat(" $v%d: X")(n) + "){a}" }},
		{"elements in one list", Limits{InputList: 4}, func(n int) string { return "query($v: X = [" + repeat(" %d")(n) + "]){a}" }},
		{"levels of lists and objects in an input", Limits{InputDepth: 4}, func(n int) string {
			return "{a @x(y: " + strings.Repeat("[{z:", n/2) + strings.Repeat("[", n%2) + "1" + strings.Repeat("]", n%2) + strings.Repeat("}]", n/2) + ")}"
		}},
	} {
		limits, err := c.limits.WithDefaults()
		if err != nil {
			t.Fatal(err)
		}
		if err := limits.CheckDocument(parse(t, c.query(4))); err != nil {
			t.Errorf("%s: 4 of 4: %v", c.what, err)
		}
		err = limits.CheckDocument(parse(t, c.query(5)))
		if exceeded, ok := errors.AsType[*Exceeded](err); !ok || exceeded.What != c.what || exceeded.Max != 4 {
			t.Errorf("%s: 5 of 4: %v", c.what, err)
		}
	}
}

func TestCycles(t *testing.T) {
	for _, query := range []string{
		"{...A} fragment A on X {...A}",
		"{a} fragment A on X {b{...B}} fragment B on X {...C} fragment C on X {... {...B}}",
	} {
		if _, ok := errors.AsType[*CycleError](Defaults().CheckDocument(parse(t, query))); !ok {
			t.Errorf("%s passes", query)
		}
	}
}

// document draws operations and fragments without cycles.
func document(t *rapid.T) string {
	var b strings.Builder
	fragments := rapid.IntRange(0, 4).Draw(t, "fragments")
	var set func(depth, from int)
	set = func(depth, from int) {
		b.WriteString("{")
		for range rapid.IntRange(1, 3).Draw(t, "selections") {
			switch kind := rapid.IntRange(0, 5).Draw(t, "kind"); {
			case kind == 0 && from < fragments:
				fmt.Fprintf(&b, " ...F%d", rapid.IntRange(from, fragments-1).Draw(t, "spread"))
			case kind == 1 && depth > 0:
				b.WriteString(" ...")
				set(depth-1, from)
			case kind <= 3 && depth > 0:
				b.WriteString(" a" + rapid.SampledFrom([]string{"", "a: b"}).Draw(t, "alias"))
				set(depth-1, from)
			default:
				b.WriteString(" " + rapid.SampledFrom([]string{"a", "b", "c: a", "d: d"}).Draw(t, "field"))
			}
		}
		b.WriteString("}")
	}
	set(3, 0)
	for i := range fragments {
		fmt.Fprintf(&b, " fragment F%d on X ", i)
		set(2, i+1)
	}
	return b.String()
}

// written measures a selection set by writing every fragment out, without memo.
func written(doc *ast.QueryDocument, set ast.SelectionSet) extent {
	var sum extent
	for _, selection := range set {
		var part extent
		switch s := selection.(type) {
		case *ast.Field:
			part = written(doc, s.SelectionSet)
			part.fields++
			part.depth++
			if s.Alias != s.Name {
				part.aliases++
			}
		case *ast.InlineFragment:
			part = written(doc, s.SelectionSet)
		case *ast.FragmentSpread:
			part = written(doc, doc.Fragments.ForName(s.Name).SelectionSet)
		}
		sum.fields += part.fields
		sum.aliases += part.aliases
		sum.depth = max(sum.depth, part.depth)
	}
	return sum
}

// The memo measures what writing all out would measure.
func TestMeasureIsExact(t *testing.T) {
	limits := Limits{Fields: 1 << 30, Aliases: 1 << 30, Depth: 1 << 30}
	rapid.Check(t, func(t *rapid.T) {
		doc := parse(t, document(t))
		m := measurer{limits: limits, doc: doc, memo: map[string]*extent{}}
		got, err := m.measure(doc.Operations[0].SelectionSet)
		if want := written(doc, doc.Operations[0].SelectionSet); err != nil || got != want {
			t.Fatalf("got %+v, %v, want %+v", got, err, want)
		}
	})
}

func TestCheckText(t *testing.T) {
	limits := Limits{DocumentBytes: 20, Tokens: 5}
	for query, want := range map[string]string{
		"{a b c}":               "",
		"{ a # comment\n b }":   "",
		"{a b c d}":             "more than 5 tokens in the document",
		strings.Repeat(" ", 21): "more than 20 bytes in the document",
		"{ a \x00":              "", // the parser says what is wrong
		"\"" + "unclosed":       "",
		"{a(b:\"# no\")}":       "more than 5 tokens in the document",
	} {
		tokens, err := limits.CheckText(query)
		if fmt.Sprint(err) != want && (err != nil || want != "") {
			t.Errorf("%q: %d tokens, %v, want %s", query, tokens, err, want)
		}
	}
}

func TestWithDefaults(t *testing.T) {
	got, err := Limits{Depth: 7}.WithDefaults()
	want := Defaults()
	want.Depth = 7
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := (Limits{Depth: -1, Cost: -5}).WithDefaults(); err == nil || !strings.Contains(err.Error(), "Depth") || !strings.Contains(err.Error(), "Cost") {
		t.Errorf("negative limits: %v", err)
	}
}

func TestCheckVariables(t *testing.T) {
	limits := Limits{InputList: 2, InputDepth: 2}
	list := func(elements ...any) []any { return elements }
	for _, c := range []struct {
		value any
		want  string
	}{
		{1, ""},
		{list(1, 2), ""},
		{list(1, 2, 3), "more than 2 elements in one list"},
		{list(list(1)), ""},
		{list(list(list())), "more than 2 levels of lists and objects in an input"},
		{map[string]any{"a": map[string]any{"b": list()}}, "more than 2 levels of lists and objects in an input"},
		{map[string]any{"a": list(1, 2, 3)}, "more than 2 elements in one list"},
	} {
		err := limits.CheckVariables(map[string]any{"v": c.value})
		if (err == nil) != (c.want == "") || err != nil && err.Error() != c.want {
			t.Errorf("%v: %v, want %q", c.value, err, c.want)
		}
	}
}
