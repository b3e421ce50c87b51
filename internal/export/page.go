package export

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// MaxPage is how many changes a page may have.
const MaxPage = 100

// pages is the kind of cursors of pages.
const pages = "changes"

// Want is what a page brings beside the tickets.
type Want struct{ Intervals, Messages bool }

// Change is one ticket that has changed, as it is now.
type Change struct {
	Cursor    string // to go on after it
	Ticket    Ticket
	Intervals []Interval
	Messages  []Message // all of the ticket's
}

// Page is a stretch of an export.
type Page struct {
	Changes []Change
	Cursor  string // of the last change; what was asked with, where there is none
	More    bool
}

// Changes reads the tickets that have changed since a cursor, in the order of their last change; empty: all tickets. A ticket
// that changes again comes again, after all that changed before. To begin is put on record. INVALID_CURSOR, INVALID_PAGE, FORBIDDEN.
func (s *Service) Changes(ctx context.Context, v *access.Viewer, after string, first int, want Want) (*Page, error) {
	if first < 0 || first > MaxPage {
		return nil, problem.New(problem.InvalidPage, "first")
	}
	scope, err := ScopeOf(v)
	if err != nil {
		return nil, err
	}
	r := reading{limit: first + 1, intervals: want.Intervals, messages: want.Messages}
	if r.after, err = parseCursor(after, pages, scope.hash()); err != nil {
		return nil, err
	}
	if r.head, err = s.headFor(ctx, r.after); err != nil {
		return nil, err
	}
	if after == "" { // who goes on is on record already
		if err := s.note(ctx, v, scope, pages); err != nil {
			return nil, err
		}
	}
	found, err := s.changes(ctx, scope, r)
	if err != nil {
		return nil, err
	}
	p := &Page{Cursor: cursor{pages, scope.hash(), r.after}.String(), More: len(found) > first}
	for _, c := range found[:min(first, len(found))] {
		p.Cursor = cursor{pages, scope.hash(), c.pos}.String()
		p.Changes = append(p.Changes, Change{Cursor: p.Cursor, Ticket: c.ticket, Intervals: c.intervals, Messages: c.messages})
	}
	return p, nil
}
