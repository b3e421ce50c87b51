package search_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"sportello/ent"
	"sportello/ent/ticket"
	"sportello/internal/policy"
	"sportello/internal/search"
	"sportello/internal/store"
)

// manyTickets are more than a statement names one by one.
const manyTickets = 1200

// many makes tickets of which all have one word, and others each some; their ids begin far behind the first ones.
func (l *library) many() (all []*ent.Ticket) {
	l.t.Helper()
	l.ticket(l.tenant, "Comunione di molti")
	l.skip(30_000)
	for i := range manyTickets {
		subject := fmt.Sprintf("Comunicato cod%d", i)
		if i%7 == 0 {
			subject += " straordinario"
		}
		tenant := []int64{l.tenant, l.other}[i%2]
		all = append(all, &ent.Ticket{TenantID: tenant, RequesterID: l.customer.UserID, Subject: subject})
	}
	l.factory.Tickets(all...)
	for _, row := range all {
		l.mark(row.ID)
	}
	l.say(all[5].ID, true, "straordinaria, comunicare")
	l.index()
	return all
}

// skip has the ids of tickets go on from one.
func (l *library) skip(to int64) {
	l.t.Helper()
	statement := fmt.Sprintf("UPDATE sqlite_sequence SET seq = %d WHERE name = 'tickets'", to)
	if l.store.Dialect() == dialect.MySQL {
		statement = fmt.Sprintf("ALTER TABLE tickets AUTO_INCREMENT = %d", to)
	}
	l.do(func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	})
}

// M1.14: many tickets are found as few are, by whole words and by beginnings of any length, together and with others, and
// by what is not said as well.
func TestManyFound(t *testing.T) {
	l := newLibrary(t)
	all := l.many()
	ids := func(keep func(i int) bool) (ids []int64) {
		for i, row := range all {
			if keep(i) {
				ids = append(ids, row.ID)
			}
		}
		return ids
	}
	every := func(int) bool { return true }
	seventh := func(i int) bool { return i%7 == 0 }
	staff, customer := search.Place{}, search.Place{TenantID: l.tenant}
	for name, c := range map[string]struct {
		place search.Place
		text  string
		want  []int64
	}{
		"a word":                   {staff, "comunicato ", ids(every)},
		"four letters":             {staff, "cod1", ids(func(i int) bool { return fmt.Sprint(i)[0] == '1' })},
		"three letters":            {staff, "cod", ids(every)},
		"three letters with notes": {staff, "str", ids(func(i int) bool { return i%7 == 0 || i == 5 })},
		"three letters, no notes":  {customer, "str", ids(func(i int) bool { return i%14 == 0 })},
		"two letters":              {customer, "st", ids(func(i int) bool { return i%14 == 0 })},
		"two words":                {staff, "comunicato straordinario", ids(func(i int) bool { return i%7 == 0 || i == 5 })},
		"a word and a beginning":   {staff, "straordinario cod7", ids(func(i int) bool { return seventh(i) && fmt.Sprint(i)[0] == '7' })},
		"a tenant's":               {customer, "comunicato ", ids(func(i int) bool { return i%2 == 0 })},
	} {
		t.Run(name, func(t *testing.T) {
			if got := l.found(c.place, c.text); !slices.Equal(got, c.want) {
				t.Errorf("%q finds %d tickets, want %d: %v, want %v", c.text, len(got), len(c.want), got, c.want)
			}
		})
	}
	if got := l.notFound("comunicato "); len(got) != 1 {
		t.Errorf("all but one have the word, not %v", got)
	}
	if got, want := l.notFound("straordinario "), ids(func(i int) bool { return i%7 != 0 && i != 5 }); len(got) != len(want)+1 {
		t.Errorf("%d have it not, want %d", len(got), len(want)+1)
	}
	l.do(func(ctx context.Context, tx *ent.Tx) error {
		return tx.Ticket.UpdateOneID(all[0].ID).SetStatus(string(policy.Draft)).Exec(ctx)
	})
	l.mark(all[0].ID)
	l.index()
	if got := l.found(staff, "comunicato "); !slices.Equal(got, ids(func(i int) bool { return i > 0 })) {
		t.Errorf("after one is gone %d have it", len(got))
	}
}

// notFound are a desk's tickets of which a search is not true.
func (l *library) notFound(text string) []int64 {
	l.t.Helper()
	found, err := l.search.Find(l.t.Context(), []search.Place{{DeskID: l.desk, Language: "it"}}, text)
	if err != nil {
		l.t.Fatal(err)
	}
	ids, err := l.store.Read().Ticket.Query().Where(ticket.DeskID(l.desk), func(s *sql.Selector) {
		s.Where(sql.Not(found[text].Condition(s)))
	}).IDs(store.System(l.t.Context()))
	if err != nil {
		l.t.Fatal(err)
	}
	return ids
}

// A ticket that is not to be found any more is taken out of the index, and a text is looked for together with others as alone.
func TestGoneAndTogether(t *testing.T) {
	l := newLibrary(t)
	kept, gone := l.ticket(l.tenant, "Stampante spenta"), l.ticket(l.tenant, "Stampante accesa")
	l.index()
	places := []search.Place{{DeskID: l.desk, Language: "it"}, {DeskID: l.desk, TenantID: l.other, Language: "it"}}
	found, err := l.search.Find(t.Context(), places, "stampante", "accesa", "-", "accesa")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"stampante": 2, "accesa": 1, "-": 0} {
		got, err := l.store.Read().Ticket.Query().Where(func(s *sql.Selector) { s.Where(found[text].Condition(s)) }).Count(store.System(t.Context()))
		if err != nil || got != want {
			t.Errorf("%q finds %d, %v, want %d", text, got, err, want)
		}
	}
	l.do(func(ctx context.Context, tx *ent.Tx) error {
		return tx.Ticket.UpdateOneID(gone).SetStatus(string(policy.Draft)).Exec(ctx)
	})
	l.mark(gone)
	l.index()
	if got := l.found(search.Place{}, "stampante"); !slices.Equal(got, []int64{kept}) {
		t.Errorf("found %v", got)
	}
	if hits := l.similar(search.Question{Text: "stampante accesa"}); len(hits) != 1 || hits[0].TicketID != kept {
		t.Errorf("similar: %v", hits)
	}
}
