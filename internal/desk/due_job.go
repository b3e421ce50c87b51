package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/moment"
	"sportello/internal/store"
)

const (
	// The conditions on the place are spelled so that MySQL and MariaDB read the index from there on; see keyset.
	findOverdue = `SELECT id, desk_id, due_check_at FROM tickets WHERE due_check_at > 0 AND due_check_at <= ?
		AND due_check_at >= ? AND (due_check_at > ? OR id > ?) ORDER BY due_check_at, id LIMIT ?`
	findUntimed = `SELECT id, desk_id, timed_under FROM tickets WHERE desk_id = ? AND timed_under < ?
		AND timed_under >= ? AND (timed_under > ? OR id > ?) ORDER BY timed_under, id LIMIT ?`
)

// NoteDue writes into the timelines what has been warned of and broken of the desks' promises by now (M1.1, M2.9), what has
// waited longest first, and answers of how many tickets. Before that it times anew what was timed under older rules. Each
// ticket is an act of its own, by the system, as with AutoClose: several processes may do this at once, one that is killed
// leaves the rest to the next run, and a ticket with which something is wrong stops no other.
func (s *Service) NoteDue(ctx context.Context) (int, error) {
	run := &dueRun{service: s}
	rules, err := s.rules(ctx)
	if err != nil {
		return 0, err
	}
	for _, r := range rules {
		if err := run.walk(ctx, findUntimed, r.desk, r.version); err != nil {
			return run.noted, err
		}
	}
	if err := run.walk(ctx, findOverdue, int64(moment.Of(s.now()))); err != nil {
		return run.noted, err
	}
	return run.noted, run.failure()
}

// dueRun is a run, and what it has come to.
type dueRun struct {
	service       *Service
	noted, failed int
	last          error
}

func (r *dueRun) failure() error {
	if r.failed == 0 {
		return nil
	}
	return fmt.Errorf("%d times due times could not be noted, at last: %w", r.failed, r.last)
}

// untimed is a ticket whose due times are to be looked at, and its place in the order in which that is done.
type untimed struct{ id, desk, place int64 }

// walk looks at all that a statement finds, a batch at a time. It goes on behind the last one of a batch, since what failed
// is still there. An error ends the run.
func (r *dueRun) walk(ctx context.Context, query string, which ...any) error {
	var behind untimed
	for {
		var found []untimed
		var id, desk, place number
		args := append(append([]any(nil), which...), behind.place, behind.place, behind.id, dueBatch)
		err := r.service.each(ctx, query, args, []any{&id, &desk, &place}, func() {
			found = append(found, untimed{int64(id), int64(desk), int64(place)})
		})
		if err != nil {
			return fmt.Errorf("find due times: %w", err)
		}
		for _, behind = range found {
			if err := r.ticket(ctx, behind); err != nil {
				return err
			}
		}
		if len(found) < dueBatch {
			return nil
		}
	}
}

// ticket looks at one, or notes that it can't. An error ends the run.
func (r *dueRun) ticket(ctx context.Context, t untimed) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	noted, err := r.service.noteDue(ctx, t)
	switch {
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil:
		r.failed, r.last = r.failed+1, err
		r.service.log.ErrorContext(ctx, "due times could not be noted", "error", err)
	case noted:
		r.noted++
	}
	return nil
}

// noteDue times one ticket anew where its rules are older than its desk's, and notes what is due. What another process did
// in the meantime is found done once the ticket is held.
func (s *Service) noteDue(ctx context.Context, t untimed) (bool, error) {
	var news []Announcement
	told := false
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		news, told = nil, false
		c, err := s.clockScene(ctx, tx, t.desk, t.id)
		if err != nil {
			return err
		}
		before := *c.ticket
		noted, err := c.noteOverdue(ctx)
		if err != nil {
			return err
		}
		if noted.DueTimes == before.DueTimes {
			return nil
		}
		if err := s.tickets.change(ctx, tx, &before, noted); err != nil {
			return err
		}
		told = noted.LastSeq > before.LastSeq // else nobody is told anything, but what is due is another matter for statistics
		news, err = announce(ctx, tx, moment.Of(c.now), Announcement{DeskID: noted.DeskID, TicketID: noted.ID, Seq: noted.LastSeq})
		return err
	})
	if err != nil {
		return false, fmt.Errorf("due times of ticket %d: %w", t.id, err)
	}
	for _, n := range news {
		s.committed(context.WithoutCancel(ctx), n) // what is done is told, even when the run is over
	}
	return told, nil
}
