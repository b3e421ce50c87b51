package desk_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/moment"
)

// fieldBenchTickets is the size of the desk; SPORTELLO_BENCH_TICKETS makes it another.
const fieldBenchTickets = 20_000

// BenchmarkFields lists and counts the tickets of one desk by what was answered to a field: an answer of one ticket in a
// thousand, all of them old; one of a quarter; options below one; and the list sorted by a field.
func BenchmarkFields(b *testing.B) {
	w := newWorld(b)
	n := fieldBenchTickets
	if size := os.Getenv("SPORTELLO_BENCH_TICKETS"); size != "" {
		var err error
		if n, err = strconv.Atoi(size); err != nil {
			b.Fatal(err)
		}
	}
	w.fillFields(n)
	ctx, v := context.Background(), w.viewer("agent of the first desk")
	for _, c := range []struct {
		name   string
		filter *desk.FieldFilter
		order  desk.TicketOrder
	}{
		{"rare", is("serial", "S-0"), newestFirst()},
		{"rare by field", is("serial", "S-0"), desk.TicketOrder{Field: desk.ByField, FieldKey: "area"}},
		{"rare under", &desk.FieldFilter{Key: "serial", Under: []string{"S-0"}}, newestFirst()},
		{"common", is("area", "A/0"), newestFirst()},
		{"common under", &desk.FieldFilter{Key: "area", Under: []string{"A"}}, newestFirst()},
		{"sorted", nil, desk.TicketOrder{Field: desk.ByField, FieldKey: "area", Desc: true}},
	} {
		q := desk.TicketQuery{Order: []desk.TicketOrder{c.order}, Page: desk.Page{First: new(50)}}
		if c.filter != nil {
			q.Filter = &desk.TicketFilter{Fields: []*desk.FieldFilter{c.filter}}
		}
		b.Run("list/"+c.name, func(b *testing.B) {
			for b.Loop() {
				if page, err := w.service.Tickets(ctx, v, q); err != nil || len(page.Tickets) == 0 {
					b.Fatal(err)
				}
			}
		})
		b.Run("count/"+c.name, func(b *testing.B) {
			for b.Loop() {
				if found, err := w.service.CountTickets(ctx, v, q.Filter); err != nil || found == 0 {
					b.Fatal(err)
				}
			}
		})
	}
}

func is(key, value string) *desk.FieldFilter {
	return &desk.FieldFilter{Key: key, Choice: desk.Choice[string]{Eq: &value}}
}

func newestFirst() desk.TicketOrder { return desk.TicketOrder{Field: desk.ByCreatedAt, Desc: true} }

// fillFields gives one tenant many tickets. Each has an area; the first thousandth of them one serial number, the others
// none.
func (w *world) fillFields(n int) {
	tickets := make([]*ent.Ticket, n)
	for i := range tickets {
		at := moment.Of(desktest.Epoch().Add(time.Duration(i) * time.Second))
		tickets[i] = &ent.Ticket{TenantID: w.tenants[0], RequesterID: w.viewers[0].UserID, CreatedAt: at}
	}
	w.Tickets(tickets...)
	const batch = 10_000
	answers := make(map[int64]map[string]string, batch)
	for i, t := range tickets {
		answers[t.ID] = map[string]string{"area": fmt.Sprintf("%c/%d", 'A'+rune(i%2), i%4)}
		if i <= n/1000 {
			answers[t.ID]["serial"] = "S-0"
		}
		if len(answers) == batch || i == n-1 {
			w.TicketFields(answers)
			clear(answers)
		}
	}
}
