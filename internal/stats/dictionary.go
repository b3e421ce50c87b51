package stats

import (
	"slices"
	"sync"
)

// dictionary gives values small codes, from 1 on; 0 is none. Codes stay: a value that no ticket has any more keeps its own.
type dictionary[T comparable] struct {
	mu     sync.RWMutex
	codes  map[T]uint32
	values []T // by code
}

func newDictionary[T comparable]() *dictionary[T] {
	return &dictionary[T]{codes: map[T]uint32{}, values: make([]T, 1)}
}

// add is the code of a value, a new one where it has none.
func (d *dictionary[T]) add(value T) uint32 {
	if code := d.find(value); code != 0 {
		return code
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if code := d.codes[value]; code != 0 {
		return code
	}
	code := uint32(len(d.values))
	d.codes[value] = code
	d.values = append(d.values, value)
	return code
}

// find is the code of a value; 0: it has none.
func (d *dictionary[T]) find(value T) uint32 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.codes[value]
}

// all are the values by code; the slice is not to be changed, and grows for nobody who has it.
func (d *dictionary[T]) all() []T {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.Clip(d.values)
}
