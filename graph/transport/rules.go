package transport

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// validationRules are the rules of the specification, told with or without
// suggestions, and what gqlparser leaves to us.
func validationRules(suggestions bool, into required) *rules.Rules {
	set := rules.NewDefaultRules()
	if !suggestions {
		for name, quiet := range map[string]core.RuleFunc{
			rules.FieldsOnCorrectTypeRule.Name: rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc,
			rules.KnownArgumentNamesRule.Name:  rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc,
			rules.KnownTypeNamesRule.Name:      rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc,
			rules.ScalarLeafsRule.Name:         rules.ScalarLeafsRuleWithoutSuggestions.RuleFunc,
			rules.ValuesOfCorrectTypeRule.Name: rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc,
		} {
			set.ReplaceRule(name, quiet)
		}
	}
	set.AddRule("NumbersInRange", numbersInRange)
	set.AddRule("OneStream", oneStream)
	set.AddRule("RequiredVariables", into.gather)
	set.AddRule("NoIncrementalDelivery", noIncrementalDelivery)
	return set
}

// numbersInRange refuses literals that no Go number holds: gqlparser lets them
// pass and panics when it reads the argument. An Int is 32 bits wide (GraphQL
// October 2021, 3.5.1).
func numbersInRange(observers *core.Events, addError core.AddErrFunc) {
	observers.OnValue(func(_ *core.Walker, value *ast.Value) {
		var err error
		switch {
		case value.Kind == ast.IntValue && value.Definition != nil && value.Definition.Name == "Int":
			_, err = strconv.ParseInt(value.Raw, 10, 32)
		case value.Kind == ast.IntValue:
			_, err = strconv.ParseInt(value.Raw, 10, 64)
		case value.Kind == ast.FloatValue:
			_, err = strconv.ParseFloat(value.Raw, 64)
		}
		if err != nil {
			addError(core.Message("The number is out of range."), core.At(value.Position))
		}
	})
}

// noIncrementalDelivery refuses @defer, which gqlparser knows by itself: no
// transport here delivers a query in parts.
func noIncrementalDelivery(observers *core.Events, addError core.AddErrFunc) {
	observers.OnDirective(func(_ *core.Walker, directive *ast.Directive) {
		if directive.Name == "defer" {
			addError(core.Message(`Unknown directive "@defer".`), core.At(directive.Position))
		}
	})
}

// required names the variables that may be left out, since they have a
// default, but must not be null: they stand where no null is allowed (GraphQL
// October 2021, 5.8.5). gqlparser lets the null pass, and gqlgen takes it for
// a zero or panics.
type required map[string]bool

// gather is a rule that refuses nothing and notes such variables.
func (r required) gather(observers *core.Events, _ core.AddErrFunc) {
	observers.OnValue(func(_ *core.Walker, value *ast.Value) {
		if value.Kind == ast.Variable && value.ExpectedType != nil && value.ExpectedType.NonNull {
			r[value.Raw] = true
		}
	})
}

// oneStream refuses what would leave a subscription with no stream or with
// two: gqlparser counts one field under two keys as one, and a root field may
// be skipped (GraphQL draft, 5.2.4.1).
func oneStream(observers *core.Events, addError core.AddErrFunc) {
	observers.OnOperation(func(walker *core.Walker, operation *ast.OperationDefinition) {
		if operation.Operation != ast.Subscription {
			return
		}
		keys := make(map[string]bool, 1)
		conditional := rootKeys(walker.Document, operation.SelectionSet, keys)
		if len(keys) > 1 {
			addError(core.Message("A subscription must select only one top level field."), core.At(operation.Position))
		}
		if conditional {
			addError(core.Message("A subscription's top level field must not be skipped or included."), core.At(operation.Position))
		}
	})
}

// rootKeys gathers the response keys of a selection without cycles, and says
// whether any of it stands under a condition.
func rootKeys(doc *ast.QueryDocument, set ast.SelectionSet, keys map[string]bool) (conditional bool) {
	for _, selection := range set {
		var directives ast.DirectiveList
		switch s := selection.(type) {
		case *ast.Field:
			directives = s.Directives
			keys[s.Alias] = true
		case *ast.InlineFragment:
			directives = s.Directives
			conditional = rootKeys(doc, s.SelectionSet, keys) || conditional
		case *ast.FragmentSpread:
			directives = s.Directives
			if fragment := doc.Fragments.ForName(s.Name); fragment != nil {
				conditional = rootKeys(doc, fragment.SelectionSet, keys) || conditional
			}
		}
		conditional = conditional || directives.ForName("skip") != nil || directives.ForName("include") != nil
	}
	return conditional
}
