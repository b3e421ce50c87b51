package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"time"

	"sportello/ent/desk"
	"sportello/ent/predicate"
	"sportello/ent/ticket"
	"sportello/internal/bench"
	"sportello/internal/bench/floor"
	"sportello/internal/node"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// crowdCommand is the followers of `bench push`, in a process of their own.
type crowdCommand struct{}

// Run follows as it is told.
func (*crowdCommand) Run(ctx context.Context, p *program) error { return bench.Crowd(ctx, p.in, p.out) }

// sessions follow at the same time, in turn.
const sessions = 10

// fansOut reports whether only the pushes are to be measured, and then in full.
func (c *benchCommand) fansOut() bool { return len(c.Works) == 1 && c.Works[0] == bench.Push }

// push measures how replies are told to many, in this process, which serves both sides; the many are in another.
func (c *benchCommand) push(ctx context.Context, p *program, h *house, plain *floor.Server, t bench.Targets) (err error) {
	o := bench.FanoutOptions{Targets: t, Watchers: c.Watchers, Pushes: 30, Rounds: 2}
	if o.Own, err = h.some(ctx, t.Desk, c.Own); err != nil {
		return err
	}
	var told atomic.Int64
	h.published.Store(func() { told.Store(time.Now().UnixNano()) })
	defer h.published.Store(func() {})
	o.Told = [2]func() time.Time{plain.Told, func() time.Time { return time.Unix(0, told.Load()) }}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	followers := exec.CommandContext(ctx, self, "bench-crowd")
	followers.Stderr = p.errOut
	in, err := followers.StdinPipe()
	if err != nil {
		return err
	}
	out, err := followers.StdoutPipe()
	if err != nil {
		return err
	}
	if err := followers.Start(); err != nil {
		return fmt.Errorf("start the followers: %w", err)
	}
	o.In, o.Out = in, out
	err = bench.Fanout(ctx, o, p.out)
	return errors.Join(err, in.Close(), followers.Wait())
}

// some are so many tickets of a desk, those first that take a reply.
func (h *house) some(ctx context.Context, deskID string, count int) ([]string, error) {
	id, err := node.Key(node.Desk, deskID)
	if err != nil {
		return nil, err
	}
	open := ticket.StatusIn(string(policy.Open), string(policy.InProgress), string(policy.WaitingOnCustomer))
	var names []string
	for _, which := range []predicate.Ticket{open, ticket.Not(open)} {
		ids, err := h.store.Read().Ticket.Query().Where(ticket.HasDeskWith(desk.ID(id)), which, ticket.StatusNEQ(string(policy.Draft))).
			Order(ticket.ByID()).Limit(count - len(names)).IDs(store.System(ctx))
		if err != nil {
			return nil, fmt.Errorf("choose tickets: %w", err)
		}
		for _, id := range ids {
			names = append(names, node.Encode(node.Ticket, id))
		}
		if len(names) == count {
			return names, nil
		}
	}
	return nil, fmt.Errorf("the desk has %d tickets, not %d: ask for more --tickets or less --own", len(names), count)
}
