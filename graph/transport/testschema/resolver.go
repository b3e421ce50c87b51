package testschema

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Resolver answers for the whole schema. Its zero value works.
type Resolver struct {
	// Context reads what the context field tells; nil tells nothing.
	Read func(ctx context.Context) RequestContext
	// Last is the event after which the resumable subscription goes on.
	Last func(ctx context.Context) string

	counter atomic.Int64
	// Streams is how many subscriptions are open.
	Streams atomic.Int64
}

// errSecret is an error nobody meant to show.
var errSecret = errors.New("secret: password of db-7.internal is hunter2")

// errRefused is safe to show.
func errRefused() error {
	return &gqlerror.Error{Message: "not for you", Extensions: map[string]any{"code": "FORBIDDEN"}}
}

// Query implements ResolverRoot.
func (r *Resolver) Query() QueryResolver { return queries{r} }

// Mutation implements ResolverRoot.
func (r *Resolver) Mutation() MutationResolver { return mutations{r} }

// Subscription implements ResolverRoot.
func (r *Resolver) Subscription() SubscriptionResolver { return subscriptions{r} }

// Item implements ResolverRoot.
func (r *Resolver) Item() ItemResolver { return items{} }

// Tick implements ResolverRoot.
func (r *Resolver) Tick() TickResolver { return ticks{} }

type queries struct{ *Resolver }

func (queries) Hello(_ context.Context, name *string) (string, error) {
	if name == nil {
		return "hello world", nil
	}
	return "hello " + *name, nil
}

func (queries) Add(_ context.Context, a int, b *int) (int, error) { return a + *b, nil }

func (queries) Half(_ context.Context, of float64) (float64, error) { return of / 2, nil }

func (queries) Echo(_ context.Context, value any) (any, error) { return value, nil }

func (queries) Items(_ context.Context, first, last *int, _ *string) (*ItemConnection, error) {
	return page(first, last), nil
}

func (queries) Item(_ context.Context, id string) (*Item, error) {
	if len(id) != 1 || id < "0" || id > "9" {
		return nil, nil
	}
	return &Item{int(id[0] - '0')}, nil
}

func (q queries) ByIds(ctx context.Context, ids []string) ([]*Item, error) {
	result := make([]*Item, len(ids))
	for i, id := range ids {
		var err error
		if result[i], err = q.Item(ctx, id); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func (queries) Report(context.Context) (*string, error) {
	report := "all is well"
	return &report, nil
}

func (queries) Pick(_ context.Context, by Pick) (string, error) {
	if by.ID != nil {
		return "id " + *by.ID, nil
	}
	return "name " + *by.Name, nil
}

func (queries) Find(_ context.Context, filter *Filter) (string, error) {
	if filter == nil {
		return "everything", nil
	}
	var found []string
	if filter.Color != nil {
		found = append(found, filter.Color.String())
	}
	for _, color := range filter.Colors {
		found = append(found, color.String())
	}
	return fmt.Sprintf("%d of %s", *filter.Limit, strings.Join(found, "+")), nil
}

func (queries) Thing(context.Context) (Thing, error) { return &Item{3}, nil }

func (queries) Fail(context.Context) (*string, error) { return nil, errSecret }

func (queries) Refuse(context.Context) (*string, error) { return nil, errRefused() }

func (queries) FailHard(context.Context) (string, error) { return "", errSecret }

func (queries) FailMany(_ context.Context, times int) ([]*string, error) {
	errs := make(gqlerror.List, times)
	for i := range errs {
		errs[i] = &gqlerror.Error{Message: "no", Extensions: map[string]any{"code": "FORBIDDEN"}}
	}
	return nil, errs
}

func (queries) Panic(context.Context) (*string, error) { panic("secret: out of cheese") }

func (queries) Wait(ctx context.Context) (*string, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (q queries) Context(ctx context.Context) (*RequestContext, error) {
	var told RequestContext
	if q.Read != nil {
		told = q.Read(ctx)
	}
	return &told, nil
}

type items struct{}

func (items) Name(_ context.Context, item *Item, upper *bool) (string, error) {
	if upper != nil && *upper {
		return "ITEM " + item.ID(), nil
	}
	return "item " + item.ID(), nil
}

func (items) Parent(_ context.Context, item *Item) (*Item, error) {
	if item.Number == 0 {
		return nil, nil
	}
	return &Item{item.Number - 1}, nil
}

func (items) Children(_ context.Context, _ *Item, first, last *int) (*ItemConnection, error) {
	return page(first, last), nil
}

func (items) Siblings(context.Context, *Item) ([]*Item, error) {
	return []*Item{{1}, {2}}, nil
}

func page(first, last *int) *ItemConnection {
	n := 3
	if first != nil {
		n = *first
	} else if last != nil {
		n = *last
	}
	result := &ItemConnection{Nodes: []*Item{}, Edges: []*ItemEdge{}, TotalCount: 10}
	for i := range min(n, 10) {
		item := &Item{i}
		result.Nodes = append(result.Nodes, item)
		result.Edges = append(result.Edges, &ItemEdge{Cursor: item.ID(), Node: item})
	}
	return result
}
