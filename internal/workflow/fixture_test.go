package workflow_test

import (
	"testing"
	"time"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

var (
	customer = workflow.Actor{Kind: event.Customer, UserID: 1}
	agent    = workflow.Actor{Kind: event.Staff, UserID: 2}
	system   = workflow.Actor{Kind: event.System}
)

func presets(t testing.TB) map[string]*policy.Policy {
	t.Helper()
	all := map[string]*policy.Policy{}
	for _, name := range policy.PresetNames() {
		p, err := policy.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = p
	}
	return all
}

// ticket is one of an hour's age that stands in a status since then.
func ticket(s policy.Status) workflow.Ticket {
	t := workflow.Ticket{
		Status: s, Priority: policy.Normal, RequesterID: customer.UserID, AssigneeID: agent.UserID,
		CreatedAt: noon.Add(-time.Hour), StatusSince: noon.Add(-time.Hour),
	}
	if s == policy.Open {
		t.AssigneeID = 0
	}
	if s == policy.Closed {
		t.ClosedAt = t.StatusSince
	}
	return t
}

func with(t workflow.Ticket, change func(*workflow.Ticket)) workflow.Ticket {
	change(&t)
	return t
}
