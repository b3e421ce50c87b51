package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/desk"
	"sportello/internal/problem"
)

// The grid's rule, said again cell by cell: a place is faulty when one of its cells, or it itself, is outside, or when a
// cell was taken by a place before it that is inside (M4.5).
func TestGridAgreesWithCells(t *testing.T) {
	const columns, rows = 12, 200
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) desk.Place {
			return desk.Place{
				X: rapid.IntRange(-1, columns).Draw(t, "x"), Y: rapid.OneOf(rapid.IntRange(-1, 6), rapid.IntRange(196, rows)).Draw(t, "y"),
				Width: rapid.IntRange(0, 6).Draw(t, "width"), Height: rapid.IntRange(0, 4).Draw(t, "height"),
			}
		}), 0, 24).Draw(t, "places")
		taken := map[[2]int]bool{}
		var want []int
		for i, p := range places {
			cells, fits := [][2]int{}, true
			for x := p.X; x < p.X+p.Width; x++ {
				for y := p.Y; y < p.Y+p.Height; y++ {
					fits = fits && x >= 0 && x < columns && y >= 0 && y < rows
					cells = append(cells, [2]int{x, y})
				}
			}
			inside := fits && len(cells) > 0
			if !inside || slices.ContainsFunc(cells, func(c [2]int) bool { return taken[c] }) {
				want = append(want, i)
			}
			for _, c := range cells {
				taken[c] = taken[c] || inside
			}
		}
		var got []int
		for _, fault := range desk.CheckGrid(places) {
			var i int
			if _, err := fmt.Sscan(fault.Field[1], &i); err != nil || fault.Code != problem.InvalidValue {
				t.Fatalf("fault %v: %v", fault, err)
			}
			got = append(got, i)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("places %+v\nfaulty %v\nwant   %v", places, got, want)
		}
	})
}

// What leads outside is named, also by numbers whose sums overflow.
func TestGridNamesTheField(t *testing.T) {
	const huge = 1<<63 - 1
	for want, p := range map[string]desk.Place{
		"x":      {X: huge, Y: 0, Width: huge, Height: 1},
		"y":      {X: 0, Y: -huge, Width: 1, Height: 1},
		"width":  {X: 1, Y: 0, Width: huge, Height: 1},
		"height": {X: 0, Y: 199, Width: 12, Height: huge},
	} {
		faults := desk.CheckGrid([]desk.Place{p})
		if len(faults) != 1 || strings.Join(faults[0].Field, ".") != "widgets.0."+want {
			t.Errorf("%+v: %v, want %s", p, faults, want)
		}
	}
	if faults := desk.CheckGrid([]desk.Place{{Width: 12, Height: 200}}); len(faults) > 0 {
		t.Errorf("the whole grid: %v", faults)
	}
}
