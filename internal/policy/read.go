package policy

import (
	"fmt"
	"strconv"
	"strings"
)

// read fills the policy from the tree, as the keys say. Keys that are missing or unknown are faults.
func (c *check) read() {
	known := keys()
	for _, k := range known {
		n := c.root.find(k.path)
		switch {
		case n == nil || n.form == nothing:
			if !k.optional {
				c.fault(k.path, "is missing")
			}
		case n.form != k.form:
			c.faultAt(n, k.path, "write %s (%s), not %s", k.form, k.written, n.form)
		default:
			k.read(c, k.path, n)
		}
	}
	c.unknown("", c.root, known)
}

// unknown looks for keys that mean nothing: a slip of the pen must not become a silent default.
func (c *check) unknown(path string, n *node, known []key) {
	for _, name := range n.keys {
		child, value := join(path, name), n.values[name]
		switch {
		case isKey(child, known):
		case len(within(child, known)) == 0:
			c.faultAt(value, child, "no such key; here are %s", strings.Join(within(path, known), ", "))
			c.hintKey(child, known)
		case value.form != mapping && value.form != nothing:
			c.faultAt(value, child, "write a mapping of %s", strings.Join(within(child, known), ", "))
		default:
			c.unknown(child, value, known)
		}
	}
}

func isKey(path string, known []key) bool {
	for _, k := range known {
		if k.path == path {
			return true
		}
	}
	return false
}

// within are the names that may stand under a path.
func within(path string, known []key) []string {
	var names []string
	for _, k := range known {
		rest, under := strings.CutPrefix(join("", k.path), join(path, ""))
		name, _, _ := strings.Cut(rest, ".")
		if under && (len(names) == 0 || names[len(names)-1] != name) {
			names = append(names, name)
		}
	}
	return names
}

// reader puts a node into the policy.
type reader func(c *check, path string, n *node)

// plain reads a scalar by a parser whose errors say what is accepted.
func plain[T any](parse func(string) (T, error), into func(*Policy) *T) reader {
	return func(c *check, path string, n *node) {
		value, err := parse(n.text)
		if err != nil {
			c.faultAt(n, path, "%v", err)
			return
		}
		*into(c.policy) = value
	}
}

func parseText(text string) (string, error) { return text, nil }

func parseWord[T ~string](text string) (T, error) { return T(text), nil }

func parseNumber(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no whole number", text)
	}
	return n, nil
}

func parseFlag(text string) (bool, error) {
	if text != "true" && text != "false" {
		return false, fmt.Errorf("%q is neither true nor false", text)
	}
	return text == "true", nil
}

// labels reads words in each language, by what they name.
func labels[T ~string](into func(*Policy) *map[T]Label) reader {
	return func(c *check, path string, n *node) {
		all := make(map[T]Label, len(n.keys))
		for _, name := range n.keys {
			all[T(name)] = c.texts(join(path, name), n.values[name])
		}
		*into(c.policy) = all
	}
}

// texts reads a mapping of plain values.
func (c *check) texts(path string, n *node) map[string]string {
	if n.form != mapping {
		c.faultAt(n, path, "write a mapping, not %s", n.form)
		return nil
	}
	all := make(map[string]string, len(n.keys))
	for _, name := range n.keys {
		value := n.values[name]
		if value.form != scalar {
			c.faultAt(value, join(path, name), "write a plain value, not %s", value.form)
			continue
		}
		all[name] = value.text
	}
	return all
}

// replies reads where a reply leads to from each status.
func replies(into func(*Policy) *map[Status]Status) reader {
	return func(c *check, path string, n *node) {
		all := make(map[Status]Status, len(n.keys))
		for from, to := range c.texts(path, n) {
			all[Status(from)] = Status(to)
		}
		*into(c.policy) = all
	}
}

// choices reads what may be chosen from each status.
func choices(into func(*Policy) *map[Status][]Status) reader {
	return func(c *check, path string, n *node) {
		all := make(map[Status][]Status, len(n.keys))
		for _, from := range n.keys {
			words[Status](c, join(path, from), n.values[from], func(to []Status) { all[Status(from)] = to })
		}
		*into(c.policy) = all
	}
}

// several reads a list of words.
func several[T ~string](into func(*Policy) *[]T) reader {
	return func(c *check, path string, n *node) {
		words(c, path, n, func(all []T) { *into(c.policy) = all })
	}
}

func words[T ~string](c *check, path string, n *node, take func([]T)) {
	if n.form != list {
		c.faultAt(n, path, "write a list, not %s", n.form)
		return
	}
	all := make([]T, 0, len(n.items))
	for i, item := range n.items {
		if item.form != scalar {
			c.faultAt(item, fmt.Sprintf("%s[%d]", path, i), "write a plain value, not %s", item.form)
			continue
		}
		all = append(all, T(item.text))
	}
	take(all)
}
