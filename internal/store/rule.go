package store

import "entgo.io/ent/dialect/sql"

// rule is a condition on a row. The nil rule lets nothing through and leaves no trace in a larger one, so that a
// customer's statement does not carry the terms of staff: an OR over two columns costs both databases their index.
type rule func(*sql.Selector)

// orNothing is the rule as a predicate of its own.
func (r rule) orNothing() func(*sql.Selector) {
	if r == nil {
		return func(s *sql.Selector) { s.Where(sql.False()) }
	}
	return r
}

// either lets through what one of the rules does.
func either(rules ...rule) rule {
	var some []rule
	for _, r := range rules {
		if r != nil {
			some = append(some, r)
		}
	}
	switch len(some) {
	case 0:
		return nil
	case 1:
		return some[0]
	}
	return sql.OrPredicates(some...)
}

// both lets through what both rules do.
func both(a, b rule) rule {
	if a == nil || b == nil {
		return nil
	}
	return sql.AndPredicates(a, b)
}

// among lets through rows whose column is one of the ids.
func among(column string, ids []int64) rule {
	switch len(ids) {
	case 0:
		return nil
	case 1:
		return equal(column, ids[0])
	}
	values := make([]any, len(ids))
	for i, id := range ids {
		values[i] = id
	}
	return func(s *sql.Selector) { s.Where(sql.In(s.C(column), values...)) }
}

func equal(column string, value any) rule {
	return func(s *sql.Selector) { s.Where(sql.EQ(s.C(column), value)) }
}

func above(column string, value int64) rule {
	return func(s *sql.Selector) { s.Where(sql.GT(s.C(column), value)) }
}

func null(column string) rule {
	return func(s *sql.Selector) { s.Where(sql.IsNull(s.C(column))) }
}

// exists lets through rows for which the other table has a row whose column equals ours and which its rule lets
// through. EXISTS looks at the few rows that are asked for; IN (SELECT …), which Ent writes for edges, makes SQLite
// collect a whole desk's tickets first.
func exists(table, column, ours string, inner rule) rule {
	if inner == nil {
		return nil
	}
	return func(s *sql.Selector) {
		other := sql.Table(table)
		found := sql.Dialect(s.Dialect()).Select(other.C(column)).From(other)
		found.Where(sql.ColumnsEQ(other.C(column), s.C(ours)))
		inner(found)
		s.Where(sql.Exists(found))
	}
}
