package limit

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// size is how many elements a field yields, told by its arguments.
type size struct {
	arguments []sizeArgument
	assumed   int // when no argument tells
	page      int // the most an Int argument may ask for
}

type sizeArgument struct {
	name  string
	value *ast.Value
}

// newSize finds the multipliers among a field's arguments, or their defaults.
func newSize(f *ast.Field, cost fieldCost, page int) *size {
	s := &size{assumed: cost.assumed, page: page}
	for _, name := range cost.multipliers {
		if given := f.Arguments.ForName(name); given != nil {
			s.arguments = append(s.arguments, sizeArgument{name, given.Value})
		} else if value := f.Definition.Arguments.ForName(name).DefaultValue; value != nil {
			s.arguments = append(s.arguments, sizeArgument{name, value})
		}
	}
	return s
}

func (s *size) constant() bool {
	for _, a := range s.arguments {
		if a.value.Kind == ast.Variable {
			return false
		}
	}
	return true
}

// check refuses an Int argument below 0 or over the page limit.
func (s *size) check(variables map[string]any) error {
	for _, a := range s.arguments {
		if n, counted, ok := a.number(variables); ok && !counted && (n < 0 || n > s.page) {
			return &PageError{Argument: a.name, Max: s.page}
		}
	}
	return nil
}

func (s *size) of(variables map[string]any) int {
	largest, told := 0, false
	for _, a := range s.arguments {
		if n, _, ok := a.number(variables); ok {
			largest, told = max(largest, n), true
		}
	}
	if !told {
		return s.assumed
	}
	return largest
}

// number is what the argument says: an Int, or the length of a list, which is
// then counted. It is not ok when the argument is null or left out.
func (a *sizeArgument) number(variables map[string]any) (n int, counted, ok bool) {
	switch a.value.Kind {
	case ast.Variable:
		return number(variables[a.value.Raw])
	case ast.ListValue:
		return len(a.value.Children), true, true
	case ast.IntValue:
		// Longer than an int is longer than any page.
		n, err := strconv.Atoi(a.value.Raw)
		if err != nil {
			n = maxCost
		}
		return n, false, true
	case ast.NullValue:
		return 0, false, false
	default: // one value where a list is due counts as a list of one
		return 1, true, true
	}
}

// number reads a coerced variable.
func number(value any) (n int, counted, ok bool) {
	switch v := value.(type) {
	case nil:
		return 0, false, false
	case []any:
		return len(v), true, true
	case int64:
		return int(max(-1, min(v, maxCost))), false, true
	default: // a default of one value where a list is due
		return 1, true, true
	}
}
