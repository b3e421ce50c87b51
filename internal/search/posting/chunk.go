package posting

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

const (
	// Size is how many ids a chunk spans.
	Size = 4096
	// MaxBytes is how long the bytes of a chunk are at most.
	MaxBytes = Size / 8
	// A chunk of fewer ids is a list of two bytes each; what is as long as all bits is all bits.
	mostListed = MaxBytes/2 - 1
)

// Chunk is a set of ids within one chunk. Its zero value is empty.
type Chunk [Size / 64]uint64

// Of is where an id stands: in which chunk, at which of its places. Ids are not negative.
func Of(id int64) (chunk int64, at uint16) { return id / Size, uint16(id % Size) } //nolint:gosec // below Size

// Add takes a place in.
func (c *Chunk) Add(at uint16) { c[at/64] |= 1 << (at % 64) }

// Remove leaves a place out.
func (c *Chunk) Remove(at uint16) { c[at/64] &^= 1 << (at % 64) }

// Len is how many places are in.
func (c *Chunk) Len() int {
	n := 0
	for _, word := range c {
		n += bits.OnesCount64(word)
	}
	return n
}

// Bytes are the set as it is kept: a list of places in two bytes each, or all bits where that is no longer. Of the empty set,
// none.
func (c *Chunk) Bytes() []byte {
	n := c.Len()
	if n > mostListed {
		return c.bitmap()
	}
	kept := make([]byte, 0, 2*n)
	for at := range c.places {
		kept = binary.LittleEndian.AppendUint16(kept, at)
	}
	return kept
}

// bitmap has a bit for each place, the lowest of the first byte for the first.
func (c *Chunk) bitmap() []byte {
	all := make([]byte, 0, MaxBytes)
	for _, word := range c {
		all = binary.LittleEndian.AppendUint64(all, word)
	}
	return all
}

// places are the places that are in, in order.
func (c *Chunk) places(yield func(uint16) bool) {
	for i, word := range c {
		for ; word != 0; word &= word - 1 {
			if !yield(uint16(i*64 + bits.TrailingZeros64(word))) { //nolint:gosec // below Size
				return
			}
		}
	}
}

// Merge takes in what Bytes has kept.
func (c *Chunk) Merge(kept []byte) error {
	if len(kept) == MaxBytes {
		for i := range c {
			c[i] |= binary.LittleEndian.Uint64(kept[8*i:])
		}
		return nil
	}
	if len(kept) > MaxBytes || len(kept)%2 != 0 {
		return fmt.Errorf("%d bytes are no chunk of ids", len(kept))
	}
	for ; len(kept) > 0; kept = kept[2:] {
		at := binary.LittleEndian.Uint16(kept)
		if at >= Size {
			return fmt.Errorf("a chunk of ids has no place %d", at)
		}
		c.Add(at)
	}
	return nil
}
