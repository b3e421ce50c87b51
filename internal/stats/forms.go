package stats

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// forms say where answers to fields of forms are held: those to keys that have options in some desk's form. Each desk numbers
// the keys that are answered there, and in a chunk all those of a number share a column, their slot. An answer is a code of
// its key's dictionary.
type forms struct {
	mu    sync.RWMutex
	slots map[int64]map[string]int // by desk and key
	held  map[string]*dictionary[string]
	lost  map[string]bool // keys with more answers than there are codes
}

const maxAnswers = 1<<16 - 1

func newForms() *forms {
	return &forms{slots: map[int64]map[string]int{}, held: map[string]*dictionary[string]{}, lost: map[string]bool{}}
}

// hold begins to hold answers to a key; false: they are held already.
func (f *forms) hold(key string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.held[key] != nil {
		return false
	}
	f.held[key] = newDictionary[string]()
	return true
}

// keys are those that are held.
func (f *forms) keys() []string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.Sorted(maps.Keys(f.held))
}

// answer is where an answer is held, and its code.
func (f *forms) answer(deskID int64, key, value string) (answer, bool) {
	slot, known, there := f.find(deskID, key)
	if known == nil {
		return answer{}, false
	}
	code := known.find(value)
	if code == 0 {
		code = known.add(strings.Clone(value))
	}
	if there && code <= maxAnswers {
		return answer{slot, uint16(code)}, true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if code > maxAnswers {
		f.lost[key] = true
		return answer{}, false
	}
	if f.slots[deskID] == nil {
		f.slots[deskID] = map[string]int{}
	}
	slot, there = f.slots[deskID][key]
	if !there {
		slot = len(f.slots[deskID])
		f.slots[deskID][key] = slot
	}
	return answer{slot, uint16(code)}, true
}

func (f *forms) find(deskID int64, key string) (slot int, known *dictionary[string], there bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.lost[key] {
		return 0, nil, false
	}
	slot, there = f.slots[deskID][key]
	return slot, f.held[key], there
}

// field is where a key is held: its slot by desk, and its answers by code.
type field struct {
	slots  map[int64]int
	values []string
}

// of finds a field; false: its answers are not held.
func (f *forms) of(key string) (field, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	known := f.held[key]
	if known == nil || f.lost[key] {
		return field{}, false
	}
	found := field{slots: map[int64]int{}, values: known.all()}
	for deskID, slots := range f.slots {
		if slot, there := slots[key]; there {
			found.slots[deskID] = slot
		}
	}
	return found, true
}

// forget holds answers to a key no more.
func (f *forms) forget(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.held, key)
}
