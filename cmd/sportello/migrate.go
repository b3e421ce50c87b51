package main

import (
	"context"
	"fmt"
	"os"

	"sportello/internal/store"
)

type migrateCommand struct{}

// Run brings the database to this program's version.
func (*migrateCommand) Run(ctx context.Context, p *program) error {
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder: %w", err)
	}
	from, to, err := store.Migrate(ctx, string(p.Database))
	if err != nil {
		return err
	}
	if from == to {
		_, err = fmt.Fprintf(p.out, "The database is at version %d already.\n", to)
	} else {
		_, err = fmt.Fprintf(p.out, "The database went from version %d to %d.\n", from, to)
	}
	return err
}

type configCommand struct{}

// Run shows the settings in force.
func (*configCommand) Run(p *program) error { return p.settings.WriteYAML(p.out) }
