package desk_test

import (
	"context"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/desk"
)

// M0.2: an option that is retired stays readable, and can be filtered and counted, on the tickets that were opened on it; new
// ones refuse it, and where there is no ticket it is counted no more.
func TestRetiredOptionStaysReadable(t *testing.T) {
	c := newOffice(t).counter("saas")
	ctx := t.Context()
	in := desk.OpenInput{Subject: "La numero 7", Description: "È stata scartata.", Fields: []desk.FieldInput{{Key: "category", Value: "BUG"}}}
	id := c.must(c.service.Open(ctx, c.customer, in)).TicketID
	c.write(func(ctx context.Context, tx *ent.Tx) error {
		row, err := tx.Desk.Get(ctx, c.id)
		if err != nil {
			return err
		}
		rules := row.Policy
		for _, value := range []string{"BUG", "BILLING"} {
			rules = strings.Replace(rules, "{value: "+value+",", "{value: "+value+", retired: true,", 1)
		}
		return tx.Desk.UpdateOneID(c.id).SetPolicy(rules).AddPolicyVersion(1).Exec(ctx)
	})
	c.pass(2e9) // reads trust what they know of a desk for a second
	_, err := c.service.Open(ctx, c.customer, in)
	c.refused(err, "OPTION_RETIRED at fields.category")

	row, err := c.service.Ticket(ctx, c.customer, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := c.service.FieldsOf(ctx, []*desk.Ticket{row}, []string{"category"})
	if err != nil || len(answers[0]) != 1 || answers[0][0].ValueLabel() != "Bug" || answers[0][0].Label != "Categoria" {
		t.Errorf("read %+v, %v", answers[0], err)
	}
	bug := "BUG"
	found, err := c.service.CountTickets(ctx, c.customer, &desk.TicketFilter{Fields: []*desk.FieldFilter{{Key: "category", Choice: desk.Choice[string]{Eq: &bug}}}})
	if err != nil || found != 1 {
		t.Errorf("found %d, %v", found, err)
	}
	counts, err := c.service.CountByField(ctx, c.customer, nil, "category", 0)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, n := range counts {
		texts = append(texts, n.Value)
	}
	if got := strings.Join(texts, " "); got != "TECHNICAL FEATURE BUG OTHER" {
		t.Errorf("counted %q", got)
	}
}
