package limit

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// CostModel knows what every field of a schema costs.
//
// A field that returns an object, interface or union costs 1 point, any other
// nothing. A list multiplies what is selected in it by its size. A field with
// an Int argument "first" or "last" is a connection: the larger of both, or
// [Limits.DefaultPage], is the size of every list directly under it, "nodes"
// and "edges". Any other list is assumed to hold [Limits.DefaultList]
// elements. A schema says what differs with this directive, which it declares
// itself and gqlgen is told not to run (directives: cost: skip_runtime: true):
//
//	"""
//	What a field costs, in points of the caller's budget.
//	weight: the field itself, once for each object it stands on; 1 for objects, else 0.
//	multipliers: arguments that say how many elements come: an Int, or a list that is counted; the largest counts.
//	assumedSize: how many elements come when no multiplier is given.
//	"""
//	directive @cost(weight: Int, multipliers: [String!], assumedSize: Int) on FIELD_DEFINITION
type CostModel struct {
	limits Limits
	schema *ast.Schema
	fields map[*ast.FieldDefinition]fieldCost
}

type fieldCost struct {
	weight      int
	multipliers []string // argument names; none: not sized by arguments
	assumed     int
	list        bool
}

// NewCostModel reads the schema's @cost directives, or says which one is wrong.
func NewCostModel(schema *ast.Schema, limits Limits) (*CostModel, error) {
	m := &CostModel{limits: limits, schema: schema, fields: make(map[*ast.FieldDefinition]fieldCost)}
	for _, definition := range schema.Types {
		for _, field := range definition.Fields {
			cost, err := m.read(definition, field)
			if err != nil {
				return nil, fmt.Errorf("@cost of %s.%s: %w", definition.Name, field.Name, err)
			}
			m.fields[field] = cost
		}
	}
	return m, nil
}

// Reading the whole schema is priced like the page of tickets it weighs as
// much as; what stands under it is already bounded by the validation.
const introspectionWeight = 100

func (m *CostModel) read(parent *ast.Definition, field *ast.FieldDefinition) (fieldCost, error) {
	if strings.HasPrefix(field.Name, "__") && field.Name != "__typename" {
		return fieldCost{weight: introspectionWeight}, nil
	}
	if strings.HasPrefix(parent.Name, "__") {
		return fieldCost{}, nil
	}
	cost := fieldCost{list: field.Type.Elem != nil, assumed: m.limits.DefaultList}
	if named := m.schema.Types[field.Type.Name()]; named != nil && named.IsCompositeType() {
		cost.weight = 1
	}
	for _, name := range []string{"first", "last"} {
		if argument := field.Arguments.ForName(name); argument != nil && argument.Type.NamedType == "Int" {
			cost.multipliers = append(cost.multipliers, name)
			cost.assumed = m.limits.DefaultPage
		}
	}
	return cost, cost.override(field)
}

func (c *fieldCost) override(field *ast.FieldDefinition) error {
	directive := field.Directives.ForName("cost")
	if directive == nil {
		return nil
	}
	for _, argument := range directive.Arguments {
		value := argument.Value
		switch argument.Name {
		case "multipliers":
			c.multipliers = nil
			for _, child := range value.Children {
				c.multipliers = append(c.multipliers, child.Value.Raw)
			}
			if i := slices.IndexFunc(c.multipliers, func(name string) bool { return field.Arguments.ForName(name) == nil }); i >= 0 {
				return fmt.Errorf("the field has no argument %q", c.multipliers[i])
			}
		case "weight", "assumedSize":
			n, err := strconv.Atoi(value.Raw)
			if err != nil || n < 0 {
				return fmt.Errorf("%s is %q, want an Int from 0", argument.Name, value.Raw)
			}
			if argument.Name == "weight" {
				c.weight = n
			} else {
				c.assumed = n
			}
		}
	}
	return nil
}

// maxCost is where costs stop growing, far over any limit.
const maxCost = math.MaxInt32

func add(a, b int) int { return min(a+b, maxCost) }

func times(a, b int) int {
	if a == 0 || b == 0 {
		return 0
	}
	if a > maxCost/b {
		return maxCost
	}
	return a * b
}
