package problem

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// Error is one thing that went wrong.
type Error struct {
	Code   Code
	Field  []string       // path of the input field at fault, without the leading "input"; empty: the call as a whole
	Params map[string]any // values of the message's {placeholders}
	cause  error
}

// Rule is the parameter that names the key of the policy that refused: for programs, no message has it.
const Rule = "rule"

// New makes a problem with a field, or with none.
func New(code Code, field ...string) *Error { return &Error{Code: code, Field: field} }

// With returns a copy with a value for a {placeholder} of the message.
func (e *Error) With(key string, value any) *Error {
	copied := *e
	copied.Params = maps.Clone(e.Params)
	if copied.Params == nil {
		copied.Params = make(map[string]any, 1)
	}
	copied.Params[key] = value
	return &copied
}

// At returns a copy that points at another field.
func (e *Error) At(field ...string) *Error {
	copied := *e
	copied.Field = slices.Clone(field)
	return &copied
}

// Wrap returns a copy that carries an internal cause, for the log only.
func (e *Error) Wrap(cause error) *Error {
	copied := *e
	copied.cause = cause
	return &copied
}

// Error is for logs; people are shown Message.
func (e *Error) Error() string {
	text := string(e.Code)
	if len(e.Field) > 0 {
		text += " at " + strings.Join(e.Field, ".")
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap answers the internal cause.
func (e *Error) Unwrap() error { return e.cause }

// Is makes errors.Is(err, problem.New(code)) ask for the code alone.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code && len(other.Field) == 0
}

// List is several problems told at once.
type List []*Error

// Error is for logs.
func (l List) Error() string {
	texts := make([]string, len(l))
	for i, e := range l {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap answers the single problems.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// Err is the list as an error: nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Of takes the problems out of an error: none where it is something else.
func Of(err error) List {
	if list, ok := errors.AsType[List](err); ok {
		return list
	}
	if one, ok := errors.AsType[*Error](err); ok {
		return List{one}
	}
	return nil
}

// Is reports whether an error holds a problem of this code.
func Is(err error, code Code) bool {
	return slices.ContainsFunc(Of(err), func(e *Error) bool { return e.Code == code })
}
