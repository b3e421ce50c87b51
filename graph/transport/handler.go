package transport

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/vektah/gqlparser/v2/ast"
)

// HandlerConfig says how an [Engine] is served over HTTP. Zero numbers and
// durations take the defaults told with each.
type HandlerConfig struct {
	// Engine answers. Required.
	Engine *Engine
	// Auth finds out who asks. Nil leaves everybody anonymous.
	Auth Authenticator
	// Socket takes websocket upgrades over. Nil refuses them.
	Socket http.Handler
	// Files takes the files of multipart requests. Nil refuses those.
	Files FileSink

	MaxBody    int64 // bytes of a request without its files; 1 MiB
	MaxFiles   int   // files of one request; 10
	MaxFile    int64 // bytes of one file; 25 MiB
	MaxStreams int   // event streams open at once, those reserved included; 1000
	// UserStreams are those of one user, as UserKey names them; 20.
	UserStreams int
	// StreamOperations run at once on one event stream of the single connection mode; 100.
	StreamOperations int
	// UserKey names the user whose event streams are counted together. Nil, or "", counts for nobody.
	UserKey func(ctx context.Context) string
	// Revoked returns a channel that closes when the session in ctx ends; its event streams then end, too. Nil, or a nil
	// channel, never does.
	Revoked func(ctx context.Context) <-chan struct{}

	Timeout   time.Duration // of one query or mutation; 10 s
	FileIdle  time.Duration // for the next bytes of a file; 30 s
	EventSend time.Duration // for the client to take one event; 5 s
	Heartbeat time.Duration // between comments on an idle event stream; 15 s
	Reserved  time.Duration // until a reserved event stream must have been opened; 30 s
	Drain     time.Duration // over which event streams are ended at most when the server shuts down; 5 s

	// NewerStatuses answers with what the newer draft of GraphQL over HTTP
	// recommends, 294 for data with errors, and considers, 422 for a document
	// or variables that do not fit the schema. The audit suite wants 200 and
	// 400. Both only under application/graphql-response+json.
	NewerStatuses bool
	// Done, when closed, ends all event streams: the server shuts down.
	Done <-chan struct{}
}

func (c *HandlerConfig) setDefaults() {
	fallback(&c.MaxBody, 1<<20)
	fallback(&c.MaxFiles, 10)
	fallback(&c.MaxFile, 25<<20)
	fallback(&c.MaxStreams, 1000)
	fallback(&c.UserStreams, 20)
	fallback(&c.StreamOperations, 100)
	fallback(&c.Timeout, 10*time.Second)
	fallback(&c.FileIdle, 30*time.Second)
	fallback(&c.EventSend, 5*time.Second)
	fallback(&c.Heartbeat, 15*time.Second)
	fallback(&c.Reserved, 30*time.Second)
	fallback(&c.Drain, 5*time.Second)
}

func fallback[T comparable](value *T, standard T) {
	var zero T
	if *value == zero {
		*value = standard
	}
}

type handler struct {
	HandlerConfig
	buffers  sync.Pool // of *bytes.Buffer
	streams  *streams
	channels *channels
}

// NewHandler serves GraphQL over HTTP at whatever path it is mounted: POST
// and GET, event streams, multipart uploads, and the upgrade to a websocket.
func NewHandler(cfg HandlerConfig) (http.Handler, error) {
	if cfg.Engine == nil {
		return nil, errors.New("transport: no engine")
	}
	cfg.setDefaults()
	return &handler{
		HandlerConfig: cfg,
		buffers:       sync.Pool{New: func() any { return new(bytes.Buffer) }},
		streams:       &streams{most: cfg.MaxStreams, each: cfg.UserStreams, users: map[string]int{}},
		channels:      &channels{byToken: map[string]*channel{}},
	}, nil
}

// ServeHTTP implements [http.Handler].
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if RequestID(ctx) == "" {
		ctx = WithRequestID(ctx, uuid.NewString())
		r = r.WithContext(ctx)
	}
	w.Header().Set("X-Request-Id", RequestID(ctx))
	if isUpgrade(r) && h.Socket != nil {
		h.Socket.ServeHTTP(w, r)
		return
	}
	x := &exchange{handler: h, w: w, r: r, media: mediaJSON}
	if refusal := x.serve(ctx); refusal != nil {
		x.refuse(refusal)
	}
}

// exchange is one HTTP request on its way to an answer.
type exchange struct {
	*handler
	w      http.ResponseWriter
	r      *http.Request
	media  string // of the answer
	stream bool   // the answer is an event stream
}

func (x *exchange) serve(ctx context.Context) *Refusal {
	if served, refusal := x.serveSingle(ctx); served {
		return refusal
	}
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodPost {
		return x.notAllowed("GET, POST", "only GET and POST are served")
	}
	accepted, ok := negotiate(x.r.Header.Values("Accept"))
	if !ok {
		return refuse(http.StatusNotAcceptable, CodeBadRequest,
			"the answer can be "+mediaResponse+", "+mediaJSON+" or "+mediaEvents)
	}
	if accepted.json != "" {
		x.media = accepted.json
	}
	x.stream = accepted.json == ""
	params, files, refusal := x.read()
	if refusal != nil {
		return refusal
	}
	op, refusal := x.Engine.Parse(params)
	if refusal != nil {
		return refusal
	}
	if refusal := x.suits(op, accepted); refusal != nil {
		return refusal
	}
	x.stream = x.stream || op.Kind == ast.Subscription
	if ctx, refusal = x.admit(ctx, op); refusal != nil {
		return refusal
	}
	if files != nil {
		if refusal := files.store(ctx, op); refusal != nil {
			x.Engine.Release(op)
			return refusal
		}
	}
	x.run(ctx, op)
	return nil
}

// read takes the operation from the URL or the body; files are those still to
// be read from it.
func (x *exchange) read() (Params, *files, *Refusal) {
	if x.r.Method == http.MethodGet {
		params, refusal := paramsOfURL(x.r.URL.RawQuery)
		return params, nil, refusal
	}
	return x.readBody()
}

// suits refuses what the request's method or the answer's form does not allow.
func (x *exchange) suits(op *Operation, accepted acceptance) *Refusal {
	switch {
	case op.Kind == ast.Mutation && x.r.Method == http.MethodGet:
		return x.notAllowed("POST", "mutations are only served over POST")
	case op.Kind == ast.Subscription && !accepted.events:
		return refuse(http.StatusNotAcceptable, CodeBadRequest,
			"subscriptions need a websocket or Accept: "+mediaEvents)
	}
	return nil
}

func (x *exchange) notAllowed(methods, message string) *Refusal {
	x.w.Header().Set("Allow", methods)
	return refuse(http.StatusMethodNotAllowed, CodeBadRequest, message)
}

// admit finds the viewer and asks the engine whether they may.
func (x *exchange) admit(ctx context.Context, op *Operation) (context.Context, *Refusal) {
	if x.Auth != nil {
		viewer, err := x.Auth.AuthenticateRequest(ctx, x.r)
		if err != nil {
			return nil, x.Engine.Refuse(ctx, err, http.StatusUnauthorized)
		}
		ctx = viewer
	}
	return ctx, x.Engine.Admit(ctx, op)
}

func (x *exchange) run(ctx context.Context, op *Operation) {
	if op.Kind != ast.Subscription {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, x.Timeout)
		defer cancel()
	}
	if x.stream {
		x.events(ctx, op)
		return
	}
	x.answer(op, x.Engine.Run(ctx, op)(ctx).Response)
}
