package transport

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"sportello/graph/limit"
)

// AroundFunc is called once for each operation instead of running it. It may
// pass on to gqlgen by returning next(ctx), or answer by itself, for example
// with [graphql.OneShot] of a response whose Data is ready JSON.
type AroundFunc func(ctx context.Context, op *Operation, next graphql.OperationHandler) graphql.ResponseHandler

// EngineConfig says what an [Engine] serves and under which rules.
type EngineConfig struct {
	// Schema is served. Required.
	Schema graphql.ExecutableSchema
	// Limits bound every operation; zero fields take [limit.Defaults].
	Limits limit.Limits
	// Present turns any error into the one safe form. Nil masks every error
	// that did not ask to be shown, see [Mask].
	Present graphql.ErrorPresenterFunc
	// Recover turns a panic into an error. Nil logs it and masks it.
	Recover graphql.RecoverFunc
	// Logger is told of panics and masked errors. Nil means [slog.Default].
	Logger *slog.Logger
	// Introspection says whether this viewer may read the schema. Nil: nobody.
	Introspection func(ctx context.Context) bool
	// Suggestions lets validation errors tell which names the client may
	// have meant. Off in production: it tells the schema to who may not
	// introspect.
	Suggestions bool
	// Budget is charged with every operation's cost. Nil charges nothing.
	Budget limit.Budget
	// BudgetKey says whose budget pays; "" charges nobody. Nil: nobody pays.
	BudgetKey func(ctx context.Context) string
	// Around may take operations over. Nil passes everything to gqlgen.
	Around AroundFunc
	// Stream may take subscriptions over that Around has passed on, whatever Around makes of their responses.
	Stream AroundStream
}

// Engine turns [Params] into responses. It is safe for concurrent use.
type Engine struct {
	schema        graphql.ExecutableSchema
	limits        limit.Limits
	present       graphql.ErrorPresenterFunc
	recover       graphql.RecoverFunc
	log           *slog.Logger
	introspection func(ctx context.Context) bool
	budget        limit.Budget
	budgetKey     func(ctx context.Context) string
	around        AroundFunc
	stream        AroundStream
	documents     *documents
	stored        *stored
}

// NewEngine returns an engine, or an error when the configuration cannot work.
func NewEngine(cfg EngineConfig) (*Engine, error) {
	if cfg.Schema == nil {
		return nil, errors.New("transport: no schema")
	}
	limits, err := cfg.Limits.WithDefaults()
	if err != nil {
		return nil, fmt.Errorf("transport: %w", err)
	}
	documents, err := newDocuments(cfg.Schema.Schema(), limits, cfg.Suggestions)
	if err != nil {
		return nil, fmt.Errorf("transport: %w", err)
	}
	e := &Engine{
		schema:        cfg.Schema,
		limits:        limits,
		present:       cfg.Present,
		recover:       cfg.Recover,
		log:           cfg.Logger,
		introspection: cfg.Introspection,
		budget:        cfg.Budget,
		budgetKey:     cfg.BudgetKey,
		around:        cfg.Around,
		stream:        cfg.Stream,
		documents:     documents,
		stored:        newStored(limits),
	}
	if e.log == nil {
		e.log = slog.Default()
	}
	if e.present == nil {
		e.present = Mask(e.log)
	}
	if e.recover == nil {
		e.recover = recoverTo(e.log)
	}
	return e, nil
}

// Present turns any error into the one safe form, for who answers in place of
// gqlgen.
func (e *Engine) Present(ctx context.Context, err error) *gqlerror.Error { return e.present(ctx, err) }

// Limits returns the limits in force, defaults filled in.
func (e *Engine) Limits() limit.Limits { return e.limits }
