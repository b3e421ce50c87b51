package graph_test

import (
	"testing"

	"sportello/graph"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
)

// A follower's rows are of who they are now, its context is of who they were when they subscribed: edges to other tickets
// go by the rows.
func TestEdgesGoByTheSightOfTheirRows(t *testing.T) {
	w := newWorld(t)
	boss, member := w.Customer(w.otherCompany, access.TenantAdministrator), w.Customer(w.otherCompany, access.TenantRequester)
	old := w.open(boss, w.saas, w.otherCompany, nil)
	w.closeAs(w.otherStaff.Viewer, old.ID)
	successor := w.open(boss, w.saas, w.otherCompany, &desk.TicketRef{ID: old.ID})
	w.must(w.give(successor.ID, member.UserID))
	resolvers := graph.New(graph.Config{Desk: w.desk, Account: w.accounts})
	for _, c := range []struct {
		were, are *access.Viewer
		sees      bool
	}{{boss, boss, true}, {boss, member, false}, {member, boss, true}} {
		ctx := access.With(w.ctx(), c.were)
		row, err := w.desk.Ticket(ctx, c.are, successor.ID, 0)
		w.must(err)
		followed, err := resolvers.Ticket().Follows(ctx, view.NewTicket(row))
		w.must(err)
		pages, err := w.desk.Timeline(ctx, []*desk.Ticket{row}, desk.Page{})
		w.must(err)
		linked := 0
		for _, line := range pages[0].Entries {
			if entry, ok := view.NewEntry(line).(*view.LinkEntry); ok {
				other, err := resolvers.LinkEntry().Other(ctx, entry)
				w.must(err)
				if linked++; (other != nil) != c.sees {
					t.Errorf("user %d who was %d sees the linked ticket: %t", c.are.UserID, c.were.UserID, other != nil)
				}
			}
		}
		if (followed != nil) != c.sees || linked != 1 {
			t.Errorf("user %d who was %d sees the followed ticket: %t, %d links", c.are.UserID, c.were.UserID, followed != nil, linked)
		}
	}
}
