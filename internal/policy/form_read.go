package policy

import (
	"fmt"
	"strings"
)

// readItems reads a list of mappings.
func readItems[T any](c *check, path string, n *node, parts []part[T]) []*T {
	all := make([]*T, 0, len(n.items))
	for i, item := range n.items {
		into, at := new(T), fmt.Sprintf("%s[%d]", path, i)
		readItem(c, at, item, parts, into)
		all = append(all, into)
	}
	return all
}

// readItem fills an item from its mapping, as the parts say. Keys that are missing or unknown are faults.
func readItem[T any](c *check, path string, n *node, parts []part[T], into *T) {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.name
	}
	if n.form != mapping {
		c.faultAt(n, path, "write a mapping of %s, not %s", strings.Join(names, ", "), n.form)
		return
	}
	known := make(map[string]bool, len(parts))
	for _, p := range parts {
		known[p.name] = true
		at, value := join(path, p.name), n.values[p.name]
		switch {
		case value == nil || value.form == nothing:
			if !p.optional {
				c.fault(at, "is missing")
			}
		case value.form != p.form:
			c.faultAt(value, at, "write %s (%s), not %s", p.form, p.written, value.form)
		default:
			p.read(c, at, value, into)
		}
	}
	for _, name := range n.keys {
		if !known[name] {
			c.faultAt(n.values[name], join(path, name), "no such key; here are %s", strings.Join(names, ", "))
			c.hintBeside(join(path, name), names)
		}
	}
}
