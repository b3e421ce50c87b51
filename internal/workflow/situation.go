package workflow

import (
	"fmt"
	"time"

	"sportello/internal/policy"
)

// situation is a column of the matrix: a ticket and its name.
type situation struct {
	name   string
	ticket Ticket
}

// situations are a ticket in each status; where time matters, also on the other side of the limit.
func (m matrix) situations() []situation {
	p := m.policy
	var all []situation
	for _, s := range p.UsedStatuses() {
		if s == policy.Draft {
			continue
		}
		if limit := p.Closing.NotBefore.Std(); s == policy.Open && limit > 0 {
			all = append(all, situation{fmt.Sprintf("%s, younger than %s", s, p.Closing.NotBefore), m.at(s, limit-time.Second)})
		}
		all = append(all, situation{fmt.Sprintf("%s “%s”", s, p.StatusLabel(s, p.Language)), m.at(s, time.Hour)})
		if limit := p.Reopening.Within.Std(); s == policy.Closed && limit > 0 {
			all = append(all, situation{fmt.Sprintf("%s longer than %s", s, p.Reopening.Within), m.at(s, limit+time.Second)})
		}
	}
	away := m.at(policy.Closed, time.Hour)
	away.MergedInto, away.CloseReason = otherTicket, MergedAway
	return append(all, situation{"merged into another", away})
}

// silences are a ticket in each status, long silent; where the clock closes one, also just before it is due.
func (m matrix) silences() []situation {
	var all []situation
	a := m.policy.Closing.Automatic
	for _, s := range m.policy.UsedStatuses() {
		if s == policy.Draft {
			continue
		}
		if s == a.From {
			all = append(all,
				situation{fmt.Sprintf("%s, less than %s", s, a.After), m.at(s, a.After.Std()-time.Second)},
				situation{fmt.Sprintf("%s for %s", s, a.After), m.at(s, a.After.Std())})
			continue
		}
		all = append(all, situation{fmt.Sprintf("%s for a year", s), m.at(s, 365*24*time.Hour)})
	}
	return all
}

// at is a ticket that has stood in a status for all its life.
func (m matrix) at(s policy.Status, age time.Duration) Ticket {
	then := m.now.Add(-age)
	t := Ticket{ID: theTicket, TenantID: theTenant, Status: s, Priority: m.policy.Priority.Default, RequesterID: theCustomer, CreatedAt: then, StatusSince: then}
	if s != policy.Open {
		t.AssigneeID = theAgent
	}
	if s == policy.Closed {
		t.ClosedAt = then
	}
	return t
}

// other is a ticket to merge into.
func (m matrix) other(requester int64) *Ticket {
	t := m.at(policy.Open, time.Hour)
	t.ID, t.RequesterID = otherTicket, requester
	return &t
}

// act is a row of the matrix: a command and its name.
type act struct {
	name    string
	command Command
}

// openings are acts on a ticket that is not there yet.
func (m matrix) openings() []act {
	acts := []act{{"open", Open{}}}
	for _, x := range m.policy.UsedPriorities() {
		if x != m.policy.Priority.Default {
			acts = append(acts, act{fmt.Sprintf("open as %s", x), Open{Priority: &x}})
		}
	}
	return acts
}

// acts are acts on a ticket that is there.
func (m matrix) acts() []act {
	p := m.policy
	acts := []act{
		{"reply", Reply{HasText: true}},
		{"reply and close", Reply{HasText: true, Close: true}},
		{"note", AddNote{}},
		{"take", Take{}},
		{"assign to a colleague", Assign{To: aColleague}},
		{"assign to nobody", Assign{}},
	}
	for _, s := range p.UsedStatuses() {
		if s != policy.Draft {
			acts = append(acts, act{fmt.Sprintf("status to %s", s), ChangeStatus{To: s}})
		}
	}
	for _, x := range p.UsedPriorities() {
		if x == p.Priority.Default {
			continue // it has that
		}
		acts = append(acts, act{fmt.Sprintf("priority to %s", x), ChangePriority{To: x}})
	}
	return append(acts,
		act{"another reference person", ChangePerson{To: aPerson}},
		act{"resolve", Resolve{}},
		act{"close", Close{}},
		act{"close with a message", Close{HasMessage: true}},
		act{"reopen", Reopen{}},
		act{"merge into another", Merge{Into: m.other(theCustomer)}},
		act{"merge into another requester's", Merge{Into: m.other(aColleague)}},
		act{"undo the merge", Unmerge{Former: policy.Open}})
}
