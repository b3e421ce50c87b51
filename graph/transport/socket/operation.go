package socket

import (
	"context"
	"errors"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"sportello/graph/transport"
)

// operation is one query, mutation or subscription on its way.
type operation struct {
	socket  *socket
	id      identifier
	head    []byte // of each result
	lane    *lane
	lasting bool // a subscription; guarded by operations

	// ctx ends with the socket, or when the client drops the operation.
	ctx    context.Context
	cancel context.CancelCauseFunc
}

// start begins an operation, or answers why it does not.
func (s *socket) start(id identifier, params transport.Params) error {
	if s.session == nil {
		return closing{code: codeUnauthorized, reason: "Unauthorized"}
	}
	limits := s.server.config.Limits
	op := &operation{socket: s, id: id, head: s.dialect.nextHead(id), lane: newLane(limits.Queue)}
	op.ctx, op.cancel = context.WithCancelCause(s.session)
	switch s.operations.admit(op, limits.Operations) {
	case admitted:
		go op.run(params)
		return nil
	case duplicate:
		op.cancel(nil)
		return subscriberExists(id.key)
	case tooMany:
		op.cancel(nil)
		return s.refuseOperation(id)
	default:
		op.cancel(nil) // the close frame will be its answer
		return nil
	}
}

func (s *socket) refuseOperation(id identifier) error {
	text, err := s.dialect.failure(id, failure("TOO_MANY_OPERATIONS", "too many operations on this socket"))
	if err != nil {
		return err
	}
	return s.reply(message{head: text})
}

func failure(code, text string) gqlerror.List {
	return gqlerror.List{{Message: text, Extensions: map[string]any{"code": code}}}
}

func (op *operation) run(params transport.Params) {
	s := op.socket
	defer s.operations.gone.Done()
	defer func() {
		op.cancel(nil)
		if s.operations.done(op) {
			s.stop(serviceRestart())
		}
	}()
	defer s.rescue(func() { op.settle(op.fail(failure(transport.CodeInternal, "internal error"))) })
	op.settle(op.answer(params))
}

// settle looks at how the operation ended: by itself, stopped by its client or
// with its socket, or because the client does not read.
func (op *operation) settle(err error) {
	switch {
	case err == nil || op.ctx.Err() != nil:
	case errors.Is(err, errSlow):
		op.socket.stop(closing{code: codeTimeout, reason: "Reading too slowly"})
	default:
		op.socket.server.log.ErrorContext(op.ctx, "websocket operation", "error", err)
	}
}

// answer runs the operation and sends what comes.
func (op *operation) answer(params transport.Params) error {
	s := op.socket
	prepared, refusal := s.server.config.Engine.Prepare(op.ctx, params)
	if refusal != nil {
		return op.fail(refusal.Errors)
	}
	ctx := op.ctx
	if prepared.Kind != ast.Subscription {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.server.config.Timings.Operation)
		defer cancel()
	} else if s.operations.lasts(op) {
		s.stop(serviceRestart())
	}
	next := s.server.config.Engine.Run(ctx, prepared)
	for response := next(ctx); response != nil; response = next(ctx) {
		body := transport.AppendResponse(nil, response)
		if err := s.queue.send(op.ctx, message{lane: op.lane, head: op.head, body: body}); err != nil {
			return err
		}
	}
	return op.last(s.dialect.complete(op.id))
}

// fail ends the operation with an error message, which stands for complete.
func (op *operation) fail(errs gqlerror.List) error {
	text, err := op.socket.dialect.failure(op.id, errs)
	if err != nil {
		return err
	}
	return op.last(text)
}

// last sends the operation's final message, unless the client has dropped it.
func (op *operation) last(text []byte) error {
	queue, m := op.socket.queue, message{lane: op.lane, head: text}
	if err := queue.reserve(op.ctx, m); err != nil {
		return err
	}
	if !op.socket.operations.finish(op, func() { queue.put(m) }) {
		queue.release(m)
	}
	return nil
}
