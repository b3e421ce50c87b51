package limit

import "github.com/vektah/gqlparser/v2/ast"

// checkParts bounds what stands in the document as written: directives and
// the lists and objects of literals.
func (l Limits) checkParts(doc *ast.QueryDocument) error {
	p := parts{limits: l}
	for _, op := range doc.Operations {
		p.directives(op.Directives)
		for _, variable := range op.VariableDefinitions {
			p.directives(variable.Directives)
			p.value(variable.DefaultValue, 0)
		}
		p.selections(op.SelectionSet)
	}
	for _, fragment := range doc.Fragments {
		p.directives(fragment.Directives)
		p.selections(fragment.SelectionSet)
	}
	return p.err
}

type parts struct {
	limits Limits
	total  int // directives met
	err    error
}

func (p *parts) fail(what string, limit int) {
	if p.err == nil {
		p.err = &Exceeded{What: what, Max: limit}
	}
}

func (p *parts) selections(set ast.SelectionSet) {
	for _, selection := range set {
		if p.err != nil {
			return
		}
		switch s := selection.(type) {
		case *ast.Field:
			p.directives(s.Directives)
			p.arguments(s.Arguments)
			p.selections(s.SelectionSet)
		case *ast.InlineFragment:
			p.directives(s.Directives)
			p.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			p.directives(s.Directives)
		}
	}
}

func (p *parts) directives(list ast.DirectiveList) {
	if len(list) > p.limits.FieldDirectives {
		p.fail("directives at one place", p.limits.FieldDirectives)
	}
	if p.total += len(list); p.total > p.limits.Directives {
		p.fail("directives in the document", p.limits.Directives)
	}
	for _, directive := range list {
		p.arguments(directive.Arguments)
	}
}

func (p *parts) arguments(list ast.ArgumentList) {
	for _, argument := range list {
		p.value(argument.Value, 0)
	}
}

func (p *parts) value(v *ast.Value, depth int) {
	if v == nil || p.err != nil || v.Kind != ast.ListValue && v.Kind != ast.ObjectValue {
		return
	}
	if depth++; depth > p.limits.InputDepth {
		p.fail("levels of lists and objects in an input", p.limits.InputDepth)
		return
	}
	if v.Kind == ast.ListValue && len(v.Children) > p.limits.InputList {
		p.fail("elements in one list", p.limits.InputList)
		return
	}
	for _, child := range v.Children {
		p.value(child.Value, depth)
	}
}
