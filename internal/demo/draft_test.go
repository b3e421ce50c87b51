package demo_test

import (
	"testing"

	"sportello/ent/ticket"
	"sportello/ent/ticketfield"
	"sportello/internal/access"
	"sportello/internal/demo"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/form"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// M0.4: the customer who signs in at the guided desk finds drafts as they could have been saved; one of them can be sent as it is.
func TestDrafts(t *testing.T) {
	s := desktest.NewStore(t)
	if _, err := demo.Fill(t.Context(), demo.Options{Store: s, Seed: 3, Tickets: 60, Now: present()}); err != nil {
		t.Fatal(err)
	}
	row := s.Read().Draft.Query().FirstX(store.System(t.Context()))
	v := &access.Viewer{UserID: row.AuthorID, Language: "it", Tenants: map[int64]access.Membership{
		row.TenantID: {TenantID: row.TenantID, DeskID: row.DeskID, Role: access.TenantRequester},
	}}
	service := desk.New(desk.Config{Store: s, Now: present})
	page, err := service.Drafts(t.Context(), v, desk.Page{})
	if err != nil || len(page.Drafts) != 3 {
		t.Fatalf("%+v, %v", page, err)
	}
	missing, err := service.MissingInDrafts(t.Context(), v, page.Drafts)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range page.Drafts {
		_, faults := form.Loose(d.Desk.Policy, []form.Answer{form.Answer(d.Fields[0])})
		if len(faults) > 0 || (len(missing[i]) == 0) != (i == 0) || d.UpdatedAt.Time().After(present()) {
			t.Errorf("draft %d: %+v, %v, missing %v", i, d.DraftContent, faults, missing[i])
		}
	}
}

// M0.2, M1.6: what a demo's tickets answered is what their desks' forms would have let through; some say where they were opened (M4.8).
func TestAnswers(t *testing.T) {
	s := desktest.NewStore(t)
	if _, err := demo.Fill(t.Context(), demo.Options{Store: s, Seed: 3, Tickets: 300, Now: present()}); err != nil {
		t.Fatal(err)
	}
	ctx := store.System(t.Context())
	rules := map[int64]*policy.Policy{}
	for _, d := range s.Read().Desk.Query().AllX(ctx) {
		p, err := policy.Parse(d.Slug, []byte(d.Policy))
		if err != nil {
			t.Fatal(err)
		}
		rules[d.ID] = p
	}
	sources, answered := 0, 0
	for _, one := range s.Read().Ticket.Query().Order(ticket.ByID()).AllX(ctx) {
		var answers []form.Answer
		for _, f := range s.Read().TicketField.Query().Where(ticketfield.TicketID(one.ID)).AllX(ctx) {
			answers = append(answers, form.Answer{Key: f.Key, Value: f.Value})
		}
		checked, faults := form.Check(rules[one.DeskID], form.Request{Answers: answers, Person: one.PersonID != nil, People: 1})
		if len(faults) > 0 || len(checked.Values) != len(answers) {
			t.Fatalf("ticket %d answered %v: %v", one.ID, answers, faults)
		}
		answered += len(answers)
		if one.Source != "" {
			sources++
		}
	}
	if sources == 0 || answered < 300 {
		t.Errorf("%d sources, %d answers", sources, answered)
	}
}
