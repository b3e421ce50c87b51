package transport

import (
	"context"
	"sync/atomic"
)

type endingKey struct{}

// ending is why a subscription ends, where that is an error.
type ending struct{ err atomic.Pointer[error] }

func withEnding(ctx context.Context) (context.Context, *ending) {
	e := new(ending)
	return context.WithValue(ctx, endingKey{}, e), e
}

// Fail says that the subscription of ctx ends by an error: when its events are over, err is its last response. A
// subscription that just closes its events has come to its natural end, and clients do not try again.
func Fail(ctx context.Context, err error) {
	if e, ok := ctx.Value(endingKey{}).(*ending); ok {
		e.err.Store(&err)
	}
}

// take returns the error once; nil when there is none.
func (e *ending) take() error {
	if e == nil {
		return nil
	}
	if err := e.err.Swap(nil); err != nil {
		return *err
	}
	return nil
}
