package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// Paging through any list in either direction gives exactly the list, every page tells truly whether rows lie on either
// side of it, and the count agrees: for every viewer, filter and order (C.4).
func TestPagesAreTheList(t *testing.T) {
	w := newWorld(t)
	w.scatter(120)
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SampledFrom(w.viewers).Draw(t, "viewer")
		q := desk.TicketQuery{Filter: w.drawFilter(t, 1), Order: drawOrder(t)}
		want := w.list(v, q.Filter, q.Order)
		count, err := w.service.CountTickets(context.Background(), v, q.Filter)
		if err != nil || count != len(want) {
			t.Fatalf("counted %d, %v; want %d", count, err, len(want))
		}
		size := rapid.IntRange(1, 100).Draw(t, "size")
		w.walkForward(t, v, q, size, want)
		w.walkBackward(t, v, q, size, want)
	})
}

func (w *world) walkForward(t *rapid.T, v *access.Viewer, q desk.TicketQuery, size int, want []int64) {
	q.Page = desk.Page{First: &size}
	for start := 0; ; start += size {
		end := min(start+size, len(want))
		page := w.page(t, v, q, want[start:end], start > 0, end < len(want))
		if !page.HasNext {
			return
		}
		q.Page.After = page.Cursor(len(page.Tickets) - 1)
	}
}

func (w *world) walkBackward(t *rapid.T, v *access.Viewer, q desk.TicketQuery, size int, want []int64) {
	q.Page = desk.Page{Last: &size}
	for end := len(want); ; end -= size {
		start := max(0, end-size)
		page := w.page(t, v, q, want[start:end], start > 0, end < len(want))
		if !page.HasPrevious {
			return
		}
		q.Page.Before = page.Cursor(0)
	}
}

// page reads a page and compares it.
func (w *world) page(
	t *rapid.T, v *access.Viewer, q desk.TicketQuery, want []int64, previous, next bool,
) *desk.TicketPage {
	page, err := w.service.Tickets(context.Background(), v, q)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(page.Tickets); !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	if page.HasPrevious != previous || page.HasNext != next {
		t.Fatalf("previous %v, next %v; want %v, %v", page.HasPrevious, page.HasNext, previous, next)
	}
	return page
}

func ids(tickets []*desk.Ticket) []int64 {
	found := make([]int64, len(tickets))
	for i, t := range tickets {
		found[i] = t.ID
	}
	return found
}

// A page between two cursors, an empty one included, tells of both sides; so does a page whose cursor's row has left.
func TestPageBetweenCursors(t *testing.T) {
	w := newWorld(t)
	w.scatter(60)
	ctx, v := context.Background(), w.viewer("agent of the first desk")
	want := w.list(v, nil, nil)
	all, err := w.service.Tickets(ctx, v, desk.TicketQuery{Page: desk.Page{First: new(100)}})
	if err != nil {
		t.Fatal(err)
	}
	last := len(want) - 1
	for name, c := range map[string]struct {
		page           desk.Page
		want           []int64
		previous, next bool
	}{
		"between":          {desk.Page{First: new(100), After: all.Cursor(0), Before: all.Cursor(4)}, want[1:4], true, true},
		"first of between": {desk.Page{First: new(2), After: all.Cursor(0), Before: all.Cursor(4)}, want[1:3], true, true},
		"last of between":  {desk.Page{Last: new(2), After: all.Cursor(0), Before: all.Cursor(4)}, want[2:4], true, true},
		"nothing between":  {desk.Page{First: new(5), After: all.Cursor(3), Before: all.Cursor(4)}, nil, true, true},
		"after the end":    {desk.Page{First: new(5), After: all.Cursor(last)}, nil, true, false},
		"before the start": {desk.Page{Last: new(5), Before: all.Cursor(0)}, nil, false, true},
		"no size":          {desk.Page{}, want[:min(25, len(want))], false, len(want) > 25},
		"first none":       {desk.Page{First: new(0)}, nil, false, true},
		"last none":        {desk.Page{Last: new(0)}, nil, true, false},
		"none in between":  {desk.Page{First: new(0), After: all.Cursor(2)}, nil, true, true},
		"before alone":     {desk.Page{Before: all.Cursor(2)}, want[:2], false, true},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := w.service.Tickets(ctx, v, desk.TicketQuery{Page: c.page})
			if err != nil {
				t.Fatal(err)
			}
			if got := ids(page.Tickets); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if page.HasPrevious != c.previous || page.HasNext != c.next {
				t.Errorf("previous %v, next %v", page.HasPrevious, page.HasNext)
			}
		})
	}
}

