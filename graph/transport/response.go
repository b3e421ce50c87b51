package transport

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// AppendResponse appends the response as JSON. Data goes in as it is; a
// response without Data is a request error and gets no "data" at all (GraphQL
// October 2021, 7.1).
func AppendResponse(dst []byte, r *graphql.Response) []byte {
	dst = append(dst, '{')
	if len(r.Errors) > 0 {
		dst = append(AppendErrors(append(dst, `"errors":`...), r.Errors), ',')
	}
	if len(r.Data) > 0 {
		dst = append(append(append(dst, `"data":`...), r.Data...), ',')
	}
	if len(r.Extensions) > 0 {
		dst = append(appendObject(append(dst, `"extensions":`...), r.Extensions), ',')
	}
	if dst[len(dst)-1] == ',' {
		dst = dst[:len(dst)-1]
	}
	return append(dst, '}')
}

// AppendErrors appends the errors as a JSON list, as they stand in a response.
func AppendErrors(dst []byte, errs gqlerror.List) []byte {
	dst = append(dst, '[')
	for i, err := range errs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendError(dst, err)
	}
	return append(dst, ']')
}

func appendError(dst []byte, err *gqlerror.Error) []byte {
	dst = appendString(append(dst, `{"message":`...), err.Message)
	if len(err.Locations) > 0 {
		dst = append(dst, `,"locations":[`...)
		for i, at := range err.Locations {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = strconv.AppendInt(append(dst, `{"line":`...), int64(at.Line), 10)
			dst = strconv.AppendInt(append(dst, `,"column":`...), int64(at.Column), 10)
			dst = append(dst, '}')
		}
		dst = append(dst, ']')
	}
	if len(err.Path) > 0 {
		dst = appendPath(append(dst, `,"path":`...), err.Path)
	}
	if len(err.Extensions) > 0 {
		dst = appendObject(append(dst, `,"extensions":`...), err.Extensions)
	}
	return append(dst, '}')
}

func appendPath(dst []byte, path ast.Path) []byte {
	dst = append(dst, '[')
	for i, element := range path {
		if i > 0 {
			dst = append(dst, ',')
		}
		switch e := element.(type) {
		case ast.PathName:
			dst = appendString(dst, string(e))
		case ast.PathIndex:
			dst = strconv.AppendInt(dst, int64(e), 10)
		}
	}
	return append(dst, ']')
}

// jsonAppender is a value that writes itself, without reflection.
type jsonAppender interface {
	AppendJSON(dst []byte) []byte
}

// appendObject writes the keys in order, so that the same answer has the same bytes.
func appendObject(dst []byte, object map[string]any) []byte {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	dst = append(dst, '{')
	for i, key := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, key), ':')
		dst = appendValue(dst, object[key])
	}
	return append(dst, '}')
}

func appendValue(dst []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return appendString(dst, v)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case map[string]any:
		return appendObject(dst, v)
	case jsonAppender:
		return v.AppendJSON(dst)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		// An extension of our own that is no JSON: the answer must stay JSON.
		return append(dst, "null"...)
	}
	return append(dst, encoded...)
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string; what is no UTF-8 becomes U+FFFD.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	done := 0 // everything before it is written
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, width := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && width == 1 {
				dst = append(append(dst, s[done:i]...), `\ufffd`...)
				done = i + 1
			}
			i += width
			continue
		}
		if c < ' ' || c == '"' || c == '\\' {
			dst = append(dst, s[done:i]...)
			done = i + 1
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, '\\', 'n')
			default:
				dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
		}
		i++
	}
	return append(append(dst, s[done:]...), '"')
}
