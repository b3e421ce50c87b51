package stats

// The loops below make a bit for each row of a column without a branch, since whether a row meets a condition can't be
// guessed. They are most of what a filter costs.

// inTable finds the rows whose byte a table has 1 for.
func inTable(column []uint8, table *[256]uint64, found *rowSet) {
	for i := range found {
		var w uint64
		for _, v := range column[i*64 : i*64+64] {
			w = w>>1 | table[v]<<63
		}
		found[i] = w
	}
}

// inRange finds the rows whose value is from low to high, both inside; of low above high there is none.
func inRange(column []uint32, low, high uint32, found *rowSet) {
	if low > high {
		*found = rowSet{}
		return
	}
	width := uint64(high - low)
	for i := range found {
		var w uint64
		for _, v := range column[i*64 : i*64+64] {
			w = w>>1 | ((width-uint64(v-low))>>63^1)<<63
		}
		found[i] = w
	}
}

// bitset is a set of codes.
type bitset []uint64

func newBitset(size int) bitset { return make(bitset, size/64+1) }

func (b bitset) add(code uint32) { b[code/64] |= 1 << (code % 64) }

func (b bitset) has(code uint32) bool { return b[code/64]>>(code%64)&1 != 0 }

// inBitset finds the rows whose code is in a set, which is as large as the largest code.
func inBitset[T uint16 | uint32](column []T, set bitset, found *rowSet) {
	for i := range found {
		var w uint64
		for _, v := range column[i*64 : i*64+64] {
			w = w>>1 | set[v/64]>>(v%64)<<63
		}
		found[i] = w
	}
}
