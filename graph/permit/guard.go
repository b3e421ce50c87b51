package permit

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/problem"
)

// Guard turns away, before anything else is done: programs whose scopes do not reach what they ask for, or that ask for what
// is for people alone; and sessions that an application opened, where the account itself is at stake. It says nothing to
// everybody else: what they may do depends on the place, which the use case knows.
func Guard(present graphql.ErrorPresenterFunc, next transport.AroundFunc) transport.AroundFunc {
	operations := Operations()
	return func(ctx context.Context, op *transport.Operation, run graphql.OperationHandler) graphql.ResponseHandler {
		v, known := access.From(ctx)
		if known && (v.Key != nil || v.Confined != nil) && !admitted(operations, v, op.Context.Operation) {
			refusal := present(ctx, problem.New(problem.Forbidden))
			return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{refusal}, Data: []byte("null")})
		}
		return next(ctx, op, run)
	}
}

// admitted reports whether all that the operation asks for may be asked for by the viewer; what is skipped counts, too.
func admitted(operations map[string]Demand, v *access.Viewer, op *ast.OperationDefinition) bool {
	root := map[ast.Operation]string{ast.Query: "Query.", ast.Mutation: "Mutation.", ast.Subscription: "Subscription."}[op.Operation]
	var all func(ast.SelectionSet) bool
	all = func(set ast.SelectionSet) bool {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				if len(s.Name) > 1 && s.Name[:2] == "__" {
					continue
				}
				demand, listed := operations[root+s.Name]
				if !listed && v.Key != nil || listed && !demand.admits(v) {
					return false
				}
			case *ast.InlineFragment:
				if !all(s.SelectionSet) {
					return false
				}
			case *ast.FragmentSpread:
				if !all(s.Definition.SelectionSet) {
					return false
				}
			}
		}
		return true
	}
	return all(op.SelectionSet)
}
