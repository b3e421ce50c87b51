package export

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"sportello/internal/problem"
)

// maxCursor is more than any cursor of ours has.
const maxCursor = 128

// cursor is a place of the journal, as clients keep it: of one kind of export and one scope, lest a place of another one be
// taken for how far this one came.
type cursor struct {
	of    string // a dataset, or changes
	scope uint32
	pos   int64
}

func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "x:%s:%x:%d", c.of, c.scope, c.pos))
}

// parseCursor reads a cursor of this kind of export and this scope; empty is the beginning. INVALID_CURSOR.
func parseCursor(text, of string, scope uint32) (int64, error) {
	if text == "" {
		return 0, nil
	}
	invalid := problem.New(problem.InvalidCursor, "after")
	if len(text) > maxCursor {
		return 0, invalid
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return 0, invalid.Wrap(err)
	}
	pos, err := strconv.ParseInt(string(raw[strings.LastIndexByte(string(raw), ':')+1:]), 10, 64)
	if err != nil || pos < 0 || (cursor{of, scope, pos}).String() != text {
		return 0, invalid
	}
	return pos, nil
}

// hash tells scopes apart.
func (s Scope) hash() uint32 {
	h := fnv.New32a()
	_, _ = fmt.Fprint(h, s.Desks, s.Tenants, s.Named) // a hash takes all that is written
	return h.Sum32()
}
