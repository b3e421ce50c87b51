package demo_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/ent/ticket"
	"sportello/ent/user"
	"sportello/internal/node"
	"sportello/internal/store"
)

// The summary names accounts that exist, and a talk that all of them but the analyst may read.
func TestSummary(t *testing.T) {
	s, _, sum := fill(t, 9, 60)
	ctx := store.System(t.Context())
	var names []string
	for i, d := range sum.Desks {
		names = append(names, d.Name)
		row := s.Read().Ticket.Query().Where(ticket.ID(d.TicketID)).WithRequester().WithAssignee().OnlyX(ctx)
		if row.DeskID != int64(i+1) {
			t.Errorf("%s shows a ticket of desk %d", d.Slug, row.DeskID)
		}
		who := map[string]*ent.Membership{}
		for _, in := range d.SignIns {
			u := s.Read().User.Query().Where(user.Email(in.Email)).OnlyX(ctx)
			if u.PasswordHash == "" || u.Name != in.Name || !strings.HasSuffix(in.Email, "@"+d.Slug+".example") {
				t.Errorf("%s: %+v is %v", d.Slug, in, u)
			}
			who[strings.Split(in.Email, "@")[0]] = s.Read().Membership.Query().Where(membership.UserID(u.ID)).OnlyX(ctx)
		}
		for mailbox, role := range map[string]string{
			"customer": "REQUESTER", "tenant-admin": "ADMINISTRATOR", "observer": "OBSERVER",
			"agent": "AGENT", "supervisor": "SUPERVISOR", "admin": "ADMINISTRATOR", "analyst": "ANALYST",
		} {
			m := who[mailbox]
			if m == nil || m.Role != role || m.DeskID != row.DeskID || m.TenantID != nil && *m.TenantID != row.TenantID {
				t.Errorf("%s: %s is %v", d.Slug, mailbox, m)
			}
		}
		if row.RequesterID != who["customer"].UserID || row.AssigneeID == nil || *row.AssigneeID != who["agent"].UserID {
			t.Errorf("%s: the talk is between %v and %v", d.Slug, row.Edges.Requester, row.Edges.Assignee)
		}
	}
	if got := strings.Join(names, ", "); got != "Assistenza Guidata, Assistenza AMS, Supporto Autofattura.io, Ticketera IT, Assistenza NTS" {
		t.Errorf("the desks are %s", got)
	}
}

// What the summary gives to paste is of this schema.
func TestSummaryIsOfTheSchema(t *testing.T) {
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	_, _, sum := fill(t, 1, 5)
	for _, d := range sum.Desks {
		id := node.Encode(node.Ticket, d.TicketID)
		for _, operation := range []string{d.Query(), d.Subscription()} {
			if _, err := gqlparser.LoadQueryWithRules(schema, operation, rules.NewDefaultRules()); err != nil {
				t.Errorf("%s\n%v", operation, err)
			}
			if !strings.Contains(operation, id) {
				t.Errorf("%s\ndoes not ask for %s", operation, id)
			}
		}
	}
}
