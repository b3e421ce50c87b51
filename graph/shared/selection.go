package shared

import (
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Selection is what an operation asks of one event.
type Selection struct {
	// Alike: the answer depends on the rows and the viewer's eyes alone.
	Alike     bool
	variables []string // that it depends on besides, sorted
}

// NewSelection looks at a validated subscription. The arguments of its root field say which events come, not what is told
// of one, so they don't count.
func NewSelection(operation *ast.OperationDefinition) *Selection {
	s := &Selection{Alike: true}
	for _, selection := range operation.SelectionSet {
		root, ok := selection.(*ast.Field)
		if !ok || root.Name != "ticketEvents" || len(root.Directives) > 0 {
			return &Selection{}
		}
		s.walk(root.SelectionSet)
	}
	if !s.Alike {
		return &Selection{}
	}
	slices.Sort(s.variables)
	s.variables = slices.Compact(s.variables)
	return s
}

func (s *Selection) walk(set ast.SelectionSet) {
	for _, selection := range set {
		switch one := selection.(type) {
		case *ast.Field:
			s.condition(one.Directives)
			s.field(one)
		case *ast.InlineFragment:
			s.condition(one.Directives)
			s.walk(one.SelectionSet)
		case *ast.FragmentSpread:
			s.condition(one.Directives)
			s.walk(one.Definition.SelectionSet) // validation has refused cycles
		}
	}
}

// field looks at a field and below it. One with arguments is not in the table, whatever its name is.
func (s *Selection) field(f *ast.Field) {
	if f.Name != "__typename" && (f.ObjectDefinition == nil || len(f.Arguments) > 0 || !Alike(f.ObjectDefinition.Name, f.Name)) {
		s.Alike = false
		return
	}
	s.walk(f.SelectionSet)
}

// condition takes @skip and @include; another directive may do anything.
func (s *Selection) condition(directives ast.DirectiveList) {
	for _, d := range directives {
		if d.Name != "skip" && d.Name != "include" {
			s.Alike = false
			return
		}
		for _, argument := range d.Arguments {
			if argument.Value.Kind == ast.Variable {
				s.variables = append(s.variables, argument.Value.Raw)
			}
		}
	}
}

// Variables tells the values that the answer depends on.
func (s *Selection) Variables(operation *graphql.OperationContext) string {
	if len(s.variables) == 0 {
		return ""
	}
	var text strings.Builder
	for _, name := range s.variables { // of conditions, so they are true or false
		on, given := operation.Variables[name].(bool)
		switch {
		case !given:
			text.WriteByte('?')
		case on:
			text.WriteByte('1')
		default:
			text.WriteByte('0')
		}
	}
	return text.String()
}
