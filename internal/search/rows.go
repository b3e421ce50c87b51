package search

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
)

// collect calls take for each row, and closes them. It takes what a query answered as it is.
func collect(rows *sql.Rows, err error, take func(scan func(...any) error) error) (failure error) {
	if err != nil {
		return err
	}
	defer func() { failure = errors.Join(failure, rows.Close()) }()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// anys are values as arguments of a statement.
func anys[T any](values []T) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}

// padded repeats the last of the values up to a power of two, for an IN that has few different texts: connections keep
// statements by their text.
func padded[T any](values []T) []T {
	if len(values) == 0 {
		return values
	}
	all := slices.Clone(values)
	for len(all)&(len(all)-1) != 0 {
		all = append(all, values[len(values)-1])
	}
	return all
}

// marks are so many parameters: ?, ?, ?.
func marks(n int) string { return strings.Repeat(", ?", n)[2:] }
