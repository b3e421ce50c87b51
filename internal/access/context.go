package access

import "context"

type viewerKey struct{}

// With puts the viewer into ctx.
func With(ctx context.Context, v *Viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// From takes the viewer out of ctx; false: nobody is signed in. Whoever has still to complete their account is nobody here,
// which is the one place that keeps every door shut to them (M1.2, M4.2): whatever asks who is there, be it for a query, a
// subscription, an upload or a download, is told that nobody is.
func From(ctx context.Context) (*Viewer, bool) {
	v, ok := ctx.Value(viewerKey{}).(*Viewer)
	return v, ok && v != nil && !v.Incomplete
}

// Newcomer takes out of ctx who has signed in and has still to complete their account, for the use case that does that.
func Newcomer(ctx context.Context) (*Viewer, bool) {
	v, ok := ctx.Value(viewerKey{}).(*Viewer)
	return v, ok && v != nil && v.Incomplete
}
