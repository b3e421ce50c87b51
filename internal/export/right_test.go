package export_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"sportello/ent/auditentry"
	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/export"
	"sportello/internal/journal"
	"sportello/internal/node"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// rows exports a dataset whole, by NDJSON.
func (o *office) rows(v *access.Viewer, d export.Dataset) *copied {
	o.t.Helper()
	c := &copied{rows: map[string]map[string]any{}}
	reader, err := o.exports.Begin(o.t.Context(), v, d, "")
	if err != nil {
		o.t.Fatal(err)
	}
	var out bytes.Buffer
	if err := reader.Write(o.t.Context(), export.NDJSON, &out, func() error { return nil }); err != nil {
		o.t.Fatal(err)
	}
	if n := bytes.Count(out.Bytes(), []byte("\n")); d != export.Intervals {
		defer func() {
			if n != len(c.rows) {
				o.t.Errorf("%s: %d lines for %d keys", d, n, len(c.rows))
			}
		}()
	}
	c.take(o.t, d, out.Bytes())
	c.cursor = reader.Cursor()
	return c
}

// C.7: a desk's staff get the desk, a tenant its own, analysts and keys for statistics no names; customers of their own tickets alone and
// keys without the scope nothing. Each export is on record.
func TestExportsShowOnesOwn(t *testing.T) {
	o := newOffice(t)
	if err := o.work(7, 300); err != nil {
		t.Fatal(err)
	}
	o.place()
	ctx := store.System(t.Context())
	count := func(column string, id int64) int {
		if column == "desk" {
			return o.store.Read().Ticket.Query().Where(ticket.DeskID(id)).CountX(ctx)
		}
		return o.store.Read().Ticket.Query().Where(ticket.TenantID(id)).CountX(ctx)
	}
	key := *o.agents[0]
	key.Key = &access.Key{ID: 9, Scopes: []access.KeyScope{access.ScopeStatistics}}
	for name, c := range map[string]struct {
		v             *access.Viewer
		want          int
		named, worker bool
	}{
		"staff":   {o.agents[0], count("desk", o.desks[0]), true, true},
		"analyst": {o.analyst, count("desk", o.desks[0]), false, true},
		"key":     {&key, count("desk", o.desks[0]), false, true},
		"owner":   {o.owner, count("tenant", o.tenants[0]), true, false},
	} {
		got := o.rows(c.v, export.Tickets).rows
		if len(got) != c.want || c.want == 0 {
			t.Errorf("%s: %d tickets, want %d", name, len(got), c.want)
		}
		assigned := false
		for _, row := range got {
			if (row["tenantName"] != nil) != c.named {
				t.Errorf("%s: the tenant is called %v", name, row["tenantName"])
			}
			if name == "owner" && row["tenant"] != node.Encode(node.Tenant, o.tenants[0]) {
				t.Errorf("another tenant's ticket: %v", row)
			}
			assigned = assigned || row["assignee"] != nil
		}
		if assigned != c.worker {
			t.Errorf("%s: told of assignees: %v", name, assigned)
		}
		for _, row := range o.rows(c.v, export.Messages).rows {
			if name == "owner" && (row["kind"] == "NOTE" || row["authorKind"] == "STAFF" && row["author"] != nil) {
				t.Errorf("a tenant is told %v", row)
			}
		}
	}
	reader := *o.agents[0]
	reader.Key = &access.Key{ID: 10, Scopes: []access.KeyScope{access.ScopeReadTickets, access.ScopeAdministration}}
	for name, v := range map[string]*access.Viewer{"a key without the scope": &reader, "nobody": {}} {
		if _, err := o.exports.Begin(t.Context(), v, export.Tickets, ""); !problem.Is(err, problem.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := o.exports.Changes(t.Context(), v, "", 10, export.Want{}); !problem.Is(err, problem.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	recorded := o.store.Read().AuditEntry.Query().Where(auditentry.Kind(string(audit.DataExported)), auditentry.KeyID(9)).AllX(ctx)
	if len(recorded) != 2 || recorded[0].DeskID != o.desks[0] || recorded[0].ActorID != key.UserID {
		t.Errorf("on record of the key: %v", recorded)
	}
}

// C.7: a cursor is of one dataset and of the same rights.
func TestCursorsOfOthersAreRefused(t *testing.T) {
	o := newOffice(t)
	if err := o.work(1, 40); err != nil {
		t.Fatal(err)
	}
	o.place()
	own := o.rows(o.agents[0], export.Tickets).cursor
	if _, err := o.exports.Begin(t.Context(), o.agents[0], export.Tickets, own); err != nil {
		t.Errorf("one's own: %v", err)
	}
	for name, c := range map[string]struct {
		v      *access.Viewer
		d      export.Dataset
		cursor string
	}{
		"another dataset": {o.agents[0], export.Messages, own},
		"another desk's":  {o.agents[1], export.Tickets, own},
		"an analyst's":    {o.analyst, export.Tickets, own},
		"a tenant's":      {o.owner, export.Tickets, own},
		"broken":          {o.agents[0], export.Tickets, own[1:]},
		"padded":          {o.agents[0], export.Tickets, own + "="},
		"no cursor":       {o.agents[0], export.Tickets, "'; DROP TABLE tickets"},
	} {
		if _, err := o.exports.Begin(t.Context(), c.v, c.d, c.cursor); !problem.Is(err, problem.InvalidCursor) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := o.exports.Changes(t.Context(), o.agents[0], own, 10, export.Want{}); !problem.Is(err, problem.InvalidCursor) {
		t.Errorf("a file's cursor for a page: %v", err)
	}
}

// C.7: pages of any size meet each ticket once while nothing happens, also after the journal was thinned out; a ticket that changes comes again.
func TestPagesMeetEachTicketOnce(t *testing.T) {
	o := newOffice(t)
	if err := o.work(11, 200); err != nil {
		t.Fatal(err)
	}
	o.place()
	old, err := journal.Open(t.Context(), journal.Config{Store: o.store, Now: func() time.Time { return time.Now().AddDate(10, 0, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	for _, thin := range []bool{false, true} {
		if thin {
			if n, err := old.Thin(t.Context()); err != nil || n == 0 {
				t.Fatalf("thinned %d: %v", n, err)
			}
		}
		r := rand.New(rand.NewPCG(2, 3))
		met, cursor := map[string]bool{}, ""
		for more := true; more; {
			page, err := o.exports.Changes(t.Context(), o.agents[0], cursor, 1+r.IntN(9), export.Want{Messages: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range page.Changes {
				if met[c.Ticket.ID] || len(c.Messages) == 0 {
					t.Errorf("%s came twice, or without its messages", c.Ticket.ID)
				}
				met[c.Ticket.ID] = true
			}
			cursor, more = page.Cursor, page.More
		}
		if want := len(o.reference(export.Tickets, o.agents[0])); len(met) != want || want == 0 {
			t.Errorf("thinned %v: met %d tickets of %d", thin, len(met), want)
		}
		for _, d := range export.Datasets() {
			compare(t, string(d), o.rows(o.agents[0], d).rows, o.reference(d, o.agents[0]))
		}
	}
	if _, err := o.exports.Changes(t.Context(), o.agents[0], "", export.MaxPage+1, export.Want{}); !problem.Is(err, problem.InvalidPage) {
		t.Errorf("a page too long: %v", err)
	}
}
