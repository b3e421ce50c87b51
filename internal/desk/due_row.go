package desk

import (
	"time"

	"sportello/internal/duetime"
	"sportello/internal/moment"
)

// DueTimes is what is kept with a ticket of its desk's promises: duetime.Times, as rows have them. Zero is none.
type DueTimes struct {
	FirstDueAt, NextDueAt, ResolutionDueAt moment.Moment
	DueAt                                  moment.Moment // the nearest that runs
	DueCheckAt, WaitsSince, RunsSince      moment.Moment
	ResolutionUsed, DueNoted, QueueRank    int64
	TimedUnder                             int64 // version of the policy that they follow, or timedForGood
}

// timedForGood is the version of what is over, which follows no newer policy.
const timedForGood = 1 << 62

func timesOf(t *Ticket) duetime.Times {
	return duetime.Times{
		First: t.FirstDueAt.Time(), Next: t.NextDueAt.Time(), Resolution: t.ResolutionDueAt.Time(),
		Due: t.DueAt.Time(), CheckAt: t.DueCheckAt.Time(), WaitsSince: t.WaitsSince.Time(), RunsSince: t.RunsSince.Time(),
		Used: time.Duration(t.ResolutionUsed) * time.Microsecond, Noted: duetime.Noted(t.DueNoted), Rank: t.QueueRank,
	}
}

// setTimes keeps times that follow a version of the policy.
func (t *Ticket) setTimes(times duetime.Times, version int64) {
	if t.Status.Over() {
		version = timedForGood
	}
	t.DueTimes = DueTimes{
		FirstDueAt: moment.Of(times.First), NextDueAt: moment.Of(times.Next), ResolutionDueAt: moment.Of(times.Resolution),
		DueAt: moment.Of(times.Due), DueCheckAt: moment.Of(times.CheckAt),
		WaitsSince: moment.Of(times.WaitsSince), RunsSince: moment.Of(times.RunsSince),
		ResolutionUsed: times.Used.Microseconds(), DueNoted: int64(times.Noted), QueueRank: times.Rank,
		TimedUnder: version,
	}
}

// dueFacts are the rest of what a ticket's promises depend on.
func dueFacts(t *Ticket) duetime.Facts {
	return duetime.Facts{CreatedAt: t.CreatedAt.Time(), Status: t.Status, Priority: t.Priority}
}

// Overdue reports whether a due time has passed with its clock running.
func (t *Ticket) Overdue() bool { return !t.DueAt.IsZero() && t.DueAt < moment.Of(t.Sight.Now) }
