package search

import (
	"database/sql"
	"errors"
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
