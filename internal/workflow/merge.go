package workflow

import (
	"time"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// merge moves the conversation away. The ticket is closed unless it was; what is said from now on follows (M1.15). The
// event is the other ticket's, too: nothing else changes there.
func (d *deciding) merge(into *Ticket) error {
	if err := d.mustBeStaff(); err != nil {
		return err
	}
	if into == nil {
		into = &Ticket{}
	} else if err := d.mayMerge(into); err != nil {
		return err
	}
	d.After.MergedInto = into.ID
	d.happened(event.TicketsMerged, id(d.After.ID), id(into.ID))
	d.move(policy.Closed, MergedAway)
	return nil
}

// mayMerge refuses what would lose the conversation out of somebody's sight, or show it to somebody new.
func (d *deciding) mayMerge(into *Ticket) error {
	t := d.After
	switch {
	case into.Status == "" || into.Status == policy.Draft:
		return problem.New(problem.NotFound, "into")
	case into.ID == t.ID:
		return problem.MergeWithItself()
	case into.TenantID != t.TenantID:
		return problem.MergeAcrossTenants()
	case into.MergedInto != 0:
		return problem.MergedAway().At("into")
	case into.RequesterID != t.RequesterID && d.policy.Visibility.CustomersSee == "own":
		return problem.MergeAcrossRequesters()
	}
	return nil
}

// elsewhere is what may be done with a ticket that was merged: what is said there is said where its conversation is, and
// the merge can be undone at any time.
func (d *deciding) elsewhere(c Command) error {
	switch c := c.(type) {
	case Reply:
		d.FollowUp = Merged
		return nil
	case AddNote:
		if err := d.mustBeStaff(); err != nil {
			return err
		}
		d.FollowUp = Merged
		return nil
	case Unmerge:
		return d.unmerge(c.Former)
	case Take, Assign, ChangeStatus, Resolve, Merge:
		if err := d.mustBeStaff(); err != nil {
			return err
		}
	}
	return problem.MergedAway()
}

// unmerge gives the ticket its conversation and its status back. That is no reopening, so it is not counted as one; and
// the clock begins anew, since until now nobody could answer here.
func (d *deciding) unmerge(former policy.Status) error {
	if err := d.mustBeStaff(); err != nil {
		return err
	}
	t := &d.After
	d.happened(event.TicketsUnmerged, id(t.ID), id(t.MergedInto))
	t.MergedInto = 0
	if t.CloseReason != MergedAway {
		return nil // it was closed before
	}
	if !d.policy.Uses(former) || former == policy.Draft || former == policy.Closed {
		former = policy.Open // the desk has given that status up
	}
	t.Status, t.StatusSince = former, d.now
	t.ClosedAt, t.CloseReason = time.Time{}, ""
	d.Events = append(d.Events, event.Event{
		Kind: event.StatusChanged, From: string(policy.Closed), To: string(former), Reason: MergedBack,
	})
	return nil
}

func (d *deciding) notMerged() error {
	if err := d.mustBeStaff(); err != nil {
		return err
	}
	return problem.NothingToUnmerge()
}
