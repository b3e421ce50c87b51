package desk

import (
	"context"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/workflow"
)

// record writes what was decided for the scene's ticket: the message with its files, the entries of the timeline and the
// ticket. It answers the message, if one was written, and what is to be announced.
func (c *scene) record(ctx context.Context, d workflow.Decision) (*ent.Message, []Announcement, error) {
	if len(d.Events) == 0 {
		return nil, nil, nil
	}
	after := amend(*c.ticket, d, c.writing, c.actor.Kind, moment.Of(c.now))
	message, err := c.say(ctx, d.Events)
	if err != nil {
		return nil, nil, err
	}
	if err := c.log(ctx, d.Events, message); err != nil {
		return nil, nil, err
	}
	if err := update(ctx, c.tx, c.ticket, &after); err != nil {
		return nil, nil, err
	}
	return message, []Announcement{{DeskID: after.DeskID, TicketID: after.ID, Seq: after.LastSeq}}, nil
}

// say writes the message with its files, if the events tell of one.
func (c *scene) say(ctx context.Context, events []event.Event) (*ent.Message, error) {
	w := c.writing
	if w == nil {
		return nil, nil
	}
	at := slices.IndexFunc(events, func(e event.Event) bool { return e.Kind == w.kind.event() })
	if at < 0 {
		return nil, fmt.Errorf("no event tells of the %s", w.kind)
	}
	m, err := c.tx.Message.Create().
		SetTicketID(c.ticket.ID).SetSeq(c.ticket.LastSeq + int64(at) + 1).
		SetKind(string(w.kind)).SetStaffOnly(events[at].StaffOnly).
		SetAuthorKind(string(c.actor.Kind)).SetAuthorID(c.actor.UserID).
		SetText(w.text.text).SetCreatedAt(moment.Of(c.now)).
		Save(ctx)
	if err != nil {
		return nil, fmt.Errorf("write the message: %w", err)
	}
	return m, c.attach(ctx, m)
}

// log writes the entries of the timeline, in one statement. The ticket is held, so its counts go on without a gap.
func (c *scene) log(ctx context.Context, events []event.Event, message *ent.Message) error {
	seq, publicSeq := c.ticket.LastSeq, c.ticket.LastPublicSeq
	rows := make([]*ent.TimelineEntryCreate, len(events))
	for i, e := range events {
		seq++
		row := c.tx.TimelineEntry.Create().
			SetTicketID(c.ticket.ID).SetSeq(seq).SetKind(string(e.Kind)).
			SetActorKind(string(c.actor.Kind)).SetActorID(c.actor.UserID).
			SetFromValue(e.From).SetToValue(e.To).SetReason(e.Reason).
			SetClientMutationID(c.key).SetCreatedAt(moment.Of(c.now))
		if e.StaffOnly {
			row.SetPublicSeq(0)
		} else {
			publicSeq++
			row.SetPublicSeq(publicSeq)
		}
		if message != nil && message.Seq == seq {
			row.SetMessageID(message.ID)
		}
		rows[i] = row
	}
	if err := c.tx.TimelineEntry.CreateBulk(rows...).Exec(ctx); err != nil {
		return fmt.Errorf("write the timeline: %w", err)
	}
	return nil
}
