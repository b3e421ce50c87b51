package stats

import (
	"errors"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
)

// blockRows is how many rows are worked on at a time: what is made of them stays in the processor's cache.
const blockRows = 4096

// maxCells is how many groups times stretches of time one question has at most.
const maxResult = 100_000

var errTooMany = errors.New("too many groups")

// plan is a question that is ready to be gathered.
type plan struct {
	which     test
	axes      []axis
	stretches *stretches
	week      *week    // nil unless grouped by the hour of the week
	hours     []*hours // by code of tenant; nil: elapsed time counts
	wanted    [streams]bool
	values    [streams]bool // of which all durations are kept
	walks     bool          // whether histories are looked at
	perGroup  int           // cells of a group: stretches times hours of the week
	most      int           // how many groups there can be at most, where they are few; else 0
}

// gathered is what a worker has found.
type gathered struct {
	slots  map[uint64]uint32
	dense  []uint32 // slot plus 1 by key, in the place of slots where keys are few
	keys   []uint64 // by slot
	counts [streams][]int64
	sums   [streams][]int64
	cells  [streams][]uint32 // of values, side by side
	values [streams][]uint32
}

// worker walks over chunks. Its slices are for one block.
type worker struct {
	*plan
	gathered
	found rowSet
	rows  []uint16
	keys0 []uint64
	codes []uint32
	slot  []uint32
	done  [codes]bool
}

func (p *plan) worker() *worker {
	w := &worker{plan: p, done: over(), rows: make([]uint16, 0, blockRows), keys0: make([]uint64, blockRows),
		codes: make([]uint32, blockRows), slot: make([]uint32, blockRows)}
	w.slots = map[uint64]uint32{}
	if p.most > 0 {
		w.dense = make([]uint32, p.most)
	}
	return w
}

// gather walks over all chunks on some cores.
func (p *plan) gather(chunks []*chunk, workers int) ([]*worker, error) {
	var next atomic.Int64
	var all sync.WaitGroup
	each := make([]*worker, min(workers, max(1, len(chunks))))
	faults := make([]error, len(each))
	for i := range each {
		each[i] = p.worker()
		all.Go(func() {
			for faults[i] == nil {
				n := int(next.Add(1)) - 1
				if n >= len(chunks) {
					return
				}
				if chunks[n] != nil {
					faults[i] = each[i].chunk(chunks[n], n)
					runtime.Gosched() // others wait for less than a chunk
				}
			}
		})
	}
	all.Wait()
	return each, errors.Join(faults...)
}

func (w *worker) chunk(c *chunk, number int) error {
	w.which(c, number, &w.found)
	for from := 0; from < chunkRows; from += blockRows {
		w.rows = pick(w.rows[:0], w.found[from/64:(from+blockRows)/64])
		if len(w.rows) == 0 {
			continue
		}
		if err := w.place(c, from); err != nil {
			return err
		}
		w.add(c, from)
	}
	return nil
}

// pick lists the rows of a block that are in a set.
func pick(rows []uint16, set []uint64) []uint16 {
	for i, word := range set {
		if word == ^uint64(0) {
			for n := range 64 {
				rows = append(rows, uint16(i*64+n))
			}
			continue
		}
		for ; word != 0; word &= word - 1 {
			rows = append(rows, uint16(i*64+bits.TrailingZeros64(word)))
		}
	}
	return rows
}

// place finds the slot of each picked row's group.
func (w *worker) place(c *chunk, from int) error {
	if len(w.axes) == 0 {
		if len(w.keys) == 0 {
			_, err := w.newSlot(0)
			return err
		}
		return nil
	}
	clear(w.keys0)
	for _, a := range w.axes {
		a.codes(c, from, w.codes)
		size := uint64(len(a.values))
		for i, code := range w.codes {
			w.keys0[i] = w.keys0[i]*size + uint64(code)
		}
	}
	for _, i := range w.rows {
		key := w.keys0[i]
		if w.dense != nil {
			if slot := w.dense[key]; slot != 0 {
				w.slot[i] = (slot - 1) * uint32(w.perGroup)
				continue
			}
		} else if slot, there := w.slots[key]; there {
			w.slot[i] = slot * uint32(w.perGroup)
			continue
		}
		slot, err := w.newSlot(key)
		if err != nil {
			return err
		}
		w.slot[i] = slot * uint32(w.perGroup)
	}
	return nil
}

func (w *worker) newSlot(key uint64) (uint32, error) {
	slot := len(w.keys)
	if (slot+1)*w.perGroup > maxResult {
		return 0, errTooMany
	}
	w.keys = append(w.keys, key)
	if w.dense != nil {
		w.dense[key] = uint32(slot + 1)
	} else {
		w.slots[key] = uint32(slot)
	}
	for s := range w.wanted {
		if w.wanted[s] {
			w.counts[s] = append(w.counts[s], make([]int64, w.perGroup)...)
			w.sums[s] = append(w.sums[s], make([]int64, w.perGroup)...)
		}
	}
	return uint32(slot), nil
}

// cell is where something that happened at an instant counts; false: nowhere.
func (w *worker) cell(slot, at uint32) (uint32, bool) {
	if w.perGroup == 1 && len(w.stretches.starts) == 2 {
		return slot, at >= w.stretches.starts[0] && at < w.stretches.starts[1]
	}
	n := w.stretches.of(at)
	if n < 0 {
		return 0, false
	}
	if w.week != nil {
		n = n*hoursOfWeek + w.week.of(at)
	}
	return slot + uint32(n), true
}

func (w *worker) count(s stream, slot, at uint32) {
	if cell, there := w.cell(slot, at); there {
		w.counts[s][cell]++
	}
}

func (w *worker) measure(s stream, slot, at, seconds uint32) {
	cell, there := w.cell(slot, at)
	if !there {
		return
	}
	w.counts[s][cell]++
	w.sums[s][cell] += int64(seconds)
	if w.plan.values[s] {
		w.cells[s], w.gathered.values[s] = append(w.cells[s], cell), append(w.gathered.values[s], seconds)
	}
}
