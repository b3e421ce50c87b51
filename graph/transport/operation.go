package transport

import (
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"sportello/graph/limit"
)

// Operation is one operation that passed every check of [Engine.Parse] and
// waits to be run once.
type Operation struct {
	// Kind is query, mutation or subscription.
	Kind ast.Operation
	// Name is the operation's own name, "" when it has none.
	Name string
	// Context is what gqlgen's executor runs on; Doc and Operation in it are
	// shared between requests and must not be changed.
	Context *graphql.OperationContext
	// Cost is the operation's static cost in points, an upper bound.
	Cost int

	compiled *compiled
	key      string // whose budget paid
	charged  bool
	balance  limit.Balance
	actual   atomic.Int64 // points really spent, -1 until told
}

// Once answers with what build made the first time this operation of this
// document was run. It is kept as long as the parsed document is: the place
// for what an [AroundFunc] compiles of it.
func (op *Operation) Once(build func() any) any {
	op.compiled.once.Do(func() { op.compiled.memo = build() })
	return op.compiled.memo
}

// SetActualCost tells what the operation really cost, in points, once it is
// known; the difference to Cost is given back to the budget that paid.
// More than Cost counts as Cost, which was an upper bound.
func (op *Operation) SetActualCost(points int) {
	op.actual.Store(int64(max(0, min(points, op.Cost))))
}
