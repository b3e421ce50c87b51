package limit

import "github.com/vektah/gqlparser/v2/ast"

// CheckDocument bounds the shape of a parsed document before it is validated:
// validation takes time that grows with the square of the selections and
// worse with fragments written out. Every definition is checked, used or not,
// in time linear to the limits. The error is an [*Exceeded] or a
// [*CycleError].
func (l Limits) CheckDocument(doc *ast.QueryDocument) error {
	if len(doc.Operations) > l.Operations {
		return &Exceeded{What: "operations in the document", Max: l.Operations}
	}
	if len(doc.Fragments) > l.Fragments {
		return &Exceeded{What: "fragments in the document", Max: l.Fragments}
	}
	if err := l.checkParts(doc); err != nil {
		return err
	}
	m := measurer{limits: l, doc: doc, memo: make(map[string]*extent, len(doc.Fragments))}
	for _, fragment := range doc.Fragments {
		if err := m.checkDefinition(fragment.SelectionSet); err != nil {
			return err
		}
	}
	for _, op := range doc.Operations {
		if len(op.VariableDefinitions) > l.Variables {
			return &Exceeded{What: "variables in one operation", Max: l.Variables}
		}
		if err := m.checkDefinition(op.SelectionSet); err != nil {
			return err
		}
	}
	return nil
}

// extent is how far a selection set reaches with every fragment written out.
type extent struct {
	fields, aliases, depth int
	measuring              bool // of a fragment: its measure has begun and not ended
}

// measurer measures selection sets, each fragment once: a document of twenty
// fragments that spread each other twice has a million fields.
type measurer struct {
	limits Limits
	doc    *ast.QueryDocument
	memo   map[string]*extent
}

func (m *measurer) checkDefinition(set ast.SelectionSet) error {
	reach, err := m.measure(set)
	switch {
	case err != nil:
		return err
	case reach.depth > m.limits.Depth:
		return &Exceeded{What: "levels of fields", Max: m.limits.Depth}
	case reach.fields > m.limits.Fields:
		return &Exceeded{What: "fields in one operation", Max: m.limits.Fields}
	case reach.aliases > m.limits.Aliases:
		return &Exceeded{What: "aliases in one operation", Max: m.limits.Aliases}
	}
	// From here on fragments may be written out: the fields are bounded.
	return m.checkKeys(set)
}

func (m *measurer) measure(set ast.SelectionSet) (extent, error) {
	var sum extent
	for _, selection := range set {
		var part extent
		var err error
		switch s := selection.(type) {
		case *ast.Field:
			part, err = m.measure(s.SelectionSet)
			part.depth++
			part.fields++
			if s.Alias != s.Name {
				part.aliases++
			}
		case *ast.InlineFragment:
			part, err = m.measure(s.SelectionSet)
		case *ast.FragmentSpread:
			part, err = m.measureFragment(s.Name)
		}
		if err != nil {
			return extent{}, err
		}
		// Kept just over the limits, so that doubling fragments do not overflow.
		sum.fields = min(sum.fields+part.fields, m.limits.Fields+1)
		sum.aliases = min(sum.aliases+part.aliases, m.limits.Aliases+1)
		sum.depth = max(sum.depth, min(part.depth, m.limits.Depth+1))
	}
	return sum, nil
}

func (m *measurer) measureFragment(name string) (extent, error) {
	if known := m.memo[name]; known != nil {
		if known.measuring {
			return extent{}, &CycleError{Fragment: name}
		}
		return *known, nil
	}
	fragment := m.doc.Fragments.ForName(name)
	if fragment == nil {
		return extent{}, nil // unknown: the validation says so
	}
	m.memo[name] = &extent{measuring: true}
	reach, err := m.measure(fragment.SelectionSet)
	if err != nil {
		return extent{}, err
	}
	m.memo[name] = &reach
	return reach, nil
}

// checkKeys bounds how many fields of one selection set share a response key,
// since the validation compares each two of them.
func (m *measurer) checkKeys(set ast.SelectionSet) error {
	keys := make(map[string]int, len(set))
	var inner []ast.SelectionSet
	var collect func(ast.SelectionSet) error
	collect = func(set ast.SelectionSet) error {
		for _, selection := range set {
			var part ast.SelectionSet
			switch s := selection.(type) {
			case *ast.Field:
				if keys[s.Alias]++; keys[s.Alias] > m.limits.SameKey {
					return &Exceeded{What: "fields under the same key of one selection", Max: m.limits.SameKey}
				}
				if len(s.SelectionSet) > 0 {
					inner = append(inner, s.SelectionSet)
				}
			case *ast.InlineFragment:
				part = s.SelectionSet
			case *ast.FragmentSpread:
				if fragment := m.doc.Fragments.ForName(s.Name); fragment != nil {
					part = fragment.SelectionSet
				}
			}
			if err := collect(part); err != nil {
				return err
			}
		}
		return nil
	}
	if err := collect(set); err != nil {
		return err
	}
	for _, set := range inner {
		if err := m.checkKeys(set); err != nil {
			return err
		}
	}
	return nil
}
