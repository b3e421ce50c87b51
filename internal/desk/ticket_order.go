package desk

import (
	"strconv"

	"sportello/internal/problem"
	"sportello/internal/store/keyset"
)

// maxFieldOrders is by how many fields of the form a list can be sorted at once: each is a join, and a text in the cursor.
const maxFieldOrders = 3

// ticketOrder is a checked list of TicketOrders: columns, and how a row tells its place in them.
type ticketOrder struct {
	keys    keyset.Order
	values  []func(*Ticket) any
	columns Columns      // that the values need
	fields  []fieldOrder // that the rows are joined with
}

// newTicketOrder checks the fields; none means newest first, and a field that comes again changes nothing.
func newTicketOrder(asked []TicketOrder) (ticketOrder, error) {
	if len(asked) == 0 {
		asked = []TicketOrder{{Field: ByCreatedAt, Desc: true}}
	}
	var order ticketOrder
	seen := map[TicketOrder]bool{}
	for i, one := range asked {
		named := TicketOrder{Field: one.Field, FieldKey: one.FieldKey}
		if seen[named] {
			continue
		}
		seen[named] = true
		if fault := order.add(one); fault != nil {
			fault.Field = append([]string{"orderBy", strconv.Itoa(i)}, fault.Field...)
			return ticketOrder{}, fault
		}
	}
	return order, nil
}

// add sorts by one field more.
func (o *ticketOrder) add(one TicketOrder) *problem.Error {
	if one.Field == ByField {
		return o.addField(one)
	}
	name, column, value := sortable(one.Field)
	switch {
	case value == nil:
		return problem.New(problem.InvalidValue, "field")
	case one.FieldKey != "":
		return problem.New(problem.InvalidValue, "fieldKey")
	}
	o.keys = append(o.keys, keyset.Column{Name: name, Desc: one.Desc})
	o.values = append(o.values, func(t *Ticket) any { return value(t) })
	o.columns |= column
	return nil
}

// addField sorts by a field of the form.
func (o *ticketOrder) addField(one TicketOrder) *problem.Error {
	switch {
	case one.FieldKey == "":
		return problem.New(problem.Required, "fieldKey")
	case !isFieldKey(one.FieldKey):
		return problem.New(problem.InvalidValue, "fieldKey")
	case len(o.fields) == maxFieldOrders:
		return problem.New(problem.TooMany, "field").With("max", maxFieldOrders)
	}
	place, by := len(o.fields), fieldOrder{key: one.FieldKey}
	o.fields = append(o.fields, by)
	o.keys = append(o.keys, keyset.Column{Name: by.column(), Desc: one.Desc})
	o.values = append(o.values, func(t *Ticket) any { return t.sortedBy[place] })
	return nil
}

// sortable is the column that a field sorts by.
func sortable(field TicketOrderField) (name string, column Columns, value func(*Ticket) int64) {
	switch field {
	case ByCreatedAt:
		return "created_at", TicketCreatedAt, func(t *Ticket) int64 { return int64(t.CreatedAt) }
	case ByUpdatedAt:
		return "updated_at", TicketUpdatedAt, func(t *Ticket) int64 { return int64(t.UpdatedAt) }
	case ByLastReplyAt:
		return "last_reply_at", TicketLastReplyAt, func(t *Ticket) int64 { return int64(t.LastReplyAt) }
	case ByPriority:
		return "priority_rank", TicketPriority, func(t *Ticket) int64 { return int64(t.PriorityRank) }
	case ByQueue:
		return "queue_rank", TicketQueue, func(t *Ticket) int64 { return t.QueueRank }
	case ByDueAt:
		return "due_at", TicketDueAt, func(t *Ticket) int64 { return int64(t.DueAt) }
	case ByNumber:
		return "number", TicketNumber, func(t *Ticket) int64 { return t.Number }
	}
	return "", 0, nil
}

// cursor is the place of a ticket in the order.
func (o ticketOrder) cursor(t *Ticket) string {
	values := make([]any, len(o.values))
	for i, value := range o.values {
		values[i] = value(t)
	}
	return o.keys.Encode(o.keys.At(t.ID, values...))
}

// place reads a cursor of the order; nil for none. INVALID_CURSOR.
func (o ticketOrder) place(cursor, argument string) (*keyset.Cursor, error) {
	if cursor == "" {
		return nil, nil //nolint:nilnil // no cursor, no place
	}
	place, err := o.keys.Decode(cursor)
	if err != nil {
		return nil, problem.New(problem.InvalidCursor, argument).Wrap(err)
	}
	return &place, nil
}
