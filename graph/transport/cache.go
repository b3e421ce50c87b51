package transport

import (
	"container/list"
	"sync"
)

// cache keeps the values used last, bounded in number and in weight. It is
// safe for concurrent use.
type cache[V any] struct {
	maxEntries, maxWeight int

	mu     sync.Mutex
	byKey  map[string]*list.Element // of *cached[V]
	order  *list.List               // used last first
	weight int
}

type cached[V any] struct {
	key    string
	value  V
	weight int
}

func newCache[V any](maxEntries, maxWeight int) *cache[V] {
	return &cache[V]{
		maxEntries: maxEntries, maxWeight: maxWeight,
		byKey: make(map[string]*list.Element), order: list.New(),
	}
}

func (c *cache[V]) get(key string) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.byKey[key]
	if !ok {
		return value, false
	}
	c.order.MoveToFront(element)
	return element.Value.(*cached[V]).value, true
}

// add keeps the value unless it alone is over the bound, and forgets the
// longest unused ones to make room. A key that is there already stays as it is.
func (c *cache[V]) add(key string, value V, weight int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.byKey[key]; known || weight > c.maxWeight {
		return
	}
	for c.order.Len() >= c.maxEntries || c.weight+weight > c.maxWeight {
		oldest := c.order.Remove(c.order.Back()).(*cached[V])
		delete(c.byKey, oldest.key)
		c.weight -= oldest.weight
	}
	c.byKey[key] = c.order.PushFront(&cached[V]{key, value, weight})
	c.weight += weight
}
