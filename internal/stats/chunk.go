package stats

import "math"

// chunk holds the tickets whose ids share all but their lower bits, a row each at the place that these name. Times are
// seconds since 1970, 0 for never; what is left of a second stands in micros.
type chunk struct {
	here  rowSet // the rows at which there is a ticket
	first uint32 // when the first of them was opened, or one that is there no more

	status, priority, channel, flags    []uint8
	tenant, requester, assignee, number []uint32

	created, updated, replied, closed, due []uint32
	early, late                            []uint64 // micros: of created, updated and replied; of closed and due

	answered []uint32 // seconds from the opening to the first response, plus 1; 0: none
	lived    []uint32 // seconds for which it was not over, once it is; else 0
	solved   []uint32 // when it became over, if it is

	answers [][]uint16 // to fields of the form: by slot, which see; a missing one has none

	history
}

// What flags hold.
const (
	flagMerged         = 1 << iota // into another ticket
	flagByStaff                    // opened
	flagFirstKept                  // the promise of a first response
	flagResolutionKept             // the promise of a resolution
	flagOneTouch                   // over, by one reply of staff and without a return
	flagWhole                      // over, and not merged: its times count
)

func newChunk() *chunk {
	c := &chunk{first: math.MaxUint32}
	for _, column := range []*[]uint8{&c.status, &c.priority, &c.channel, &c.flags} {
		*column = make([]uint8, chunkRows)
	}
	for _, column := range []*[]uint32{
		&c.tenant, &c.requester, &c.assignee, &c.number, &c.created, &c.updated, &c.replied, &c.closed, &c.due,
		&c.answered, &c.lived, &c.solved,
	} {
		*column = make([]uint32, chunkRows)
	}
	c.early, c.late = make([]uint64, chunkRows), make([]uint64, chunkRows)
	c.history = newHistory()
	return c
}

// bytes is the memory of a chunk.
func (c *chunk) bytes() (rows, histories int) {
	rows = words*8 + chunkRows*(4*1+12*4+2*8)
	for _, column := range c.answers {
		rows += 2 * len(column)
	}
	return rows, c.history.bytes()
}

// slot is the column of answers of that number, made when it is first needed.
func (c *chunk) slot(n int) []uint16 {
	for len(c.answers) <= n {
		c.answers = append(c.answers, nil)
	}
	if c.answers[n] == nil {
		c.answers[n] = make([]uint16, chunkRows)
	}
	return c.answers[n]
}

// Micros are kept in 20 bits each.
const (
	microBits = 20
	microMask = 1<<microBits - 1
)

func pack(micros ...int64) (packed uint64) {
	for i, m := range micros {
		packed |= uint64(m) << (i * microBits)
	}
	return packed
}

// put writes a ticket at its row.
func (c *chunk) put(row int, t *ticket) {
	c.here.add(row)
	if at := second(t.created); at != 0 {
		c.first = min(c.first, at)
	}
	c.status[row], c.priority[row], c.channel[row], c.flags[row] = t.status, t.priority, t.channel, t.flags
	c.tenant[row], c.requester[row], c.assignee[row], c.number[row] = t.tenant, t.requester, t.assignee, t.number
	c.created[row], c.updated[row], c.replied[row] = second(t.created), second(t.updated), second(t.replied)
	c.closed[row], c.due[row] = second(t.closed), second(t.due)
	c.early[row] = pack(micro(t.created), micro(t.updated), micro(t.replied))
	c.late[row] = pack(micro(t.closed), micro(t.due))
	c.answered[row], c.lived[row], c.solved[row] = t.answered, t.lived, t.solved
	c.history.put(row, t.events)
	for n := range c.answers {
		if c.answers[n] != nil {
			c.answers[n][row] = 0
		}
	}
	for _, a := range t.answers {
		c.slot(a.slot)[row] = a.code
	}
}

// drop takes the ticket of a row away.
func (c *chunk) drop(row int) {
	if c.here.has(row) {
		c.put(row, &ticket{})
		c.here.remove(row)
	}
}

func second(micros int64) uint32 { return uint32(micros / 1_000_000) }
func micro(micros int64) int64   { return micros % 1_000_000 }
