package socket

import (
	"time"

	"github.com/gorilla/websocket"
)

// write is the only goroutine that writes to the line once the upgrade is
// done; gorilla itself writes the close frame after broken framing (1002).
func (s *socket) write() {
	defer close(s.written)
	ping := time.NewTicker(s.server.config.Timings.PingEvery)
	defer ping.Stop()
	var revoked <-chan struct{}
	acknowledged := false
	for {
		var err error
		select {
		case <-s.life.Done():
			s.farewell()
			return
		case <-s.queue.ready:
			err = s.flush()
		case revoked = <-s.sessions:
			acknowledged = true
		case <-revoked:
			s.stop(closing{code: codeForbidden, reason: "Session ended"})
		case <-ping.C:
			err = s.ping(acknowledged)
		}
		if err != nil {
			s.stop(closing{reason: "write: " + err.Error()})
		}
	}
}

func (s *socket) deadline() time.Time {
	return time.Now().Add(s.server.config.Timings.WriteWait)
}

// flush writes what is in the queue, each message from its parts into one
// frame.
func (s *socket) flush() error {
	scratch := s.server.scratch()
	defer s.server.putScratch(scratch)
	for _, m := range s.queue.take() {
		if s.wanted(m) {
			*scratch = m.appendTo((*scratch)[:0])
			if err := s.conn.SetWriteDeadline(s.deadline()); err != nil {
				return err
			}
			if err := s.conn.WriteMessage(m.frame(), *scratch); err != nil {
				return err
			}
		}
		s.queue.release(m)
	}
	return nil
}

// wanted says whether m is still to be sent: not when the client has stopped
// its operation, nor any result once the socket closes without politeness.
func (s *socket) wanted(m message) bool {
	if m.lane.dropped.Load() {
		return false
	}
	return m.lane == s.lane || s.life.Err() == nil || s.why().polite
}

func (s *socket) ping(acknowledged bool) error {
	if s.dialect.legacy && acknowledged {
		if err := s.conn.SetWriteDeadline(s.deadline()); err != nil {
			return err
		}
		if err := s.conn.WriteMessage(websocket.TextMessage, s.dialect.keepAlive()); err != nil {
			return err
		}
	}
	return s.conn.WriteControl(websocket.PingMessage, nil, s.deadline())
}

// farewell sends what is due and the close frame. A failure means that the
// client is gone and needs neither.
func (s *socket) farewell() {
	why := s.why()
	if why.code == 0 {
		return
	}
	err := s.flush()
	if err == nil {
		err = s.conn.WriteControl(websocket.CloseMessage, why.frame(), s.deadline())
	}
	if err != nil {
		s.server.log.DebugContext(s.life, "websocket gone before farewell", "error", err)
	}
}

func (s *Server) scratch() *[]byte {
	if scratch, ok := s.outgoing.Get().(*[]byte); ok {
		return scratch
	}
	return new([]byte)
}

func (s *Server) putScratch(scratch *[]byte) {
	if cap(*scratch) <= bufferKept {
		s.outgoing.Put(scratch)
	}
}
