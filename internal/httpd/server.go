package httpd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
)

// Config says what a [Server] serves. Handlers that are nil are not served.
type Config struct {
	GraphQL   http.Handler // at /graphql; required
	GraphiQL  http.Handler // at /graphiql
	Downloads http.Handler // at /attachments/{id}
	Avatars   http.Handler // at /avatars/{id}
	// SignIn are ways in by the browser, by pattern of [http.ServeMux]: they know the caller and may set the session's cookie.
	SignIn map[string]http.Handler
	// Routes are further ones, by pattern of [http.ServeMux].
	Routes map[string]http.Handler

	// Sockets are closed when the server stops; may be nil.
	Sockets Sockets
	// Stopping is called once when the server begins to stop, so that event streams end; may be nil.
	Stopping func()
	// Checks say whether the server is ready for work.
	Checks []Check
	// Gauges are told at /metrics beside the server's own.
	Gauges []Gauge

	PublicURL string   // origin under which people know the server
	Origins   []string // further ones whose pages may call it with credentials
	Cookies   Cookies
	Proxies   Proxies
	Times     Times
	// HeaderBytes bounds a request's header; 32 KiB.
	HeaderBytes int
	Logger      *slog.Logger // default: none
	// Now is by which what the checks said grows old; default: the machine's clock.
	Now func() time.Time
}

// Times bound how long a client may take. Zero takes the default.
type Times struct {
	Header time.Duration // to send a request's header; 5 s
	Read   time.Duration // to send a whole request, uploads apart; 30 s
	Write  time.Duration // to take the next bytes of an answer; 30 s
	Idle   time.Duration // until the next request on a connection; 60 s
	Grace  time.Duration // for running requests when the server stops; 20 s
}

func (t Times) withDefaults() Times {
	return Times{
		Header: cmp.Or(t.Header, 5*time.Second),
		Read:   cmp.Or(t.Read, 30*time.Second),
		Write:  cmp.Or(t.Write, 30*time.Second),
		Idle:   cmp.Or(t.Idle, 60*time.Second),
		Grace:  cmp.Or(t.Grace, 20*time.Second),
	}
}

// Sockets are the websockets, which the HTTP server has let go of. [sportello/graph/transport/socket.Server] is one.
type Sockets interface {
	Len() int
	// Shutdown closes them all and returns when they are gone, or with an error when ctx ends first.
	Shutdown(ctx context.Context) error
}

// Server serves HTTP. Serve may be called once.
type Server struct {
	config  Config
	log     *slog.Logger
	metrics *metrics
	health  *health
	handler http.Handler
}

// New makes a server, or says what of the configuration can't work.
func New(c Config) (*Server, error) {
	if c.GraphQL == nil {
		return nil, errors.New("httpd: nothing serves GraphQL")
	}
	c.Times = c.Times.withDefaults()
	c.HeaderBytes = cmp.Or(c.HeaderBytes, 32<<10)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Server{config: c, log: c.Logger, metrics: newMetrics(c.Sockets, c.Gauges), health: newHealth(c)}
	handler, err := s.chain(s.routes())
	if err != nil {
		return nil, fmt.Errorf("httpd: %w", err)
	}
	s.handler = handler
	return s, nil
}

// chain puts what holds for every request around the routes, the outermost last.
func (s *Server) chain(next http.Handler) (http.Handler, error) {
	guard, err := s.refuseCrossSite(next)
	if err != nil {
		return nil, err
	}
	secure := strings.HasPrefix(s.config.PublicURL, "https:")
	return s.observe(s.recovered(safeHeaders(guard, secure))), nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Serve answers until ctx ends. Then it takes no more connections, says that it is not ready, ends event streams, closes
// websockets, lets running requests finish within the grace, and returns: nil when nothing was cut off.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	// Requests outlive ctx; what is still running after the grace is told to stop.
	base, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.config.Times.Header,
		ReadTimeout:       s.config.Times.Read,
		WriteTimeout:      s.config.Times.Read + s.config.Times.Write, // until the answer begins; see response
		IdleTimeout:       s.config.Times.Idle,
		MaxHeaderBytes:    s.config.HeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("serve: %w", err), s.stop(server, cut))
	case <-ctx.Done():
	}
	err := s.stop(server, cut)
	if serveErr := <-failed; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("serve: %w", serveErr))
	}
	return err
}

// stop ends what is running, in good order where the grace suffices.
func (s *Server) stop(server *http.Server, cut context.CancelFunc) error {
	s.log.Info("stopping", "grace", s.config.Times.Grace)
	s.health.stopping.Store(true)
	if s.config.Stopping != nil {
		s.config.Stopping()
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.config.Times.Grace)
	defer cancel()
	sockets := make(chan error, 1)
	go func() {
		if s.config.Sockets == nil {
			sockets <- nil
			return
		}
		sockets <- s.config.Sockets.Shutdown(ctx)
	}()
	err := server.Shutdown(ctx)
	if err != nil {
		cut()
		err = errors.Join(fmt.Errorf("requests were cut off after %v: %w", s.config.Times.Grace, err), server.Close())
	}
	return errors.Join(err, <-sockets)
}
