package transport

import (
	"context"
	"fmt"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Prepare is [Engine.Parse] and then [Engine.Admit], for transports that know
// the viewer before the operation comes. A non-nil refusal is a request error.
func (e *Engine) Prepare(ctx context.Context, p Params) (*Operation, *Refusal) {
	op, refusal := e.Parse(p)
	if refusal != nil {
		return nil, refusal
	}
	if refusal := e.Admit(ctx, op); refusal != nil {
		return nil, refusal
	}
	return op, nil
}

// Parse checks all that does not depend on the viewer: it finds the document,
// parses and validates it or remembers that it did, coerces the variables and
// reckons the cost.
func (e *Engine) Parse(p Params) (*Operation, *Refusal) {
	query, store, refusal := e.stored.resolve(p)
	if refusal != nil {
		return nil, refusal
	}
	doc, refusal := e.documents.compile(query)
	if refusal != nil {
		return nil, refusal
	}
	store()
	chosen := doc.named(p.OperationName)
	if chosen == nil {
		return nil, badRequest("operationName must name one operation of the document")
	}
	if err := e.limits.CheckVariables(p.Variables); err != nil {
		return nil, overLimit(err)
	}
	variables, misfit := coerceVariables(e.schema.Schema(), chosen.definition, doc.required, p.Variables)
	if misfit != nil {
		return nil, documentRefusal(CodeValidationFailed, misfit)
	}
	cost, err := chosen.plan.Cost(variables)
	if err != nil {
		return nil, overLimit(err)
	}
	if cost > e.limits.Cost {
		return nil, documentRefusal(CodeCostLimit,
			gqlerror.Errorf("the operation costs %d points, more than %d", cost, e.limits.Cost))
	}
	return e.operation(p, query, doc, chosen, variables, cost), nil
}

func (e *Engine) operation(p Params, query string, doc *document, chosen *compiled, variables map[string]any, cost int) *Operation {
	op := &Operation{
		Kind:     chosen.definition.Operation,
		Name:     chosen.definition.Name,
		Cost:     cost,
		compiled: chosen,
		Context: &graphql.OperationContext{
			RawQuery:               query,
			Variables:              variables,
			OperationName:          chosen.definition.Name,
			Doc:                    doc.parsed,
			Extensions:             p.Extensions,
			Operation:              chosen.definition,
			DisableIntrospection:   !chosen.introspects, // Admit refuses who may not
			RecoverFunc:            e.recover,
			ResolverMiddleware:     resolve,
			RootResolverMiddleware: resolveRoot,
		},
	}
	op.actual.Store(-1)
	return op
}

func resolve(ctx context.Context, next graphql.Resolver) (any, error) { return next(ctx) }

func resolveRoot(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) }

// Admit checks what depends on the viewer in ctx: whether introspection is
// allowed, and whether the budget pays. An admitted operation that is then
// not run is given back with [Engine.Release].
func (e *Engine) Admit(ctx context.Context, op *Operation) *Refusal {
	if op.compiled.introspects && (e.introspection == nil || !e.introspection(ctx)) {
		return documentRefusal(CodeValidationFailed, gqlerror.Errorf("introspection is not allowed"))
	}
	return e.charge(ctx, op)
}

// badRequest refuses a request that is not well-formed.
func badRequest(format string, args ...any) *Refusal {
	return refuse(http.StatusBadRequest, CodeBadRequest, fmt.Sprintf(format, args...))
}

func refuse(status int, code, message string) *Refusal {
	return &Refusal{Status: status, Errors: gqlerror.List{NewError(code, message)}}
}
