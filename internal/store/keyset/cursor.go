package keyset

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"unicode/utf8"
)

// ErrCursor is the answer to a cursor that none of our lists gave out, or that another order gave out.
var ErrCursor = errors.New("not a cursor of this list")

// Cursor is the place of a row in an order: the row's values in the order's columns, and its id.
type Cursor struct {
	values []any // int64 or string, one per column
	id     int64
}

const (
	cursorVersion = 1
	maxCursor     = 8192 // characters; some text columns of 255 four-byte characters fit
)

// The kinds of value in a cursor.
const (
	kindInt  = 'i'
	kindText = 't'
)

// At is the place of the row with these values in the order's columns. Values are int64 or string.
func (o Order) At(id int64, values ...any) Cursor {
	if len(values) != len(o) {
		panic(fmt.Sprintf("keyset: %d values for %d columns", len(values), len(o)))
	}
	return Cursor{values: values, id: id}
}

// Encode makes an opaque text of a place, safe in URLs. It is not signed, since it gives no rights: a list keeps to
// what its reader may see wherever it starts.
func (o Order) Encode(c Cursor) string {
	b := []byte{cursorVersion}
	b = binary.BigEndian.AppendUint32(b, o.fingerprint())
	for _, value := range c.values {
		switch v := value.(type) {
		case int64:
			b = binary.AppendVarint(append(b, kindInt), v)
		case string:
			b = binary.AppendUvarint(append(b, kindText), uint64(len(v)))
			b = append(b, v...)
		default:
			panic(fmt.Sprintf("keyset: a cursor can't hold %T", value))
		}
	}
	b = binary.AppendVarint(b, c.id)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Decode reads what Encode of the same order has written; anything else is ErrCursor.
func (o Order) Decode(text string) (Cursor, error) {
	if len(text) > maxCursor {
		return Cursor{}, ErrCursor
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) < 5 || b[0] != cursorVersion || binary.BigEndian.Uint32(b[1:]) != o.fingerprint() {
		return Cursor{}, ErrCursor
	}
	r := reader{rest: b[5:]}
	c := Cursor{values: make([]any, len(o))}
	for i := range c.values {
		c.values[i] = r.value()
	}
	c.id = r.int()
	if r.failed || len(r.rest) > 0 || o.Encode(c) != text { // one place, one text
		return Cursor{}, ErrCursor
	}
	return c, nil
}

// fingerprint tells orders apart.
func (o Order) fingerprint() uint32 {
	var names []byte
	for _, column := range o {
		names = append(names, column.Name...)
		if column.Desc {
			names = append(names, '-')
		} else {
			names = append(names, '+')
		}
	}
	return crc32.ChecksumIEEE(names)
}

// reader takes values off the front of rest until one fails.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) value() any {
	if len(r.rest) == 0 {
		r.failed = true
		return int64(0)
	}
	kind := r.rest[0]
	r.rest = r.rest[1:]
	switch kind {
	case kindInt:
		return r.int()
	case kindText:
		return r.text()
	}
	r.failed = true
	return int64(0)
}

func (r *reader) int() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) text() string {
	length, n := binary.Uvarint(r.rest)
	if n <= 0 || length > uint64(len(r.rest)-n) {
		r.failed = true
		return ""
	}
	text := string(r.rest[n : n+int(length)])
	r.rest = r.rest[n+int(length):]
	if !utf8.ValidString(text) { // MariaDB would refuse it
		r.failed = true
	}
	return text
}