func TestPageRefused(t *testing.T) {
	w := newWorld(t)
	w.scatter(10)
	ctx, v := context.Background(), w.viewer("supervisor of two desks")
	byNumber := []desk.TicketOrder{{Field: desk.ByNumber}}
	page, err := w.service.Tickets(ctx, v, desk.TicketQuery{Order: byNumber})
	if err != nil {
		t.Fatal(err)
	}
	other := page.Cursor(0)
	deep := &desk.TicketFilter{}
	for range 8 {
		deep = &desk.TicketFilter{Not: deep}
	}
	wide := &desk.TicketFilter{Requester: &desk.Choice[int64]{In: make([]int64, 251)}}
	many := &desk.TicketFilter{And: slices.Repeat([]*desk.TicketFilter{{}}, 250)}
	for name, c := range map[string]struct {
		query desk.TicketQuery
		code  problem.Code
	}{
		"both sizes":         {desk.TicketQuery{Page: desk.Page{First: new(1), Last: new(1)}}, problem.InvalidPage},
		"negative first":     {desk.TicketQuery{Page: desk.Page{First: new(-1)}}, problem.InvalidPage},
		"negative last":      {desk.TicketQuery{Page: desk.Page{Last: new(-1)}}, problem.InvalidPage},
		"too many":           {desk.TicketQuery{Page: desk.Page{First: new(101)}}, problem.InvalidPage},
		"garbage":            {desk.TicketQuery{Page: desk.Page{After: "%%%"}}, problem.InvalidCursor},
		"garbage backward":   {desk.TicketQuery{Page: desk.Page{Before: "AAAA"}}, problem.InvalidCursor},
		"a long cursor":      {desk.TicketQuery{Page: desk.Page{After: strings.Repeat("A", 1<<20)}}, problem.InvalidCursor},
		"of another order":   {desk.TicketQuery{Page: desk.Page{After: other}}, problem.InvalidCursor},
		"an unknown order":   {desk.TicketQuery{Order: []desk.TicketOrder{{Field: "SIZE"}}}, problem.InvalidValue},
		"too deep a filter":  {desk.TicketQuery{Filter: deep}, problem.InvalidFilter},
		"too long a list":    {desk.TicketQuery{Filter: wide}, problem.InvalidFilter},
		"too many filters":   {desk.TicketQuery{Filter: many}, problem.InvalidFilter},
		"a filter of nobody": {desk.TicketQuery{Filter: &desk.TicketFilter{And: []*desk.TicketFilter{nil}}}, problem.InvalidFilter},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.service.Tickets(ctx, v, c.query)
			if !errors.Is(err, problem.New(c.code)) {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

// The largest filter that is let through is one that both databases run.
func TestLargestFilterRuns(t *testing.T) {
	w := newWorld(t)
	w.scatter(10)
	in := make([]int64, 20)
	for i := range in {
		in[i] = int64(i)
	}
	f := &desk.TicketFilter{Or: slices.Repeat([]*desk.TicketFilter{{Requester: &desk.Choice[int64]{In: in}}}, 242)}
	for range 6 {
		f = &desk.TicketFilter{Not: f, Status: &desk.Choice[policy.Status]{In: []policy.Status{policy.Open}}}
	}
	v := w.viewer("supervisor of two desks")
	if _, err := w.service.Tickets(context.Background(), v, desk.TicketQuery{Filter: f}); err != nil {
		t.Fatal(err)
	}
}

// However a filter nests, it narrows the scope and never widens it.
func TestFilterStaysInTheScope(t *testing.T) {
	w := newWorld(t)
	w.scatter(60)
	v := w.viewer("requester where staff is hidden")
	status := func(s policy.Status) *desk.TicketFilter {
		return &desk.TicketFilter{Status: &desk.Choice[policy.Status]{Eq: &s}}
	}
	either := &desk.TicketFilter{Or: []*desk.TicketFilter{status(policy.Open), status(policy.Closed)}}
	for _, f := range []*desk.TicketFilter{
		either, {Or: []*desk.TicketFilter{either}}, {And: []*desk.TicketFilter{either}}, {And: []*desk.TicketFilter{{Or: []*desk.TicketFilter{either}}}},
		{Not: &desk.TicketFilter{Not: either}}, {Not: &desk.TicketFilter{And: []*desk.TicketFilter{status(policy.Open), {Not: either}}}},
	} {
		page, err := w.service.Tickets(context.Background(), v, desk.TicketQuery{Filter: f, Page: desk.Page{First: new(100)}})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := ids(page.Tickets), w.list(v, f, nil); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// A page is one statement, however many rows it has and whatever comes along.
func TestPageIsOneStatement(t *testing.T) {
	w := newWorld(t)
	w.scatter(200)
	ctx, v := context.Background(), w.viewer("supervisor of two desks")
	q := desk.TicketQuery{Parts: desk.WithRequester | desk.WithAssignee | desk.WithTenant | desk.WithPerson}
	if _, err := w.service.Tickets(ctx, v, q); err != nil { // learns the desks
		t.Fatal(err)
	}
	for _, size := range []int{1, 50} {
		q.Page.First = &size
		count := desktest.CountStatements(w.store)
		page, err := w.service.Tickets(ctx, v, q)
		if err != nil || len(page.Tickets) != size {
			t.Fatalf("%d rows, %v", len(page.Tickets), err)
		}
		q.Page.After = page.Cursor(size - 1)
		if got := count(); got != 1 {
			t.Errorf("%d rows took %d statements", size, got)
		}
	}
}
