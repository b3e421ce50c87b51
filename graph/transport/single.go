package transport

import (
	"context"
	"net/http"
)

// tokenHeader names a reserved event stream; clients that can't set headers say it in the URL, as token.
const tokenHeader = "X-GraphQL-Event-Stream-Token" //nolint:gosec // a name

// maxOperationID is the length of an operation's id in bytes.
const maxOperationID = 256

// serveSingle serves the single connection mode of the GraphQL over
// Server-Sent Events protocol: PUT reserves a stream and answers with its
// token; with that, GET opens it, POST starts an operation on it, DELETE stops
// one. False: the request is none of these.
func (x *exchange) serveSingle(ctx context.Context) (served bool, refusal *Refusal) {
	token := x.r.Header.Get(tokenHeader)
	if token == "" {
		token = x.r.URL.Query().Get("token")
	}
	switch {
	case x.r.Method == http.MethodPut:
	case token == "":
		return false, nil
	case x.r.Method != http.MethodGet && x.r.Method != http.MethodPost && x.r.Method != http.MethodDelete:
		return false, nil
	}
	if x.Auth != nil {
		viewer, err := x.Auth.AuthenticateRequest(ctx, x.r)
		if err != nil {
			return true, x.Engine.Refuse(ctx, err, http.StatusUnauthorized)
		}
		ctx = viewer
	}
	if x.r.Method == http.MethodPut {
		return true, x.reserve(ctx)
	}
	found := x.channels.find(token, x.user(ctx))
	if found == nil {
		return true, refuse(http.StatusNotFound, CodeBadRequest, "no such event stream")
	}
	switch x.r.Method {
	case http.MethodGet:
		return true, x.fulfil(ctx, found)
	case http.MethodPost:
		return true, x.operate(ctx, found)
	default:
		return true, x.drop(found)
	}
}

func (x *exchange) reserve(ctx context.Context) *Refusal {
	user := x.user(ctx)
	leave, refusal := x.streams.enter(user)
	if refusal != nil {
		return refusal
	}
	made := x.channels.reserve(ctx, user, x.Reserved, leave)
	header := x.w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	x.w.WriteHeader(http.StatusCreated)
	if _, err := x.w.Write([]byte(made.token)); err != nil {
		x.Engine.log.Debug("answer not taken", "error", err, "requestId", RequestID(ctx))
	}
	return nil
}

// fulfil writes the reserved stream until it is over.
func (x *exchange) fulfil(ctx context.Context, c *channel) *Refusal {
	if accepted, ok := negotiate(x.r.Header.Values("Accept")); !ok || !accepted.events {
		return refuse(http.StatusNotAcceptable, CodeBadRequest, "an event stream needs Accept: "+mediaEvents)
	}
	if !c.open() {
		return refuse(http.StatusConflict, CodeBadRequest, "the event stream is open already")
	}
	defer c.close()
	s := x.open(ctx)
	s.close(s.copy(c.told))
	return nil
}

// operate starts an operation whose responses come on the stream.
func (x *exchange) operate(ctx context.Context, c *channel) *Refusal {
	if accepted, ok := negotiate(x.r.Header.Values("Accept")); ok && accepted.json != "" {
		x.media = accepted.json
	}
	params, refusal := x.readSingle()
	if refusal != nil {
		return refusal
	}
	id, ok := params.Extensions["operationId"].(string)
	if !ok || id == "" || len(id) > maxOperationID {
		return badRequest("extensions.operationId must be a string of at most %d bytes", maxOperationID)
	}
	op, refusal := x.Engine.Prepare(ctx, params)
	if refusal != nil {
		refusal.wellFormed = false // the stream tells nothing of it, so the status must
		return refusal
	}
	running, admission := c.admit(ctx, id, x.StreamOperations)
	if admission != admitted {
		x.Engine.Release(op)
		return notAdmitted(admission)
	}
	go c.run(running, x.Engine, op, id, x.Timeout)
	x.w.WriteHeader(http.StatusAccepted)
	return nil
}

// readSingle reads a body that is no upload: files have no place on a stream.
func (x *exchange) readSingle() (Params, *Refusal) {
	params, files, refusal := x.readBody()
	if files != nil {
		return Params{}, unsupported("an operation on an event stream takes no files")
	}
	return params, refusal
}

func notAdmitted(why admission) *Refusal {
	switch why {
	case idTaken:
		return refuse(http.StatusConflict, CodeBadRequest, "an operation of this id is running")
	case tooMany:
		refusal := refuse(http.StatusTooManyRequests, CodeRateLimited, "too many operations on this event stream")
		refusal.RetryAfter = retryStreams
		return refusal
	default:
		return refuse(http.StatusNotFound, CodeBadRequest, "no such event stream")
	}
}

// drop stops an operation.
func (x *exchange) drop(c *channel) *Refusal {
	id := x.r.URL.Query().Get("operationId")
	if id == "" {
		return badRequest("operationId is missing")
	}
	c.stop(id)
	x.w.WriteHeader(http.StatusOK)
	return nil
}
