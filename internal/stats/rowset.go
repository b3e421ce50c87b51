package stats

import "math/bits"

// Rows lie in chunks of so many, by the lower bits of their ids.
const (
	chunkBits = 16
	chunkRows = 1 << chunkBits
	words     = chunkRows / 64
)

// rowSet is a set of the rows of a chunk, a bit each.
type rowSet [words]uint64

func (s *rowSet) has(row int) bool { return s[row/64]>>(row%64)&1 != 0 }
func (s *rowSet) add(row int)      { s[row/64] |= 1 << (row % 64) }
func (s *rowSet) remove(row int)   { s[row/64] &^= 1 << (row % 64) }

func (s *rowSet) fill() {
	for i := range s {
		s[i] = ^uint64(0)
	}
}

func (s *rowSet) keep(other *rowSet) {
	for i := range s {
		s[i] &= other[i]
	}
}

func (s *rowSet) join(other *rowSet) {
	for i := range s {
		s[i] |= other[i]
	}
}

func (s *rowSet) invert() {
	for i := range s {
		s[i] = ^s[i]
	}
}

func (s *rowSet) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

func (s *rowSet) count() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// each calls for every row in order.
func (s *rowSet) each(do func(row int)) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			do(i*64 + bits.TrailingZeros64(w))
		}
	}
}
