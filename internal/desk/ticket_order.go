package desk

import (
	"strconv"

	"sportello/internal/problem"
	"sportello/internal/store/keyset"
)

// ticketOrder is a checked list of TicketOrders: columns, and how a row tells its place in them.
type ticketOrder struct {
	keys    keyset.Order
	values  []func(*Ticket) int64
	columns Columns // that the values need
}

// newTicketOrder checks the fields; none means newest first, and a field that comes again changes nothing.
func newTicketOrder(asked []TicketOrder) (ticketOrder, error) {
	if len(asked) == 0 {
		asked = []TicketOrder{{Field: ByCreatedAt, Desc: true}}
	}
	var order ticketOrder
	seen := map[TicketOrderField]bool{}
	for i, one := range asked {
		if seen[one.Field] {
			continue
		}
		seen[one.Field] = true
		name, column, value := sortable(one.Field)
		if value == nil {
			return ticketOrder{}, problem.New(problem.InvalidValue, "orderBy", strconv.Itoa(i), "field")
		}
		order.keys = append(order.keys, keyset.Column{Name: name, Desc: one.Desc})
		order.values = append(order.values, value)
		order.columns |= column
	}
	return order, nil
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
