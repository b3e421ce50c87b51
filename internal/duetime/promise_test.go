package duetime_test

import (
	"testing"
	"time"

	"sportello/internal/calendar"
	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/policy"
)

// When the first response is due, on real dates.
func TestFirstResponseIsDue(t *testing.T) {
	for name, c := range map[string]struct {
		preset      string
		priority    policy.Priority
		opened, due string
	}{
		"M1.1: on Saturday, at any hour":             {"studio", policy.Normal, "2026-11-21 22:15", "2026-11-22 22:15"},
		"M1.1: over the clocks' going forward":       {"studio", policy.Normal, "2026-03-28 12:00", "2026-03-29 13:00"},
		"M1.1: over the clocks' going back":          {"studio", policy.Urgent, "2026-10-24 12:00", "2026-10-25 11:00"},
		"M2.9: six days of eight hours":              {"saas", policy.Normal, "2026-11-23 09:00", "2026-11-30 18:00"},
		"M2.9: from the week-end":                    {"saas", policy.Normal, "2026-11-21 11:00", "2026-11-30 18:00"},
		"M2.9: from the middle of lunch":             {"saas", policy.Low, "2026-11-23 13:30", "2026-12-01 13:00"},
		"M2.9: Easter Monday is free":                {"saas", policy.Normal, "2026-04-03 09:00", "2026-04-13 18:00"},
		"M2.9: the Immaculate Conception, too":       {"saas", policy.Normal, "2026-12-04 09:00", "2026-12-14 18:00"},
		"M2.9: Christmas, Saint Stephen, New Year":   {"saas", policy.Normal, "2026-12-23 18:00", "2027-01-04 18:00"},
		"M2.9: urgent ones within a day":             {"saas", policy.Urgent, "2026-11-27 17:00", "2026-11-30 17:00"},
		"M2.9: working days do not mind the seasons": {"saas", policy.Urgent, "2026-10-23 14:00", "2026-10-26 13:00"},
	} {
		t.Run(name, func(t *testing.T) {
			rules, begun := rulesOf(t, c.preset), at(t, c.opened)
			times, err := rules.Follow(duetime.Times{}, duetime.Facts{Priority: c.priority}, []duetime.Happening{opened(begun)})
			if err != nil || !times.First.Equal(at(t, c.due)) || !times.Due.Equal(times.First) {
				t.Errorf("due %v (%v), want %s", times.First, err, c.due)
			}
		})
	}
}

// standing is how one promise stands after a life.
func standing(t *testing.T, preset string, priority policy.Priority, p duetime.Promise, now string, life ...duetime.Happening) duetime.Standing {
	t.Helper()
	all, err := rulesOf(t, preset).Read(life, priority).Standings(at(t, now))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Promise == p {
			return s
		}
	}
	return duetime.Standing{}
}

