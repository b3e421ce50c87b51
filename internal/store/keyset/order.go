package keyset

import (
	"slices"

	"entgo.io/ent/dialect/sql"
)

// idColumn is the key of every table. It ends every order, so that no two rows share a place.
const idColumn = "id"

// Column is a column to sort by. It must not be nullable; texts are compared byte by byte on every database.
type Column struct {
	Name string
	Desc bool
}

// Order sorts a list by its columns, then by id in the direction of the last column: that way an index on the columns
// alone, to which databases append the key, serves it in both directions.
type Order []Column

// Direction is the way a page is read from its cursor.
type Direction int

// The directions. A page read backward comes in reverse, nearest to the cursor first.
const (
	Forward Direction = iota
	Backward
)

// columns is the order with the id at its end.
func (o Order) columns() []Column {
	id := Column{Name: idColumn}
	if len(o) > 0 {
		id.Desc = o[len(o)-1].Desc
	}
	return append(slices.Clip(o), id)
}

// Sort adds ORDER BY to a statement.
func (o Order) Sort(d Direction) func(*sql.Selector) {
	return func(s *sql.Selector) {
		for _, column := range o.columns() {
			if column.descends(d) {
				s.OrderBy(sql.Desc(s.C(column.Name)))
			} else {
				s.OrderBy(sql.Asc(s.C(column.Name)))
			}
		}
	}
}

// Beyond keeps the rows that come after the cursor's row in the direction. It is spelled
// a <= ? AND (a < ? OR (b <= ? AND (b < ? OR id < ?))), from which SQLite, MySQL and MariaDB all find the first row
// in an index; with a row constructor MariaDB scans.
func (o Order) Beyond(c Cursor, d Direction) func(*sql.Selector) {
	return func(s *sql.Selector) {
		columns := o.columns()
		last := len(columns) - 1
		beyond := columns[last].strictly(s, c.id, d)
		for i := last - 1; i >= 0; i-- {
			value := c.values[i]
			beyond = sql.And(columns[i].loosely(s, value, d), sql.Or(columns[i].strictly(s, value, d), beyond))
		}
		s.Where(beyond)
	}
}

// descends reports whether the column's values fall along the direction.
func (c Column) descends(d Direction) bool { return c.Desc != (d == Backward) }

func (c Column) strictly(s *sql.Selector, value any, d Direction) *sql.Predicate {
	if c.descends(d) {
		return sql.LT(s.C(c.Name), value)
	}
	return sql.GT(s.C(c.Name), value)
}

func (c Column) loosely(s *sql.Selector, value any, d Direction) *sql.Predicate {
	if c.descends(d) {
		return sql.LTE(s.C(c.Name), value)
	}
	return sql.GTE(s.C(c.Name), value)
}
