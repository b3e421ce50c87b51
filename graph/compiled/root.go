package compiled

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/desk"
)

// root answers one field of Query. It appends nothing when it fails.
type root func(ctx context.Context, dst []byte, a *answer) ([]byte, error)

// rootOf compiles a field of Query; false: it is not known here.
func (c *compiler) rootOf(f field) (root, bool) {
	switch f.name {
	case "__typename":
		return func(_ context.Context, dst []byte, _ *answer) ([]byte, error) { return appendString(dst, "Query"), nil }, true
	case "tickets":
		return c.tickets(f), true
	case "ticket":
		return c.ticket(f), true
	default:
		return nil, false
	}
}

// needs are what the tickets of one root field need.
type needs struct {
	columns desk.Columns
	parts   desk.Parts
	loads   []load
}

// ticketsNeed compiles what is selected of tickets and says what that needs.
func (c *compiler) ticketsNeed(compile func()) needs {
	c.columns, c.parts, c.loads, c.messageSlots, c.withFiles = 0, 0, nil, 0, false
	compile()
	return needs{c.columns, c.parts, c.loads}
}

func (c *compiler) ticket(f field) root {
	var selected object[ticket]
	need := c.ticketsNeed(func() { selected = compileObject(c, "Ticket", f, ticketFields()) })
	return func(ctx context.Context, dst []byte, a *answer) ([]byte, error) {
		arguments, err := a.runner.coerce.Ticket(ctx, a.arguments(f.first))
		if err != nil {
			return dst, err
		}
		by, _ := arguments["by"].(model.TicketBy)
		found, err := a.runner.find(ctx, a.viewer, by, need.parts)
		if err != nil {
			return dst, err
		}
		if err := a.prepare(ctx, []ticket{found}, need.loads); err != nil {
			return dst, err
		}
		return selected.encode(dst, a, found), nil
	}
}

// ticketPage is a page of tickets being encoded; i is the place of the one at hand.
type ticketPage struct {
	*view.TicketConnection
	i int
}

func (c *compiler) tickets(f field) root {
	var selected object[*ticketPage]
	counts := false
	need := c.ticketsNeed(func() { selected = compileObject(c, "TicketConnection", f, connectionFields(&counts)) })
	return func(ctx context.Context, dst []byte, a *answer) ([]byte, error) {
		arguments, err := a.runner.coerce.Tickets(ctx, a.arguments(f.first))
		if err != nil {
			return dst, err
		}
		query := a.runner.query(arguments)
		query.Page, query.Columns, query.Parts = pageOf(arguments), need.columns|desk.TicketStatus, need.parts
		found, err := a.runner.desk.Tickets(ctx, a.viewer, query)
		if err != nil {
			return dst, err
		}
		if counts {
			if a.total, err = a.runner.desk.CountTickets(ctx, a.viewer, query.Filter); err != nil {
				return dst, err
			}
		}
		if err := a.prepare(ctx, found.Tickets, need.loads); err != nil {
			return dst, err
		}
		page := &ticketPage{TicketConnection: &view.TicketConnection{Page: found, Filter: query.Filter}}
		return selected.encode(dst, a, page), nil
	}
}

func connectionFields(counts *bool) fields[*ticketPage] {
	return fields[*ticketPage]{
		"nodes": func(c *compiler, f field) encoder[*ticketPage] {
			each := compileObject(c, "Ticket", f, ticketFields())
			return func(dst []byte, a *answer, p *ticketPage) []byte {
				return list(dst, a, p.Page.Tickets, each.encode)
			}
		},
		"edges": func(c *compiler, f field) encoder[*ticketPage] {
			edge := compileObject(c, "TicketEdge", f, edgeFields())
			return func(dst []byte, a *answer, p *ticketPage) []byte {
				dst = append(dst, '[')
				for p.i = range p.Page.Tickets {
					if p.i > 0 {
						dst = append(dst, ',')
					}
					dst = edge.encode(dst, a, p)
				}
				return append(dst, ']')
			}
		},
		"pageInfo": func(c *compiler, f field) encoder[*ticketPage] {
			info := compileObject(c, "PageInfo", f, pageInfoFields())
			return func(dst []byte, a *answer, p *ticketPage) []byte { return info.encode(dst, a, p.PageInfo()) }
		},
		"totalCount": func(*compiler, field) encoder[*ticketPage] {
			*counts = true
			return func(dst []byte, a *answer, _ *ticketPage) []byte { return appendInt(dst, a.total) }
		},
	}
}

func edgeFields() fields[*ticketPage] {
	return fields[*ticketPage]{
		"cursor": plain(func(dst []byte, _ *answer, p *ticketPage) []byte { return appendString(dst, p.Page.Cursor(p.i)) }),
		"node": func(c *compiler, f field) encoder[*ticketPage] {
			each := compileObject(c, "Ticket", f, ticketFields())
			return func(dst []byte, a *answer, p *ticketPage) []byte { return each.encode(dst, a, p.Page.Tickets[p.i]) }
		},
	}
}

// plan is an operation, compiled.
type plan []struct {
	key  []byte // `"name":`
	root root
}

// compile compiles an operation under given conditions; nil: something in it is not known here.
func compile(operation *ast.OperationDefinition, variables map[string]any) plan {
	c := &compiler{variables: variables}
	roots := c.collect("Query", []ast.SelectionSet{operation.SelectionSet})
	compiled := make(plan, 0, len(roots))
	for _, f := range roots {
		r, known := c.rootOf(f)
		if !known || c.unknown {
			return nil
		}
		compiled = append(compiled, struct {
			key  []byte
			root root
		}{append(appendString(nil, f.key), ':'), r})
	}
	if c.unknown {
		return nil
	}
	return compiled
}
