package search_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/search"
)

var update = flag.Bool("update", false, "write what was found into testdata")

const (
	goldenTickets = 600
	golden        = "testdata/found.golden"
)

// M1.14: the same tickets give the same answers in the same order on every database, whether they were indexed as they came
// or all anew. The file is one for all databases.
func TestFoundAlike(t *testing.T) {
	l := newLibrary(t)
	l.corpus()
	l.index()
	asIndexed := l.answers()
	if *update {
		if err := os.WriteFile(golden, []byte(asIndexed), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if asIndexed != string(want) {
		t.Errorf("found\n%s\nwant\n%s", asIndexed, want)
	}
	if n, err := l.search.Rebuild(t.Context()); err != nil || n != goldenTickets {
		t.Fatalf("rebuilt %d, %v", n, err)
	}
	if again := l.answers(); again != asIndexed {
		t.Errorf("after a rebuild\n%s\nwant\n%s", again, asIndexed)
	}
	l.do(forget)
	if n, err := l.search.Rebuild(t.Context()); err != nil || n != goldenTickets {
		t.Fatalf("rebuilt %d from nothing, %v", n, err)
	}
	if again := l.answers(); again != asIndexed {
		t.Errorf("after a rebuild from nothing\n%s\nwant\n%s", again, asIndexed)
	}
}

// corpus makes tickets of few words, so that many are alike and some words are common.
func (l *library) corpus() {
	things := strings.Fields("fattura stampante accesso password contratto etichetta pagamento ricevuta firma portale")
	faults := strings.Fields("scartata bloccato rifiutata lenta smarrita scaduto doppia vuota illeggibile sparita")
	places := strings.Fields("magazzino ufficio cassa Torino Bari F24 Esterometro browser telefono archivio")
	dice := rand.New(rand.NewPCG(1, 2))
	var rows []*ent.Ticket
	for range goldenTickets {
		subject := things[min(dice.IntN(10), dice.IntN(10))] + " " + faults[dice.IntN(10)] + " in " + places[dice.IntN(10)]
		tenant := []int64{l.tenant, l.other}[dice.IntN(2)]
		rows = append(rows, &ent.Ticket{TenantID: tenant, RequesterID: l.customer.UserID, Subject: subject})
	}
	l.factory.Tickets(rows...)
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	l.mark(ids...)
}

// answers are what questions of all kinds find, a line each.
func (l *library) answers() string {
	l.t.Helper()
	var b strings.Builder
	for _, text := range []string{
		"la fattura viene scartata", "stampanti illeggibili in ufficio a Torino", "F24", "contratti", "niente di tutto questo",
		"accessi bloccati, password scadute, browser lento", "fattura torino", "firma smarr", "#17",
	} {
		fmt.Fprintf(&b, "%s, desk:%s\n", text, lines(l.similar(search.Question{Text: text})))
		fmt.Fprintf(&b, "%s, tenant:%s\n", text, lines(l.similar(search.Question{Text: text, TenantIDs: []int64{l.tenant}})))
		fmt.Fprintf(&b, "%s, own:%s\n", text, lines(l.similar(search.Question{
			Text: text, TenantIDs: []int64{l.tenant}, RequesterID: l.customer.UserID,
		})))
		fmt.Fprintf(&b, "%s, list: %v\n", text, l.found(search.Place{}, text))
		fmt.Fprintf(&b, "%s, customer's list: %v\n", text, l.found(search.Place{TenantID: l.tenant}, text))
	}
	return b.String()
}

func lines(hits []search.Hit) string {
	var b strings.Builder
	for _, h := range hits {
		fmt.Fprintf(&b, " %d(%.6f)", h.TicketID, h.Score)
	}
	return b.String()
}

// forget empties the index.
func forget(ctx context.Context, tx *ent.Tx) error {
	if _, err := tx.SearchDocument.Delete().Exec(ctx); err != nil {
		return err
	}
	_, err := tx.SearchTerm.Delete().Exec(ctx)
	return err
}
