package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/policy"
)

// A list filtered, sorted or counted by fields of the form finds each ticket's answers by an index, and goes on reading the
// tickets along theirs: it never reads all answers of the table (M4.13, C.4).
func TestAnswersAreFoundByAnIndex(t *testing.T) {
	w := newWorld(t)
	w.scatter(2000)
	w.analyze(t)
	ctx := context.Background()
	area, none := "A/B", true
	for name, filter := range map[string]*desk.FieldFilter{
		"eq":     {Key: "area", Choice: desk.Choice[string]{Eq: &area}},
		"in":     {Key: "area", Choice: desk.Choice[string]{In: []string{"A/B", "B"}}},
		"not in": {Key: "area", Choice: desk.Choice[string]{NotIn: []string{"A/B", "B"}}},
		"under":  {Key: "area", Under: []string{"A"}},
		"null":   {Key: "area", IsNull: &none},
	} {
		for _, who := range []string{"agent of the first desk", "administrator of a tenant"} {
			v, f := w.viewer(who), &desk.TicketFilter{Fields: []*desk.FieldFilter{filter}}
			for order, of := range map[string]desk.TicketOrder{
				"newest": {Field: desk.ByCreatedAt, Desc: true}, "by field": {Field: desk.ByField, FieldKey: "place"},
			} {
				q := desk.TicketQuery{Filter: f, Order: []desk.TicketOrder{of}}
				for how, statement := range map[string]func(context.Context, *access.Viewer, desk.TicketQuery) (string, []any, error){
					"found": w.service.TicketStatement, "looked up": w.service.LookedUpStatement,
				} {
					query, args, err := statement(ctx, v, q)
					if err != nil {
						t.Fatal(err)
					}
					w.checkAnswers(t, fmt.Sprint(name, " ", how, " ", order, " for ", who), query, args)
				}
			}
			query, args, err := w.service.FieldCountStatement(ctx, v, f, "area")
			if err != nil {
				t.Fatal(err)
			}
			w.checkAnswers(t, fmt.Sprint(name, " counted for ", who), query, args)
		}
	}
}

func (w *world) checkAnswers(t *testing.T, what, query string, args []any) {
	t.Helper()
	plan := explain(t, w.store, query, args)
	for line := range strings.Lines(plan) {
		answers := strings.Contains(line, "answer") || strings.Contains(line, "by_place")
		whole := strings.Contains(line, "SCAN ") || strings.Contains(line, " | ALL | ") || strings.Contains(line, " | index | ")
		if answers && whole {
			t.Errorf("%s reads all answers\n%s\n%s", what, query, plan)
		}
	}
	if !strings.Contains(plan, "ticketfield_") {
		t.Errorf("%s finds no answers by an index\n%s\n%s", what, query, plan)
	}
}

// Few tickets of an answer are found by it, and fetched by their ids, whatever else the filter asks for and however the list
// is sorted: nothing is read of the other tickets of the desk.
func TestRareAnswersLead(t *testing.T) {
	w := newWorld(t)
	w.scatter(2000)
	w.analyze(t)
	ctx, area := context.Background(), "A/B"
	rare := &desk.FieldFilter{Key: "area", Choice: desk.Choice[string]{Eq: &area}}
	open := &desk.Choice[policy.Status]{Eq: new(policy.Open)}
	for name, filter := range map[string]*desk.TicketFilter{
		"alone":       {Fields: []*desk.FieldFilter{rare}},
		"beside more": {Status: open, Fields: []*desk.FieldFilter{{Key: "area", Under: []string{"A"}}, rare}},
		"deeper":      {Status: open, And: []*desk.TicketFilter{{Fields: []*desk.FieldFilter{rare}}}},
	} {
		for _, who := range []string{"agent of the first desk", "administrator of a tenant", "supervisor of two desks"} {
			v := w.viewer(who)
			query, args, err := w.service.TicketStatement(ctx, v, desk.TicketQuery{Filter: filter})
			if err != nil {
				t.Fatal(err)
			}
			w.checkLed(t, fmt.Sprint(name, " for ", who), query, args)
			if query, args, err = w.service.FieldCountStatement(ctx, v, filter, "place"); err != nil {
				t.Fatal(err)
			}
			w.checkLed(t, fmt.Sprint(name, " counted for ", who), query, args)
		}
	}
}

// checkLed looks whether tickets are read by their ids alone.
func (w *world) checkLed(t *testing.T, what, query string, args []any) {
	t.Helper()
	plan := explain(t, w.store, query, args)
	byID := strings.Contains(plan, "INTEGER PRIMARY KEY") || strings.Contains(plan, "| eq_ref | PRIMARY")
	if !byID || strings.Contains(plan, "ticket_desk_id") || strings.Contains(plan, "ticket_tenant_id") ||
		strings.Contains(plan, "SCAN tickets") {
		t.Errorf("%s reads more than the tickets that an answer finds\n%s\n%s", what, query, plan)
	}
}
