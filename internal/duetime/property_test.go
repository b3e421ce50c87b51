package duetime_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/calendar"
	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/policy"
)

// Times that are kept act by act are those that a reading of the whole timeline gives, whatever happened, and whenever the
// clock came to note what had fallen due; and each thing is noted once.
func TestFollowingIsReading(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := newKeeper(t)
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			k.now = k.now.Add(time.Duration(rapid.IntRange(1, 40*60).Draw(t, "minutes")) * time.Minute)
			if rapid.Bool().Draw(t, "the clock comes by") {
				k.note()
			} else {
				k.act(k.draw())
			}
			k.compare()
		}
	})
}

// keeper keeps a ticket's times.
type keeper struct {
	t     *rapid.T
	rules *duetime.Rules
	facts duetime.Facts
	times duetime.Times
	life  []duetime.Happening
	now   time.Time
}

func newKeeper(t *rapid.T) *keeper {
	count := rapid.SampledFrom([]calendar.Count{calendar.CountElapsed, calendar.CountWorking})
	hours := rapid.IntRange(1, 60)
	promise := func() policy.Promise {
		p := policy.Promise{Count: count.Draw(t, "count"), Within: policy.Duration(time.Duration(hours.Draw(t, "hours")) * time.Hour)}
		p.WarnAt = rapid.SampledFrom([]int{0, 50, 80}).Draw(t, "warn at")
		p.ByPriority = map[policy.Priority]policy.Duration{policy.Urgent: policy.Duration(time.Duration(hours.Draw(t, "urgent")) * time.Hour)}
		if rapid.IntRange(0, 5).Draw(t, "made") == 0 {
			p.Within, p.ByPriority = 0, nil
		}
		return p
	}
	p := &policy.Policy{Due: policy.Due{FirstResponse: promise(), NextResponse: promise(), Resolution: promise()}}
	p.Due.Resolution.PausesIn = []policy.Status{policy.WaitingOnCustomer}
	p.Hours.Week = map[string][]string{"mon": {"09:00-13:00", "14:00-18:00"}, "wed": {"09:00-18:00"}, "sat": {"20:00-24:00"}}
	rules, err := duetime.New(p, "Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	k := &keeper{t: t, rules: rules, now: time.Date(2026, 3, 26, 8, 0, 0, 0, time.UTC)}
	k.facts = duetime.Facts{Priority: rapid.SampledFrom([]policy.Priority{policy.Normal, policy.Urgent}).Draw(t, "priority")}
	k.act([]duetime.Happening{opened(k.now)})
	return k
}

// draw is an act: a message, a move, another priority, or several of them.
func (k *keeper) draw() (act []duetime.Happening) {
	by := rapid.SampledFrom([]event.ActorKind{event.Staff, event.Customer, event.Guest}).Draw(k.t, "by")
	if rapid.Bool().Draw(k.t, "says") {
		act = append(act, said(k.now, by))
	}
	if to := rapid.SampledFrom([]policy.Status{k.facts.Status, policy.Open, policy.WaitingOnCustomer, policy.Resolved, policy.Closed}).Draw(k.t, "to"); to != k.facts.Status {
		act = append(act, moved(k.now, k.facts.Status, to))
	}
	if rapid.IntRange(0, 4).Draw(k.t, "priority") == 0 {
		to := policy.Urgent
		if k.facts.Priority == to {
			to = policy.Normal
		}
		act = append(act, happening(k.now, by, event.PriorityChanged, string(k.facts.Priority), string(to)))
	}
	return act
}

// note notes what is due, and what is noted is not noted again.
func (k *keeper) note() {
	before := k.times.Noted
	notes, times, err := k.rules.Overdue(k.times, k.facts, k.now)
	if err != nil {
		k.t.Fatal(err)
	}
	k.times = times
	for _, n := range notes {
		if n.At.After(k.now) || n.Outcome == duetime.Breached && !n.DueAt.Before(k.now) {
			k.t.Fatalf("%+v at %v", n, k.now)
		}
	}
	if len(notes) > 0 == (before == times.Noted) {
		k.t.Fatalf("%d notes lead from %b to %b", len(notes), before, times.Noted)
	}
	if again, _, err := k.rules.Overdue(times, k.facts, k.now); len(again) > 0 || err != nil {
		k.t.Fatalf("noted again: %v, %v", again, err)
	}
}

// act does what an act does: it notes first, and reads the whole life only where it must.
func (k *keeper) act(act []duetime.Happening) {
	k.note()
	k.life = append(k.life, act...)
	var err error
	if duetime.NeedsLife(act) {
		k.times, err = k.rules.Read(k.life, k.latest()).Times(k.times.Noted, k.now)
	} else {
		k.times, err = k.rules.Follow(k.times, k.facts, act)
	}
	if err != nil {
		k.t.Fatal(err)
	}
	for _, h := range act {
		switch h.Kind {
		case event.TicketOpened:
			k.facts.CreatedAt, k.facts.Status = h.At, policy.Open
		case event.StatusChanged:
			k.facts.Status = policy.Status(h.To)
		case event.PriorityChanged:
			k.facts.Priority = policy.Priority(h.To)
		}
	}
}

func (k *keeper) latest() policy.Priority {
	latest := k.facts.Priority
	for _, h := range k.life {
		if h.Kind == event.PriorityChanged {
			latest = policy.Priority(h.To)
		}
	}
	return latest
}

// compare reads the whole timeline.
func (k *keeper) compare() {
	want, err := k.rules.Read(k.life, k.facts.Priority).Times(k.times.Noted, k.now)
	if err != nil {
		k.t.Fatal(err)
	}
	got := k.times
	for name, same := range map[string]bool{
		"first": got.First.Equal(want.First), "next": got.Next.Equal(want.Next), "resolution": got.Resolution.Equal(want.Resolution),
		"due": got.Due.Equal(want.Due), "waits since": got.WaitsSince.Equal(want.WaitsSince), "rank": got.Rank == want.Rank,
		"runs": got.RunsSince.IsZero() == want.RunsSince.IsZero(), "noted": got.Noted == want.Noted,
		"check": got.CheckAt.IsZero() == want.CheckAt.IsZero(), "check at": got.CheckAt.Equal(want.CheckAt),
	} {
		if !same {
			k.t.Fatalf("%s at %v:\nkept %+v\nread %+v\nlife %+v", name, k.now, got, want, k.life)
		}
	}
}
