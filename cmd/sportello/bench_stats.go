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

// Works that are measured alone, in another way than all others: `sportello bench stats`, `sportello bench sign-in`.
const (
	statsWork  = "stats"
	signInWork = "sign-in"
)

var errAlone = errors.New("stats and sign-in are measured alone")

// alone is the work to measure, if it is one of these; empty: it is not.
func (c *benchCommand) alone() (string, error) {
	for _, work := range []string{statsWork, signInWork} {
		if slices.Contains(c.Works, work) {
			if len(c.Works) > 1 {
				return "", errAlone
			}
			return work, nil
		}
	}
	return "", nil
}

// everywhere is somebody who answers for all desks.
func (h *house) everywhere(ctx context.Context) (*access.Viewer, error) {
	desks, err := h.store.Read().Desk.Query().IDs(store.System(ctx))
	v := &access.Viewer{UserID: 1, Language: "en", Desks: map[int64]access.DeskRole{}}
	for _, id := range desks {
		v.Desks[id] = access.DeskAgent
	}
	return v, err
}

// stats measures statistics. Without npm DuckDB is left out.
func (c *benchCommand) stats(ctx context.Context, p *program, h *house) error {
	v, err := h.everywhere(ctx)
	if err != nil {
		return err
	}
	_, missing := exec.LookPath("npm")
	return numbers.Run(ctx, numbers.Options{
		Store: h.store, Desk: h.desk, Engine: h.stats, Viewer: v, Rounds: max(c.Rounds, 9), DuckDB: missing == nil, Now: h.clock.Now(),
	}, p.out)
}
