package httpd

import (
	"context"
	"log/slog"
	"net/http"

	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/problem"
)

// Authenticator says who calls: by the Authorization header, a websocket's init payload, or the session's cookie. It
// implements transport.Authenticator.
//
// A token that was put there on purpose and opens nothing is refused. A cookie that opens nothing is left over: the call
// goes on as nobody's, and the cookie is taken back. A token and a cookie of two different users are refused.
type Authenticator struct {
	Account *account.Service
	Cookies Cookies
	Logger  *slog.Logger // default: none
}

// AuthenticateRequest implements transport.Authenticator.
func (a *Authenticator) AuthenticateRequest(ctx context.Context, r *http.Request) (context.Context, error) {
	given, err := credentialsOf(r, a.Cookies.name())
	if err != nil {
		return nil, a.refused(ctx, err)
	}
	if ctx, err = a.authenticate(ctx, given); err != nil {
		return nil, err
	}
	viewer, known := access.From(ctx)
	if !known {
		return ctx, nil
	}
	recordOf(ctx).userID = viewer.UserID // of a socket's viewer nobody waits to read it
	if takesEvents(r) {
		return a.whileSigned(ctx, viewer), nil
	}
	return ctx, nil
}

// whileSigned ends a request with the session that it came by: an event stream must not outlive it. Sockets are told by
// Ended themselves.
func (a *Authenticator) whileSigned(ctx context.Context, v *access.Viewer) context.Context {
	ended := a.Account.Ended(ctx, v)
	ctx, cancel := context.WithCancel(ctx)
	go func() { // until the request is over
		defer cancel()
		select {
		case <-ended:
		case <-ctx.Done():
		}
	}()
	return ctx
}

// AuthenticateSocket implements transport.Authenticator.
func (a *Authenticator) AuthenticateSocket(ctx context.Context, r *http.Request, init map[string]any) (context.Context, error) {
	given, err := credentialsOf(r, a.Cookies.name())
	if err == nil {
		err = given.addInit(init)
	}
	if err != nil {
		return nil, a.refused(ctx, err)
	}
	return a.authenticate(ctx, given)
}

// Refresh is the context of a socket with its viewer as they are now: a role that was taken away must not live on as long
// as the socket does. It implements socket.Config.Refresh.
func (a *Authenticator) Refresh(ctx context.Context) (context.Context, error) {
	viewer, known := access.From(ctx)
	if !known {
		return ctx, nil
	}
	fresh, err := a.Account.Refresh(ctx, viewer)
	if err != nil {
		return nil, err
	}
	return access.With(ctx, fresh), nil
}

func (a *Authenticator) authenticate(ctx context.Context, given credentials) (context.Context, error) {
	var viewer *access.Viewer
	if given.bearer != "" {
		var err error
		if viewer, err = a.Account.Authenticate(ctx, given.bearer); err != nil {
			return nil, err
		}
	}
	if given.cookie != "" && given.cookie != given.bearer {
		byCookie, err := a.byCookie(ctx, given.cookie)
		if err != nil {
			return nil, err
		}
		if viewer != nil && byCookie != nil && viewer.UserID != byCookie.UserID {
			return nil, a.refused(ctx, errCredentials)
		}
		if viewer == nil {
			viewer = byCookie
		}
	}
	if viewer == nil {
		return ctx, nil
	}
	return access.With(ctx, viewer), nil
}

// byCookie is nil for a cookie that is left over.
func (a *Authenticator) byCookie(ctx context.Context, token string) (*access.Viewer, error) {
	viewer, err := a.Account.Authenticate(ctx, token)
	if !problem.Is(err, problem.Unauthenticated) {
		return viewer, err
	}
	if cookies := account.CallerFrom(ctx).Cookies; cookies != nil {
		cookies.Clear()
	}
	return nil, nil
}

func (a *Authenticator) refused(ctx context.Context, why error) error {
	if a.Logger != nil {
		a.Logger.InfoContext(ctx, "credentials refused", "error", why)
	}
	return problem.New(problem.Unauthenticated).Wrap(why)
}
