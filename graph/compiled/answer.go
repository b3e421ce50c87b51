package compiled

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"

	"sportello/internal/access"
	"sportello/internal/desk"
)

// answer is one operation being answered.
type answer struct {
	runner    *Runner
	viewer    *access.Viewer
	variables map[string]any
	failed    bool // gqlgen must answer

	place       map[*desk.Ticket]int // of the tickets at hand, where something was loaded for them
	messages    [][]*desk.MessagePage
	files       [][]*desk.Attachment // of the tickets, by place
	attachments map[*desk.Message][]*desk.Attachment
	total       int
}

// load reads something for all tickets at hand, before they are encoded.
type load func(ctx context.Context, a *answer, tickets []*desk.Ticket) error

// prepare does all loads for the tickets at hand.
func (a *answer) prepare(ctx context.Context, tickets []*desk.Ticket, loads []load) error {
	a.messages = a.messages[:0]
	if len(loads) == 0 {
		return nil
	}
	a.place = make(map[*desk.Ticket]int, len(tickets))
	for i, t := range tickets {
		a.place[t] = i
	}
	for _, load := range loads {
		if err := load(ctx, a, tickets); err != nil {
			return err
		}
	}
	return nil
}

// arguments are the raw arguments of a field.
func (a *answer) arguments(f *ast.Field) map[string]any { return f.ArgumentMap(a.variables) }
