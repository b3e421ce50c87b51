package stats

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"
)

// total is what the workers found, together.
type total struct {
	*plan
	keys   []uint64
	counts [streams][]int64
	sums   [streams][]int64
	ends   [streams][]int    // where the values of each cell end
	values [streams][]uint32 // by cell
}

// sum makes the answer of what the workers found.
func (a *asking) sum(p *plan, workers []*worker, cores int) *Result {
	t := p.total(workers)
	rows := make([]*Row, 0, len(t.keys)*p.perGroup)
	for _, key := range t.keys {
		rows = a.rows(rows, t, a.valuesOf(p, key))
	}
	a.fill(t, rows, cores)
	a.sort(rows)
	r := &Result{Rows: rows, Count: len(rows), Zone: a.zone, AsOf: a.now}
	if from := p.stretches.starts[0]; from != 0 {
		r.From = instantOf(from, a.zone)
	}
	if to := p.stretches.starts[p.stretches.count()]; to != math.MaxUint32 {
		r.To = instantOf(to, a.zone)
	}
	r.Rows = r.Rows[:min(len(rows), a.First)]
	return r
}

func instantOf(at uint32, zone *time.Location) time.Time { return time.Unix(int64(at), 0).In(zone) }

// total joins what each worker has.
func (p *plan) total(workers []*worker) *total {
	t := &total{plan: p}
	slots := map[uint64]int{}
	if len(p.axes) == 0 { // there is one group, even when nothing is in it
		slots[0], t.keys = 0, []uint64{0}
	}
	for _, w := range workers {
		for _, key := range w.keys {
			if _, there := slots[key]; !there {
				slots[key] = len(t.keys)
				t.keys = append(t.keys, key)
			}
		}
	}
	for s := range p.wanted {
		if !p.wanted[s] {
			continue
		}
		t.counts[s], t.sums[s] = make([]int64, len(t.keys)*p.perGroup), make([]int64, len(t.keys)*p.perGroup)
		for _, w := range workers {
			for slot, key := range w.keys {
				to := slots[key] * p.perGroup
				for i := range p.perGroup {
					t.counts[s][to+i] += w.counts[s][slot*p.perGroup+i]
					t.sums[s][to+i] += w.sums[s][slot*p.perGroup+i]
				}
			}
		}
		if p.values[s] {
			t.sort(stream(s), workers, slots)
		}
	}
	return t
}

// sort puts the values of each cell side by side.
func (t *total) sort(s stream, workers []*worker, slots map[uint64]int) {
	t.ends[s] = make([]int, len(t.counts[s]))
	next, all := make([]int, len(t.counts[s])), 0
	for cell, n := range t.counts[s] {
		next[cell] = all
		all += int(n)
		t.ends[s][cell] = all
	}
	t.values[s] = make([]uint32, all)
	for _, w := range workers {
		moved := make([]uint32, len(w.keys)) // by slot
		for slot, key := range w.keys {
			moved[slot] = uint32(slots[key] * t.perGroup)
		}
		values := w.gathered.values[s]
		for i, cell := range w.cells[s] {
			to := moved[int(cell)/t.perGroup] + cell%uint32(t.perGroup)
			t.values[s][next[to]] = values[i]
			next[to]++
		}
	}
}

// valuesOf takes a key apart; the hour of the week is left open.
func (a *asking) valuesOf(p *plan, key uint64) []Value {
	values := make([]Value, len(a.GroupBy))
	axis := len(p.axes)
	for i, g := range slices.Backward(a.GroupBy) {
		if g.By == ByHourOfWeek {
			values[i] = Value{By: ByHourOfWeek}
			continue
		}
		axis--
		size := uint64(len(p.axes[axis].values))
		values[i] = p.axes[axis].values[key%size]
		key /= size
	}
	return values
}

// rows makes the rows of a group, still empty: one for each stretch of time, even when nothing happened in it.
func (a *asking) rows(rows []*Row, t *total, values []Value) []*Row {
	hour := slices.IndexFunc(a.GroupBy, func(g Group) bool { return g.By == ByHourOfWeek })
	block := make([]Row, t.perGroup)
	numbers := make([]*float64, t.perGroup*len(a.recipes))
	for i := range block {
		row := &block[i]
		row.Groups, row.Values = slices.Clone(values), numbers[i*len(a.recipes):(i+1)*len(a.recipes):(i+1)*len(a.recipes)]
		stretch := i
		if hour >= 0 {
			row.Groups[hour].Hour = i % hoursOfWeek
			stretch = i / hoursOfWeek
		}
		if a.Interval != "" {
			row.From = instantOf(t.stretches.starts[stretch], a.zone)
			row.To = instantOf(t.stretches.starts[stretch+1], a.zone)
		}
		rows = append(rows, row)
	}
	return rows
}

// fill works the numbers out, on some cores: rows are in the order of cells.
func (a *asking) fill(t *total, rows []*Row, cores int) {
	for m, r := range a.recipes {
		if r.as == running {
			a.accumulate(t, rows, m, r)
		}
	}
	var all sync.WaitGroup
	for part := range cores {
		all.Go(func() {
			for cell := part; cell < len(rows); cell += cores {
				for m, r := range a.recipes {
					if r.as != running {
						rows[cell].Values[m] = t.number(r, cell)
					}
				}
			}
		})
	}
	all.Wait()
}

// accumulate adds up along the stretches of each group.
func (a *asking) accumulate(t *total, rows []*Row, m int, r recipe) {
	sum := int64(0)
	for cell := range rows {
		if cell%t.perGroup == 0 {
			sum = 0
		}
		sum += t.counts[r.of][cell]
		rows[cell].Values[m] = new(float64(sum))
	}
}

// number is what a measure comes to in a cell; nil: there is nothing to measure.
func (t *total) number(r recipe, cell int) *float64 {
	n := t.counts[r.of][cell]
	switch {
	case r.as == howOften:
		return new(float64(n))
	case r.as == share:
		if of := t.counts[ofDone][cell]; of > 0 {
			return new(float64(n) / float64(of))
		}
	case n == 0:
	case r.as == average:
		return new(float64(t.sums[r.of][cell]) / float64(n))
	case r.as == percentile:
		end := t.ends[r.of][cell]
		return new(float64(nth(t.values[r.of][end-int(n):end], rank(r.percent, int(n)))))
	}
	return nil
}

// sort puts rows into the order that is asked for; what is equal goes by time, then by group.
func (a *asking) sort(rows []*Row) {
	slices.SortStableFunc(rows, func(x, y *Row) int {
		for _, o := range a.Order {
			if c := a.compare(o, x, y); c != 0 {
				return c
			}
		}
		return cmp.Or(x.From.Compare(y.From), compareGroups(x.Groups, y.Groups))
	})
}

func (a *asking) compare(o Order, x, y *Row) (c int) {
	switch o.By {
	case OrderTime:
		c = x.From.Compare(y.From)
	case OrderGroup:
		c = compareGroups(x.Groups, y.Groups)
	case OrderMeasure:
		m := slices.Index(a.Measures, o.Measure)
		v, w := x.Values[m], y.Values[m]
		if v == nil || w == nil {
			return cmp.Compare(btoi(v == nil), btoi(w == nil)) // in either direction
		}
		c = cmp.Compare(*v, *w)
	}
	if o.Desc {
		return -c
	}
	return c
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
