package desk

import (
	"context"
	"fmt"

	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
)

// What a filter may hold at most; above it is INVALID_FILTER. Databases bound the depth and the parameters of a
// statement too, and answer worse.
const (
	maxFilterDepth = 8     // filters within filters
	maxFilterList  = 250   // values of one list
	maxFilters     = 250   // filters in all
	maxFilterSum   = 5_000 // values in all

	maxFieldFilters = 32 // conditions on fields of the form in all
	maxFieldUnder   = 50 // branches of one condition
)

// newFilter checks a filter and finds out what it may tell the viewer.
func (s *Service) newFilter(ctx context.Context, v *access.Viewer, asked *TicketFilter) (filter, error) {
	all, err := s.newFilters(ctx, v, asked)
	if err != nil {
		return filter{}, err
	}
	return all[0], nil
}

// newFilters does the same of several, and looks for all their texts at once.
func (s *Service) newFilters(ctx context.Context, v *access.Viewer, asked ...*TicketFilter) ([]filter, error) {
	known := filter{all: true, now: moment.Of(s.now()), scope: v.Scope()}
	people, texts := false, []string(nil)
	for _, one := range asked {
		size := filterSize{}
		if one != nil && !size.add(one, 1) {
			return nil, problem.New(problem.InvalidFilter, "filter")
		}
		people, texts = people || size.people, append(texts, size.texts...)
	}
	if people || len(texts) > 0 {
		if err := s.know(ctx, v, &known, texts); err != nil {
			return nil, err
		}
	}
	filters := make([]filter, len(asked))
	for i, one := range asked {
		filters[i] = known
		filters[i].asked = one
	}
	return filters, nil
}

// know finds out whose staff the viewer may know, and what texts find.
func (s *Service) know(ctx context.Context, v *access.Viewer, f *filter, texts []string) error {
	desks, err := s.desksOf(ctx, v.DeskIDs())
	if err != nil {
		return err
	}
	for id, d := range desks {
		if d.showsStaffTo(v) {
			f.named = append(f.named, id)
		}
	}
	f.all = len(f.named) == len(desks)
	if len(texts) == 0 {
		return nil
	}
	f.found, err = s.search.Find(ctx, searched(v, desks), texts...)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	return nil
}

// filterSize adds up what a filter holds.
type filterSize struct {
	filters, values int
	fieldFilters    int
	searches        int
	texts           []string // that are searched for
	people          bool     // somewhere it asks who works on a ticket, or opened it
}

// add counts a filter and what is in it; false when that is too much.
func (z *filterSize) add(f *TicketFilter, depth int) bool {
	z.filters++
	if f == nil || depth > maxFilterDepth || z.filters > maxFilters || !z.lists(f) || !z.search(f.Search) {
		return false
	}
	for _, list := range [][]*TicketFilter{f.And, f.Or} {
		for _, inner := range list {
			if !z.add(inner, depth+1) {
				return false
			}
		}
	}
	return f.Not == nil || z.add(f.Not, depth+1)
}

// lists counts the values of one filter's lists.
func (z *filterSize) lists(f *TicketFilter) bool {
	ok := sized(z, f.Status) && sized(z, f.Desk) && sized(z, f.Tenant) && sized(z, f.Requester) && sized(z, f.Channel)
	if f.Priority != nil {
		ok = ok && sized(z, &f.Priority.Choice)
	}
	if f.Number != nil {
		ok = ok && sized(z, &f.Number.Choice)
	}
	if f.Assignee != nil {
		z.people = true
		ok = ok && sized(z, &f.Assignee.Choice)
	}
	z.people = z.people || f.Requester != nil
	return ok && z.fields(f.Fields)
}

// fields counts conditions on fields of the form: each looks its field up for a ticket, so that there are fewer of them.
func (z *filterSize) fields(list []*FieldFilter) bool {
	z.fieldFilters += len(list)
	if z.fieldFilters > maxFieldFilters {
		return false
	}
	for _, f := range list {
		z.values += len(f.Under)
		if len(f.Under) > maxFieldUnder || !sized(z, &f.Choice) {
			return false
		}
	}
	return true
}

func sized[T comparable](z *filterSize, c *Choice[T]) bool {
	if c == nil {
		return true
	}
	z.values += len(c.In) + len(c.NotIn)
	return len(c.In) <= maxFilterList && len(c.NotIn) <= maxFilterList && z.values <= maxFilterSum
}
