package desk

import (
	"time"

	"entgo.io/ent/dialect/sql"

	"sportello/internal/moment"
)

// choose compares a column with single values.
func choose[T comparable](c *conditions, column string, asked *Choice[T]) {
	if asked == nil {
		return
	}
	column = c.s.C(column)
	if asked.Eq != nil {
		c.add(sql.EQ(column, *asked.Eq))
	}
	if asked.In != nil {
		c.add(sql.In(column, anys(asked.In)...))
	}
	if len(asked.NotIn) > 0 {
		c.add(sql.NotIn(column, anys(asked.NotIn)...))
	}
}

// span compares a column with bounds.
func span[T any](c *conditions, column string, gte, gt, lte, lt *T) {
	column = c.s.C(column)
	if gte != nil {
		c.add(sql.GTE(column, *gte))
	}
	if gt != nil {
		c.add(sql.GT(column, *gt))
	}
	if lte != nil {
		c.add(sql.LTE(column, *lte))
	}
	if lt != nil {
		c.add(sql.LT(column, *lt))
	}
}

// at is an instant as columns hold it.
func at(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	micro := int64(moment.Of(*t))
	return &micro
}

func anys[T any](values []T) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return list
}
