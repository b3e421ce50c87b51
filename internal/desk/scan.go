package desk

import (
	"fmt"
	"strconv"
)

// The types below are what rows are scanned into: database/sql hands them the driver's value as it is, where it would
// convert to an int, a named type or a nullable one by reflection, at several times the cost. NULL becomes zero.
type (
	number int64
	count  int
	text   string
	word   string // a text of a small set, so that rows share the string
	flag   bool
)

// Scan implements sql.Scanner.
func (n *number) Scan(value any) error {
	v, err := scanInt(value)
	*n = number(v)
	return err
}

// Scan implements sql.Scanner.
func (c *count) Scan(value any) error {
	v, err := scanInt(value)
	*c = count(v)
	return err
}

// Scan implements sql.Scanner.
func (f *flag) Scan(value any) error {
	v, err := scanInt(value)
	*f = v != 0
	return err
}

// Scan implements sql.Scanner.
func (t *text) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*t = ""
	case string:
		*t = text(v)
	case []byte:
		*t = text(v)
	default:
		return fmt.Errorf("can't read %T as a text", value)
	}
	return nil
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

func scanInt(value any) (int64, error) {
	switch v := value.(type) {
	case nil:
		return 0, nil
	case int64:
		return v, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case []byte:
		return strconv.ParseInt(string(v), 10, 64)
	}
	return 0, fmt.Errorf("can't read %T as a number", value)
}
