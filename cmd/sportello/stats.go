package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

type statsCommand struct {
	Verify verifyStatsCommand `cmd:"" help:"Load the statistics as a server does, and hold them against the tables. Nobody may write meanwhile."`
}

type verifyStatsCommand struct{}

// Run fails when columns and tables differ.
func (c *verifyStatsCommand) Run(ctx context.Context, p *program) (err error) {
	h, err := openHouse(ctx, p.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := h.stats.Load(ctx); err != nil {
		return err
	}
	differences, err := h.stats.Verify(ctx)
	if err != nil {
		return err
	}
	for _, line := range differences {
		if _, err := fmt.Fprintln(p.out, line); err != nil {
			return err
		}
	}
	if n := len(differences); n > 0 {
		return fmt.Errorf("statistics differ from the tables in %d sums", n)
	}
	s := h.stats.Size()
	_, err = fmt.Fprintf(p.out, "%d tickets, %d intervals of status, %d events: the statistics are what the tables say\n", s.Tickets, s.Intervals, s.Events)
	return err
}
