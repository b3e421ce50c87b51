package desk

import (
	"sportello/internal/problem"
)

// How many rows a page has.
const (
	defaultPage = 25
	maxPage     = 100
)

// Page asks for a part of a list: the First rows After a cursor, or the Last rows Before one. Without a size it is 25
// rows; Before alone reads backward. Sizes are 0 to 100.
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
	w := window{size: defaultPage}
	switch {
	case p.First != nil && p.Last != nil:
		return window{}, problem.New(problem.InvalidPage, "last")
	case p.First != nil:
		w.size = *p.First
	case p.Last != nil:
		w = window{size: *p.Last, backward: true}
	case p.Before != "" && p.After == "":
		w.backward = true
	}
	if w.size < 0 || w.size > maxPage {
		if w.backward {
			return window{}, problem.New(problem.InvalidPage, "last")
		}
		return window{}, problem.New(problem.InvalidPage, "first")
	}
	return w, nil
}
