package audit

import (
	"context"
	"net/netip"
)

type originKey struct{}

// WithOrigin puts into ctx where a call comes from, so that no use case has to hand it through: Write takes it from there.
func WithOrigin(ctx context.Context, from netip.Addr) context.Context {
	return context.WithValue(ctx, originKey{}, from)
}

// origin is where the call comes from; empty where nobody has said so.
func origin(ctx context.Context) string {
	from, ok := ctx.Value(originKey{}).(netip.Addr)
	if !ok || !from.IsValid() {
		return ""
	}
	return from.Unmap().WithZone("").String()
}
