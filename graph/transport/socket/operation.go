package socket

import (
	"context"
	"errors"
	"fmt"

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
	err := transport.NewError("TOO_MANY_OPERATIONS", "too many operations on this socket")
	return s.reply(message{head: s.dialect.failure(id, gqlerror.List{err})})
}

func (op *operation) run(params transport.Params) {
	s := op.socket
	defer s.operations.gone.Done()
	defer op.end()
	defer s.rescue(func() {
		op.settle(op.fail(internal()))
	})
	op.settle(op.answer(params))
}

// end takes the operation off the socket's list; a socket that has waited for
// it to retire does so now.
func (op *operation) end() {
	op.cancel(nil)
	if op.socket.operations.done(op) {
		op.socket.stop(serviceRestart())
	}
}

// settle looks at how the operation ended: by itself, stopped by its client or
// with its socket, or because the client does not read.
func (op *operation) settle(err error) {
	switch {
	case err == nil || op.ctx.Err() != nil:
	case errors.Is(err, errSlow):
		op.socket.stop(closingFor(err))
	default:
		op.socket.server.log.ErrorContext(op.ctx, "websocket operation", "error", err)
	}
}

// answer runs the operation and sends what comes.
func (op *operation) answer(params transport.Params) error {
	s := op.socket
	ctx, err := op.refresh()
	if err != nil {
		return errors.Join(err, op.fail(internal()))
	}
	prepared, refusal := s.server.config.Engine.Prepare(ctx, params)
	if refusal != nil {
		return op.fail(refusal.Errors)
	}
	if prepared.Kind == ast.Subscription {
		if s.operations.lasts(op) {
			s.stop(serviceRestart())
		}
	} else {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.server.config.Timings.Operation)
		defer cancel()
	}
	next := s.server.config.Engine.Run(ctx, prepared)
	for response := next(ctx); response != nil; response = next(ctx) {
		if err := s.queue.send(op.ctx, message{lane: op.lane, head: op.head, body: response.JSON()}); err != nil {
			return err
		}
	}
	return op.last(s.dialect.complete(op.id))
}

// refresh is the operation's context, with its user as they are now.
func (op *operation) refresh() (context.Context, error) {
	refresh := op.socket.server.config.Refresh
	if refresh == nil {
		return op.ctx, nil
	}
	ctx, err := refresh(op.ctx)
	if err != nil {
		return nil, fmt.Errorf("find out who speaks: %w", err)
	}
	return ctx, nil
}

func internal() gqlerror.List {
	return gqlerror.List{transport.NewError(transport.CodeInternal, "internal error")}
}

// fail ends the operation with an error message, which stands for complete.
func (op *operation) fail(errs gqlerror.List) error {
	return op.last(op.socket.dialect.failure(op.id, errs))
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
