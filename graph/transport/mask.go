package transport

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// NewError is an error whose code and message are safe to show to anybody.
func NewError(code, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}

func setCode(err *gqlerror.Error, code string) {
	if err.Extensions == nil {
		err.Extensions = map[string]any{}
	}
	err.Extensions["code"] = code
}

// Mask presents errors safely: one that carries an extensions.code, as those
// of [NewError] do, is shown; a deadline is told as TIMEOUT; anything else is
// logged in full and shown as INTERNAL with the request's id only.
func Mask(log *slog.Logger) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		shown := coded(err)
		switch {
		case shown != nil:
		case errors.Is(err, context.DeadlineExceeded):
			shown = NewError(CodeTimeout, "the operation took too long")
		default:
			// A client that went away is no fault of the server.
			level := slog.LevelError
			if errors.Is(err, context.Canceled) {
				level = slog.LevelDebug
			}
			log.Log(ctx, level, "error masked", "error", err, "requestId", RequestID(ctx))
			shown = internal(ctx)
		}
		return locate(shown, err)
	}
}

// coded is the first error in the chain that carries a code, or nil.
func coded(err error) *gqlerror.Error {
	for err != nil {
		located, ok := errors.AsType[*gqlerror.Error](err)
		if !ok {
			return nil
		}
		if code, _ := located.Extensions["code"].(string); code != "" {
			return located
		}
		err = located.Err
	}
	return nil
}

// locate copies the shown error with the path and place that gqlgen noted.
func locate(shown *gqlerror.Error, err error) *gqlerror.Error {
	result := *shown
	if located, ok := errors.AsType[*gqlerror.Error](err); ok {
		result.Path, result.Locations = located.Path, located.Locations
	}
	return &result
}

func internal(ctx context.Context) *gqlerror.Error {
	err := NewError(CodeInternal, "internal error")
	if id := RequestID(ctx); id != "" {
		err.Extensions["requestId"] = id
	}
	return err
}

// recoverTo logs a panic with its stack and masks it.
func recoverTo(log *slog.Logger) graphql.RecoverFunc {
	return func(ctx context.Context, caught any) error {
		log.ErrorContext(ctx, "panic", "panic", caught, "requestId", RequestID(ctx), "stack", string(debug.Stack()))
		return internal(ctx)
	}
}
