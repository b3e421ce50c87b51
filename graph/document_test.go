package graph_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// writer draws valid documents over a schema. Two fields under one response key must agree, also through fragments, so
// keys follow from field and arguments, and from the type where types differ in what a field of one name is.
type writer struct {
	*rapid.T
	schema *ast.Schema
	values *values

	definitions []string       // of the operation's variables
	variables   map[string]any // as JSON
	asked       []asked        // variables to draw anew
	fragments   []string
	left        int // fields that may still be drawn

	only func(typeName, field string) bool // nil: all fields
}

type asked struct {
	name string
	of   *ast.Type
	on   string // the argument that it is for
}

const deepest = 7

// document draws a query of a few of the roots.
func (w *writer) document(roots ...string) string {
	w.variables = map[string]any{}
	w.left = rapid.IntRange(5, 45).Draw(w.T, "size")
	var fields []string
	for range rapid.IntRange(1, 2).Draw(w.T, "roots") {
		root := rapid.SampledFrom(roots).Draw(w.T, "root")
		fields = append(fields, w.field("Query", w.schema.Query.Fields.ForName(root), 0))
	}
	if w.seldom("typename") {
		fields = append(fields, "__typename")
	}
	head := "query"
	if len(w.definitions) > 0 {
		head += "(" + strings.Join(w.definitions, ", ") + ")"
	}
	return head + " { " + strings.Join(fields, " ") + " }" + strings.Join(w.fragments, "")
}

func (w *writer) often(what string) bool  { return rapid.IntRange(0, 3).Draw(w.T, what) > 0 }
func (w *writer) seldom(what string) bool { return rapid.IntRange(0, 7).Draw(w.T, what) == 0 }

// selection draws what is selected of a type. It counts as a field: of a type without a leaf nothing else ends its fragments.
func (w *writer) selection(typeName string, depth int) string {
	w.left--
	definition := w.schema.Types[typeName]
	fields := w.selectable(definition, depth)
	var parts []string
	for range rapid.IntRange(1, 6).Draw(w.T, "fields of "+typeName) {
		if w.left <= 0 && len(parts) > 0 {
			break
		}
		switch rapid.IntRange(0, 11).Draw(w.T, "part") {
		case 0:
			parts = append(parts, w.aliased("__typename", typeName)+w.condition())
		case 1:
			parts = append(parts, "... "+w.condition()+" { "+w.selection(typeName, depth)+" }")
		case 2:
			parts = append(parts, w.inline(w.narrower(definition), depth))
		case 3:
			parts = append(parts, w.spread(w.narrower(definition), depth))
		default:
			if len(fields) == 0 {
				parts = append(parts, "__typename")
				continue
			}
			drawn := w.field(typeName, rapid.SampledFrom(fields).Draw(w.T, "field"), depth)
			parts = append(parts, drawn)
			if w.seldom("again") {
				parts = append(parts, drawn)
			}
		}
	}
	return strings.Join(parts, " ")
}

// selectable are the fields of a type that still may nest.
func (w *writer) selectable(definition *ast.Definition, depth int) ast.FieldList {
	var fields ast.FieldList
	for _, f := range definition.Fields {
		leaf := w.schema.Types[f.Type.Name()].IsLeafType()
		if w.only != nil && !w.only(definition.Name, f.Name) {
			continue
		}
		if strings.HasPrefix(f.Name, "__") || !leaf && (depth >= deepest || w.left <= 0) {
			continue
		}
		fields = append(fields, f)
	}
	return fields
}

// narrower is a type that a fragment on a selection of this type may name.
func (w *writer) narrower(definition *ast.Definition) string {
	names := []string{definition.Name}
	for _, possible := range w.schema.GetPossibleTypes(definition) {
		names = append(names, possible.Name)
	}
	names = append(names, definition.Interfaces...)
	return rapid.SampledFrom(names).Draw(w.T, "condition")
}

func (w *writer) inline(typeName string, depth int) string {
	return "... on " + typeName + w.condition() + " { " + w.selection(typeName, depth) + " }"
}

func (w *writer) spread(typeName string, depth int) string {
	body := w.selection(typeName, depth)
	name := fmt.Sprintf("F%d", len(w.fragments))
	w.fragments = append(w.fragments, fmt.Sprintf(" fragment %s on %s { %s }", name, typeName, body))
	return "..." + name + w.condition()
}

