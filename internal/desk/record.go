package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/search"
	"sportello/internal/workflow"
)

// said is a message that was written.
type said struct {
	id, ticketID, seq int64 // id 0: none
	staffOnly         bool
	at                moment.Moment
}

// record writes what was decided for the scene's ticket: the message with its files, the entries of the timeline and the
// ticket. It answers the message, if one was written, and what is to be announced.
func (c *scene) record(ctx context.Context, d workflow.Decision) (said, []Announcement, error) {
	if len(d.Events) == 0 {
		return said{}, nil, nil
	}
	before := c.ticket
	var err error
	if c.ticket, err = c.noteOverdue(ctx); err != nil {
		return said{}, nil, err
	}
	after := amend(*c.ticket, d, c.writing, c.actor.Kind, moment.Of(c.now))
	if c.moved {
		if err := c.recount(ctx, &after); err != nil {
			return said{}, nil, err
		}
	}
	if err := c.retime(ctx, &after, d.Events); err != nil {
		return said{}, nil, err
	}
	message, err := c.tell(ctx, d.Events)
	if err != nil {
		return said{}, nil, err
	}
	if err := c.service.tickets.change(ctx, c.tx, before, &after); err != nil {
		return said{}, nil, err
	}
	if after.Status != before.Status || after.Priority != before.Priority {
		if err := c.holdRules(ctx); err != nil {
			return said{}, nil, err
		}
	}
	if err := c.happened(ctx, &after, d.Events, message); err != nil {
		return said{}, nil, err
	}
	return message, []Announcement{{DeskID: after.DeskID, TicketID: after.ID, Seq: after.LastSeq}}, nil
}

// tell writes what happened: the message, and the entries of the timeline.
func (c *scene) tell(ctx context.Context, events []event.Event) (said, error) {
	message, err := c.say(ctx, events)
	if err != nil {
		return said{}, err
	}
	return message, c.log(ctx, events, message)
}

const insertMessage = `INSERT INTO messages
	(ticket_id, conversation_id, seq, kind, staff_only, author_kind, author_id, format, text, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// say writes the message with its files, if there is one.
func (c *scene) say(ctx context.Context, events []event.Event) (said, error) {
	w := c.writing
	if w == nil {
		return said{}, nil
	}
	i := slices.IndexFunc(events, func(e event.Event) bool { return e.Kind == w.kind.event() })
	if i < 0 {
		return said{}, fmt.Errorf("no event tells of the %s", w.kind)
	}
	m := said{ticketID: c.ticket.ID, seq: c.ticket.LastSeq + int64(i) + 1, staffOnly: events[i].StaffOnly, at: moment.Of(c.now)}
	id, err := insert(ctx, c.tx, insertMessage, m.ticketID, m.ticketID, m.seq, string(w.kind), m.staffOnly,
		string(c.actor.Kind), c.actorID(), string(w.format), w.text.text, int64(m.at))
	if err != nil {
		return said{}, fmt.Errorf("write the message: %w", err)
	}
	m.id = id
	if err := search.MarkStale(ctx, c.tx, m.ticketID); err != nil {
		return said{}, err
	}
	if err := c.attach(ctx, m); err != nil {
		return said{}, err
	}
	if err := c.keepPictures(ctx, m); err != nil {
		return said{}, err
	}
	return m, c.keepOriginal(ctx, m)
}

const insertEntries = `INSERT INTO timeline_entries (ticket_id, seq, public_seq, kind, actor_kind, actor_id, message_id,
	from_value, to_value, reason, client_mutation_id, created_at) VALUES `

// log writes the entries of the timeline, in one statement. The ticket is held, so its counts go on without a gap.
func (c *scene) log(ctx context.Context, events []event.Event, message said) error {
	const columns = 12
	seq, publicSeq := c.ticket.LastSeq, c.ticket.LastPublicSeq
	values := make([]any, 0, columns*len(events))
	for _, e := range events {
		seq++
		public := int64(0)
		if !e.StaffOnly {
			publicSeq++
			public = publicSeq
		}
		var messageID any
		if message.seq == seq {
			messageID = message.id
		}
		values = append(values, c.ticket.ID, seq, public, string(e.Kind), string(c.actor.Kind), c.actorID(), messageID,
			e.From, e.To, e.Reason, c.key, int64(moment.Of(c.now)))
	}
	rows := strings.Repeat(", ("+marks(columns)+")", len(events))[2:]
	if _, err := c.tx.ExecContext(ctx, insertEntries+rows, values...); err != nil {
		return fmt.Errorf("write the timeline: %w", err)
	}
	return nil
}

// actorID is the actor as rows name them: the system is nobody.
func (c *scene) actorID() any {
	if c.actor.UserID == 0 {
		return nil
	}
	return c.actor.UserID
}
