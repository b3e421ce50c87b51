package transport

import (
	"context"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"sportello/graph/limit"
)

type documents struct{}

func newDocuments(*ast.Schema, limit.Limits, bool) *documents { return nil }

type stored struct{}

func newStored(limit.Limits) *stored { return nil }

// Parse checks everything that does not depend on the viewer.
func (e *Engine) Parse(ctx context.Context, p Params) (*Operation, *Refusal) { panic("not yet") }

// Admit checks what depends on the viewer and charges the budget.
func (e *Engine) Admit(ctx context.Context, op *Operation) *Refusal { panic("not yet") }

// Run executes the operation. The returned func yields exactly one response
// for a query or mutation, many for a subscription, and nil at the end.
func (e *Engine) Run(ctx context.Context, op *Operation) func(context.Context) *graphql.Response {
	panic("not yet")
}

// AppendResponse appends the response as JSON; Data goes in as it is.
func AppendResponse(dst []byte, r *graphql.Response) []byte { panic("not yet") }

// Mask presents errors.
func Mask(log *slog.Logger) graphql.ErrorPresenterFunc { return graphql.DefaultErrorPresenter }

func recoverTo(log *slog.Logger) graphql.RecoverFunc { return graphql.DefaultRecover }

// DecodeParams reads one JSON object strictly into Params.
func DecodeParams(body []byte) (Params, error) { panic("not yet") }
