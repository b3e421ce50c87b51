package desk

import (
	"strings"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/ent/ticketfield"
)

// maxFieldKey is the longest key of a field, in characters (policy.Field.Key).
const maxFieldKey = 40

// isFieldKey reports whether a form could have a field of this key: its characters are safe in the name of a table.
func isFieldKey(key string) bool {
	return key != "" && len(key) <= maxFieldKey && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// fieldOrder is a field of the form that tickets are sorted by.
type fieldOrder struct{ key string }

// alias is what the answers to the field are called in a statement; it is in the column too, so that cursors of two fields
// differ.
func (o fieldOrder) alias() string { return "by_" + o.key }

// column is what is compared: a ticket without an answer sorts as if it were empty.
func (o fieldOrder) column() string {
	return "COALESCE(" + sql.Table(o.alias()).C(ticketfield.FieldValue) + ", '')"
}

// join brings the answers to the fields that tickets are sorted by.
func (o ticketOrder) join(statement *sql.Selector) {
	for _, field := range o.fields {
		answers := sql.Table(ticketfield.Table).As(field.alias())
		statement.LeftJoin(answers).OnP(sql.And(
			sql.ColumnsEQ(answers.C(ticketfield.FieldTicketID), statement.C(ticket.FieldID)),
			sql.EQ(answers.C(ticketfield.FieldKey), field.key),
		))
	}
}

// read reads the answers that tickets are sorted by, for the cursors.
func (o ticketOrder) read(statement *sql.Selector, scan *ticketScan) {
	scan.sortedBy = make([]string, len(o.fields))
	for i, field := range o.fields {
		statement.AppendSelectExpr(sql.Raw(field.column()))
		scan.targets = append(scan.targets, (*text)(&scan.sortedBy[i]))
	}
}
