package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/ent/person"
	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

// scene is where a change of one ticket happens: its transaction, and what was loaded in it.
type scene struct {
	service *Service
	tx      *ent.Tx
	viewer  *access.Viewer
	desk    *Desk
	actor   workflow.Actor
	now     time.Time // of the change: taken once the ticket is held, whole microseconds as the database keeps them
	key     string    // the client's id of the act

	ticket  *Ticket  // as it was; nil while it is being opened
	moved   bool     // messages came or went by a merge: what is kept of the conversation is counted anew
	writing *writing // nil: nothing is said
	faults  problem.List
}

// scene looks at the desk through the viewer's eyes.
func (s *Service) scene(ctx context.Context, tx *ent.Tx, v *access.Viewer, deskID, policyVersion int64) (*scene, error) {
	d, err := s.deskAt(ctx, tx, deskID, policyVersion)
	if err != nil {
		return nil, err
	}
	return s.sceneOn(tx, v, d), nil
}

// sceneOn is a scene on a desk that is known.
func (s *Service) sceneOn(tx *ent.Tx, v *access.Viewer, d *Desk) *scene {
	c := &scene{service: s, tx: tx, viewer: v, desk: d, now: moment.Of(s.now()).Time()}
	c.actor = workflow.Actor{Kind: event.Customer, UserID: v.UserID}
	if v.May(access.WorkOnTickets, d.ID, 0) {
		c.actor.Kind = event.Staff
	}
	return c
}

// fault notes a fault of the input; all are told at once.
func (c *scene) fault(e *problem.Error) { c.faults = append(c.faults, e) }

// decide asks workflow. What it refuses is told together with the faults of the input, unless the caller can mend nothing.
func (c *scene) decide(t workflow.Ticket, command workflow.Command) (workflow.Decision, error) {
	d, err := workflow.Decide(c.desk.Policy, t, c.actor, command, c.now)
	refusals := problem.Of(err)
	if err != nil && len(refusals) == 0 {
		return d, fmt.Errorf("decide: %w", err)
	}
	for _, refusal := range refusals {
		switch {
		case !refusal.Code.Mendable():
			return d, refusal
		case !c.faulty(refusal.Field):
			c.fault(refusal)
		}
	}
	return d, c.faults.Err()
}

// faulty reports whether something is wrong with an input field already.
func (c *scene) faulty(field []string) bool {
	return len(field) > 0 && slices.ContainsFunc(c.faults, func(e *problem.Error) bool {
		return len(e.Field) > 0 && e.Field[0] == field[0]
	})
}

// checkPriority notes a priority that the desk has none of.
func (c *scene) checkPriority(p policy.Priority) {
	if p != "" && !c.desk.Policy.UsesPriority(p) {
		c.fault(problem.New(problem.PriorityNotUsed, "priority"))
	}
}

// checkPerson looks for a reference person among the people of the tenant (M1.7, M4.14), and notes one that was removed.
func (c *scene) checkPerson(ctx context.Context, tenantID, personID int64) error {
	if personID == 0 {
		return nil
	}
	p, err := c.tx.Person.Query().Where(person.ID(personID), person.TenantID(tenantID)).Only(ctx)
	if err != nil {
		return missing(fmt.Errorf("load the person: %w", err), "person")
	}
	c.judgePerson(p.ID, p.RetiredAt)
	return nil
}

// judgePerson notes a reference person who was removed; the ticket's own may stay.
func (c *scene) judgePerson(id int64, retired moment.Moment) {
	if kept := c.ticket != nil && c.ticket.PersonID == id; retired != 0 && !kept {
		c.fault(problem.New(problem.PersonRemoved, "person"))
	}
}

// stillThere is a reference person who can be chosen, else 0.
func (c *scene) stillThere(ctx context.Context, personID int64) (int64, error) {
	if personID == 0 {
		return 0, nil
	}
	there, err := c.tx.Person.Query().Where(person.ID(personID), person.RetiredAt(0)).Exist(ctx)
	if err != nil {
		return 0, fmt.Errorf("load the person: %w", err)
	}
	if !there {
		return 0, nil
	}
	return personID, nil
}

// checkAssignee looks whether a user works on the desk's tickets. Whoever has no place on the desk does not exist there.
// Customers are not answered: they don't assign.
func (c *scene) checkAssignee(ctx context.Context, userID int64) error {
	if userID == 0 || c.actor.Kind != event.Staff {
		return nil
	}
	places, err := c.tx.Membership.Query().Where(membership.UserID(userID), membership.DeskID(c.desk.ID)).All(ctx)
	if err != nil {
		return fmt.Errorf("load the assignee's places: %w", err)
	}
	if len(places) == 0 {
		return problem.New(problem.NotFound, "assignee")
	}
	for _, place := range places {
		if place.TenantID == nil && access.DeskRole(place.Role) != access.DeskAnalyst {
			return nil
		}
	}
	c.fault(problem.New(problem.NotAssignable, "assignee"))
	return nil
}
