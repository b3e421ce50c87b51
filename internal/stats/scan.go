package stats

import (
	"fmt"
	"strconv"
)

// What rows are scanned into: database/sql hands these the driver's value as it is, where it would convert to other types by
// reflection. NULL becomes zero.
type (
	number int64
	word   string // a text of a small set, so that rows share the string
)

// Scan implements sql.Scanner.
func (n *number) Scan(value any) (err error) {
	switch v := value.(type) {
	case nil:
		*n = 0
	case int64:
		*n = number(v)
	case []byte:
		var read int64
		read, err = strconv.ParseInt(string(v), 10, 64)
		*n = number(read)
	default:
		err = fmt.Errorf("can't read %T as a number", value)
	}
	return err
}

// Scan implements sql.Scanner. A word that is there already is kept: in the next row it is often the same.
func (w *word) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*w = ""
	case string:
		*w = word(v)
	case []byte:
		if string(*w) != string(v) {
			*w = word(v)
		}
	default:
		return fmt.Errorf("can't read %T as a word", value)
	}
	return nil
}