// M1.1: whether it was kept.
func TestFirstResponseIsKeptOrNot(t *testing.T) {
	begun := at(t, "2026-11-21 10:00")
	for name, c := range map[string]struct {
		answer time.Duration
		want   calendar.State
	}{"in time": {23 * time.Hour, calendar.Met}, "at the last moment": {24 * time.Hour, calendar.Met}, "late": {25 * time.Hour, calendar.Breached}} {
		got := standing(t, "studio", policy.Normal, duetime.FirstResponse, "2026-11-25 10:00", opened(begun), said(begun.Add(c.answer), event.Staff))
		if got.State != c.want || !got.DueAt.Equal(begun.Add(24*time.Hour)) || !got.StoppedAt.Equal(begun.Add(c.answer)) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// The clock of the resolution waits while the customer is asked, and its segments say so.
func TestResolutionWaitsForTheCustomer(t *testing.T) {
	monday := at(t, "2026-11-23 09:00")
	got := standing(t, "studio", policy.Normal, duetime.Resolution, "2026-11-25 12:00", opened(monday),
		said(monday.Add(3*time.Hour), event.Staff), moved(monday.Add(3*time.Hour), policy.Open, policy.WaitingOnCustomer),
		said(monday.Add(24*time.Hour), event.Customer), moved(monday.Add(24*time.Hour), policy.WaitingOnCustomer, policy.InProgress))
	if got.State != calendar.Running || len(got.Segments) != 3 || got.Segments[1].Phase != calendar.Pauses || got.Used != 15*time.Hour {
		t.Errorf("%+v", got)
	}
	if want := at(t, "2026-11-30 15:00"); !got.DueAt.Equal(want) { // 42 of 45 hours were left on Tuesday at 9
		t.Errorf("due %v, want %v", got.DueAt, want)
	}
}

// M2.9: what the customer writes after the answer is owed one of its own, once, and a ticket that ends owes none.
func TestNextResponse(t *testing.T) {
	monday := at(t, "2026-11-23 09:00")
	life := []duetime.Happening{opened(monday), said(monday.Add(time.Hour), event.Staff)}
	if got := standing(t, "saas", policy.Normal, duetime.NextResponse, "2026-11-24 09:00", life...); got.Promise != "" {
		t.Errorf("nobody waits: %+v", got)
	}
	life = append(life, said(monday.Add(2*time.Hour), event.Customer), said(monday.Add(4*time.Hour), event.Customer))
	got := standing(t, "saas", policy.Urgent, duetime.NextResponse, "2026-11-23 14:30", life...)
	if got.State != calendar.Running || !got.DueAt.Equal(at(t, "2026-11-24 11:00")) {
		t.Errorf("it counts from the first: %+v", got)
	}
	life = append(life, moved(monday.Add(6*time.Hour), policy.InProgress, policy.Closed))
	if got := standing(t, "saas", policy.Urgent, duetime.NextResponse, "2026-12-14 09:00", life...); got.State != calendar.Met {
		t.Errorf("the end is an answer: %+v", got)
	}
}

// Another priority times what is open from the beginning, and leaves what is done.
func TestPriorityTimesAnew(t *testing.T) {
	monday := at(t, "2026-11-23 09:00")
	raised := happening(monday.Add(10*time.Hour), event.Staff, event.PriorityChanged, "NORMAL", "URGENT")
	life := []duetime.Happening{opened(monday), raised}
	if got := standing(t, "saas", policy.Urgent, duetime.FirstResponse, "2026-11-23 20:00", life...); !got.DueAt.Equal(at(t, "2026-11-23 18:00")) || got.State != calendar.Breached {
		t.Errorf("%+v", got)
	}
	life = []duetime.Happening{opened(monday), said(monday.Add(9*time.Hour), event.Staff), raised}
	if got := standing(t, "saas", policy.Urgent, duetime.FirstResponse, "2026-11-23 20:00", life...); got.State != calendar.Met || got.Target.After != 48*time.Hour {
		t.Errorf("%+v", got)
	}
}

// M2.9: urgent ones first, then the closest to its due time, then those of which nothing is due; what is over comes last.
func TestQueue(t *testing.T) {
	rules, monday := rulesOf(t, "saas"), at(t, "2026-11-23 09:00")
	rank := func(priority policy.Priority, after time.Duration, then ...duetime.Happening) int64 {
		life := append([]duetime.Happening{opened(monday.Add(after))}, then...)
		times, err := rules.Read(life, priority).Times(0, at(t, "2026-11-25 09:00"))
		if err != nil {
			t.Fatal(err)
		}
		return times.Rank
	}
	answer := said(monday.Add(2*time.Hour), event.Staff)
	queue := []int64{
		rank(policy.Urgent, 0), rank(policy.Urgent, time.Hour), rank(policy.Urgent, 0, answer),
		rank(policy.Low, 0), rank(policy.High, time.Hour), rank(policy.Normal, 0, answer),
		rank(policy.Urgent, 0, moved(answer.At, policy.Open, policy.Closed)),
	}
	for i := range queue[1:] {
		if queue[i] >= queue[i+1] {
			t.Errorf("place %d is %d, the next %d", i, queue[i], queue[i+1])
		}
	}
}
