package socket

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	readBuffer  = 1 << 10  // kept by each socket
	writeBuffer = 4 << 10  // pooled
	bufferKept  = 64 << 10 // larger ones are not put back into a pool
	// restartPause between two closings is enough to keep a few clients from
	// coming back as one; more of them come closer together.
	restartPause = 10 * time.Millisecond
)

// Server upgrades requests to websockets and speaks GraphQL on them. It
// implements [http.Handler].
type Server struct {
	config   Config
	log      *slog.Logger
	upgrader websocket.Upgrader
	registry *registry
	incoming sync.Pool // *bytes.Buffer
	outgoing sync.Pool // *[]byte
}

// New returns a server. It panics when there is no engine.
func New(config Config) *Server {
	if config.Engine == nil {
		panic("socket: no engine")
	}
	config.Timings = config.Timings.withDefaults()
	config.Limits = config.Limits.withDefaults()
	s := &Server{config: config, log: config.Logger, registry: newRegistry(config.Limits)}
	if s.log == nil {
		s.log = slog.Default()
	}
	s.upgrader = websocket.Upgrader{
		HandshakeTimeout: config.Timings.WriteWait,
		ReadBufferSize:   readBuffer,
		WriteBufferSize:  writeBuffer,
		WriteBufferPool:  new(sync.Pool),
		Subprotocols:     []string{protocolTransport, protocolLegacy},
		CheckOrigin:      newOrigins(config.Origins).allow,
	}
	return s
}

// Len is the number of open sockets.
func (s *Server) Len() int { return s.registry.len() }

// ServeHTTP upgrades the request and returns; the socket goes on by itself.
// The values of the request's context stay visible to its operations.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
		http.Error(w, http.StatusText(http.StatusUpgradeRequired), http.StatusUpgradeRequired)
		return
	}
	if !s.registry.reserve() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	conn, err := s.upgrader.Upgrade(hijacker{w}, r, nil)
	if err != nil {
		s.registry.release()
		s.log.DebugContext(r.Context(), "websocket upgrade refused", "error", err)
		return
	}
	sock := newSocket(s, conn, r)
	if !s.registry.add(sock) {
		sock.stop(serviceRestart())
	}
	go sock.run()
}

// hijacker finds the connection through response writers that only wrap.
type hijacker struct{ http.ResponseWriter }

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(h.ResponseWriter).Hijack()
}

// Shutdown lets no socket in any more and closes those that are open with
// 1012, spread over at most Timings.Drain so that the clients do not all come back at
// once. A socket on which a query or mutation runs closes after its answer. It
// returns when every goroutine of every socket has ended, or cuts all lines
// and returns an error when ctx ends first.
func (s *Server) Shutdown(ctx context.Context) error {
	sockets := s.registry.close()
	pause := min(restartPause, s.config.Timings.Drain/time.Duration(len(sockets)+1))
	next := time.NewTicker(max(pause, time.Nanosecond))
	defer next.Stop()
	for _, sock := range sockets {
		sock.retire()
		select {
		case <-next.C:
		case <-ctx.Done():
			return s.cut(ctx)
		}
	}
	select {
	case <-s.registry.gone:
		return nil
	case <-ctx.Done():
		return s.cut(ctx)
	}
}

func (s *Server) cut(ctx context.Context) error {
	left := s.registry.all()
	for _, sock := range left {
		sock.cut()
	}
	return fmt.Errorf("close websockets: %d cut off: %w", len(left), context.Cause(ctx))
}
