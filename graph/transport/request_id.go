package transport

import "context"

type contextKey int

const (
	requestIDKey contextKey = iota
	lastEventIDKey
)

// WithRequestID puts the id under which this request is logged into ctx.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey, id)
}

// RequestID is the id under which this request is logged, "" when none is set.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// LastEventID is the cursor from which a reconnecting server-sent events
// client wants to go on (WHATWG HTML 9.2.4), "" when it did not say.
func LastEventID(ctx context.Context) string {
	id, _ := ctx.Value(lastEventIDKey).(string)
	return id
}

func withLastEventID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, lastEventIDKey, id)
}
