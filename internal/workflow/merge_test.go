package workflow_test

import (
	"errors"
	"testing"
	"time"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

func twoTickets() (source, target workflow.Ticket) {
	source, target = ticket(policy.Open), ticket(policy.InProgress)
	source.ID, target.ID, source.TenantID, target.TenantID = 7, 5, 1, 1
	return source, target
}

// M1.15: what can't be one is refused, with a way out; customers merge nothing.
func TestMergeIsRefused(t *testing.T) {
	saas, studio := presets(t)["saas"], presets(t)["studio"]
	for name, c := range map[string]struct {
		policy *policy.Policy
		by     workflow.Actor
		change func(source, target *workflow.Ticket)
		want   problem.Code
	}{
		"by a customer":         {saas, customer, func(_, _ *workflow.Ticket) {}, problem.StaffOnly},
		"with itself":           {saas, agent, func(s, into *workflow.Ticket) { into.ID = s.ID }, problem.MergeRefused},
		"of two tenants":        {saas, agent, func(_, into *workflow.Ticket) { into.TenantID = 2 }, problem.MergeRefused},
		"of two requesters":     {saas, agent, func(_, into *workflow.Ticket) { into.RequesterID = 9 }, problem.MergeRefused},
		"who both see both":     {studio, agent, func(_, into *workflow.Ticket) { into.RequesterID = 9 }, ""},
		"into one that is away": {saas, agent, func(_, into *workflow.Ticket) { into.MergedInto = 9 }, problem.TicketMerged},
		"of one that is away":   {saas, agent, func(s, _ *workflow.Ticket) { s.MergedInto = 9 }, problem.TicketMerged},
		"into a draft":          {saas, agent, func(_, into *workflow.Ticket) { into.Status = policy.Draft }, problem.NotFound},
		"into a closed one":     {saas, agent, func(_, into *workflow.Ticket) { *into = closedAs(*into) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			source, target := twoTickets()
			c.change(&source, &target)
			d, err := workflow.Decide(c.policy, source, c.by, workflow.Merge{Into: &target}, noon)
			if c.want != "" {
				if !problem.Is(err, c.want) {
					t.Errorf("answered %v, want %s", err, c.want)
				}
				return
			}
			if err != nil || d.After.MergedInto != target.ID || d.After.CloseReason != workflow.MergedAway {
				t.Errorf("became %+v, %v", d.After, err)
			}
		})
	}
}

func closedAs(t workflow.Ticket) workflow.Ticket {
	return with(t, func(t *workflow.Ticket) { t.Status, t.ClosedAt = policy.Closed, noon.Add(-time.Minute) })
}

// M1.15: undoing gives back the status, not counted as a reopening, or leaves closed what was closed before.
func TestUnmergeGivesTheStatusBack(t *testing.T) {
	for _, p := range presets(t) {
		for _, former := range p.UsedStatuses() {
			if former == policy.Draft {
				continue
			}
			source, target := twoTickets()
			before := ticket(former)
			before.ID, before.TenantID, before.CloseReason = source.ID, source.TenantID, ""
			if former == policy.Closed {
				before.CloseReason = workflow.AutoClosed
			}
			merged, err := workflow.Decide(p, before, agent, workflow.Merge{Into: &target}, noon)
			if err != nil || merged.After.Status != policy.Closed || merged.Events[0].Kind != event.TicketsMerged {
				t.Fatalf("%s %s: merged %+v, %v", p.Preset, former, merged, err)
			}
			later := noon.Add(time.Hour)
			back, err := workflow.Decide(p, merged.After, agent, workflow.Unmerge{Former: former}, later)
			if err != nil {
				t.Fatal(err)
			}
			want := before
			if former != policy.Closed {
				want.StatusSince = later
			}
			if back.After != want {
				t.Errorf("%s %s: back %+v, want %+v", p.Preset, former, back.After, want)
			}
		}
	}
}

// M1.15: a status that the desk has given up meanwhile is not given back.
func TestUnmergeKnowsTheDeskOfToday(t *testing.T) {
	away := with(ticket(policy.Closed), func(t *workflow.Ticket) { t.MergedInto, t.CloseReason = 5, workflow.MergedAway })
	for _, former := range []policy.Status{"", policy.Draft, policy.Closed, "GONE"} {
		d, err := workflow.Decide(presets(t)["saas"], away, agent, workflow.Unmerge{Former: former}, noon)
		if err != nil || d.After.Status != policy.Open {
			t.Errorf("%q became %+v, %v", former, d.After, err)
		}
	}
	if _, err := workflow.Decide(presets(t)["saas"], ticket(policy.Open), agent, workflow.Unmerge{}, noon); !errors.Is(err, problem.New(problem.MergeRefused)) {
		t.Errorf("nothing to undo is answered %v", err)
	}
}

// M1.15: what is said on a merged ticket goes where its conversation is; nothing else happens there, and no clock runs.
func TestNothingHappensToAMergedTicket(t *testing.T) {
	away := with(ticket(policy.Closed), func(t *workflow.Ticket) { t.MergedInto, t.CloseReason = 5, workflow.MergedAway })
	for _, p := range presets(t) {
		for _, by := range []workflow.Actor{customer, agent} {
			d, err := workflow.Decide(p, away, by, workflow.Reply{HasText: true}, noon)
			if err != nil || d.FollowUp != workflow.Merged || len(d.Events) > 0 || d.After != away {
				t.Errorf("a reply by %s: %+v, %v", by.Kind, d, err)
			}
			_, err = workflow.Decide(p, away, by, workflow.ChangePerson{To: 4}, noon)
			if !problem.Is(err, problem.TicketMerged) {
				t.Errorf("another person by %s: %v", by.Kind, err)
			}
		}
		for _, c := range []workflow.Command{
			workflow.Take{}, workflow.Assign{To: 3}, workflow.ChangeStatus{To: policy.Open}, workflow.Resolve{},
			workflow.Merge{}, workflow.Close{HasMessage: true}, workflow.Reopen{}, workflow.ChangePriority{To: policy.High},
		} {
			if _, err := workflow.Decide(p, away, agent, c, noon); !problem.Is(err, problem.TicketMerged) {
				t.Errorf("%T is answered %v", c, err)
			}
		}
		if _, err := workflow.Decide(p, away, system, workflow.AutoClose{}, noon.AddDate(9, 0, 0)); err == nil {
			t.Error("the clock closes a merged ticket")
		}
		if d, err := workflow.Decide(p, away, agent, workflow.AddNote{}, noon); err != nil || d.FollowUp != workflow.Merged {
			t.Errorf("a note: %+v, %v", d, err)
		}
	}
}
