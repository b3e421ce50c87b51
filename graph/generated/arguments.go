// Package generated is the executor that gqlgen writes, and what others need of its insides.
package generated

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// This file is written by hand, beside what gqlgen writes; it lends the executor's own coercion of arguments to the
// compiled path (graph/compiled), so that there is no second one.

// Coerce reads the arguments of some fields as the executor does.
type Coerce struct{ ec *executionContext }

// NewCoerce makes a Coerce of an executable schema of this package.
func NewCoerce(schema graphql.ExecutableSchema) Coerce {
	own, ok := schema.(*executableSchema)
	if !ok {
		panic("generated: a schema of another package")
	}
	return Coerce{newExecutionContext(nil, own, nil)}
}

// Tickets reads the arguments of Query.tickets.
func (c Coerce) Tickets(ctx context.Context, raw map[string]any) (map[string]any, error) {
	return c.ec.field_Query_tickets_args(ctx, raw)
}

// Ticket reads the arguments of Query.ticket.
func (c Coerce) Ticket(ctx context.Context, raw map[string]any) (map[string]any, error) {
	return c.ec.field_Query_ticket_args(ctx, raw)
}

// Messages reads the arguments of Ticket.messages.
func (c Coerce) Messages(ctx context.Context, raw map[string]any) (map[string]any, error) {
	return c.ec.field_Ticket_messages_args(ctx, raw)
}
