package audit

import (
	"entgo.io/ent/dialect/sql"

	"sportello/ent/auditentry"
	"sportello/internal/problem"
)

// How many lines a page has.
const (
	defaultPage = 25
	maxPage     = 100
)

// Page asks for a part of the record: the First lines After a cursor, or the Last lines Before one. Without a size it is
// 25 lines; Before alone reads backward. Sizes are 0 to 100.
type Page struct {
	First, Last   *int
	After, Before string
}

// window is a checked Page.
type window struct {
	size     int
	backward bool
}

// window checks the sizes: INVALID_PAGE.
func (p Page) window() (window, error) {
	w, argument := window{size: defaultPage}, "first"
	switch {
	case p.First != nil && p.Last != nil:
		return window{}, problem.New(problem.InvalidPage, "last")
	case p.First != nil:
		w.size = *p.First
	case p.Last != nil:
		w, argument = window{size: *p.Last, backward: true}, "last"
	case p.Before != "" && p.After == "":
		w.backward = true
	}
	if w.size < 0 || w.size > maxPage {
		return window{}, problem.New(problem.InvalidPage, argument)
	}
	return w, nil
}

// order is newest first, or from the end that is read from.
func (w window) order() auditentry.OrderOption {
	if w.backward {
		return auditentry.ByID()
	}
	return auditentry.ByID(sql.OrderDesc())
}
