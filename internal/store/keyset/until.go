package keyset

import (
	"math"

	"entgo.io/ent/dialect/sql"
)

// Until keeps the rows that Beyond leaves out: those before the cursor in the direction, and the cursor's own row where
// it still stands at that place. It asks whether a page has anything behind it.
func (o Order) Until(c Cursor, d Direction) func(*sql.Selector) {
	columns := o.columns()
	// Seen from the other side, what is not beyond a row is beyond a row that would stand right after it.
	if columns[len(columns)-1].descends(d) {
		if c.id > math.MinInt64 {
			c.id--
		}
	} else if c.id < math.MaxInt64 {
		c.id++
	}
	return o.Beyond(c, d.reverse())
}

// reverse is the other direction.
func (d Direction) reverse() Direction {
	if d == Forward {
		return Backward
	}
	return Forward
}
