package main

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/desk"
	"sportello/ent/ticket"
	"sportello/internal/bench"
	"sportello/internal/demo"
	desks "sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// What is measured on: as many tickets to read with so many messages each, and as many to reply to.
const (
	readTickets  = 16
	readMessages = 30
	replyTickets = 64
)

// targets chooses the tickets of a demo's desk to measure on, and signs people in.
func (h *house) targets(ctx context.Context, d demo.DeskSummary) (t bench.Targets, err error) {
	staff, err := emailOf(d, "agent")
	if err != nil {
		return t, err
	}
	customer, err := emailOf(d, "administrator of")
	if err != nil {
		return t, err
	}
	if t.Staff, err = h.signIn(ctx, staff); err != nil {
		return t, err
	}
	if t.Customer, err = h.signIn(ctx, customer); err != nil {
		return t, err
	}
	deskID, err := h.desk.DeskIDOf(ctx, d.Slug)
	if err != nil {
		return t, err
	}
	t.Desk = node.Encode(node.Desk, deskID)
	ids, err := h.store.Read().Ticket.Query().
		Where(ticket.HasDeskWith(desk.ID(deskID)), ticket.StatusIn(string(policy.Open), string(policy.InProgress), string(policy.WaitingOnCustomer))).
		Order(ticket.ByMessageCount(sql.OrderDesc()), ticket.ByID()).Limit(readTickets + replyTickets + 2).IDs(store.System(ctx))
	if err != nil {
		return t, fmt.Errorf("choose tickets: %w", err)
	}
	if len(ids) < readTickets+replyTickets+2 {
		return t, fmt.Errorf("the demo has %d open tickets on %s: ask for more --tickets", len(ids), d.Slug)
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = node.Encode(node.Ticket, id)
	}
	t.Read, t.Reply = names[:readTickets], names[readTickets:readTickets+replyTickets]
	t.Push = [2]string{names[len(names)-2], names[len(names)-1]}
	return t, h.lengthen(ctx, t.Staff, ids[:readTickets])
}

// lengthen has staff reply until each ticket has the messages of a long talk.
func (h *house) lengthen(ctx context.Context, token string, ids []int64) error {
	v, err := h.account.Authenticate(ctx, token)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t, err := h.desk.Ticket(ctx, v, id, 0)
		if err != nil {
			return err
		}
		for n := t.MessageCount; n < readMessages; n++ {
			text := fmt.Sprintf("Step %d of your report behaves as you say here too; we are working on it.", n)
			if _, err := h.desk.Reply(ctx, v, desks.ReplyInput{TicketID: id, Text: text}); err != nil {
				return fmt.Errorf("lengthen a ticket: %w", err)
			}
		}
	}
	return nil
}
