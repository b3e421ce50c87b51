// Package bookmark is the form of the live feed's cursors: where in a ticket's timeline a reader left off.
//
// It is a leaf, so that what lists a timeline and what follows it give out the same cursors. It must not know how
// timelines are kept or who may read them.
package bookmark

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
)

// Audience is for whom a timeline's entries are counted. Staff see all of them, customers those that are not among
// staff, and each count theirs from 1 without a gap.
type Audience byte

// The audiences.
const (
	Staff     Audience = 's'
	Customers Audience = 'c'
)

// Mark is a place in a ticket's timeline: after the entry Seq as the audience counts, 0 before the first one.
type Mark struct {
	TicketID int64
	Audience Audience
	Seq      int64
}

// ErrMalformed says that a text is no bookmark.
var ErrMalformed = errors.New("malformed bookmark")

// form is the first byte of every bookmark, so that other cursors aren't taken for one.
const form = 0xb1

const maxLength = 32 // characters; two full numbers take 27

// String makes the cursor of a place, safe in URLs. It is not signed, since it gives no rights.
func (m Mark) String() string {
	b := make([]byte, 0, 24)
	b = append(b, form, byte(m.Audience))
	b = binary.AppendUvarint(b, uint64(m.TicketID))
	b = binary.AppendUvarint(b, uint64(m.Seq))
	return base64.RawURLEncoding.EncodeToString(b)
}

// Parse reads what String has written. ErrMalformed.
func Parse(cursor string) (Mark, error) {
	if len(cursor) > maxLength {
		return Mark{}, ErrMalformed
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) < 2 || b[0] != form {
		return Mark{}, ErrMalformed
	}
	mark := Mark{Audience: Audience(b[1])}
	b = b[2:]
	for _, number := range []*int64{&mark.TicketID, &mark.Seq} {
		value, n := binary.Uvarint(b)
		if n <= 0 {
			return Mark{}, ErrMalformed
		}
		*number, b = int64(value), b[n:]
	}
	known := mark.Audience == Staff || mark.Audience == Customers
	if !known || len(b) > 0 || mark.TicketID <= 0 || mark.Seq < 0 || mark.String() != cursor { // one place, one text
		return Mark{}, ErrMalformed
	}
	return mark, nil
}
