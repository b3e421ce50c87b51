package main

import (
	"context"
	"maps"
	"net/http"
	"strconv"

	"sportello/graph"
	"sportello/graph/generated"
	"sportello/graph/limit"
	"sportello/graph/permit"
	"sportello/graph/transport"
	"sportello/graph/transport/socket"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/audit"
	"sportello/internal/config"
	"sportello/internal/httpd"
	"sportello/internal/httpd/download"
	"sportello/internal/httpd/graphiql"
)

// doors is what a house opens to the network.
type doors struct {
	graphiql graphiql.Config // the texts it opens with
	routes   map[string]http.Handler
}

// server makes the HTTP server of a house.
func (h *house) server(d doors) (*httpd.Server, error) {
	c := h.config
	engine, err := h.engine()
	if err != nil {
		return nil, err
	}
	proxies, err := httpd.ParseProxies(c.Proxies)
	if err != nil {
		return nil, err
	}
	cookies := httpd.Cookies{Secure: c.CookieSecure()}
	auth := &httpd.Authenticator{Account: h.account, Cookies: cookies, Logger: h.log}
	sockets := h.sockets(engine, auth)
	stopping := make(chan struct{})
	handler, err := transport.NewHandler(transport.HandlerConfig{
		Engine: engine, Auth: auth, Socket: sockets,
		Files:   &httpd.Files{Blobs: h.blobs, MaxBytes: int64(c.Upload.Bytes), Timeout: c.Upload.Timeout, Logger: h.log},
		MaxBody: int64(c.HTTP.BodyBytes), MaxFiles: c.Upload.Files, MaxFile: int64(c.Upload.Bytes),
		Timeout: c.HTTP.OperationTimeout, EventSend: c.Socket.WriteTimeout, Done: stopping,
		UserStreams: c.Socket.PerUser, StreamOperations: c.Socket.Operations, UserKey: userKey, Revoked: h.ended,
	})
	if err != nil {
		return nil, err
	}
	var editor http.Handler
	if c.GraphiQL {
		editor = graphiql.Handler(d.graphiql)
	}
	routes, err := h.trapDoors()
	if err != nil {
		return nil, err
	}
	maps.Copy(routes, d.routes)
	return httpd.New(httpd.Config{
		GraphQL: handler, GraphiQL: editor, Routes: routes, SignIn: h.signInDoors(),
		Downloads: &download.Handler{Signer: h.signer, Viewers: h.account, Attachments: h.desk, Blobs: h.blobs, Logger: h.log},
		Avatars:   &download.AvatarHandler{Signer: h.signer, Avatars: h.account, Logger: h.log},
		Sockets:   sockets, Stopping: func() { close(stopping) },
		Checks: h.checks(), Gauges: h.gauges(),
		PublicURL: c.PublicURL, Origins: c.Origins, Cookies: cookies, Proxies: proxies,
		Times: httpd.Times{
			Header: c.HTTP.HeaderTimeout, Read: c.HTTP.ReadTimeout, Idle: c.HTTP.IdleTimeout, Grace: c.Process.ShutdownGrace,
		},
		HeaderBytes: int(c.HTTP.HeaderBytes), Logger: h.log, Now: h.clock.Now,
	})
}

// engine runs the contract's operations on the rooms.
func (h *house) engine() (*transport.Engine, error) {
	c := h.config
	budget, err := h.budget()
	if err != nil {
		return nil, err
	}
	resolvers := graph.New(graph.Config{
		Stats: h.stats,
		Desk:  h.desk, Account: h.account, Contact: h.contact, Audit: audit.New(h.store), Feed: h.feed, Mail: h.outbox,
		SignURL: h.signer.URL, SignAvatarURL: h.signer.AvatarURL,
	})
	schema := generated.NewExecutableSchema(generated.Config{Resolvers: resolvers})
	return transport.NewEngine(transport.EngineConfig{
		Schema:        schema,
		Around:        permit.Guard(graph.Present(h.log), resolvers.Compiled(schema).Around),
		Stream:        resolvers.Stream,
		Limits:        limits(c),
		Present:       graph.Present(h.log),
		Logger:        h.log,
		Introspection: introspection(c.Introspection),
		Suggestions:   c.Suggestions,
		Budget:        budget,
		BudgetKey:     payer,
	})
}

