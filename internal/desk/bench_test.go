package desk_test

import (
	"context"
	"fmt"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/event"
)

// A list of 50 tickets with requester and assignee, first page and a later one, among 10,000.
func BenchmarkTickets(b *testing.B) {
	w := newWorld(b)
	w.scatter(10_000)
	ctx, v := context.Background(), w.viewer("agent of the first desk")
	first := desk.TicketQuery{Page: desk.Page{First: new(50)}, Parts: desk.WithRequester | desk.WithAssignee}
	page, err := w.service.Tickets(ctx, v, first)
	if err != nil {
		b.Fatal(err)
	}
	second, narrow := first, first
	second.Page.After = page.Cursor(49)
	narrow.Columns = desk.TicketNumber | desk.TicketSubject | desk.TicketStatus | desk.TicketCreatedAt
	two := w.viewer("supervisor of two desks")
	for _, c := range []struct {
		name   string
		viewer *access.Viewer
		query  desk.TicketQuery
	}{{"first", v, first}, {"second", v, second}, {"narrow", v, narrow}, {"two desks", two, first}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				page, err := w.service.Tickets(ctx, c.viewer, c.query)
				if err != nil || len(page.Tickets) != 50 {
					b.Fatalf("%d rows, %v", len(page.Tickets), err)
				}
			}
		})
	}
	b.Run("by hand", func(b *testing.B) { w.benchByHand(b, v, first) })
}

// benchByHand runs the same statement, written beforehand, and scans into plain variables: what cannot be undercut.
func (w *world) benchByHand(b *testing.B, v *access.Viewer, q desk.TicketQuery) {
	ctx := context.Background()
	query, args, err := w.service.TicketStatement(ctx, v, q)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		rows, err := w.store.Query(ctx, query, args...)
		if err != nil {
			b.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			b.Fatal(err)
		}
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(targets...); err != nil {
				b.Fatal(err)
			}
		}
		if err := rows.Err(); err != nil {
			b.Fatal(err)
		}
		rows.Close()
	}
}

// A conversation of 30 messages with their authors.
func BenchmarkMessages(b *testing.B) {
	w := newWorld(b)
	customer := w.viewer("administrator of a tenant")
	id := w.Ticket(w.tenants[0], customer).ID
	lines := make([]desktest.Line, 29)
	for i := range lines {
		by := []*access.Viewer{customer, w.viewer("agent of the first desk")}[i%2]
		lines[i] = desktest.Line{Kind: event.MessageAdded, By: by, Text: fmt.Sprintf("Message %d", i)}
	}
	w.Add(id, lines...)
	ctx := context.Background()
	t, err := w.service.Ticket(ctx, customer, id, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		pages, err := w.service.Messages(ctx, []*desk.Ticket{t}, desk.Page{First: new(30)})
		if err != nil || len(pages[0].Messages) != 30 {
			b.Fatalf("%v", err)
		}
	}
}
