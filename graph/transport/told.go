package transport

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// Response is one response of an operation.
type Response struct {
	*graphql.Response
	// EventID is where a client of an event stream goes on: what it sends back as Last-Event-ID. "" for none.
	EventID string
	// Encoded is the whole response as JSON where that is there already; nil: it is not. The same bytes may be on their way
	// to others: they are never written to.
	Encoded []byte
}

// StreamFunc yields one response of a subscription after the other, and nil at the end.
type StreamFunc func(context.Context) *Response

// AroundStream is called once for each subscription instead of running it. It may pass on to gqlgen: next runs it, or with
// another context a part of it, see [Stream].
type AroundStream func(ctx context.Context, op *Operation, next graphql.OperationHandler) StreamFunc

// Stream is what gqlgen answers. A response that has an [EventIDExtension] has that for its id.
func Stream(responses graphql.ResponseHandler) StreamFunc {
	return func(ctx context.Context) *Response {
		r := responses(ctx)
		if r == nil {
			return nil
		}
		id, _ := r.Extensions[EventIDExtension].(string)
		return &Response{Response: r, EventID: id}
	}
}

// Append appends the response as JSON.
func (r *Response) Append(dst []byte) []byte {
	if r.Encoded != nil && len(r.Extensions) == 0 { // the first response tells the cost beside
		return append(dst, r.Encoded...)
	}
	return AppendResponse(dst, r.Response)
}

// JSON is the response as JSON, which is not to be written to.
func (r *Response) JSON() []byte {
	if r.Encoded != nil && len(r.Extensions) == 0 {
		return r.Encoded
	}
	return AppendResponse(make([]byte, 0, len(r.Data)+envelope), r.Response)
}

// envelope is what a response usually has around its data, in bytes.
const envelope = 64
