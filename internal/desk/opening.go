package desk

import (
	"cmp"
	"context"
	"strconv"

	"sportello/internal/event"
	"sportello/internal/form"
	"sportello/internal/moment"
	"sportello/internal/store"
	"sportello/internal/workflow"
)

// opening is a ticket before it is a row. What is said in it is the scene's writing.
type opening struct {
	tenantID int64
	subject  string
	command  workflow.Open
	answers  []form.Value // to the desk's form
	channel  Channel
	follows  *Ticket // held; nil: none
	source   *Source // nil: not said
}

// open writes a new ticket in the viewer's name, and links it with the one that it continues: the scene's ticket is then
// the new one.
func (c *scene) open(ctx context.Context, o opening) (*result, error) {
	ctx = store.System(ctx) // all that is referred to was found through the viewer's scope
	d, err := c.decide(workflow.Ticket{}, o.command)
	if err != nil {
		return nil, err
	}
	if o.follows != nil {
		d.Events = append(d.Events, linkedWith(o.follows))
	}
	number, err := c.nextNumber(ctx)
	if err != nil {
		return nil, err
	}
	now := moment.Of(c.now)
	blank := &Ticket{
		DeskID: c.desk.ID, TenantID: o.tenantID, Number: number, RequesterID: c.viewer.UserID,
		Subject: o.subject, Channel: string(cmp.Or(o.channel, ChannelAPI)), CreatedAt: now,
	}
	if o.follows != nil {
		blank.FollowsID = o.follows.ID
	}
	if err := blank.setSource(o.source); err != nil {
		return nil, err
	}
	opened := amend(*blank, d, c.writing, c.actor.Kind, now)
	c.ticket = blank
	if err := c.retime(ctx, &opened, d.Events); err != nil {
		return nil, err
	}
	if err := c.service.tickets.add(ctx, c.tx, &opened); err != nil {
		return nil, err
	}
	blank.ID, c.ticket = opened.ID, blank
	if err := c.keepFields(ctx, o.answers); err != nil {
		return nil, err
	}
	message, err := c.tell(ctx, d.Events)
	if err != nil {
		return nil, err
	}
	if err := c.happened(ctx, &opened, d.Events, message); err != nil {
		return nil, err
	}
	news := []Announcement{{DeskID: c.desk.ID, TicketID: opened.ID, Seq: opened.LastSeq}}
	if o.follows != nil {
		followed, err := c.linkBack(ctx, o.follows, &opened)
		if err != nil {
			return nil, err
		}
		news = append(news, followed...)
	}
	news, err = announce(ctx, c.tx, now, news...)
	return &result{outcome: Outcome{TicketID: opened.ID, MessageID: message.id}, news: news}, err
}

// linkBack tells the ticket that is continued.
func (c *scene) linkBack(ctx context.Context, followed, opened *Ticket) ([]Announcement, error) {
	there := *c
	there.ticket, there.writing = followed, nil
	_, news, err := there.record(ctx, workflow.Decision{After: stateOf(followed), Events: []event.Event{linkedWith(opened)}})
	return news, err
}

func linkedWith(other *Ticket) event.Event {
	return event.Event{Kind: event.TicketLinked, To: strconv.FormatInt(other.ID, 10)}
}
