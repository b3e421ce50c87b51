package limit

import "github.com/vektah/gqlparser/v2/ast"

// Plan is the static cost of one operation as far as it is known without
// variables. It is made once for each document and safe for concurrent use.
type Plan struct {
	root  node
	sizes []*size // of all that is paged by variables
}

// node costs size × (fixed + kids). All that does not depend on variables is
// folded into fixed.
type node struct {
	size  *size // nil is 1
	fixed int
	kids  []node
}

func (n *node) cost(variables map[string]any) int {
	sum := n.fixed
	for i := range n.kids {
		sum = add(sum, n.kids[i].cost(variables))
	}
	if n.size != nil {
		sum = times(n.size.of(variables), sum)
	}
	return sum
}

// Plan measures a validated operation that is within [Limits.Fields]. The
// error is a [*PageError] that no variables could mend.
func (m *CostModel) Plan(op *ast.OperationDefinition) (*Plan, error) {
	b := planner{model: m}
	root := b.selections(op.SelectionSet, nil)
	return &Plan{root: root, sizes: b.sizes}, b.err
}

// Cost is what the operation costs with these coerced variables, in points,
// at most a little over two thousand million; @skip and @include count as not
// there. The error is a [*PageError].
func (p *Plan) Cost(variables map[string]any) (int, error) {
	for _, s := range p.sizes {
		if err := s.check(variables); err != nil {
			return 0, err
		}
	}
	return p.root.cost(variables), nil
}

type planner struct {
	model *CostModel
	sizes []*size
	err   error
}

// selections sums up a selection set; page is the size its lists take from
// the connection they stand in, nil when it is none.
func (b *planner) selections(set ast.SelectionSet, page *size) node {
	var sum node
	for _, selection := range set {
		var part node
		switch s := selection.(type) {
		case *ast.Field:
			part = b.field(s, page)
		case *ast.InlineFragment:
			part = b.selections(s.SelectionSet, page)
		case *ast.FragmentSpread:
			part = b.selections(s.Definition.SelectionSet, page)
		}
		if part.size != nil {
			sum.kids = append(sum.kids, part)
			continue
		}
		sum.fixed = add(sum.fixed, part.fixed)
		sum.kids = append(sum.kids, part.kids...)
	}
	return sum
}

func (b *planner) field(f *ast.Field, page *size) node {
	cost := b.model.fields[f.Definition]
	asked := b.asked(f, cost)
	if !cost.list {
		result := b.selections(f.SelectionSet, asked)
		result.fixed = add(result.fixed, cost.weight)
		return result
	}
	result := b.selections(f.SelectionSet, nil)
	result.fixed = add(result.fixed, cost.weight)
	switch {
	case asked != nil:
		result.size = asked
	case page != nil:
		result.size = page
	default:
		result.size = &size{assumed: cost.assumed}
	}
	if result.size.constant() && len(result.kids) == 0 {
		return node{fixed: result.cost(nil)}
	}
	return result
}

// asked is the size that the field's arguments ask for, nil when the field
// has no such arguments. A constant one is checked at once.
func (b *planner) asked(f *ast.Field, cost fieldCost) *size {
	if len(cost.multipliers) == 0 {
		return nil
	}
	s := newSize(f, cost, b.model.limits.Page)
	if !s.constant() {
		b.sizes = append(b.sizes, s)
	} else if err := s.check(nil); err != nil && b.err == nil {
		b.err = err
	}
	return s
}
