package transport

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// The cache never outgrows its bounds and only ever answers with what was put in.
func TestCacheBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCache[int](5, 100)
		put := map[string]int{}
		for step := range rapid.IntRange(1, 60).Draw(t, "steps") {
			key := fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "key"))
			if value, ok := c.get(key); ok && value != put[key] {
				t.Fatalf("%s is %d, want %d", key, value, put[key])
			} else if !ok {
				put[key] = step
				c.add(key, step, rapid.IntRange(0, 120).Draw(t, "weight"))
			}
			total := 0
			for e := c.order.Front(); e != nil; e = e.Next() {
				total += e.Value.(*cached[int]).weight
			}
			if c.order.Len() > 5 || len(c.byKey) != c.order.Len() || c.weight > 100 || c.weight != total {
				t.Fatalf("%d entries, %d keys, weight %d of %d", c.order.Len(), len(c.byKey), c.weight, total)
			}
		}
	})
}

func TestCacheForgetsTheLongestUnused(t *testing.T) {
	c := newCache[string](2, 10)
	c.add("a", "a", 1)
	c.add("b", "b", 1)
	c.get("a")
	c.add("c", "c", 1)
	if _, ok := c.get("b"); ok {
		t.Error("b is still there")
	}
	if _, ok := c.get("a"); !ok {
		t.Error("a is gone")
	}
	c.add("huge", "huge", 11)
	if _, ok := c.get("huge"); ok || c.order.Len() != 2 {
		t.Error("what does not fit drove others out")
	}
}
