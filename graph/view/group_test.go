package view_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"sportello/graph/view"
)

// However many rows ask, and at once, all are answered by one load, each with its own answer.
func TestGroupIsAskedOnce(t *testing.T) {
	rows := make([]*int, 50)
	for i := range rows {
		rows[i] = &i
	}
	group := view.NewGroup(rows...)
	var loads atomic.Int32
	double := func(rows []*int) ([]int, error) {
		loads.Add(1)
		if len(rows) != 50 {
			return nil, errors.New("not all rows were asked about")
		}
		doubled := make([]int, len(rows))
		for i, row := range rows {
			doubled[i] = 2 * *row
		}
		return doubled, nil
	}
	var all sync.WaitGroup
	for _, row := range rows {
		all.Go(func() {
			if got, err := view.Ask(group, row, "double", double); err != nil || got != 2**row {
				t.Errorf("%d doubled is %d, %v", *row, got, err)
			}
		})
	}
	all.Wait()
	if loads.Load() != 1 {
		t.Errorf("%d loads", loads.Load())
	}
	if _, err := view.Ask(group, rows[0], "another question", double); err != nil || loads.Load() != 2 {
		t.Errorf("another question takes another load: %d, %v", loads.Load(), err)
	}
}

// What fails, fails for every row, and is not tried again.
func TestGroupFailsTogether(t *testing.T) {
	rows := []*int{new(int), new(int)}
	group := view.NewGroup(rows...)
	broken, loads := errors.New("the database is gone"), 0
	fail := func([]*int) ([]int, error) { loads++; return nil, broken }
	for _, row := range rows {
		if _, err := view.Ask(group, row, "question", fail); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
	if loads != 1 {
		t.Errorf("%d loads", loads)
	}
}

func TestRowWithoutGroupIsAskedAlone(t *testing.T) {
	row := new(int)
	got, err := view.Ask(nil, row, "question", func(rows []*int) ([]string, error) {
		if len(rows) != 1 || rows[0] != row {
			t.Errorf("asked of %v", rows)
		}
		return []string{"alone"}, nil
	})
	if err != nil || got != "alone" {
		t.Errorf("got %q, %v", got, err)
	}
}
