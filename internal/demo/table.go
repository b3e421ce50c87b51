package demo

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// execer runs statements in a transaction.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// statementBytes is how long an INSERT gets: the store keeps shorter texts prepared.
const statementBytes = 7 << 10

// table collects rows of a table, to write many in one statement.
type table struct {
	name    string
	columns []string
	values  []any
}

func (t *table) add(values ...any) { t.values = append(t.values, values...) }

// write inserts all rows, in the order in which they came.
func (t *table) write(ctx context.Context, tx execer) error {
	row := "(?" + strings.Repeat(",?", len(t.columns)-1) + ")"
	most := len(t.columns) * (statementBytes / (len(row) + 1))
	for values := t.values; len(values) > 0; {
		some := values[:min(most, len(values))]
		values = values[len(some):]
		query := "INSERT INTO `" + t.name + "` (`" + strings.Join(t.columns, "`,`") + "`) VALUES " +
			row + strings.Repeat(","+row, len(some)/len(t.columns)-1)
		if _, err := tx.ExecContext(ctx, query, some...); err != nil {
			return fmt.Errorf("insert into %s: %w", t.name, err)
		}
	}
	return nil
}