// budget is what users, addresses and tenants may ask for over time.
func (h *house) budget() (limit.Budget, error) {
	c := h.config.Cost
	own, err := limit.NewBuckets(limit.BucketConfig{
		Capacity: c.Bucket, PerSecond: float64(c.Rate), Accounts: c.Accounts, Now: h.clock.Now,
	})
	if err != nil {
		return nil, err
	}
	shared, err := limit.NewBuckets(limit.BucketConfig{
		Capacity: c.TenantBucket, PerSecond: float64(c.TenantRate), Accounts: c.Accounts, Now: h.clock.Now,
	})
	return limit.Joint{Own: own, Shared: shared}, err
}

// payer is whose budget pays: the user's and their tenants', or for who is not signed in that of the network they call
// from.
func payer(ctx context.Context) string {
	v, ok := access.From(ctx)
	if !ok {
		return limit.JointKey("network " + account.NetworkOf(account.CallerFrom(ctx).Addr).String())
	}
	tenants := make([]string, 0, len(v.Tenants))
	for id, place := range v.Tenants {
		if place.Guest { // strangers don't pay together
			continue
		}
		tenants = append(tenants, "tenant "+strconv.FormatInt(id, 10))
	}
	return limit.JointKey("user "+strconv.FormatInt(v.UserID, 10), tenants...)
}

func introspection(who string) func(context.Context) bool {
	return func(ctx context.Context) bool {
		v, signedIn := access.From(ctx)
		switch who {
		case "everyone":
			return true
		case "signed-in":
			return signedIn
		case "staff":
			return signedIn && len(v.Desks) > 0
		default:
			return false
		}
	}
}

func (h *house) sockets(engine *transport.Engine, auth *httpd.Authenticator) *socket.Server {
	c := h.config
	return socket.New(socket.Config{
		Engine: engine, Auth: auth, Refresh: auth.Refresh, Origins: append([]string{c.PublicURL}, c.Origins...), Logger: h.log,
		UserKey: userKey, Revoked: h.ended,
		Timings: socket.Timings{
			InitWait: c.Socket.InitTimeout, PingEvery: c.Socket.PingInterval, WriteWait: c.Socket.WriteTimeout,
			Operation: c.HTTP.OperationTimeout,
		},
		Limits: socket.Limits{
			MessageBytes: int(c.Socket.MessageBytes), Operations: c.Socket.Operations, Queue: c.Socket.Queue,
			UserSockets: c.Socket.PerUser,
		},
	})
}

// userKey names whose websockets, and whose event streams, are counted together.
func userKey(ctx context.Context) string {
	if v, ok := access.From(ctx); ok {
		return strconv.FormatInt(v.UserID, 10)
	}
	return ""
}

// ended is closed when the session in ctx is over.
func (h *house) ended(ctx context.Context) <-chan struct{} {
	v, ok := access.From(ctx)
	if !ok {
		return nil
	}
	return h.account.Ended(ctx, v)
}

func limits(c *config.Config) limit.Limits {
	l := c.Limits
	return limit.Limits{
		DocumentBytes: int(l.DocumentBytes), Tokens: l.Tokens, Depth: l.Depth, Fields: l.Fields, Aliases: l.Aliases,
		SameKey: l.SameKey, Directives: l.Directives, FieldDirectives: l.FieldDirectives, Fragments: l.Fragments,
		Operations: l.Operations, Variables: l.Variables, InputList: l.InputList, InputDepth: l.InputDepth, Page: l.Page,
		Cost: c.Cost.Operation, Errors: l.Errors, DefaultPage: l.DefaultPage, DefaultList: l.DefaultList,
		CachedDocuments: l.CachedDocuments, CachedDocumentBytes: int(l.CachedDocumentBytes),
		StoredQueries: l.StoredQueries, StoredQueryBytes: int(l.StoredQueryBytes),
	}
}
