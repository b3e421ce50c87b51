package bell

import (
	"encoding/base64"
	"encoding/binary"

	"sportello/internal/problem"
)

// form is the first byte of every cursor here, so that other cursors aren't taken for one.
const form = 0xb3

// cursor is the place in the journal up to which a user has been told. It gives no rights.
func cursor(userID, pos int64) string {
	b := binary.AppendUvarint([]byte{form}, uint64(userID))
	return base64.RawURLEncoding.EncodeToString(binary.AppendUvarint(b, uint64(pos)))
}

// parse reads a cursor of the user. INVALID_CURSOR.
func parse(userID int64, text string) (int64, error) {
	const most = 32 // characters
	if len(text) <= most {
		b, err := base64.RawURLEncoding.Strict().DecodeString(text)
		if err == nil && len(b) > 1 {
			if user, n := binary.Uvarint(b[1:]); n > 0 {
				pos, m := binary.Uvarint(b[1+n:])
				if m > 0 && int64(user) == userID && int64(pos) >= 0 && cursor(userID, int64(pos)) == text { // one place, one text
					return int64(pos), nil
				}
			}
		}
	}
	return 0, problem.New(problem.InvalidCursor, "after")
}
