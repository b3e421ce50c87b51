package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"sportello/graph/model"
	"sportello/internal/desk"
)

// rawInput is the mutation's input as it was given, variables put in: what is kept of a filter is what was said, not what
// was made of it.
func rawInput(ctx context.Context) map[string]any {
	variables := graphql.GetOperationContext(ctx).Variables
	input, _ := graphql.GetFieldContext(ctx).Field.ArgumentMap(variables)["input"].(map[string]any)
	return input
}

// elements are those of a list as it was given; one element may stand for a list of one (GraphQL October 2021, 3.11).
func elements(raw any) []any {
	if list, ok := raw.([]any); ok {
		return list
	}
	return []any{raw}
}

// listChoice decodes a filter and order that are to be kept; raw is the object that they were given in.
func listChoice(raw any, filter *model.TicketFilter, orderBy []*model.TicketOrder) (desk.ListChoice, error) {
	choice := desk.ListChoice{Order: ticketOrder(orderBy), Meaning: ticketFilter(filter)}
	if filter == nil {
		return choice, nil
	}
	given, _ := raw.(map[string]any)
	text, err := json.Marshal(given["filter"])
	if err != nil {
		return desk.ListChoice{}, fmt.Errorf("keep a filter: %w", err)
	}
	choice.Given = text
	return choice, nil
}

// meaning decodes a filter that was kept, as one is decoded that is given.
func (r *Resolver) meaning(ctx context.Context, kept json.RawMessage) (*desk.TicketFilter, error) {
	decoder := json.NewDecoder(bytes.NewReader(kept))
	decoder.UseNumber()
	var raw any
	if err := decoder.Decode(&raw); err != nil {
		return nil, fmt.Errorf("read a kept filter: %w", err)
	}
	arguments, err := r.coerce.Tickets(ctx, map[string]any{"filter": raw})
	if err != nil {
		return nil, fmt.Errorf("read a kept filter: %w", err)
	}
	filter, _ := arguments["filter"].(*model.TicketFilter)
	return ticketFilter(filter), nil
}
