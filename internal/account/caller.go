package account

import (
	"context"
	"net/netip"

	"sportello/internal/audit"
)

// Cookies keeps a session's token with the caller's browser, on the answer that is about to be written.
type Cookies interface {
	// Set hands the token to the browser: until it is closed, or for long when lasting. When the session itself ends is
	// decided here, not there.
	Set(token string, lasting bool)
	// Clear takes it back.
	Clear()
	// SetDevice hands a trusted device's token to the browser, for long; ClearDevice takes it back.
	SetDevice(token string)
	ClearDevice()
}

// Caller is what is known of whoever makes a call, before who they are.
type Caller struct {
	Addr      netip.Addr // where the call comes from; may be the zero Addr
	UserAgent string
	Device    string  // the token that the device was given when it became trusted; empty: none
	Cookies   Cookies // nil: the answer can't carry any (websockets, event streams)
}

type callerKey struct{}

// WithCaller puts the caller into ctx, and for the record where the call comes from.
func WithCaller(ctx context.Context, c Caller) context.Context {
	ctx = audit.WithOrigin(ctx, c.Addr)
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerFrom takes the caller out of ctx; the zero Caller when nobody has put one in.
func CallerFrom(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}
