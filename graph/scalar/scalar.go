// Package scalar says how the contract's own scalars are read and written: Time, Upload and TicketFilterValue.
//
// It must not know of requests, viewers or the database.
package scalar

import (
	"encoding/json"
	"io"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"sportello/graph/transport"
	"sportello/internal/desk"
	"sportello/internal/moment"
)

// layout is RFC 3339 in UTC, without trailing zeroes of the second.
const layout = "2006-01-02T15:04:05.999999Z"

func errTime() error {
	return misfit("a Time is text in RFC 3339 form, for example 2026-11-22T09:30:00Z, between the years 1 and 9999")
}

func errUpload() error { return misfit("an Upload is a file of a multipart request") }

func errFilter() error { return misfit("a TicketFilterValue is only answered: give a TicketFilter") }

// misfit is a value that does not fit the schema: the caller's fault, which may be shown. Each use makes an error of its
// own, for gqlgen notes in it where the value stood.
func misfit(message string) error { return transport.NewError(transport.CodeValidationFailed, message) }

// AppendTime appends the moment as a JSON string; the zero Moment is null.
func AppendTime(dst []byte, m moment.Moment) []byte {
	if m.IsZero() {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	dst = m.Time().AppendFormat(dst, layout)
	return append(dst, '"')
}

// MarshalTime writes a Time; the zero Moment is null.
func MarshalTime(m moment.Moment) graphql.Marshaler {
	if m.IsZero() {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) {
		var buffer [32]byte
		// The writer is gqlgen's buffer: it keeps its own first error.
		_, _ = w.Write(AppendTime(buffer[:0], m))
	})
}

// UnmarshalTime reads a Time: RFC 3339 with any offset, to the microsecond.
func UnmarshalTime(v any) (moment.Moment, error) {
	text, ok := v.(string)
	if !ok || len(text) > 64 {
		return 0, errTime()
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.Year() < 1 || t.UTC().Year() > 9999 {
		return 0, errTime()
	}
	return moment.Of(t), nil
}

// MarshalUpload is never called: no field of the contract answers an Upload.
func MarshalUpload(*desk.File) graphql.Marshaler { return graphql.Null }

// UnmarshalUpload takes the file that the transport has already streamed to the store.
func UnmarshalUpload(v any) (*desk.File, error) {
	file, ok := v.(*desk.File)
	if !ok {
		return nil, errUpload()
	}
	return file, nil
}

// MarshalTicketFilterValue writes the JSON of a filter as it is kept; none is null.
func MarshalTicketFilterValue(filter json.RawMessage) graphql.Marshaler {
	if len(filter) == 0 {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) {
		// The writer is gqlgen's buffer: it keeps its own first error.
		_, _ = w.Write(filter)
	})
}

// UnmarshalTicketFilterValue is never called: no argument of the contract takes one.
func UnmarshalTicketFilterValue(any) (json.RawMessage, error) { return nil, errFilter() }
