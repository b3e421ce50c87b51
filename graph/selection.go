package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"sportello/internal/desk"
)

// parts are the parts of tickets that are asked for anywhere below the field that is being resolved.
func parts(ctx context.Context) desk.Parts {
	field := graphql.GetFieldContext(ctx)
	if field == nil {
		return 0
	}
	return partsOf(field.Field.Selections)
}

func partsOf(set ast.SelectionSet) desk.Parts {
	var found desk.Parts
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if s.ObjectDefinition != nil && s.ObjectDefinition.Name == "Ticket" {
				found |= partOf(s.Name)
			}
			found |= partsOf(s.SelectionSet)
		case *ast.InlineFragment:
			found |= partsOf(s.SelectionSet)
		case *ast.FragmentSpread:
			if s.Definition != nil { // validation has refused cycles
				found |= partsOf(s.Definition.SelectionSet)
			}
		}
	}
	return found
}

func partOf(field string) desk.Parts {
	switch field {
	case "requester":
		return desk.WithRequester
	case "assignee":
		return desk.WithAssignee
	case "tenant":
		return desk.WithTenant
	case "person":
		return desk.WithPerson
	case "notifies":
		return desk.WithRequester | desk.WithPerson
	default:
		return 0
	}
}

// subfields are the names of what is asked for below the subfields of this name of the field that is being resolved.
func subfields(ctx context.Context, name string) []string {
	var names []string
	operation := graphql.GetOperationContext(ctx)
	for _, field := range graphql.CollectFieldsCtx(ctx, nil) {
		if field.Name != name {
			continue
		}
		for _, sub := range graphql.CollectFields(operation, field.Selections, []string{"Message", "Node"}) {
			names = append(names, sub.Name)
		}
	}
	return names
}
