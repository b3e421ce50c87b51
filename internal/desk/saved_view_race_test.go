package desk_test

import (
	"sync"
	"testing"

	"sportello/internal/desk"
	"sportello/internal/problem"
)

// Of those who save and delete a view at once, each is told what came of it: who comes after its end finds none.
func TestSavingAndDeletingAViewAtOnce(t *testing.T) {
	w := newWorld(t)
	owner := w.viewer("administrator of a tenant")
	for range 10 {
		id := w.save(t, owner, desk.SaveViewInput{Name: "short-lived"})
		var all sync.WaitGroup
		deleted := make(chan error, 2)
		for range 2 {
			all.Go(func() { deleted <- w.service.DeleteView(t.Context(), owner, id) })
			all.Go(func() {
				in := desk.SaveViewInput{ViewID: id, Name: "changed", Scope: desk.OwnView}
				if _, err := w.service.SaveView(t.Context(), owner, in); err != nil && !problem.Is(err, problem.NotFound) {
					t.Errorf("saved: %v", err)
				}
			})
		}
		all.Wait()
		first, second := <-deleted, <-deleted
		if (first == nil) == (second == nil) {
			t.Errorf("deleted twice, or never: %v, %v", first, second)
		}
		for _, err := range []error{first, second} {
			if err != nil && !problem.Is(err, problem.NotFound) {
				t.Errorf("deleted: %v", err)
			}
		}
		if names := w.viewNames(t, owner); len(names) != 0 {
			t.Errorf("%v is left", names)
		}
	}
}
