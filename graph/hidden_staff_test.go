package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/node"
	"sportello/internal/store"
)

// M2.7: staff who opened a ticket for a customer are as hidden, or as named, as staff who answer one: neither the ticket,
// nor whom it notifies, nor their id tells more.
func TestStaffWhoOpenATicketStayHidden(t *testing.T) {
	w := newWorld(t)
	hidden, named := w.Staff(w.saas, access.DeskAgent), w.Staff(w.portal, access.DeskAgent)
	boss := w.Customer(w.company, access.TenantAdministrator)
	nameless := w.Staff(w.portal, access.DeskAgent)
	w.must(w.store.Tx(store.System(w.ctx()), func(ctx context.Context, tx *ent.Tx) error {
		return tx.User.UpdateOneID(nameless.UserID).SetName("").Exec(ctx)
	}))
	nameless = w.as(nameless.UserID)
	for _, c := range []struct {
		who, customer *access.Viewer
		desk, tenant  int64
		nameIsShown   bool
		shows         string
	}{
		{hidden, w.outsider.Viewer, w.saas, w.otherCompany, false, `"email":null`},
		{named, boss, w.portal, w.company, true, named.Name},
		{nameless, boss, w.portal, w.company, false, `"email":null`},
	} {
		opened := w.open(c.who, c.desk, c.tenant, nil)
		ticket, user := node.Encode(node.Ticket, opened.ID), node.Encode(node.User, c.who.UserID)
		for _, document := range []string{
			everything,
			fmt.Sprintf(`{ ticket(by: {id: %q}) { requester { id name email } notifies { name email } } }`, ticket),
			fmt.Sprintf(`{ ticket(by: {id: %q}) { requester { id name email } } }`, ticket),
			`{ tickets(first: 50) { nodes { requester { id name email } } } }`,
			fmt.Sprintf(`{ nodes(ids: [%q, %q]) { ... on User { name email } ... on Ticket { requester { name email } } } }`, ticket, user),
		} {
			got := w.ask(c.customer, document, nil)
			if len(got.codes()) > 0 {
				t.Errorf("%s answers %s", document, got.body)
			}
			if strings.Contains(got.body, c.who.Email) {
				t.Errorf("%s shows the e-mail of staff: %s", document, got.body)
			}
			if !c.nameIsShown && (c.who.Name != "" && strings.Contains(got.body, `"`+c.who.Name+`"`) || strings.Contains(got.body, `"`+user+`"`)) {
				t.Errorf("%s shows hidden staff: %s", document, got.body)
			}
			if !strings.Contains(got.body, c.shows) {
				t.Errorf("%s does not show %s: %s", document, c.shows, got.body)
			}
			if seen := w.ask(c.who, document, nil); !strings.Contains(seen.body, c.who.Email) {
				t.Errorf("%s hides staff from staff: %s", document, seen.body)
			}
		}
		event := w.firstEvent(c.customer, fmt.Sprintf(
			`subscription { ticketEvents(ticket: %q) { ... on TicketSnapshot { ticket { requester { name email } notifies { email } } } } }`, ticket))
		if strings.Contains(event, c.who.Email) || !c.nameIsShown && c.who.Name != "" && strings.Contains(event, `"`+c.who.Name+`"`) {
			t.Errorf("a follower is told of staff: %s", event)
		}
	}
}

// M2.7: nor can it be asked for who of hidden staff opened which tickets: no filter tells one member from another, and who
// may know them asks as ever.
func TestNobodyAsksWhoOfHiddenStaffOpenedATicket(t *testing.T) {
	w := newWorld(t)
	one, other := w.Staff(w.saas, access.DeskAgent), w.Staff(w.saas, access.DeskAgent)
	w.open(one, w.saas, w.otherCompany, nil)
	named := w.Staff(w.portal, access.DeskAgent)
	w.open(named, w.portal, w.company, nil)
	boss := w.Customer(w.company, access.TenantAdministrator)
	count := func(v *access.Viewer, filter string, about *access.Viewer) string {
		return w.ask(v, fmt.Sprintf(`{ tickets(filter: {`+filter+`}) { totalCount } }`, node.Encode(node.User, about.UserID)), nil).body
	}
	for _, filter := range []string{`requester: {eq: %q}`, `requester: {notIn: [%q]}`, `not: {requester: {eq: %q}}`, `or: [{requester: {in: [%q]}}]`} {
		if told, kept := count(w.outsider.Viewer, filter, one), count(w.outsider.Viewer, filter, other); told != kept {
			t.Errorf("%s tells hidden staff apart: %s, %s", filter, told, kept)
		}
		if a, b := count(w.otherStaff.Viewer, filter, one), count(w.otherStaff.Viewer, filter, other); a == b {
			t.Errorf("%s tells staff nothing: %s", filter, a)
		}
		if a, b := count(boss, filter, named), count(boss, filter, one); a == b {
			t.Errorf("%s tells nothing of staff who are named: %s", filter, a)
		}
		if a, b := count(w.outsider.Viewer, filter, w.outsider.Viewer), count(w.outsider.Viewer, filter, other); a == b {
			t.Errorf("%s tells nothing of who asks: %s", filter, a)
		}
	}
}
