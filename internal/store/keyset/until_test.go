package keyset_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/desktest"
	"sportello/internal/store/keyset"
)

// What lies beyond a row and what lies until it are the whole list, in either direction; the row itself is the last
// of what lies until it.
func TestUntilIsTheRest(t *testing.T) {
	s := desktest.NewStore(t)
	rows := fill(t, s)
	rapid.Check(t, func(t *rapid.T) {
		order := drawOrder(t)
		direction := rapid.SampledFrom([]keyset.Direction{keyset.Forward, keyset.Backward}).Draw(t, "direction")
		want := slices.SortedFunc(slices.Values(rows), func(a, b row) int { return compare(order, a, b) })
		if direction == keyset.Backward {
			slices.Reverse(want)
		}
		at := rapid.IntRange(0, len(want)-1).Draw(t, "row")
		place := order.At(want[at].id, values(order, want[at])...)

		until, err := read(s, order, direction, order.Until(place, direction), len(want)+1)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(until, want[:at+1]) {
			t.Fatalf("order %v\ngot  %v\nwant %v", order, until, want[:at+1])
		}
		beyond, err := read(s, order, direction, order.Beyond(place, direction), len(want)+1)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(beyond, want[at+1:]) {
			t.Fatalf("order %v\ngot  %v\nwant %v", order, beyond, want[at+1:])
		}
	})
}
