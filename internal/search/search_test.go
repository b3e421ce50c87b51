package search_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"entgo.io/ent/dialect/sql"

	"sportello/ent"
	"sportello/ent/ticket"
	"sportello/internal/search"
	"sportello/internal/store"
)

// found are the tickets that a list's search finds, by id.
func (l *library) found(p search.Place, text string) []int64 {
	l.t.Helper()
	p.DeskID, p.Language = l.desk, "it"
	found, err := l.search.Find(l.t.Context(), []search.Place{p}, text)
	if err != nil {
		l.t.Fatal(err)
	}
	ids, err := l.store.Read().Ticket.Query().Where(func(s *sql.Selector) { s.Where(found[text].Condition(s)) }).
		Order(ent.Asc(ticket.FieldID)).IDs(store.System(l.t.Context()))
	if err != nil {
		l.t.Fatal(err)
	}
	return ids
}

// M1.14: a ticket is found by all words of its subject, conversation or number, in other forms and begun; by notes only as
// staff; and never from another tenant.
func TestCondition(t *testing.T) {
	l := newLibrary(t)
	a := l.ticket(l.tenant, "Fattura elettronica scartata con codice 00404")
	b := l.ticket(l.other, "Fatture doppie nell'elenco")
	l.say(a, false, "Provi a rigenerare l'F24 già inviato.")
	l.say(a, true, "Il cliente è moroso")
	l.index()
	staff, customer := search.Place{}, search.Place{TenantID: l.tenant}
	for name, c := range map[string]struct {
		place search.Place
		text  string
		want  []int64
	}{
		"other forms":        {staff, "fatture", []int64{a, b}},
		"all words":          {staff, "fattura scartate", []int64{a}},
		"not all words":      {staff, "fattura inesistente", nil},
		"begun":              {staff, "elettr", []int64{a}},
		"accents":            {staff, "FÀTTÙRA", []int64{a, b}},
		"an apostrophe":      {staff, "nell'elenco", []int64{b}},
		"an answer's code":   {customer, "f24", []int64{a}},
		"a number":           {staff, "#2", []int64{b}},
		"a code with zeroes": {staff, "00404", []int64{a}},
		"a note, by staff":   {staff, "moroso", []int64{a}},
		"a note, by others":  {customer, "moroso", nil},
		"another tenant's":   {customer, "doppie", nil},
		"own tenant's":       {customer, "fatture", []int64{a}},
		"no word":            {staff, " - * \" ", nil},
		"operators":          {staff, `fattura AND (NOT "doppie") OR +x -y terms:*`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := l.found(c.place, c.text); !slices.Equal(got, c.want) {
				t.Errorf("%q finds %v, want %v", c.text, got, c.want)
			}
		})
	}
}

// M1.14: of several problems the one with the rarer words of the question comes first; notes and answers make none alike;
// merged tickets, other tenants' and the excluded one stay out.
func TestSimilar(t *testing.T) {
	l := newLibrary(t)
	near := l.ticket(l.tenant, "Stampante che non stampa le etichette")
	far := l.ticket(l.tenant, "Stampante senza carta")
	foreign := l.ticket(l.other, "Stampante ed etichette storte")
	noted := l.ticket(l.tenant, "Altro")
	l.say(noted, true, "etichette")
	l.say(noted, false, "etichette")
	l.index()
	text := "La stampante non mi stampa l'etichetta"
	ids := func(hits []search.Hit) (ids []int64) {
		for _, h := range hits {
			ids = append(ids, h.TicketID)
		}
		return ids
	}
	got := l.similar(search.Question{Text: text})
	if want := []int64{near, foreign, far}; !slices.Equal(ids(got), want) {
		t.Errorf("got %v, want %v", ids(got), want)
	}
	if want := []string{"stampante", "stampa", "etichetta"}; len(got) > 0 && !slices.Equal(got[0].Words, want) {
		t.Errorf("matched by %q, want %q", got[0].Words, want)
	}
	if got := ids(l.similar(search.Question{Text: text, TenantIDs: []int64{l.tenant}, Exclude: far})); !slices.Equal(got, []int64{near}) {
		t.Errorf("in the tenant: %v", got)
	}
	if got := l.similar(search.Question{Text: text, TenantIDs: []int64{}}); len(got) != 0 {
		t.Errorf("in no tenant: %v", got)
	}
	if got := l.similar(search.Question{Text: text, RequesterID: l.customer.UserID + 1}); len(got) != 0 {
		t.Errorf("of nobody: %v", got)
	}
	if got := l.similar(search.Question{Text: text, Solved: new(true)}); len(got) != 0 {
		t.Errorf("solved: %v", got)
	}
	l.do(func(ctx context.Context, tx *ent.Tx) error {
		return tx.Ticket.UpdateOneID(near).SetMergedIntoID(far).Exec(ctx)
	})
	if got := ids(l.similar(search.Question{Text: text})); !slices.Equal(got, []int64{foreign, far}) {
		t.Errorf("after a merge: %v", got)
	}
}

// Nothing is lost or found as it was before, however many index while tickets are written to.
func TestIndexWhileWriting(t *testing.T) {
	l := newLibrary(t)
	id := l.ticket(l.tenant, "Una prova")
	words := []string{"albero", "barca", "cane", "dado", "elmo", "forno", "gatto", "hotel"}
	var all sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		other := search.New(search.Config{Store: l.store})
		all.Go(func() {
			for {
				if _, err := other.Index(t.Context()); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for _, word := range words {
		l.say(id, false, word)
	}
	close(done)
	all.Wait()
	l.index()
	for _, word := range words {
		if got := l.found(search.Place{}, word); !slices.Equal(got, []int64{id}) {
			t.Errorf("%s finds %v", word, got)
		}
	}
	if n := l.index(); n != 0 {
		t.Errorf("%d left to index", n)
	}
}

// What is rolled back leaves no mark; a run that is broken off leaves its marks to the next.
func TestBrokenOff(t *testing.T) {
	l := newLibrary(t)
	id := l.ticket(l.tenant, "Interrotto")
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := l.search.Index(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := l.found(search.Place{}, "interrotto"); len(got) != 0 {
		t.Errorf("found %v before it was indexed", got)
	}
	if n := l.index(); n != 1 {
		t.Errorf("indexed %d", n)
	}
	if got := l.found(search.Place{}, "interrotto"); !slices.Equal(got, []int64{id}) {
		t.Errorf("found %v", got)
	}
}

// A rebuild finds tickets that no use case has written, and counts none twice.
func TestRebuild(t *testing.T) {
	l := newLibrary(t)
	l.ticket(l.tenant, "Quadrifoglio verde")
	for range 2 {
		if n, err := l.search.Rebuild(t.Context()); err != nil || n != 1 {
			t.Fatalf("rebuilt %d, %v", n, err)
		}
	}
	hits := l.similar(search.Question{Text: "quadrifoglio"})
	if len(hits) != 1 {
		t.Fatalf("found %v", hits)
	}
	l.index()
	if again := l.similar(search.Question{Text: "quadrifoglio"}); again[0].Score != hits[0].Score {
		t.Errorf("scores %v and %v", hits[0].Score, again[0].Score)
	}
}
