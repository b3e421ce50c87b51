package main

import (
	"context"
	"errors"
	"os/exec"
	"slices"

	"sportello/internal/access"
	"sportello/internal/bench/numbers"
	"sportello/internal/store"
)

// statsWork is the work that is measured alone, in another way than all others: `sportello bench stats`.
const statsWork = "stats"

var errStatsAlone = errors.New("stats is measured alone")

// onlyStats reports whether statistics are to be measured.
func (c *benchCommand) onlyStats() (bool, error) {
	if !slices.Contains(c.Works, statsWork) {
		return false, nil
	}
	if len(c.Works) > 1 {
		return false, errStatsAlone
	}
	return true, nil
}

// stats measures statistics for somebody who answers for all desks. Without npm DuckDB is left out.
func (c *benchCommand) stats(ctx context.Context, p *program, h *house) error {
	desks, err := h.store.Read().Desk.Query().IDs(store.System(ctx))
	if err != nil {
		return err
	}
	v := &access.Viewer{UserID: 1, Language: "en", Desks: map[int64]access.DeskRole{}}
	for _, id := range desks {
		v.Desks[id] = access.DeskAgent
	}
	_, missing := exec.LookPath("npm")
	return numbers.Run(ctx, numbers.Options{
		Store: h.store, Desk: h.desk, Engine: h.stats, Viewer: v, Rounds: max(c.Rounds, 9), DuckDB: missing == nil, Now: h.clock.Now(),
	}, p.out)
}
