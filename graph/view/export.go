package view

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/export"
	"sportello/internal/moment"
	"sportello/internal/policy"
)

// TicketChanges is a stretch of an export.
type TicketChanges struct {
	Changes []*TicketChange
	Cursor  string
	HasMore bool
}

// TicketChange is a ticket that has changed.
type TicketChange struct {
	Cursor    string
	Ticket    string
	IsDeleted bool
	Facts     *TicketFacts
	Intervals []*StatusInterval
	Messages  []*MessageFacts
}

// TicketFacts is what can be counted of a ticket.
type TicketFacts struct {
	Desk       string
	Number     int64
	Tenant     string
	TenantName *string
	Status     policy.Status
	Priority   policy.Priority
	Channel    desk.Channel
	Source     *desk.SourcePlace
	Requester  string
	Assignee   *string
	Follows    *string
	MergedInto *string

	OpenedAt, UpdatedAt                                 moment.Moment
	FirstRespondedAt, LastReplyAt, ResolvedAt, ClosedAt *moment.Moment
	FirstDueAt, ResolutionDueAt                         *moment.Moment

	Messages, Attachments, Reopened int64
	Fields                          []*FieldFact
}

// FieldFact is an answer that was chosen from options.
type FieldFact struct{ Key, Value string }

// StatusInterval is a time that a ticket spent in one status.
type StatusInterval struct {
	Number int64
	Status policy.Status
	From   moment.Moment
	To     *moment.Moment
}

// MessageFacts is that a message was written.
type MessageFacts struct {
	ID          string
	Kind        MessageKind
	AuthorKind  event.ActorKind
	Author      *string
	CreatedAt   moment.Moment
	Attachments int64
}

// NewTicketChanges shows a page of an export.
func NewTicketChanges(p *export.Page) (*TicketChanges, error) {
	shown := &TicketChanges{Cursor: p.Cursor, HasMore: p.More, Changes: make([]*TicketChange, len(p.Changes))}
	for i := range p.Changes {
		var err error
		if shown.Changes[i], err = newTicketChange(&p.Changes[i]); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

func newTicketChange(c *export.Change) (*TicketChange, error) {
	shown := &TicketChange{Cursor: c.Cursor, Ticket: c.Ticket.ID, IsDeleted: c.Ticket.Deleted}
	for _, i := range c.Intervals {
		shown.Intervals = append(shown.Intervals, &StatusInterval{
			Number: i.Number, Status: policy.Status(i.Status), From: *moments(i.From), To: moments(i.To),
		})
	}
	for _, m := range c.Messages {
		shown.Messages = append(shown.Messages, &MessageFacts{
			ID: m.ID, Kind: MessageKind(m.Kind), AuthorKind: event.ActorKind(m.AuthorKind), Author: m.Author, CreatedAt: *moments(m.CreatedAt),
			Attachments: m.Attachments,
		})
	}
	if c.Ticket.Deleted {
		return shown, nil
	}
	facts, err := newTicketFacts(&c.Ticket)
	shown.Facts = facts
	return shown, err
}

func newTicketFacts(t *export.Ticket) (*TicketFacts, error) {
	var answers map[string]string
	if err := json.Unmarshal(t.Fields, &answers); err != nil {
		return nil, fmt.Errorf("show the answers of ticket %s: %w", t.ID, err)
	}
	facts := &TicketFacts{
		Desk: t.Desk, Number: t.Number, Tenant: t.Tenant, TenantName: t.TenantName, Status: policy.Status(t.Status),
		Priority: policy.Priority(t.Priority), Channel: desk.Channel(t.Channel), Requester: t.Requester,
		Assignee: t.Assignee, Follows: t.Follows, MergedInto: t.MergedInto,
		OpenedAt: *moments(t.OpenedAt), UpdatedAt: *moments(t.UpdatedAt), FirstRespondedAt: moments(t.FirstRespondedAt),
		LastReplyAt: moments(t.LastReplyAt), ResolvedAt: moments(t.ResolvedAt), ClosedAt: moments(t.ClosedAt),
		FirstDueAt: moments(t.FirstDueAt), ResolutionDueAt: moments(t.ResolutionDueAt),
		Messages: t.Messages, Attachments: t.Attachments, Reopened: t.Reopened,
	}
	if t.Source != nil {
		facts.Source = new(desk.SourcePlace(*t.Source))
	}
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		facts.Fields = append(facts.Fields, &FieldFact{key, answers[key]})
	}
	return facts, nil
}

// moments is nil for what has not happened.
func moments(t *time.Time) *moment.Moment {
	if t == nil {
		return nil
	}
	return new(moment.Of(*t))
}
