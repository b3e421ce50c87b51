package view

import "sync"

// Group is rows that were read together. What is asked of one of them is asked of all at once, so that the number of
// statements does not grow with the rows, whatever lies between a list and the field that asks.
type Group[R comparable] struct {
	rows []R

	mu    sync.Mutex
	asked map[string]*asking
}

// asking is one question to all rows of a group.
type asking struct {
	once    sync.Once
	answers any // map of the row to its answer
	err     error
}

// NewGroup makes a group of rows.
func NewGroup[R comparable](rows ...R) *Group[R] { return &Group[R]{rows: rows} }

// Ask answers for one row what load answers for all rows of its group, aligned with them; load runs once for each
// question, which names the field with its arguments, and so the type of its answer. A row without a group is asked alone.
func Ask[R comparable, A any](g *Group[R], row R, question string, load func(rows []R) ([]A, error)) (A, error) {
	if g == nil {
		g = NewGroup(row)
	}
	a := g.asking(question)
	a.once.Do(func() {
		found, err := load(g.rows)
		answers := make(map[R]A, len(found))
		for i, answer := range found {
			answers[g.rows[i]] = answer
		}
		a.answers, a.err = answers, err
	})
	if a.err != nil {
		var none A
		return none, a.err
	}
	return a.answers.(map[R]A)[row], nil
}

func (g *Group[R]) asking(question string) *asking {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.asked == nil {
		g.asked = map[string]*asking{}
	}
	a := g.asked[question]
	if a == nil {
		a = new(asking)
		g.asked[question] = a
	}
	return a
}

// below is the group of what hangs on each row of a group, such as the tenants of tickets.
func below[R, S comparable](g *Group[R], row R, name string, pick func(R) S) *Group[S] {
	shared, err := Ask(g, row, "below "+name, func(rows []R) ([]*Group[S], error) {
		group := new(Group[S])
		groups := make([]*Group[S], len(rows))
		var none S
		for i, r := range rows {
			if s := pick(r); s != none {
				group.rows = append(group.rows, s)
			}
			groups[i] = group
		}
		return groups, nil
	})
	if err != nil {
		return nil // picking does not fail
	}
	return shared
}
