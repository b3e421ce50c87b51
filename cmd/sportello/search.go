package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sportello/internal/search/measure"
	"sportello/internal/store"
)

type searchCommands struct {
	Rebuild searchRebuildCommand `cmd:"" help:"Index every ticket anew. The server may go on meanwhile."`
	Bench   searchBenchCommand   `cmd:"" help:"Measure how long searches take."`
}

type searchRebuildCommand struct{}

// Run indexes every ticket of the database.
func (*searchRebuildCommand) Run(ctx context.Context, p *program) (err error) {
	h, err := openHouse(ctx, p.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	return h.rebuildSearch(ctx, p)
}

func (h *house) rebuildSearch(ctx context.Context, p *program) error {
	began := time.Now()
	n, err := h.search.Rebuild(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "Indexed %d tickets in %s.\n", n, time.Since(began).Round(10*time.Millisecond))
	return err
}

type searchBenchCommand struct {
	Tickets int    `default:"200000" help:"Size of the demo database, which is made for it and must be empty. 0: measure on what is there, indexed as it is."`
	Seed    uint64 `default:"1" help:"The same seed makes the same data."`
	Rounds  int    `default:"300" help:"How many tickets questions are made of."`
}

// Run fills a database, indexes it and measures searches on it.
func (c *searchBenchCommand) Run(ctx context.Context, p *program) (err error) {
	tune(p.Process)
	if p.settings.IsDefault("data") && c.Tickets > 0 {
		forget, err := p.inTemporaryFolder("sportello-bench-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, forget()) }()
	}
	if c.Tickets > 0 {
		if _, _, err := store.Migrate(ctx, string(p.Database)); err != nil {
			return err
		}
	}
	h, err := openHouse(ctx, p.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if c.Tickets > 0 {
		fill := demoCommand{Tickets: c.Tickets, Seed: c.Seed}
		if _, err := fill.fill(ctx, p, h); err != nil {
			return err
		}
		if err := h.rebuildSearch(ctx, p); err != nil {
			return err
		}
	}
	_, err = measure.Run(ctx, measure.Options{Store: h.store, Search: h.search, Rounds: c.Rounds, Now: time.Now}, p.out)
	return err
}
