package stats

import "fmt"

// maxChunks bounds the ids: a table whose ids are strewn further is not held.
const maxChunks = 1 << 18

// put writes tickets into the columns, and takes those of the ids away that are not among them. What they change is seen at
// once or not at all.
func (e *Engine) put(ids []int64, tickets []ticket) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	next := 0
	for _, id := range ids {
		for next < len(tickets) && tickets[next].id < id {
			next++
		}
		if next < len(tickets) && tickets[next].id == id {
			if err := e.putOne(&tickets[next]); err != nil {
				return err
			}
		} else {
			e.drop(id)
		}
	}
	return nil
}

func (e *Engine) putOne(t *ticket) error {
	at := t.id >> chunkBits
	if t.id < 0 || at >= maxChunks {
		return fmt.Errorf("ticket %d: its id is too large for the columns", t.id)
	}
	for int64(len(e.chunks)) <= at {
		e.chunks = append(e.chunks, nil)
	}
	if e.chunks[at] == nil {
		e.chunks[at] = newChunk()
	}
	c, row := e.chunks[at], int(t.id%chunkRows)
	e.uncount(c, row)
	c.put(row, t)
	e.count(c, row)
	return nil
}

func (e *Engine) drop(id int64) {
	at := id >> chunkBits
	if id < 0 || at >= int64(len(e.chunks)) || e.chunks[at] == nil {
		return
	}
	c, row := e.chunks[at], int(id%chunkRows)
	e.uncount(c, row)
	c.drop(row)
}

// count keeps how many tickets of each tenant stand in each status.
func (e *Engine) count(c *chunk, row int) {
	for len(e.counts) <= int(c.tenant[row]) {
		e.counts = append(e.counts, [codes]int32{})
	}
	e.counts[c.tenant[row]][c.status[row]]++
	e.highest = max(e.highest, c.number[row])
}

func (e *Engine) uncount(c *chunk, row int) {
	if c.here.has(row) {
		e.counts[c.tenant[row]][c.status[row]]--
	}
}
