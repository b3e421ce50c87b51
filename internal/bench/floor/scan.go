package floor

import (
	"fmt"
	"strconv"
)

// number is a column that database/sql hands over as it is; NULL becomes zero.
type number int64

// Scan implements sql.Scanner.
func (n *number) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*n = 0
	case int64:
		*n = number(v)
	case []byte:
		parsed, err := strconv.ParseInt(string(v), 10, 64)
		if err != nil {
			return err
		}
		*n = number(parsed)
	default:
		return fmt.Errorf("%T is no number", value)
	}
	return nil
}

// text is a column whose bytes go on into the answer before the next row is read, so that all rows share its memory;
// NULL becomes empty.
type text []byte

// Scan implements sql.Scanner.
func (t *text) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*t = (*t)[:0]
	case string:
		*t = append((*t)[:0], v...)
	case []byte:
		*t = append((*t)[:0], v...)
	default:
		return fmt.Errorf("%T is no text", value)
	}
	return nil
}
