package policy

import "strings"

// Change is one key that differs between two policies, as it is written in each.
type Change struct {
	Key           string // such as closing.automatic.after, or form.fields.topic.label.it: an entry of a list goes by its name
	Before, After string // empty: it is not there
}

// Changes are what differs between two policies, in the order of the new file; none where only comments or the layout do.
func Changes(before, after *Policy) []Change {
	var c comparison
	c.compare("", before.root, after.root)
	return c.changes
}

// String tells the change in a line.
func (c Change) String() string {
	switch {
	case c.Before == "":
		return c.Key + ": added " + c.After
	case c.After == "":
		return c.Key + ": removed " + c.Before
	default:
		return c.Key + ": " + c.Before + " → " + c.After
	}
}

type comparison struct{ changes []Change }

func (c *comparison) compare(path string, before, after *node) {
	was, is := before.named(), after.named()
	if was == nil || is == nil {
		c.note(path, before.written(), after.written())
		return
	}
	var stayed, stand []string
	for _, name := range is.keys {
		c.compare(join(path, name), was.values[name], is.values[name])
		if was.values[name] != nil {
			stand = append(stand, name)
		}
	}
	for _, name := range was.keys {
		if is.values[name] == nil {
			c.compare(join(path, name), was.values[name], nil)
		} else {
			stayed = append(stayed, name)
		}
	}
	if after.form == list { // the order of a mapping means nothing, that of a list does
		c.note(path, strings.Join(stayed, ", "), strings.Join(stand, ", "))
	}
}

func (c *comparison) note(path, before, after string) {
	if before != after {
		c.changes = append(c.changes, Change{Key: path, Before: before, After: after})
	}
}

// named is a node whose parts have names: a mapping, or a list of mappings that say their name. Nil: none such.
func (n *node) named() *node {
	if n == nil || n.form == mapping {
		return n
	}
	if n.form != list || len(n.items) == 0 {
		return nil
	}
	names := &node{form: mapping, values: map[string]*node{}}
	for _, item := range n.items {
		name := item.name()
		if name == "" || names.values[name] != nil {
			return nil
		}
		names.keys = append(names.keys, name)
		names.values[name] = item
	}
	return names
}

// name is what an entry of a list is known by.
func (n *node) name() string {
	for _, key := range []string{"key", "value", "name"} {
		if v := n.values[key]; v != nil && v.form == scalar {
			return v.text
		}
	}
	return ""
}

// maxWritten is how much of a value a change shows, in characters.
const maxWritten = 200

// written is a node as a file could write it in one line, cut where it is long.
func (n *node) written() string {
	text := n.flow()
	if runes := []rune(text); len(runes) > maxWritten {
		return string(runes[:maxWritten-1]) + "…"
	}
	return text
}

func (n *node) flow() string {
	if n == nil {
		return ""
	}
	switch n.form {
	case mapping:
		parts := make([]string, len(n.keys))
		for i, name := range n.keys {
			parts[i] = name + ": " + n.values[name].flow()
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case list:
		parts := make([]string, len(n.items))
		for i, item := range n.items {
			parts[i] = item.flow()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return n.text
	}
}
