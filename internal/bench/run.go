package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
)

var errLimit = errors.New("bench: the run took too long")

// Run compares the sides, first what they answer and then how fast, and writes each line of the table to w as soon as it
// is known. ErrDiffer when they answer differently. With an error the report holds what was measured before.
func Run(ctx context.Context, o Options, w io.Writer) (*Report, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.Limit, errLimit)
	defer cancel()
	r := &Report{Rounds: o.Rounds, Duration: o.Duration, Pushes: o.Pushes}
	err := r.fill(ctx, o, w)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	return r, err
}

func (r *Report) fill(ctx context.Context, o Options, w io.Writer) error {
	for _, name := range o.Works {
		if name == Push {
			if err := r.push(ctx, o, w); err != nil {
				return err
			}
			continue
		}
		if err := r.compare(ctx, name, o, w); err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) compare(ctx context.Context, name string, o Options, w io.Writer) error {
	work, err := newWork(name, o.Targets)
	if err != nil {
		return err
	}
	if err := work.compare(ctx); err != nil {
		return err
	}
	for _, concurrency := range o.Concurrency {
		row, err := work.inTurns(ctx, concurrency, o)
		if err != nil {
			return err
		}
		if len(r.Rows) == 0 {
			if err := writeLine(w, rowHead()); err != nil {
				return err
			}
		}
		r.Rows = append(r.Rows, row)
		if err := writeLine(w, row.cells()); err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) push(ctx context.Context, o Options, w io.Writer) error {
	told, err := push(ctx, o)
	if err != nil {
		return fmt.Errorf("push: %w", err)
	}
	r.Push = told
	if err := writeLine(w, pushHead()); err != nil {
		return err
	}
	return writeLine(w, told.cells())
}
