package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"sportello/ent/message"
	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

// BenchmarkRead compares ways to read one ticket's messages: with a statement that is kept, with a new one each time,
// and with Ent for the server and for a viewer. Compare medians of -count 5, on both databases.
func BenchmarkRead(b *testing.B) {
	s := desktest.NewStore(b)
	w := newWorld(b, s)
	id := w.ids["ticket"][0]
	ctx := context.Background()
	const query = "SELECT m.id, m.text, u.email FROM messages m JOIN tickets t ON t.id = m.ticket_id " +
		"JOIN users u ON u.id = t.requester_id WHERE m.ticket_id = ? AND m.staff_only = ? ORDER BY m.seq LIMIT 50"
	for name, read := range map[string]func(i int) (*sql.Rows, error){
		"kept": func(int) (*sql.Rows, error) { return s.SQL().QueryContext(ctx, query, id, false) },
		"anew": func(i int) (*sql.Rows, error) { // another text each time
			return s.SQL().QueryContext(ctx, fmt.Sprint(query, " /* ", i, " */"), id, false)
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := oneRow(read(i)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for name, ctx := range map[string]context.Context{
		"ent system": store.System(ctx),
		"ent viewer": store.Scoped(ctx, access.Scope{UserID: 1, Tenants: w.ids["tenant"][:1]}),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				found, err := s.Read().Message.Query().Where(message.TicketID(id), message.StaffOnly(false)).All(ctx)
				if err != nil || len(found) != 1 {
					b.Fatal(len(found), err)
				}
			}
		})
	}
}

func oneRow(rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	n := 0
	var id int64
	var text, name string
	for rows.Next() {
		n++
		err = errors.Join(err, rows.Scan(&id, &text, &name))
	}
	if n != 1 {
		err = errors.Join(err, errors.New("not one row"))
	}
	return errors.Join(err, rows.Err(), rows.Close())
}
