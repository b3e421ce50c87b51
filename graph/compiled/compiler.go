package compiled

import (
	"github.com/vektah/gqlparser/v2/ast"

	"sportello/internal/desk"
)

// compiler turns one operation, under given conditions, into a plan.
type compiler struct {
	variables map[string]any // of which only those of @skip and @include are looked at
	unknown   bool           // something is not known here: no plan

	columns desk.Columns // that the tickets being compiled need
	parts   desk.Parts
	loads   []load // that they need

	messageSlots int  // how many of the loads bring such
	withFiles    bool // one of the loads brings them
}

// field is a response key with all that is selected under it.
type field struct {
	key, name  string
	first      *ast.Field // for its arguments; validation has made sure that all agree
	selections []ast.SelectionSet
}

// collect gathers the fields of selections on a type, in order of appearance (GraphQL October 2021, 6.3.2).
func (c *compiler) collect(typeName string, sets []ast.SelectionSet) []field {
	var found []field
	places := map[string]int{}
	for _, set := range sets {
		found = c.collectInto(found, places, typeName, set)
	}
	return found
}

func (c *compiler) collectInto(found []field, places map[string]int, typeName string, set ast.SelectionSet) []field {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if !c.included(s.Directives) {
				continue
			}
			place, known := places[s.Alias]
			if !known {
				place = len(found)
				places[s.Alias] = place
				found = append(found, field{key: s.Alias, name: s.Name, first: s})
			}
			found[place].selections = append(found[place].selections, s.SelectionSet)
		case *ast.InlineFragment:
			if c.included(s.Directives) && applies(s.TypeCondition, typeName) {
				found = c.collectInto(found, places, typeName, s.SelectionSet)
			}
		case *ast.FragmentSpread:
			if c.included(s.Directives) && s.Definition != nil && applies(s.Definition.TypeCondition, typeName) {
				found = c.collectInto(found, places, typeName, s.Definition.SelectionSet)
			}
		}
	}
	return found
}

// applies reports whether a fragment on a type or interface applies to an object of this type. Node is the only interface
// of the types that are compiled.
func applies(condition, typeName string) bool {
	if condition == "Node" {
		return typeName == "Ticket" || typeName == "Message" || typeName == "Attachment" || typeName == "User" ||
			typeName == "Person" || typeName == "Tenant" || typeName == "Desk"
	}
	return condition == "" || condition == typeName
}

// included judges @skip and @include; another directive is not known here.
func (c *compiler) included(directives ast.DirectiveList) bool {
	included := true
	for _, d := range directives {
		condition, known := c.condition(d)
		if !known {
			c.unknown = true
			return false
		}
		included = included && condition == (d.Name == "include")
	}
	return included
}

func (c *compiler) condition(d *ast.Directive) (value, known bool) {
	if d.Name != "skip" && d.Name != "include" {
		return false, false
	}
	argument := d.Arguments.ForName("if")
	if argument == nil {
		return false, false
	}
	raw, err := argument.Value.Value(c.variables)
	if err != nil {
		return false, false
	}
	value, known = raw.(bool)
	return value, known
}

// conditions are the variables that @skip and @include look at, anywhere in the operation.
func conditions(set ast.SelectionSet, into map[string]struct{}) {
	note := func(directives ast.DirectiveList) {
		for _, d := range directives {
			if argument := d.Arguments.ForName("if"); argument != nil && argument.Value.Kind == ast.Variable {
				into[argument.Value.Raw] = struct{}{}
			}
		}
	}
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			note(s.Directives)
			conditions(s.SelectionSet, into)
		case *ast.InlineFragment:
			note(s.Directives)
			conditions(s.SelectionSet, into)
		case *ast.FragmentSpread:
			note(s.Directives)
			if s.Definition != nil {
				conditions(s.Definition.SelectionSet, into)
			}
		}
	}
}
