package desk

import (
	"strings"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/ent/ticketfield"
	"sportello/internal/policy"
)

// field compares what was answered to a field of the form. The one row of the answer is looked up for each ticket at hand, by
// the index of ticket and key; but the tickets of a leading condition are found by the answer.
func (c *conditions) field(asked *FieldFilter, lead leading) {
	switch {
	case asked == lead.field:
		c.add(lead.found(c.s))
	case asked.answered():
		c.add(isThere(c.answers(asked.Key, func(f *conditions) { f.answer(asked) })))
	}
	if len(asked.NotIn) > 0 {
		c.add(isMissing(c.answers(asked.Key, func(f *conditions) {
			choose(f, ticketfield.FieldValue, trimmed(&Choice[string]{In: asked.NotIn}))
		})))
	}
	if asked.IsNull != nil && *asked.IsNull {
		c.add(isMissing(c.answers(asked.Key, func(*conditions) {})))
	}
}

// answered reports whether only tickets meet the condition on which the field was answered.
func (f *FieldFilter) answered() bool {
	return f.Eq != nil || f.In != nil || f.Under != nil || f.IsNull != nil && !*f.IsNull
}

// answer compares a row of answers with what is wanted.
func (c *conditions) answer(asked *FieldFilter) {
	choose(c, ticketfield.FieldValue, trimmed(&Choice[string]{Eq: asked.Eq, In: asked.In}))
	if asked.Under != nil {
		c.add(under(c.s.C(ticketfield.FieldValue), asked.Under))
	}
}

// answers are a ticket's answers to a field, of which there is one at most, that meet conditions.
func (c *conditions) answers(key string, meet func(*conditions)) *sql.Selector {
	from := sql.Table(ticketfield.Table).As("answer")
	rows := sql.Dialect(c.s.Dialect()).Select(from.C(ticketfield.FieldID)).From(from)
	inner := conditions{s: rows}
	inner.add(sql.ColumnsEQ(from.C(ticketfield.FieldTicketID), c.s.C(ticket.FieldID)))
	inner.add(sql.EQ(from.C(ticketfield.FieldKey), spelled(key)))
	meet(&inner)
	return rows.Where(inner.all())
}

// isThere is EXISTS of a row of which there is one at most: as such MariaDB would gather all answers of the table first.
func isThere(rows *sql.Selector) *sql.Predicate { return compared(rows, " IS NOT NULL") }

func isMissing(rows *sql.Selector) *sql.Predicate { return compared(rows, " IS NULL") }

func compared(rows *sql.Selector, with string) *sql.Predicate {
	return sql.P(func(b *sql.Builder) {
		b.Wrap(func(b *sql.Builder) { b.Join(rows) }).WriteString(with)
	})
}

// under is true of the options themselves and of all below them. A range is found in an index where a LIKE is not.
func under(column string, options []string) *sql.Predicate {
	const next = "0" // the character after the separator
	either := []*sql.Predicate{sql.False()}
	for _, option := range options {
		option = spelled(option)
		either = append(either, sql.EQ(column, option),
			sql.And(sql.GTE(column, option+policy.PathSeparator), sql.LT(column, option+next)))
	}
	return sql.Or(either...)
}

// spelled is a text as MySQL compares it: without the space at its end, which it passes over. Rows have none.
func spelled(text string) string { return strings.TrimRight(text, " ") }

func trimmed(c *Choice[string]) *Choice[string] {
	each := func(list []string) []string {
		if list == nil {
			return nil
		}
		short := make([]string, len(list))
		for i, text := range list {
			short[i] = spelled(text)
		}
		return short
	}
	t := &Choice[string]{In: each(c.In), NotIn: each(c.NotIn)}
	if c.Eq != nil {
		t.Eq = new(spelled(*c.Eq))
	}
	return t
}
