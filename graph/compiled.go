package graph

import (
	"github.com/99designs/gqlgen/graphql"

	"sportello/graph/compiled"
	"sportello/graph/generated"
	"sportello/graph/model"
	"sportello/internal/desk"
)

// Compiled makes the runner of hot queries beside the executable schema of the same resolvers. It goes into the engine's
// Around.
func (r *Resolver) Compiled(schema graphql.ExecutableSchema) *compiled.Runner {
	return compiled.New(compiled.Config{
		Desk: r.desk, Coerce: generated.NewCoerce(schema), SignURL: r.signURL, Find: r.findTicket, Query: ticketQuery,
	})
}

// ticketQuery decodes the coerced filter and order of Query.tickets.
func ticketQuery(arguments map[string]any) desk.TicketQuery {
	filter, _ := arguments["filter"].(*model.TicketFilter)
	order, _ := arguments["orderBy"].([]*model.TicketOrder)
	return desk.TicketQuery{Filter: ticketFilter(filter), Order: ticketOrder(order)}
}
