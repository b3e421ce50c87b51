package posting_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/search/posting"
)

// ids draws ids of few chunks, so that sets meet, and are now sparse and now dense.
func ids(t *rapid.T, name string) []int64 {
	most := rapid.SampledFrom([]int64{50, 5000, 20_000}).Draw(t, name+" up to")
	return rapid.SliceOfN(rapid.Int64Range(0, most), 0, 600).Draw(t, name)
}

func set(list []int64) posting.Set {
	s := posting.Set{}
	for _, id := range list {
		s.Add(id)
	}
	return s
}

// newest are the ids of a list, each once, highest first.
func newest(list []int64) []int64 {
	all := slices.Compact(slices.Sorted(slices.Values(list)))
	slices.Reverse(all)
	return all
}

// M1.14: sets are what lists of ids are, whatever form their chunks are kept in.
func TestSetsAreWhatListsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := ids(t, "a"), ids(t, "b")
		both := slices.DeleteFunc(newest(a), func(id int64) bool { return !slices.Contains(b, id) })
		union := set(a)
		union.Union(set(b))
		for name, c := range map[string]struct {
			set  posting.Set
			want []int64
		}{
			"itself": {set(a), newest(a)},
			"common": {set(a).Common(set(b)), both},
			"union":  {union, newest(slices.Concat(a, b))},
			"kept":   {kept(t, set(a)), newest(a)},
			"bitmap": {unmapped(set(a)), newest(a)},
		} {
			if got := slices.Collect(c.set.Newest()); !slices.Equal(got, c.want) || c.set.Len() != len(c.want) {
				t.Fatalf("%s: %v (%d), want %v", name, got, c.set.Len(), c.want)
			}
		}
	})
}

// kept is a set after its chunks were kept as bytes, and read.
func kept(t *rapid.T, s posting.Set) posting.Set {
	read := posting.Set{}
	for chunk, c := range s {
		bytes := c.Bytes()
		if len(bytes) > posting.MaxBytes {
			t.Fatalf("%d bytes", len(bytes))
		}
		if err := read.Merge(chunk, bytes); err != nil {
			t.Fatal(err)
		}
	}
	return read
}

// unmapped reads a bitmap bit by bit.
func unmapped(s posting.Set) posting.Set {
	read := posting.Set{}
	base, bitmap := s.Bitmap()
	for i, eight := range bitmap {
		for bit := range 8 {
			if eight>>bit&1 == 1 {
				read.Add(base + int64(8*i+bit))
			}
		}
	}
	return read
}

// What is removed is gone, and what was never there changes nothing.
func TestRemove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		added := rapid.SliceOfN(rapid.Uint16Range(0, posting.Size-1), 0, 600).Draw(t, "added")
		removed := rapid.SliceOfN(rapid.Uint16Range(0, posting.Size-1), 0, 600).Draw(t, "removed")
		var c posting.Chunk
		want := map[uint16]bool{}
		for _, at := range added {
			c.Add(at)
			want[at] = true
		}
		for _, at := range removed {
			c.Remove(at)
			delete(want, at)
		}
		if c.Len() != len(want) {
			t.Fatalf("%d are left, want %d", c.Len(), len(want))
		}
		for at := range want {
			if c.Remove(at); c.Len() != len(want)-1 {
				t.Fatalf("%d is not there", at)
			}
			c.Add(at)
		}
	})
}

// Bytes that no chunk was kept as are refused.
func TestForeignBytes(t *testing.T) {
	for _, bytes := range [][]byte{{1}, {0, 16}, make([]byte, posting.MaxBytes+2)} {
		if err := (&posting.Chunk{}).Merge(bytes); err == nil {
			t.Errorf("%d bytes were read", len(bytes))
		}
	}
}
