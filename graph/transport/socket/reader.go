package socket

import (
	"bytes"
	"io"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// read handles the client's messages until the socket stops.
func (s *socket) read() {
	defer s.rescue(func() { s.stop(closing{code: codeInternal, reason: "Internal server error"}) })
	s.conn.SetPingHandler(s.answerPing)
	s.conn.SetPongHandler(func(string) error { return s.heard() })
	s.conn.SetCloseHandler(func(int, string) error { return nil }) // the writer answers
	s.await()
	for s.life.Err() == nil {
		// Waiting happens here, near the top of the stack: what a waiting
		// goroutine keeps of its stack is most of what an idle socket costs.
		frame, r, err := s.conn.NextReader()
		if err == nil {
			err = s.take(frame, r)
		}
		if err != nil {
			s.stop(closingFor(err))
		}
	}
}

// await gives the client until after the next ping to be heard.
func (s *socket) await() {
	timings := s.server.config.Timings
	// An error means that the connection is closed; the next read says so.
	_ = s.conn.SetReadDeadline(time.Now().Add(timings.PingEvery + timings.PongWait))
	if s.life.Err() != nil {
		s.interrupt() // stop came between, and its deadline must win
	}
}

// heard notes that the client is there, and slows down one that says too much:
// what is not read fills its side of the line.
func (s *socket) heard() error {
	s.await()
	return s.pace.Wait(s.life)
}

func (s *socket) answerPing(payload string) error {
	if err := s.heard(); err != nil {
		return err
	}
	return s.reply(message{pong: true, head: []byte(payload)})
}

// reply sends a message that belongs to no operation. A client that asks and
// does not read the answers is read no further.
func (s *socket) reply(m message) error {
	m.lane = s.lane
	return s.queue.send(s.life, m)
}

// take reads one message to its end and handles it.
func (s *socket) take(frame int, r io.Reader) error {
	if frame != websocket.TextMessage {
		return invalid("binary frame")
	}
	// The buffer is taken only now: an idle socket holds none.
	buffer := s.server.buffer()
	defer s.server.putBuffer(buffer)
	limit := s.server.config.Limits.MessageBytes
	if _, err := buffer.ReadFrom(io.LimitReader(r, int64(limit)+1)); err != nil {
		return err
	}
	if buffer.Len() > limit {
		return closing{code: websocket.CloseMessageTooBig, reason: "Message too big"}
	}
	if !utf8.Valid(buffer.Bytes()) {
		return closing{code: websocket.CloseInvalidFramePayloadData, reason: "Text is not UTF-8"}
	}
	if err := s.heard(); err != nil {
		return err
	}
	in, err := decode(s.dialect, s.server.config.Limits, buffer.Bytes())
	if err != nil {
		return err
	}
	return s.handle(in)
}

func (s *socket) handle(in incoming) error {
	switch in.kind {
	case kindInit:
		return s.initialise(in.payload)
	case kindPing:
		if len(in.raw) > s.server.config.Limits.EchoBytes {
			in.raw = nil
		}
		return s.reply(message{head: s.dialect.pong(in.raw)})
	case kindStart:
		return s.start(in.id, in.params)
	case kindStop:
		s.operations.drop(in.id.key)
	case kindTerminate:
		return closing{code: websocket.CloseNormalClosure}
	}
	return nil // a pong, and an operation that ended before the client stopped it
}

func (s *Server) buffer() *bytes.Buffer {
	if buffer, ok := s.incoming.Get().(*bytes.Buffer); ok {
		return buffer
	}
	return new(bytes.Buffer)
}

func (s *Server) putBuffer(buffer *bytes.Buffer) {
	if buffer.Cap() <= bufferKept {
		buffer.Reset()
		s.incoming.Put(buffer)
	}
}
