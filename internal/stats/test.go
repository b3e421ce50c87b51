package stats

import (
	"slices"
	"sync"

	"sportello/internal/desk"
)

// all holds where every test does.
func all(tests ...test) test {
	if len(tests) == 1 {
		return tests[0]
	}
	return func(c *chunk, number int, found *rowSet) {
		found.fill()
		other := scratch()
		defer free(other)
		for i, t := range tests {
			if i == 0 {
				t(c, number, found)
				continue
			}
			if found.empty() {
				return
			}
			t(c, number, other)
			found.keep(other)
		}
	}
}

// either holds where one of the tests does.
func either(tests ...test) test {
	if len(tests) == 1 {
		return tests[0]
	}
	return func(c *chunk, number int, found *rowSet) {
		*found = rowSet{}
		other := scratch()
		defer free(other)
		for _, t := range tests {
			t(c, number, other)
			found.join(other)
		}
	}
}

func not(t test) test {
	return func(c *chunk, number int, found *rowSet) {
		t(c, number, found)
		found.invert()
	}
}

//nolint:gochecknoglobals // a pool has no state that anybody could see
var scratches = sync.Pool{New: func() any { return new(rowSet) }}

func scratch() *rowSet { return scratches.Get().(*rowSet) }

func free(s *rowSet) { scratches.Put(s) }

// A column is told by a function that takes it from a chunk.
type (
	column8  func(*chunk) []uint8
	column32 func(*chunk) []uint32
)

func statusOf(c *chunk) []uint8   { return c.status }
func priorityOf(c *chunk) []uint8 { return c.priority }
func channelOf(c *chunk) []uint8  { return c.channel }

func tenantOf(c *chunk) []uint32    { return c.tenant }
func requesterOf(c *chunk) []uint32 { return c.requester }
func assigneeOf(c *chunk) []uint32  { return c.assignee }
func numberOf(c *chunk) []uint32    { return c.number }

func inBytes(of column8, table *[256]uint64) test {
	return func(c *chunk, _ int, found *rowSet) { inTable(of(c), table, found) }
}

func inCodes(of column32, set bitset) test {
	return func(c *chunk, _ int, found *rowSet) { inBitset(of(c), set, found) }
}

// inWords compares what is one of a closed set.
func inWords[T comparable](of column8, set []T, f *desk.Choice[T]) test {
	var table [256]uint64
	for _, word := range set {
		if chosen(f, word) {
			table[codeOf(set, word)] = 1
		}
	}
	if f.Eq == nil && f.In == nil {
		table[codeUnknown] = 1
	}
	return inBytes(of, &table)
}

func flagIs(flag uint8, asked bool) test {
	var table [256]uint64
	for v := range table {
		if (uint8(v)&flag != 0) == asked {
			table[v] = 1
		}
	}
	return inBytes(func(c *chunk) []uint8 { return c.flags }, &table)
}

// among is true of some tickets, whose ids are in order.
func among(ids []int64) test {
	return func(_ *chunk, number int, found *rowSet) {
		*found = rowSet{}
		from := int64(number) << chunkBits
		at, _ := slices.BinarySearch(ids, from)
		for ; at < len(ids) && ids[at] < from+chunkRows; at++ {
			found.add(int(ids[at] - from))
		}
	}
}
