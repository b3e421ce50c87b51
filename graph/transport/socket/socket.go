package socket

import (
	"context"
	"io"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"
)

// socket is one client's connection.
type socket struct {
	server  *Server
	conn    *websocket.Conn
	dialect dialect

	// life ends when the socket begins to close; its cause is the closing.
	life     context.Context
	end      context.CancelCauseFunc
	stopping sync.Once

	queue    *queue
	lane     *lane                  // of messages that belong to no operation
	sessions chan (<-chan struct{}) // hands the writer what ends the session, once acknowledged
	written  chan struct{}          // closes when the writer has ended

	operations operations

	// Known to the reader only.
	request  *http.Request   // until connection_init came
	patience *time.Timer     // for connection_init
	session  context.Context // of the viewer; nil until acknowledged
	pace     *rate.Limiter
}

func newSocket(server *Server, conn *websocket.Conn, r *http.Request) *socket {
	config := server.config
	life, end := context.WithCancelCause(context.WithoutCancel(r.Context()))
	s := &socket{
		server:   server,
		conn:     conn,
		dialect:  dialect{legacy: conn.Subprotocol() == protocolLegacy},
		life:     life,
		end:      end,
		queue:    newQueue(config.Limits.QueueBytes, config.Timings.RoomWait),
		lane:     newLane(config.Limits.Queue),
		sessions: make(chan (<-chan struct{}), 1),
		written:  make(chan struct{}),
		request:  r.WithContext(life), // r's own ends with the handler
		pace:     rate.NewLimiter(rate.Limit(config.Limits.Rate), config.Limits.Burst),
	}
	s.patience = time.AfterFunc(config.Timings.InitWait, func() {
		s.stop(closing{code: codeTimeout, reason: "Connection initialisation timeout"})
	})
	if conn.Subprotocol() == "" {
		s.stop(closing{code: codeNoSubprotocol, reason: "Subprotocol not acceptable"})
	}
	return s
}

func serviceRestart() closing {
	return closing{code: websocket.CloseServiceRestart, reason: "Service restart", polite: true}
}

// run lives as long as the socket and everything that belongs to it.
func (s *socket) run() {
	defer s.server.registry.remove(s)
	go s.write()
	s.read()
	s.patience.Stop()
	<-s.written
	s.hangUp()
	s.operations.gone.Wait()
}

// stop begins to close the socket; the first reason given is the one told.
func (s *socket) stop(why closing) {
	s.stopping.Do(func() {
		s.end(why)
		s.interrupt()
	})
}

// interrupt makes a blocked reader look at life again.
func (s *socket) interrupt() {
	// An error means that the connection is closed, and then no read blocks.
	_ = s.conn.SetReadDeadline(time.Unix(1, 0))
}

// retire stops the socket as soon as no query or mutation runs on it.
func (s *socket) retire() {
	if s.operations.retire() {
		s.stop(serviceRestart())
	}
}

// cut drops the line at once.
func (s *socket) cut() {
	s.stop(closing{reason: "cut off"})
	s.close()
}

func (s *socket) close() {
	if err := s.conn.Close(); err != nil {
		s.server.log.DebugContext(s.life, "close websocket", "error", err)
	}
}

// why is the reason for which the socket ends; call it after life has ended.
func (s *socket) why() closing { return closingFor(context.Cause(s.life)) }

// hangUp closes the line. With data of the client still unread that would
// reset it, and the close frame could be lost before the client reads it; so
// the line is read to its end first, within Timings.Linger.
func (s *socket) hangUp() {
	why := s.why()
	s.server.log.DebugContext(s.life, "websocket closed", "code", why.code, "reason", why.reason)
	defer s.close()
	line, ok := s.conn.NetConn().(interface{ CloseWrite() error })
	if why.code == 0 || why.answer || !ok || line.CloseWrite() != nil {
		return
	}
	if s.conn.SetReadDeadline(time.Now().Add(s.server.config.Timings.Linger)) != nil {
		return
	}
	// However it ends, by the client, its reset or the deadline, we are done.
	_, _ = io.Copy(io.Discard, s.conn.NetConn())
}

// rescue keeps a bug met while serving this socket from ending the process.
func (s *socket) rescue(then func()) {
	if p := recover(); p != nil {
		s.server.log.ErrorContext(s.life, "panic on websocket", "panic", p, "stack", string(debug.Stack()))
		then()
	}
}
