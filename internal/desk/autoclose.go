package desk

import (
	"context"
	"errors"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
	"sportello/internal/workflow"
)

// AutoClose closes the tickets whose customers have been silent for as long as their desk waits (M1.11, M3.6), the ones
// that have waited longest first, and answers how many it has closed. Each is an act of its own, by the system: several
// processes may do this at once, and one that is killed leaves the rest to the next run.
//
// A ticket, or a desk, with which something is wrong stops no other: it is logged, told in the error, and tried again by
// the next run. The end of ctx is heeded between tickets.
func (s *Service) AutoClose(ctx context.Context) (int, error) {
	rules, err := s.rules(ctx)
	if err != nil {
		return 0, err
	}
	run := &autoClosing{service: s}
	for _, r := range rules {
		if err := run.desk(ctx, r); err != nil && ctx.Err() != nil {
			return run.closed, err
		} else if err != nil {
			run.fail(ctx, err)
		}
	}
	return run.closed, run.failure()
}

// autoClosing is a run, and what it has come to.
type autoClosing struct {
	service        *Service
	closed, failed int
	last           error
}

func (r *autoClosing) fail(ctx context.Context, err error) {
	r.failed, r.last = r.failed+1, err
	r.service.log.ErrorContext(ctx, "what is due could not be closed", "error", err)
}

func (r *autoClosing) failure() error {
	if r.failed == 0 {
		return nil
	}
	return fmt.Errorf("%d times what is due could not be closed, at last: %w", r.failed, r.last)
}

// desk closes what is due on one desk, a batch at a time until nothing is left. It goes on behind the last one of a batch,
// since what could not be closed is still there.
func (r *autoClosing) desk(ctx context.Context, rule ruleOf) error {
	d, err := r.service.deskUnder(ctx, rule)
	if err != nil || d.Policy.Closing.Automatic.After == 0 {
		return err
	}
	var place dueTicket
	for {
		due, err := r.service.dueTickets(ctx, d, place)
		if err != nil {
			return fmt.Errorf("find what desk %d closes: %w", d.ID, err)
		}
		for _, place = range due {
			if err := r.ticket(ctx, d.ID, place.id); err != nil {
				return err
			}
		}
		if len(due) < dueBatch {
			return nil
		}
	}
}

// ticket closes one, or notes that it can't. An error ends the run.
func (r *autoClosing) ticket(ctx context.Context, deskID, ticketID int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	closed, err := r.service.autoClose(ctx, deskID, ticketID)
	switch {
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil:
		r.fail(ctx, err)
	case closed:
		r.closed++
	}
	return nil
}

// autoClose closes one ticket, and answers false where it is not due any more: the customer has replied, or another
// process was faster. Both are asked once the ticket is held, so that of two who come at once one finds what the other did.
func (s *Service) autoClose(ctx context.Context, deskID, ticketID int64) (bool, error) {
	var news []Announcement
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		news = nil
		c, err := s.clockScene(ctx, tx, deskID, ticketID)
		if err != nil {
			return err
		}
		d, err := workflow.Decide(c.desk.Policy, stateOf(c.ticket), c.actor, workflow.AutoClose{}, c.now)
		if errors.Is(err, problem.New(problem.CloseNotAllowed)) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("decide: %w", err)
		}
		if _, news, err = c.record(ctx, d); err != nil {
			return err
		}
		news, err = announce(ctx, c.tx, moment.Of(c.now), news...)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("close ticket %d: %w", ticketID, err)
	}
	for _, n := range news {
		s.committed(context.WithoutCancel(ctx), n) // what is done is told, even when the run is over
	}
	return len(news) > 0, nil
}

// clockScene is where the system acts on a ticket, which is held from here on.
func (s *Service) clockScene(ctx context.Context, tx *ent.Tx, deskID, ticketID int64) (*scene, error) {
	t, policyVersion, err := s.tickets.lock(ctx, tx, access.Scope{Desks: []int64{deskID}}, TicketRef{ID: ticketID})
	if err != nil {
		return nil, err
	}
	d, err := s.deskAt(ctx, tx, deskID, policyVersion)
	if err != nil {
		return nil, err
	}
	return &scene{
		service: s, tx: tx, desk: d, ticket: t, actor: workflow.Actor{Kind: event.System}, now: moment.Of(s.now()).Time(),
	}, nil
}
