package list

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"sportello/internal/problem"
)

// form is the first byte of every cursor here, so that other cursors aren't taken for one.
const form = 0xb2

const digestLength = 8

// cursor is the place in the journal up to which a list has been told. It gives no rights; the digest of the list keeps
// clients from going on in another list, or with other eyes.
func cursor(key string, pos int64) string {
	digest := sha256.Sum256([]byte(key))
	b := append([]byte{form}, digest[:digestLength]...)
	b = binary.AppendUvarint(b, uint64(pos))
	return base64.RawURLEncoding.EncodeToString(b)
}

// parse reads a cursor of the list. INVALID_CURSOR.
func parse(key, text string) (int64, error) {
	const most = 32 // characters
	if len(text) <= most {
		b, err := base64.RawURLEncoding.Strict().DecodeString(text)
		if err == nil && len(b) > 1+digestLength {
			pos, n := binary.Uvarint(b[1+digestLength:])
			if n > 0 && int64(pos) >= 0 && cursor(key, int64(pos)) == text { // one place, one text
				return int64(pos), nil
			}
		}
	}
	return 0, problem.New(problem.InvalidCursor, "after")
}
