package graph_test

import (
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"sportello/internal/desktest"
	"sportello/internal/node"
)

// values are what arguments are drawn from: things that the house has, and some that nothing has.
type values struct {
	ids     map[string][]string // by the argument or input field
	cursors []string
	numbers []int
}

// draw draws a value, as JSON has it, for an argument or input field.
func (v *values) draw(w *writer, name string, of *ast.Type) any {
	if of.Elem != nil {
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(w.T, "elements of "+name) {
			list = append(list, v.draw(w, name, of.Elem))
		}
		return list
	}
	definition := w.schema.Types[of.Name()]
	switch definition.Kind {
	case ast.Enum:
		return rapid.SampledFrom(definition.EnumValues).Draw(w.T, name).Name
	case ast.InputObject:
		return v.object(w, definition, 0)
	default:
		return v.scalar(w, name, of.Name())
	}
}

func (v *values) scalar(w *writer, name, typeName string) any {
	switch typeName {
	case "ID":
		if w.seldom("odd id") {
			return rapid.SampledFrom([]string{"", "x", "VGlja2V0OjA", node.Encode(node.Ticket, 1<<40)}).Draw(w.T, name)
		}
		return rapid.SampledFrom(v.ids[name]).Draw(w.T, name)
	case "Boolean":
		return rapid.Bool().Draw(w.T, name)
	case "Time":
		at := desktest.Epoch().Add(time.Duration(rapid.IntRange(-500, 500).Draw(w.T, name)) * time.Hour)
		return at.Format(time.RFC3339)
	case "Int":
		if name == "first" || name == "last" {
			return rapid.SampledFrom([]int{0, 1, 2, 3, 3, 5, 5, 8, 20}).Draw(w.T, name)
		}
		return rapid.SampledFrom(v.numbers).Draw(w.T, name)
	default: // a cursor
		if w.seldom("odd cursor") {
			return rapid.SampledFrom([]string{"", "x", "AAAA"}).Draw(w.T, name)
		}
		return rapid.SampledFrom(v.cursors).Draw(w.T, name)
	}
}

// object draws an input object; a field that has filters within is drawn to a small depth.
func (v *values) object(w *writer, definition *ast.Definition, depth int) map[string]any {
	object := map[string]any{}
	if definition.Directives.ForName("oneOf") != nil {
		f := rapid.SampledFrom(definition.Fields).Draw(w.T, "one of "+definition.Name)
		object[f.Name] = v.field(w, definition, f, depth)
		return object
	}
	for _, f := range definition.Fields {
		if f.Type.NonNull && f.DefaultValue == nil || rapid.IntRange(0, len(definition.Fields)).Draw(w.T, f.Name) == 0 {
			object[f.Name] = v.field(w, definition, f, depth)
		}
	}
	return object
}

func (v *values) field(w *writer, of *ast.Definition, f *ast.FieldDefinition, depth int) any {
	if f.Type.Name() == of.Name { // and, or, not
		if depth >= 2 {
			return map[string]any{}
		}
		if f.Type.Elem == nil {
			return v.object(w, of, depth+1)
		}
		return []any{v.object(w, of, depth+1), v.object(w, of, depth+1)}
	}
	if inner := w.schema.Types[f.Type.Name()]; inner.Kind == ast.InputObject && f.Type.Elem == nil {
		object := v.object(w, inner, depth)
		if inner.Name == "IdFilter" || inner.Name == "NullableIdFilter" {
			v.rename(w, object, f.Name)
		}
		return object
	}
	return v.draw(w, f.Name, f.Type)
}

// rename draws the ids of a filter anew, from those of the kind that it filters by.
func (v *values) rename(w *writer, filter map[string]any, name string) {
	for key, value := range filter {
		switch value := value.(type) {
		case string:
			filter[key] = v.scalar(w, name, "ID")
		case []any:
			for i := range value {
				value[i] = v.scalar(w, name, "ID")
			}
		}
	}
}
