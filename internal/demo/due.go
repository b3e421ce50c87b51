package demo

import (
	"fmt"
	"time"

	"sportello/ent"
	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// noteUntil lets the clock note what falls due before an instant, each at the moment at which it is so.
func (l *life) noteUntil(at time.Time) error {
	for check := l.times.CheckAt; !check.IsZero() && check.Before(at); check = l.times.CheckAt {
		notes, times, err := l.desk.promises.Overdue(l.times, l.standing(), check)
		if err != nil {
			return fmt.Errorf("due times of a ticket of %s: %w", l.desk.slug, err)
		}
		l.times = times
		for _, n := range notes {
			l.log(workflow.Actor{Kind: event.System}, n.Event(), l.notBefore(check))
		}
	}
	l.keepTimes()
	return nil
}

// notBefore is an instant, or that of the newest entry: what is timed anew can have fallen due before.
func (l *life) notBefore(at time.Time) moment.Moment {
	return max(moment.Of(at), l.entries[len(l.entries)-1].CreatedAt)
}

func (l *life) standing() duetime.Facts {
	return duetime.Facts{CreatedAt: l.ticket.CreatedAt.Time(), Status: policy.Status(l.ticket.Status), Priority: l.state.Priority}
}

// retime brings the times up to date with the events of an act, before the ticket has become what was decided.
func (l *life) retime(by event.ActorKind, d workflow.Decision, at time.Time) (err error) {
	happened := make([]duetime.Happening, len(d.Events))
	for i, e := range d.Events {
		happened[i] = duetime.Happening{Event: e, At: at, By: by}
	}
	l.happened = append(l.happened, happened...)
	facts := l.standing()
	if l.ticket.Status == "" {
		facts.Priority = d.After.Priority
	}
	if duetime.NeedsLife(happened) {
		l.times, err = l.desk.promises.Read(l.happened, d.After.Priority).Times(l.times.Noted, at)
	} else {
		l.times, err = l.desk.promises.Follow(l.times, facts, happened)
	}
	if err != nil {
		return fmt.Errorf("due times of a ticket of %s: %w", l.desk.slug, err)
	}
	return nil
}

// timedForGood is the version of the rules that a ticket follows once it is over, as the use cases write it.
const timedForGood = 1 << 62

// keepTimes writes the times into the ticket's row.
func (l *life) keepTimes() {
	t, times := &l.ticket, l.times
	t.FirstDueAt, t.NextDueAt, t.ResolutionDueAt = moment.Of(times.First), moment.Of(times.Next), moment.Of(times.Resolution)
	t.DueAt, t.DueCheckAt, t.DueNoted = moment.Of(times.Due), moment.Of(times.CheckAt), int64(times.Noted)
	t.WaitsSince, t.RunsSince = moment.Of(times.WaitsSince), moment.Of(times.RunsSince)
	t.ResolutionUsed, t.QueueRank, t.TimedUnder = times.Used.Microseconds(), times.Rank, 1
	if policy.Status(t.Status).Over() {
		t.TimedUnder = timedForGood
	}
}

// log adds an entry to the timeline.
func (l *life) log(by workflow.Actor, e event.Event, at moment.Moment) {
	entry := ent.TimelineEntry{
		CreatedAt: at, TicketID: l.ticket.ID, Kind: string(e.Kind), ActorKind: string(by.Kind), ActorID: orNil(by.UserID),
		FromValue: e.From, ToValue: e.To, Reason: e.Reason,
	}
	l.ticket.LastSeq++
	entry.Seq = l.ticket.LastSeq
	if !e.StaffOnly {
		l.ticket.LastPublicSeq++
		entry.PublicSeq = l.ticket.LastPublicSeq
	}
	l.entries = append(l.entries, entry)
}
