package access

import "context"

type viewerKey struct{}

// With puts the viewer into ctx.
func With(ctx context.Context, v *Viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// From takes the viewer out of ctx; false: nobody is signed in.
func From(ctx context.Context) (*Viewer, bool) {
	v, ok := ctx.Value(viewerKey{}).(*Viewer)
	return v, ok && v != nil
}