// field draws a field with its arguments and what is selected under it.
func (w *writer) field(typeName string, f *ast.FieldDefinition, depth int) string {
	w.left--
	arguments := w.arguments(f)
	key := f.Name
	if arguments != "" {
		hash := fnv.New32a()
		hash.Write([]byte(arguments)) // never fails
		key = fmt.Sprintf("%s_%x", f.Name, hash.Sum32())
	}
	text := f.Name
	if key != f.Name || slices.Contains(w.schema.Types[typeName].Interfaces, "TimelineEntry") || f.Name == "email" || w.seldom("alias") {
		text = key + "_" + typeName + ": " + f.Name
	}
	text += arguments + w.condition()
	if !w.schema.Types[f.Type.Name()].IsLeafType() {
		text += " { " + w.selection(f.Type.Name(), depth+1) + " }"
	}
	return text
}

func (w *writer) aliased(name, typeName string) string {
	if w.seldom("alias") {
		return "a" + typeName + ": " + name
	}
	return name
}

// condition draws a directive, or none.
func (w *writer) condition() string {
	if !w.seldom("condition") {
		return ""
	}
	directive := rapid.SampledFrom([]string{" @skip", " @include"}).Draw(w.T, "directive")
	if w.often("by variable") {
		return fmt.Sprintf("%s(if: %s)", directive, w.variable("if", ast.NonNullNamedType("Boolean", nil)))
	}
	return fmt.Sprintf("%s(if: %t)", directive, rapid.Bool().Draw(w.T, "literal"))
}

// variable is one of this type: a new one, or now and then one that there is.
func (w *writer) variable(on string, of *ast.Type) string {
	if w.often("known variable") {
		for _, a := range w.asked {
			if a.on == on && a.of.String() == of.String() {
				return "$" + a.name
			}
		}
	}
	name := fmt.Sprintf("v%d", len(w.asked))
	definition := fmt.Sprintf("$%s: %s", name, of)
	if of.Elem == nil && w.schema.Types[of.Name()].Kind != ast.InputObject && w.seldom("default") {
		definition += " = " + literal(w.schema, of, w.values.draw(w, on, of))
	}
	w.definitions = append(w.definitions, definition)
	w.asked = append(w.asked, asked{name, of, on})
	w.give(w.asked[len(w.asked)-1])
	return "$" + name
}

// give draws a variable's value; one that may be missing sometimes is, and sometimes is null.
func (w *writer) give(a asked) {
	delete(w.variables, a.name)
	if !a.of.NonNull {
		switch rapid.IntRange(0, 7).Draw(w.T, "given") {
		case 0:
			return
		case 1:
			w.variables[a.name] = nil
			return
		}
	}
	w.variables[a.name] = w.values.draw(w, a.on, a.of)
}

// arguments draws the arguments of a field.
func (w *writer) arguments(f *ast.FieldDefinition) string {
	var given []string
	for _, a := range f.Arguments {
		if !a.Type.NonNull && rapid.IntRange(0, rarity(a.Name)).Draw(w.T, "argument "+a.Name) > 0 {
			continue
		}
		if rapid.Bool().Draw(w.T, "by variable") {
			given = append(given, a.Name+": "+w.variable(a.Name, a.Type))
			continue
		}
		given = append(given, a.Name+": "+literal(w.schema, a.Type, w.values.draw(w, a.Name, a.Type)))
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

// rarity is the larger the seldomer an argument is given: together, cursors and two sizes are mostly faults.
func rarity(argument string) int {
	switch argument {
	case "first":
		return 1
	case "last", "after", "before":
		return 12
	default:
		return 3
	}
}

// literal writes a JSON value of a type in GraphQL's own notation.
func literal(schema *ast.Schema, of *ast.Type, value any) string {
	if value == nil {
		return "null"
	}
	if list, ok := value.([]any); ok {
		texts := make([]string, len(list))
		for i, element := range list {
			texts[i] = literal(schema, of.Elem, element)
		}
		return "[" + strings.Join(texts, ", ") + "]"
	}
	if object, ok := value.(map[string]any); ok {
		var texts []string
		for _, f := range schema.Types[of.Name()].Fields {
			if inner, there := object[f.Name]; there {
				texts = append(texts, f.Name+": "+literal(schema, f.Type, inner))
			}
		}
		return "{" + strings.Join(texts, ", ") + "}"
	}
	if word, ok := value.(string); ok && schema.Types[of.Name()].Kind == ast.Enum {
		return word
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
