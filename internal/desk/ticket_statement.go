package desk

import (
	"context"
	"strconv"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/store/keyset"
)

// ticketList is a checked TicketQuery.
type ticketList struct {
	window
	service       *Service
	viewer        *access.Viewer
	places        []access.Scope // that together are the viewer's scope
	filter        filter
	order         ticketOrder
	after, before *keyset.Cursor
}

func (s *Service) ticketList(ctx context.Context, v *access.Viewer, q TicketQuery) (l *ticketList, err error) {
	l = &ticketList{service: s, viewer: v, places: places(v.Scope())}
	if l.window, err = q.Page.window(); err != nil {
		return nil, err
	}
	if l.order, err = newTicketOrder(q.Order); err != nil {
		return nil, err
	}
	if l.after, err = l.order.place(q.Page.After, "after"); err != nil {
		return nil, err
	}
	if l.before, err = l.order.place(q.Page.Before, "before"); err != nil {
		return nil, err
	}
	if l.filter, err = s.newFilter(ctx, v, q.Filter); err != nil {
		return nil, err
	}
	return l, s.leadList(ctx, &l.filter)
}

// statement is the page's: one row more than it holds tells whether the list goes on, and for each cursor a column tells
// whether there is anything on its other side.
func (l *ticketList) statement(columns Columns, parts Parts, page *TicketPage) (*sql.Selector, *ticketScan) {
	if columns == 0 {
		columns = AllColumns
	}
	from := sql.Table(ticket.Table)
	if len(l.places) == 1 {
		from = l.table(l.places[0])
	}
	statement, scan := l.service.selectTickets(from, columns|l.order.columns, parts)
	if len(l.places) > 1 {
		l.pick(statement)
	} else {
		l.rows(statement, l.places[0])
	}
	l.sort(statement)
	l.order.read(statement, scan)
	l.probe(statement, scan, page)
	return statement, scan
}

// pick reads the page's worth of each place along its index, and the page from those few: asked for several places at
// once, both databases would collect all of their tickets to sort them.
func (l *ticketList) pick(statement *sql.Selector) {
	var picked *sql.Selector
	for i, place := range l.places {
		rows := l.ids(place)
		l.rows(rows, place)
		l.sort(rows)
		rows.Limit(l.size + 1).As("place" + strconv.Itoa(i))
		ids := sql.Dialect(rows.Dialect()).Select(rows.C("id")).From(rows)
		if picked == nil {
			picked = ids
		} else {
			picked.UnionAll(ids)
		}
	}
	picked.As("picked")
	statement.Join(picked).On(statement.C("id"), picked.C("id"))
}

// ids begins a statement that answers ids of tickets of one place.
func (l *ticketList) ids(place access.Scope) *sql.Selector {
	from := l.table(place)
	return sql.Dialect(l.service.store.Dialect()).Select(from.C(ticket.FieldID)).From(from)
}

// table is the one of tickets, to be read along an index that serves the order within a place. The index is named where a
// plain list goes on from a cursor: most of a table lies behind most cursors, so that MySQL and MariaDB would rather read
// the place from its end up to the cursor. With a filter there may be a better index than the order's.
func (l *ticketList) table(place access.Scope) *sql.SelectTable {
	first := l.after == nil && l.before == nil
	named := len(l.order.keys) == 1 && len(l.order.fields) == 0
	if l.service.store.Dialect() != dialect.MySQL || first || l.filter.asked != nil || !named {
		return l.filter.table(l.service.store.Dialect())
	}
	queue := l.order.keys[0].Name == ticket.FieldQueueRank && len(place.Desks) == 0 // is staff's: others have no index for it
	if len(place.Desks)+len(place.Tenants) != 1 || len(place.OwnIn) > 0 || queue {  // one's own are few
		return l.filter.table(l.service.store.Dialect())
	}
	index := "ticket_desk_id_"
	if len(place.Tenants) > 0 {
		index = "ticket_tenant_id_"
	}
	index += l.order.keys[0].Name
	if index == "ticket_desk_id_number" {
		index += "_id"
	}
	return sql.Table(ticket.Table + " FORCE INDEX (" + index + ")").Unquote().As(ticket.Table)
}

// rows keeps what the list has of a place between the cursors.
func (l *ticketList) rows(statement *sql.Selector, place access.Scope) {
	seenIn(place)(statement)
	l.filter.add(statement)
	if l.after != nil {
		l.order.keys.Beyond(*l.after, keyset.Forward)(statement)
	}
	if l.before != nil {
		l.order.keys.Beyond(*l.before, keyset.Backward)(statement)
	}
}

func (l *ticketList) sort(statement *sql.Selector) {
	l.order.join(statement)
	direction := keyset.Forward
	if l.backward {
		direction = keyset.Backward
	}
	l.order.keys.Sort(direction)(statement)
}

// read runs the statement, and answers whether the list goes on.
func (l *ticketList) read(ctx context.Context, columns Columns, parts Parts) (*TicketPage, bool, error) {
	page := &TicketPage{order: l.order}
	statement, scan := l.statement(columns, parts, page)
	tickets, err := l.service.readTickets(ctx, l.viewer, statement, scan, l.size+1)
	if err != nil {
		return nil, false, err
	}
	if len(tickets) == 0 {
		return page, false, l.lookAround(ctx, page)
	}
	page.Tickets = tickets[:min(len(tickets), l.size)]
	return page, len(tickets) > l.size, nil
}

// probe adds the columns that tell whether the list has rows behind the cursors.
func (l *ticketList) probe(statement *sql.Selector, scan *ticketScan, page *TicketPage) {
	if l.after != nil {
		statement.AppendSelectExpr(l.behind(*l.after, keyset.Forward, keyset.Backward))
		scan.targets = append(scan.targets, (*flag)(&page.HasPrevious))
	}
	if l.before != nil {
		statement.AppendSelectExpr(l.behind(*l.before, keyset.Backward, keyset.Forward))
		scan.targets = append(scan.targets, (*flag)(&page.HasNext))
	}
}

// behind is the nearest row behind a cursor in the first place that has one, else null. (EXISTS would leave it to the
// database from which end to look, and it looks from the far one.)
func (l *ticketList) behind(cursor keyset.Cursor, direction, back keyset.Direction) sql.Querier {
	return sql.ExprFunc(func(b *sql.Builder) {
		b.WriteString("COALESCE(")
		for _, place := range l.places {
			rows := l.ids(place)
			seenIn(place)(rows)
			l.filter.add(rows)
			l.order.join(rows)
			l.order.keys.Until(cursor, direction)(rows)
			l.order.keys.Sort(back)(rows)
			b.Wrap(func(b *sql.Builder) { b.Join(rows.Limit(1)) })
			b.WriteString(", ")
		}
		b.WriteString("NULL)")
	})
}

// lookAround asks what the probes of an empty page could not tell.
func (l *ticketList) lookAround(ctx context.Context, page *TicketPage) error {
	statement, scan := sql.Dialect(l.service.store.Dialect()).Select(), &ticketScan{}
	l.probe(statement, scan, page)
	if len(scan.targets) == 0 {
		return nil
	}
	query, args := statement.Query()
	return l.service.one(ctx, query, args, scan.targets...)
}
