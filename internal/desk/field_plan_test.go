package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sportello/internal/desk"
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
				query, args, err := w.service.TicketStatement(ctx, v, desk.TicketQuery{Filter: f, Order: []desk.TicketOrder{of}})
				if err != nil {
					t.Fatal(err)
				}
				w.checkAnswers(t, fmt.Sprint(name, " ", order, " for ", who), query, args)
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
