package transport

import (
	"bytes"
	"context"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Run executes an admitted operation, once. The returned func yields exactly
// one response for a query or mutation, many for a subscription, and nil at
// the end; it is not safe for concurrent use. Its responses belong to the
// caller. A response without Data is a request error.
func (e *Engine) Run(ctx context.Context, op *Operation) func(context.Context) *Response {
	var end *ending
	if op.Kind == ast.Subscription {
		ctx, end = withEnding(ctx)
	}
	responses := e.start(graphql.WithOperationContext(ctx, op.Context), op)
	first, done := true, false
	return func(ctx context.Context) *Response {
		if done {
			return nil
		}
		done = op.Kind != ast.Subscription
		ctx = graphql.WithOperationContext(ctx, op.Context)
		r := e.next(ctx, op, responses)
		if r == nil {
			done = true
			if err := end.take(); err != nil {
				return &Response{Response: e.failed(ctx, err)}
			}
			return nil
		}
		if len(r.Errors) > e.limits.Errors {
			r.Errors = r.Errors[:e.limits.Errors]
		}
		if first {
			first = false
			e.settle(op)
			e.report(op, r.Response)
		}
		return r
	}
}

// start begins the operation; what panics here is the answer.
func (e *Engine) start(ctx context.Context, op *Operation) (responses StreamFunc) {
	defer func() {
		if caught := recover(); caught != nil {
			responses = Stream(graphql.OneShot(e.failed(ctx, e.recover(ctx, caught))))
		}
	}()
	next := e.execute
	if op.Kind == ast.Subscription && e.stream != nil {
		next = func(ctx context.Context) graphql.ResponseHandler {
			responses = e.stream(ctx, op, e.execute)
			return nil // they go their own way, see below
		}
	}
	var answered graphql.ResponseHandler
	if e.around == nil {
		answered = next(ctx)
	} else {
		answered = e.around(ctx, op, next)
	}
	if responses != nil {
		return responses
	}
	return Stream(answered)
}

// next yields one response. A query that was not answered in time still gets
// an answer, a subscription simply ends.
func (e *Engine) next(ctx context.Context, op *Operation, responses StreamFunc) (r *Response) {
	defer func() {
		if caught := recover(); caught != nil {
			r = &Response{Response: e.failed(ctx, e.recover(ctx, caught))}
		}
	}()
	if ctx.Err() == nil {
		r = responses(ctx)
	}
	if r == nil && op.Kind != ast.Subscription && ctx.Err() != nil {
		return &Response{Response: e.failed(ctx, ctx.Err())}
	}
	if r != nil && op.Kind == ast.Subscription && r.Encoded == nil {
		r.Data = bytes.Clone(r.Data) // gqlgen writes the next event over this one
	}
	return r
}

// failed is the answer of an operation that gave none itself.
func (e *Engine) failed(ctx context.Context, err error) *graphql.Response {
	return &graphql.Response{Errors: gqlerror.List{e.present(ctx, err)}}
}

// execute hands the operation in ctx to gqlgen.
func (e *Engine) execute(ctx context.Context) graphql.ResponseHandler {
	starting := e.responseContext(ctx)
	responses := e.schema.Exec(starting)
	if errs := graphql.GetErrors(starting); errs != nil {
		return graphql.OneShot(&graphql.Response{Errors: errs})
	}
	return func(ctx context.Context) *graphql.Response {
		ctx = e.responseContext(ctx)
		r := responses(ctx)
		if r == nil {
			return nil
		}
		r.Errors = append(r.Errors, graphql.GetErrors(ctx)...)
		if extensions := graphql.GetExtensions(ctx); len(extensions) > 0 {
			r.Extensions = extensions
		}
		return r
	}
}

// responseContext gathers the errors of one response. Those over the limit are
// neither presented nor logged nor kept: a list can fail at every element.
func (e *Engine) responseContext(ctx context.Context) context.Context {
	var met atomic.Int64
	return graphql.WithResponseContext(ctx, func(ctx context.Context, err error) *gqlerror.Error {
		if met.Add(1) > int64(e.limits.Errors) {
			return nil
		}
		return e.present(ctx, err)
	}, e.recover)
}
