package compiled

import (
	"context"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"sportello/graph/generated"
	"sportello/graph/model"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/desk"
)

// Config is what a Runner is made of: the same as the resolvers, and their own ways to decode.
type Config struct {
	Desk    *desk.Service
	Coerce  generated.Coerce
	SignURL func(v *access.Viewer, attachmentID int64) string
	// Find is the resolver of Query.ticket, before its row is shown.
	Find func(ctx context.Context, v *access.Viewer, by model.TicketBy, parts desk.Parts) (*desk.Ticket, error)
	// Query decodes the coerced filter and order of Query.tickets.
	Query func(arguments map[string]any) desk.TicketQuery
}

// Runner answers the operations that can be compiled.
type Runner struct {
	desk    *desk.Service
	coerce  generated.Coerce
	signURL func(*access.Viewer, int64) string
	find    func(context.Context, *access.Viewer, model.TicketBy, desk.Parts) (*desk.Ticket, error)
	query   func(map[string]any) desk.TicketQuery
}

// New makes a Runner.
func New(c Config) *Runner {
	return &Runner{desk: c.Desk, coerce: c.Coerce, signURL: c.SignURL, find: c.Find, query: c.Query}
}

// Around answers an operation, or passes it on to gqlgen. It is a transport.AroundFunc.
func (r *Runner) Around(ctx context.Context, op *transport.Operation, next graphql.OperationHandler) graphql.ResponseHandler {
	if op.Kind != ast.Query {
		return next(ctx)
	}
	v, signedIn := access.From(ctx)
	if !signedIn {
		return next(ctx)
	}
	kept, _ := op.Once(func() any { return newPlans(op.Context.Operation) }).(*plans)
	chosen := kept.choose(op.Context.Variables)
	if chosen == nil {
		return next(ctx)
	}
	a := &answer{runner: r, viewer: v, variables: op.Context.Variables}
	data, ok := a.run(ctx, chosen, kept.size())
	if !ok {
		return next(ctx)
	}
	kept.grew(len(data))
	return graphql.OneShot(&graphql.Response{Data: data})
}

// run encodes the answer; false: gqlgen must answer, and will say what is wrong.
func (a *answer) run(ctx context.Context, chosen plan, size int) ([]byte, bool) {
	dst := append(make([]byte, 0, size), '{')
	for i, f := range chosen {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, f.key...)
		var err error
		if dst, err = f.root(ctx, dst, a); err != nil || a.failed {
			return nil, false
		}
	}
	return append(dst, '}'), true
}

// maxVariants is how many plans of one operation are kept: one for each combination of its conditions that has come.
const maxVariants = 16

// plans are the plans of one operation.
type plans struct {
	operation  *ast.OperationDefinition
	conditions []string // variables that @skip and @include look at

	mu       sync.RWMutex
	variants map[string]plan // by the values of the conditions; nil plans too
	expected int             // bytes of an answer
}

func newPlans(operation *ast.OperationDefinition) *plans {
	found := map[string]struct{}{}
	conditions(operation.SelectionSet, found)
	p := &plans{operation: operation, variants: map[string]plan{}, expected: 512}
	for name := range found {
		p.conditions = append(p.conditions, name)
	}
	slices.Sort(p.conditions)
	return p
}

// choose returns the plan for these variables; nil: there is none.
func (p *plans) choose(variables map[string]any) plan {
	values := make([]byte, len(p.conditions))
	for i, name := range p.conditions {
		if on, _ := variables[name].(bool); on {
			values[i] = 1
		}
	}
	p.mu.RLock()
	chosen, known := p.variants[string(values)]
	full := len(p.variants) >= maxVariants
	p.mu.RUnlock()
	if known || full {
		return chosen
	}
	chosen = compile(p.operation, variables)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.variants[string(values)] = chosen
	return chosen
}

func (p *plans) size() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.expected
}

// grew remembers how long answers become, so that the next one's buffer fits.
func (p *plans) grew(size int) {
	if size <= p.size() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = min(max(p.expected, size+size/8), 1<<20)
}
