package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"sportello/ent"
	"sportello/ent/message"
	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/store"
	"sportello/internal/store/keyset"
)

// A page of a list is read off an index from its cursor on, in order, for staff and for customers, on both databases:
// that is why page 1,000 costs what page 1 does. The databases say so themselves, on enough rows that they have to care.
func TestPagesComeFromAnIndex(t *testing.T) {
	s := desktest.NewStore(t)
	w := newWorld(t, s)
	manyTickets(t, s, w)
	for name, scope := range map[string]access.Scope{
		"staff":     {UserID: 1, Desks: w.ids["desk"][:1]},
		"customers": {UserID: 1, Tenants: w.ids["tenant"][:1]},
	} {
		for _, column := range []string{
			ticket.FieldCreatedAt, ticket.FieldUpdatedAt, ticket.FieldLastReplyAt, ticket.FieldPriorityRank, ticket.FieldNumber,
		} {
			for direction, d := range map[string]keyset.Direction{"forward": keyset.Forward, "backward": keyset.Backward} {
				t.Run(name+" "+column+" "+direction, func(t *testing.T) {
					order := keyset.Order{{Name: column, Desc: true}}
					page := entsql.Dialect(s.Dialect()).Select("id", "subject").From(entsql.Table(ticket.Table)).Limit(50)
					store.VisibleTickets(scope)(page)
					order.Beyond(order.At(2000, int64(1000)), d)(page)
					order.Sort(d)(page)
					text, args := page.Query()
					checkPlan(t, s, "_"+column, text, args)
				})
			}
		}
	}
}

// A viewer's right to a message is looked up by the message's ticket, not by collecting the tickets of the desk.
func TestRightsAreLookedUp(t *testing.T) {
	s := desktest.NewStore(t)
	w := newWorld(t, s)
	manyTickets(t, s, w)
	for name, scope := range map[string]access.Scope{
		"staff":     {UserID: 1, Desks: w.ids["desk"][:1]},
		"customers": {UserID: 1, Tenants: w.ids["tenant"][:2]},
		"own":       {UserID: w.tickets[w.ids["ticket"][0]].RequesterID, OwnIn: w.ids["tenant"]},
	} {
		t.Run(name, func(t *testing.T) {
			one := entsql.Dialect(s.Dialect()).Select("id", "text").From(entsql.Table(message.Table))
			message.TicketID(w.ids["ticket"][0])(one)
			store.VisibleMessages(scope)(one)
			text, args := one.Query()
			checkPlan(t, s, "ticket_id", text, args)
		})
	}
}

func manyTickets(t *testing.T, s *store.Store, w *world) {
	t.Helper()
	err := s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
		for start := 0; start < 4000; start += 500 {
			var values []string
			for i := start; i < start+500; i++ {
				tenant := w.tenants[w.ids["tenant"][i%len(w.ids["tenant"])]]
				values = append(values, fmt.Sprintf("(%d,%d,%d,%d,%d,%d,%d,%d,'s','OPEN','LOW','WEB')",
					i, i, i, i, 1+i%4, i+100, tenant.DeskID, tenant.ID))
			}
			query := "INSERT INTO tickets (created_at, updated_at, status_since, last_reply_at, priority_rank, number, desk_id, " +
				"tenant_id, subject, status, priority, channel, requester_id) VALUES " +
				strings.ReplaceAll(strings.Join(values, ","), "'WEB')", fmt.Sprintf("'WEB',%d)", w.ids["user"][0]))
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, map[string]string{
			dialect.SQLite: "ANALYZE", dialect.MySQL: "ANALYZE TABLE tickets, messages",
		}[s.Dialect()])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkPlan asks the database how it would run the query, and wants the index, and no rows sorted or collected aside.
func checkPlan(t *testing.T, s *store.Store, index, query string, args []any) {
	t.Helper()
	explain := map[string]string{dialect.SQLite: "EXPLAIN QUERY PLAN ", dialect.MySQL: "EXPLAIN "}[s.Dialect()]
	plan, err := texts(s.SQL().QueryContext(context.Background(), explain+query, args...))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plan, index) {
		t.Errorf("%s\nis run without an index on %s:\n%s", query, index, plan)
	}
	for _, costly := range []string{"TEMP B-TREE", "LIST SUBQUERY", "SCAN", "filesort", "temporary", "ALL"} {
		if strings.Contains(plan, costly) {
			t.Errorf("%s\nis run with %s:\n%s", query, costly, plan)
		}
	}
}

// texts are the rows of an answer, one a line.
func texts(rows *sql.Rows, err error) (lines string, _ error) {
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		pointers := make([]any, len(columns))
		for i := range cells {
			pointers[i] = &cells[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			return "", err
		}
		for _, cell := range cells {
			lines += cell.String + " | "
		}
		lines += "\n"
	}
	return lines, rows.Err()
}
