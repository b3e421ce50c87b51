package export

import (
	"context"
	"fmt"
	"io"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/store"
)

// batch is how many changes are read at once: what is held in memory of an export.
const batch = 500

// Config is what a Service is made of.
type Config struct {
	Store *store.Store
	// Desk knows a desk's rules, as they were within the last second.
	Desk func(ctx context.Context, id int64) (*desk.Desk, error)
	// Head is the newest place of the journal.
	Head func(context.Context) (int64, error)
	Now  func() time.Time
}

// Service hands out rows. It is safe for use by many goroutines.
type Service struct{ Config }

// New makes a service.
func New(c Config) *Service { return &Service{c} }

// Reader is one export, from a cursor to what was newest when it began. It is for one goroutine.
type Reader struct {
	service *Service
	scope   Scope
	dataset Dataset
	pos     int64
	head    int64
}

// Begin begins an export after a cursor of the same dataset and the same rights; empty: from the beginning. FORBIDDEN,
// INVALID_CURSOR. It is put on record.
func (s *Service) Begin(ctx context.Context, v *access.Viewer, d Dataset, after string) (*Reader, error) {
	scope, err := ScopeOf(v)
	if err != nil {
		return nil, err
	}
	r := &Reader{service: s, scope: scope, dataset: d}
	if r.pos, err = parseCursor(after, string(d), scope.hash()); err != nil {
		return nil, err
	}
	if r.head, err = s.headFor(ctx, r.pos); err != nil {
		return nil, err
	}
	return r, s.note(ctx, v, scope, string(d))
}

// SameFor reports whether a viewer may go on with it: rights can change while it runs.
func (r *Reader) SameFor(v *access.Viewer) bool {
	scope, err := ScopeOf(v)
	return err == nil && scope.hash() == r.scope.hash()
}

// Cursor is where the next export of the dataset goes on, once this one has been taken whole.
func (r *Reader) Cursor() string { return r.at(r.head) }

func (r *Reader) at(pos int64) string {
	return cursor{string(r.dataset), r.scope.hash(), pos}.String()
}

// Write writes all rows in a format, batch by batch, and calls flush after each: it ends the export by an error.
func (r *Reader) Write(ctx context.Context, f Format, w io.Writer, flush func() error) error {
	switch r.dataset {
	case Tickets:
		return write(ctx, r, f, w, flush, ticketRows)
	case Intervals:
		return write(ctx, r, f, w, flush, intervalRows)
	case Messages:
		return write(ctx, r, f, w, flush, messageRows)
	}
	return fmt.Errorf("export: no dataset %q", r.dataset)
}

func write[T any](ctx context.Context, r *Reader, f Format, w io.Writer, flush func() error, rows func(*Reader, []change) []T) error {
	out, err := newEncoder[T](f, w)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for {
		changes, err := r.next(ctx)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			break
		}
		if err := out.write(rows(r, changes)); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		if err := flush(); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	if err := out.close(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return flush()
}

// next reads the next changes; none: that was all.
func (r *Reader) next(ctx context.Context) ([]change, error) {
	changes, err := r.service.changes(ctx, r.scope, reading{
		after: r.pos, head: r.head, limit: batch, every: r.dataset == Messages,
		intervals: r.dataset == Intervals, messages: r.dataset == Messages,
	})
	if err != nil {
		return nil, fmt.Errorf("export %s: %w", r.dataset, err)
	}
	if len(changes) > 0 {
		r.pos = changes[len(changes)-1].pos
	}
	return changes, nil
}

// The rows of changes. Of several rows of one change only the last bears its place, so that who breaks off in between goes on with the
// whole of it.

func ticketRows(r *Reader, changes []change) []Ticket {
	rows := make([]Ticket, len(changes))
	for i := range changes {
		rows[i] = changes[i].ticket
		rows[i].Cursor = r.at(changes[i].pos)
	}
	return rows
}

func intervalRows(r *Reader, changes []change) []Interval {
	var rows []Interval
	before := r.at(changes[0].before)
	for i := range changes {
		for j, interval := range changes[i].intervals {
			interval.Cursor = before
			if j == len(changes[i].intervals)-1 {
				interval.Cursor = r.at(changes[i].pos)
			}
			rows = append(rows, interval)
		}
		before = r.at(changes[i].pos)
	}
	return rows
}

func messageRows(r *Reader, changes []change) []Message {
	var rows []Message
	before := r.at(changes[0].before)
	for i := range changes {
		for j, message := range changes[i].messages {
			message.Cursor = before
			if j == len(changes[i].messages)-1 {
				message.Cursor = r.at(changes[i].pos)
			}
			rows = append(rows, message)
		}
		before = r.at(changes[i].pos)
	}
	return rows
}
