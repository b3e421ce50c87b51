package transport

import (
	"context"
	"net/http"
)

// Authenticator turns a request, or a websocket's init payload, or both, into
// a context that carries the viewer. An error is shown through the engine's
// presenter and refuses the request.
type Authenticator interface {
	AuthenticateRequest(ctx context.Context, r *http.Request) (context.Context, error)
	// AuthenticateSocket is called once per socket when its init message
	// came; r is the upgrade request, init may be nil.
	AuthenticateSocket(ctx context.Context, r *http.Request, init map[string]any) (context.Context, error)
}
