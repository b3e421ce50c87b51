package search_test

import (
	"context"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/moment"
	"sportello/internal/search"
	"sportello/internal/store"
)

// library is a desk with two tenants, and the search over it.
type library struct {
	t             *testing.T
	store         *store.Store
	search        *search.Service
	factory       *desktest.Factory
	desk          int64
	tenant, other int64
	customer      *access.Viewer
	seq           int64
}

func newLibrary(t *testing.T) *library {
	t.Helper()
	s := desktest.NewStore(t)
	f := desktest.NewFactory(t, s)
	l := &library{t: t, store: s, search: search.New(search.Config{Store: s}), factory: f, seq: 100}
	l.desk = f.Desk("studio")
	l.tenant, l.other = f.Tenant(l.desk), f.Tenant(l.desk)
	l.customer = f.Customer(l.tenant, access.TenantRequester)
	return l
}

// ticket makes a ticket with a subject and marks it.
func (l *library) ticket(tenant int64, subject string) int64 {
	l.t.Helper()
	row := &ent.Ticket{TenantID: tenant, RequesterID: l.customer.UserID, Subject: subject}
	l.factory.Tickets(row)
	l.mark(row.ID)
	return row.ID
}

func (l *library) mark(ids ...int64) {
	l.t.Helper()
	l.do(func(ctx context.Context, tx *ent.Tx) error { return search.MarkStale(ctx, tx, ids...) })
}

func (l *library) do(fn func(context.Context, *ent.Tx) error) {
	l.t.Helper()
	if err := l.store.Tx(store.System(l.t.Context()), fn); err != nil {
		l.t.Fatal(err)
	}
}

// say adds a message to a ticket, and marks it in the same transaction.
func (l *library) say(ticket int64, note bool, text string) {
	l.t.Helper()
	l.seq++
	seq := l.seq
	l.do(func(ctx context.Context, tx *ent.Tx) error {
		if err := l.message(ctx, tx, ticket, seq, note, text); err != nil {
			return err
		}
		return search.MarkStale(ctx, tx, ticket)
	})
}

func (l *library) message(ctx context.Context, tx *ent.Tx, ticket, seq int64, note bool, text string) error {
	kind := "REPLY"
	if note {
		kind = "NOTE"
	}
	return tx.Message.Create().SetTicketID(ticket).SetConversationID(ticket).SetSeq(seq).SetKind(kind).SetStaffOnly(note).
		SetAuthorKind("STAFF").SetText(text).SetCreatedAt(moment.Of(desktest.Epoch())).Exec(ctx)
}

func (l *library) index() int {
	l.t.Helper()
	n, err := l.search.Index(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	return n
}

func (l *library) similar(q search.Question) []search.Hit {
	l.t.Helper()
	q.DeskID = l.desk
	hits, err := l.search.Similar(l.t.Context(), q)
	if err != nil {
		l.t.Fatal(err)
	}
	return hits
}
