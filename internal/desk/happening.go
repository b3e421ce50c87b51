package desk

import (
	"context"
	"fmt"
	"time"

	"sportello/internal/event"
	"sportello/internal/richtext"
	"sportello/internal/workflow"
)

// Happening is what a change did to one ticket, as far as somebody may have to be told of it.
type Happening struct {
	Desk    *Desk
	Ticket  *Ticket // as it is now
	Actor   workflow.Actor
	Events  []event.Event
	Message *Written // what was said; nil: nothing
	At      time.Time
}

// Written is a message as it was written.
type Written struct {
	ID        int64
	Format    richtext.Format
	Text      string
	StaffOnly bool
}

// happened has those told who are not there.
func (c *scene) happened(ctx context.Context, t *Ticket, events []event.Event, message said) error {
	h := Happening{Desk: c.desk, Ticket: t, Actor: c.actor, Events: events, At: c.now}
	if message.id != 0 {
		h.Message = &Written{ID: message.id, Format: c.writing.format, Text: c.writing.text.text, StaffOnly: message.staffOnly}
	}
	if err := c.service.notify(ctx, c.tx, h); err != nil {
		return fmt.Errorf("tell of what happened: %w", err)
	}
	return nil
}
