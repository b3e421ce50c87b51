package demo

import (
	"fmt"
	"strconv"
	"time"

	"sportello/ent"
	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/workflow"
)

// life is a ticket in the making: where it stands, and the rows that have come of it. Rows have no ids yet but the
// ticket's.
type life struct {
	desk     *office
	tenant   *tenant
	problem  *topic
	facts    facts
	state    workflow.Ticket
	ticket   ent.Ticket
	messages []ent.Message
	entries  []ent.TimelineEntry
	files    []file
	answers  []answer
	happened []duetime.Happening
	times    duetime.Times
	resume   time.Time // when its customer will go on with it in a new ticket; zero: never
}

// said is what somebody writes in an act.
type said struct {
	kind string // DESCRIPTION, REPLY or NOTE
	text string
	file *file
}

// The kinds of messages, as the use cases write them.
const (
	description = "DESCRIPTION"
	reply       = "REPLY"
	note        = "NOTE"
)

// tellsOf is what the timeline says of a message.
func (s *said) tellsOf(kind event.Kind) bool {
	if s == nil {
		return false
	}
	switch s.kind {
	case description:
		return kind == event.TicketOpened
	case note:
		return kind == event.NoteAdded
	default:
		return kind == event.MessageAdded
	}
}

// act lets somebody do something. What workflow refuses is a fault of the story.
func (l *life) act(by workflow.Actor, command workflow.Command, w *said, at time.Time) error {
	d, err := workflow.Decide(l.desk.policy, l.state, by, command, at)
	if err != nil {
		return fmt.Errorf("%T on a %s ticket of %s: %w", command, l.state.Status, l.desk.slug, err)
	}
	if d.FollowUp == workflow.NewLinked {
		return fmt.Errorf("%T on a %s ticket of %s opens another", command, l.state.Status, l.desk.slug)
	}
	return l.record(by, d, w, at)
}

// open starts the ticket, as the one that continues another if that is given. Both tell of the link.
func (l *life) open(by workflow.Actor, command workflow.Open, w *said, followed *life, at time.Time) error {
	d, err := workflow.Decide(l.desk.policy, workflow.Ticket{}, by, command, at)
	if err != nil {
		return fmt.Errorf("open a ticket of %s: %w", l.desk.slug, err)
	}
	l.ticket.CreatedAt = moment.Of(at)
	if followed != nil {
		l.ticket.FollowsID = &followed.ticket.ID
		d.Events = append(d.Events, linkedWith(followed))
		link := workflow.Decision{After: followed.state, Events: []event.Event{linkedWith(l)}}
		if err := followed.record(by, link, nil, at); err != nil {
			return err
		}
	}
	return l.record(by, d, w, at)
}

func linkedWith(other *life) event.Event {
	return event.Event{Kind: event.TicketLinked, To: strconv.FormatInt(other.ticket.ID, 10)}
}

// record makes rows of what was decided.
func (l *life) record(by workflow.Actor, d workflow.Decision, w *said, at time.Time) error {
	if err := l.noteUntil(at); err != nil {
		return err
	}
	if err := l.retime(by.Kind, d, at); err != nil {
		return err
	}
	now := moment.Of(at)
	for _, e := range d.Events {
		l.log(by, e, now)
		if w.tellsOf(e.Kind) {
			l.say(by, w, e.StaffOnly, now)
		}
	}
	l.state = d.After
	amend(&l.ticket, d, w, by.Kind, now)
	l.keepTimes()
	return nil
}

// say adds the message of the newest entry.
func (l *life) say(by workflow.Actor, w *said, staffOnly bool, now moment.Moment) {
	l.messages = append(l.messages, ent.Message{
		CreatedAt: now, TicketID: l.ticket.ID, Seq: l.ticket.LastSeq, Kind: w.kind, StaffOnly: staffOnly,
		AuthorKind: string(by.Kind), AuthorID: orNil(by.UserID), Text: w.text,
	})
	if w.file != nil {
		file := *w.file
		file.message, file.uploader, file.at = len(l.messages)-1, by.UserID, now
		l.files = append(l.files, file)
	}
}

// orNil is nil for 0.
func orNil(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
