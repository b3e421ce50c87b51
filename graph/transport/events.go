package transport

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
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
	leave, refusal := x.streams.enter(x.user(ctx))
	if refusal != nil {
		x.Engine.Release(op)
		x.stream = false
		x.refuse(refusal)
		return
	}
	defer leave()
	ctx, cancel := context.WithCancel(withLastEventID(ctx, x.r.Header.Get("Last-Event-ID")))
	told := make(chan occurrence)
	go pull(ctx, x.Engine.Run(ctx, op), told)
	s := x.open(ctx)
	err := s.copy(told)
	cancel()
	for range told { // until the puller has ended, too
	}
	s.close(err)
}

// occurrence is one event of a stream.
type occurrence struct {
	operation []byte    // whose it is, as JSON; nil where the stream has one operation alone
	response  *Response // nil: the operation is complete
}

// pull hands responses over until they or the context end.
func pull(ctx context.Context, next func(context.Context) *Response, to chan<- occurrence) {
	defer close(to)
	for {
		r := next(ctx)
		if r == nil {
			return
		}
		select {
		case to <- occurrence{response: r}:
		case <-ctx.Done():
			return
		}
	}
}

// refuseAsEvent tells a refused document as the protocol asks: a client of
// events may not see the body of any answer that is none.
func (x *exchange) refuseAsEvent(refusal *Refusal) {
	s := x.open(x.r.Context())
	s.close(errors.Join(s.tell(occurrence{response: &Response{Response: refusal.Response()}}), s.tell(occurrence{})))
}

// eventStream writes events, each of which the client must take in time.
type eventStream struct {
	*exchange
	control *http.ResponseController
	revoked <-chan struct{}
	body    []byte // of the last response, its room is used again
}

// open begins a stream of the viewer in ctx.
func (x *exchange) open(ctx context.Context) *eventStream {
	s := &eventStream{exchange: x, control: http.NewResponseController(x.w)}
	if x.Revoked != nil {
		s.revoked = x.Revoked(ctx)
	}
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

var (
	errShutdown = errors.New("the server shuts down")
	errRevoked  = errors.New("the session has ended")
)

// copy writes what is told until it ends, the client is gone, its session ends
// or the server stops. Only the first of these completes the stream.
func (s *eventStream) copy(told <-chan occurrence) error {
	idle := time.NewTicker(s.Heartbeat)
	defer idle.Stop()
	if err := s.write(":\n\n"); err != nil { // tells the client that it is connected
		return err
	}
	stopping := s.Done
	var stop <-chan time.Time
	for {
		var err error
		select {
		case one, more := <-told:
			if !more && s.r.Context().Err() != nil {
				return s.r.Context().Err()
			}
			if !more {
				return s.tell(occurrence{})
			}
			err = s.tell(one)
			idle.Reset(s.Heartbeat)
		case <-idle.C:
			err = s.write(":\n\n")
		case <-stopping:
			stopping = nil
			stop = time.After(s.farewell())
		case <-stop:
			return errors.Join(errShutdown, s.write("retry: "+strconv.Itoa(retryAfter())+"\n\n"))
		case <-s.revoked:
			return errRevoked
		case <-s.r.Context().Done():
			return s.r.Context().Err()
		}
		if err != nil {
			return err
		}
	}
}

// farewell is when this stream ends of those that a server which shuts down
// ends: not all at once, lest their clients come back at once.
func (s *eventStream) farewell() time.Duration {
	spread := min(s.Drain, time.Duration(s.streams.len()-1)*farewellPause)
	return rand.N(max(spread, 1)) //nolint:gosec // no secret
}

// farewellPause between two ends is enough to keep a few clients from coming back as one.
const farewellPause = 10 * time.Millisecond

// retryAfter is when a client should come back, in milliseconds.
func retryAfter() int { return 500 + rand.IntN(2500) } //nolint:gosec // no secret

// tell writes one event: "next" with a response, or "complete".
func (s *eventStream) tell(one occurrence) error {
	var event strings.Builder
	if one.response == nil {
		event.WriteString("event: complete\ndata:")
		if one.operation != nil {
			event.WriteString(` {"id":` + string(one.operation) + "}")
		}
		event.WriteString("\n\n")
		return s.write(event.String())
	}
	event.WriteString("event: next\n")
	s.body = s.body[:0]
	if one.operation != nil { // the stream has many, so it can't be gone on with after one's id
		s.body = append(append(append(s.body, `{"id":`...), one.operation...), `,"payload":`...)
		s.body = append(one.response.Append(s.body), '}')
	} else {
		if id := one.response.EventID; id != "" && !strings.ContainsAny(id, "\r\n\x00") {
			event.WriteString("id: " + id + "\n")
		}
		s.body = one.response.Append(s.body)
	}
	// Scalars that write themselves may break lines between tokens.
	for line := range bytes.FieldsFuncSeq(s.body, func(r rune) bool { return r == '\n' || r == '\r' }) {
		event.WriteString("data: ")
		event.Write(line)
		event.WriteByte('\n')
	}
	event.WriteByte('\n')
	return s.write(event.String())
}

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
