package posting

import (
	"iter"
	"maps"
	"slices"
)

// Set is a set of ids by chunks.
type Set map[int64]*Chunk

// Add takes an id in.
func (s Set) Add(id int64) {
	chunk, at := Of(id)
	s.in(chunk).Add(at)
}

// Merge takes in what a chunk's Bytes have kept.
func (s Set) Merge(chunk int64, kept []byte) error { return s.in(chunk).Merge(kept) }

func (s Set) in(chunk int64) *Chunk {
	c, there := s[chunk]
	if !there {
		c = &Chunk{}
		s[chunk] = c
	}
	return c
}

// Union takes in all of another set.
func (s Set) Union(other Set) {
	for chunk, more := range other {
		c := s.in(chunk)
		for i := range c {
			c[i] |= more[i]
		}
	}
}

// Common is the set of the ids that are in both.
func (s Set) Common(other Set) Set {
	common := Set{}
	for chunk, c := range s {
		also, there := other[chunk]
		if !there {
			continue
		}
		both, left := Chunk{}, uint64(0)
		for i := range both {
			both[i] = c[i] & also[i]
			left |= both[i]
		}
		if left != 0 {
			common[chunk] = &both
		}
	}
	return common
}

// Len is how many ids are in.
func (s Set) Len() int {
	n := 0
	for _, c := range s {
		n += c.Len()
	}
	return n
}

// Newest are the ids, highest first.
func (s Set) Newest() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for _, chunk := range slices.Backward(slices.Sorted(maps.Keys(s))) {
			for _, at := range slices.Backward(slices.Collect(s[chunk].places)) {
				if !yield(chunk*Size + int64(at)) {
					return
				}
			}
		}
	}
}

// Bitmap has a bit for each id from base on, the lowest of each byte for the first of its eight. It is as long as the ids are
// apart.
func (s Set) Bitmap() (base int64, bitmap []byte) {
	chunks := slices.Sorted(maps.Keys(s))
	if len(chunks) == 0 {
		return 0, nil
	}
	first, last := chunks[0], chunks[len(chunks)-1]
	bitmap = make([]byte, 0, (last-first+1)*MaxBytes)
	for chunk := first; chunk <= last; chunk++ {
		c := s[chunk]
		if c == nil {
			c = &Chunk{}
		}
		bitmap = append(bitmap, c.bitmap()...)
	}
	return first * Size, bitmap
}
