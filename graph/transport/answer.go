package transport

import (
	"bytes"
	"context"
	"net/http"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// statusPartial is the newer draft's status for data with errors.
const statusPartial = 294

// Refuse presents an error as a request error. Its code decides the status,
// unless it is one of the product's own; then it is the given one.
func (e *Engine) Refuse(ctx context.Context, err error, status int) *Refusal {
	shown := e.present(ctx, err)
	return &Refusal{Status: statusOf(shown, status), Errors: gqlerror.List{shown}}
}

func statusOf(err *gqlerror.Error, fallback int) int {
	switch err.Extensions["code"] {
	case CodeInternal:
		return http.StatusInternalServerError
	case CodeTimeout:
		return http.StatusGatewayTimeout
	case CodeRateLimited:
		return http.StatusTooManyRequests
	case CodePayloadTooLarge:
		return http.StatusRequestEntityTooLarge
	case "FORBIDDEN":
		return http.StatusForbidden
	default:
		return fallback
	}
}

// answer writes what came of a query or mutation.
func (x *exchange) answer(op *Operation, r *graphql.Response) {
	x.tellBudget(op)
	status := http.StatusOK
	switch {
	case x.media == mediaJSON:
	case len(r.Data) == 0:
		status = statusOf(r.Errors[0], http.StatusInternalServerError)
	case x.NewerStatuses && len(r.Errors) > 0:
		status = statusPartial
	}
	x.write(status, r)
}

// tellBudget repeats extensions.cost where proxies and plain clients look.
func (x *exchange) tellBudget(op *Operation) {
	if !op.charged {
		return
	}
	header := x.w.Header()
	header.Set("RateLimit-Limit", strconv.Itoa(op.balance.Limit))
	header.Set("RateLimit-Remaining", strconv.Itoa(op.balance.Remaining))
	header.Set("RateLimit-Reset", strconv.FormatInt(seconds(op.balance.Reset), 10))
}

// refuse writes a request error in the form the client takes.
func (x *exchange) refuse(refusal *Refusal) {
	if x.stream && refusal.wellFormed {
		x.refuseAsEvent(refusal)
		return
	}
	if refusal.RetryAfter > 0 {
		x.w.Header().Set("Retry-After", strconv.FormatInt(seconds(refusal.RetryAfter), 10))
	}
	status := refusal.Status
	switch {
	case refusal.wellFormed && x.media == mediaJSON:
		status = http.StatusOK
	case refusal.wellFormed && x.NewerStatuses && refusal.Code() != CodeParseFailed:
		status = http.StatusUnprocessableEntity
	}
	x.write(status, refusal.Response())
}

func (x *exchange) write(status int, r *graphql.Response) {
	buffer := x.buffers.Get().(*bytes.Buffer)
	defer x.recycle(buffer)
	buffer.Grow(len(r.Data) + 512)
	body := AppendResponse(buffer.AvailableBuffer(), r)
	header := x.w.Header()
	header.Set("Content-Type", x.media+"; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	x.w.WriteHeader(status)
	if _, err := x.w.Write(body); err != nil {
		x.Engine.log.Debug("answer not taken", "error", err, "requestId", RequestID(x.r.Context()))
	}
}
