package transport

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// EventIDExtension is the response extension whose value, a string, becomes
// the event's id on an event stream: what a client sends back as Last-Event-ID
// to go on from there.
const EventIDExtension = "eventId"

// events answers with a stream of server-sent events in the distinct
// connections mode of the GraphQL over Server-Sent Events protocol: "next" for
// each response, "complete" at the end. A stream that ends without "complete"
// was cut, and the client comes back.
func (x *exchange) events(ctx context.Context, op *Operation) {
	if x.streams.Add(1) > int64(x.MaxStreams) {
		x.streams.Add(-1)
		x.Engine.Release(op)
		x.stream = false
		x.refuse(refuse(http.StatusServiceUnavailable, CodeRateLimited, "too many event streams are open"))
		return
	}
	defer x.streams.Add(-1)
	ctx, cancel := context.WithCancel(withLastEventID(ctx, x.r.Header.Get("Last-Event-ID")))
	responses := make(chan *Response)
	go pull(ctx, x.Engine.Run(ctx, op), responses)
	s := x.open()
	err := s.copy(responses)
	cancel()
	for range responses { // until the puller has ended, too
	}
	s.close(err)
}

// pull hands responses over until they or the context end.
func pull(ctx context.Context, next func(context.Context) *Response, to chan<- *Response) {
	defer close(to)
	for {
		r := next(ctx)
		if r == nil {
			return
		}
		select {
		case to <- r:
		case <-ctx.Done():
			return
		}
	}
}

// refuseAsEvent tells a refused document as the protocol asks: a client of
// events may not see the body of any answer that is none.
func (x *exchange) refuseAsEvent(refusal *Refusal) {
	s := x.open()
	s.close(errors.Join(s.next(&Response{Response: refusal.Response()}), s.complete()))
}

// eventStream writes events, each of which the client must take in time.
type eventStream struct {
	*exchange
	control *http.ResponseController
	body    []byte // of the last response, its room is used again
}

func (x *exchange) open() *eventStream {
	s := &eventStream{exchange: x, control: http.NewResponseController(x.w)}
	header := x.w.Header()
	header.Set("Content-Type", mediaEvents+"; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Accel-Buffering", "no") // proxies shall pass events on at once
	x.w.WriteHeader(http.StatusOK)
	// The server's deadline for reading a request would end the stream: it
	// watches the connection by reading from it.
	s.note(s.control.SetReadDeadline(time.Time{}))
	return s
}

var errShutdown = errors.New("the server shuts down")

// copy writes responses until they end, the client is gone or the server
// stops. Only the first of these completes the stream.
func (s *eventStream) copy(responses <-chan *Response) error {
	idle := time.NewTicker(s.Heartbeat)
	defer idle.Stop()
	if err := s.write(":\n\n"); err != nil { // tells the client that it is connected
		return err
	}
	for {
		var err error
		select {
		case r, more := <-responses:
			if !more && s.r.Context().Err() != nil {
				return s.r.Context().Err()
			}
			if !more {
				return s.complete()
			}
			err = s.next(r)
			idle.Reset(s.Heartbeat)
		case <-idle.C:
			err = s.write(":\n\n")
		case <-s.Done:
			return errShutdown
		case <-s.r.Context().Done():
			return s.r.Context().Err()
		}
		if err != nil {
			return err
		}
	}
}

func (s *eventStream) next(r *Response) error {
	var event strings.Builder
	event.WriteString("event: next\n")
	if r.EventID != "" && !strings.ContainsAny(r.EventID, "\r\n\x00") {
		event.WriteString("id: " + r.EventID + "\n")
	}
	s.body = r.Append(s.body[:0])
	// Scalars that write themselves may break lines between tokens.
	for line := range bytes.FieldsFuncSeq(s.body, func(r rune) bool { return r == '\n' || r == '\r' }) {
		event.WriteString("data: ")
		event.Write(line)
		event.WriteByte('\n')
	}
	event.WriteByte('\n')
	return s.write(event.String())
}

func (s *eventStream) complete() error { return s.write("event: complete\ndata:\n\n") }

func (s *eventStream) write(text string) error {
	s.note(s.control.SetWriteDeadline(time.Now().Add(s.EventSend)))
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}

// close takes the deadline of the last event off the connection, which may
// live on.
func (s *eventStream) close(err error) {
	s.note(err)
	s.note(s.control.SetWriteDeadline(time.Time{}))
}

func (s *eventStream) note(err error) {
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.Engine.log.Debug("event stream", "error", err, "requestId", RequestID(s.r.Context()))
	}
}
