package policy

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// node is a piece of a policy file: a scalar, a mapping or a list, and where it stands.
type node struct {
	form         form
	text         string // of a scalar
	keys         []string
	values       map[string]*node
	items        []*node
	line, column int
}

// form is how a node is written.
type form string

const (
	scalar  form = "a plain value"
	mapping form = "a mapping"
	list    form = "a list"
	nothing form = "nothing"
)

// plant makes a tree of a parsed file. What a policy has no use for (aliases, tags, a second document) is a fault.
func (c *check) plant(file *ast.File) *node {
	root := &node{form: mapping, line: 1, column: 1}
	for i, document := range file.Docs {
		switch {
		case i > 0:
			c.faultAt(grow(document), "", "a policy is one document")
		case document.Body != nil:
			root = c.branch("", document.Body)
		}
	}
	if root.form != mapping {
		c.faultAt(root, "", "a policy is a mapping of keys, not %s", root.form)
	}
	return root
}

func (c *check) branch(path string, from ast.Node) *node {
	n := grow(from)
	switch from := from.(type) {
	case ast.MapNode:
		n.form, n.values = mapping, map[string]*node{}
		for pairs := from.MapRange(); pairs.Next(); {
			c.leaf(path, n, pairs.KeyValue())
		}
	case *ast.SequenceNode:
		n.form = list
		for i, value := range from.Values {
			n.items = append(n.items, c.branch(fmt.Sprintf("%s[%d]", path, i), value))
		}
	case *ast.NullNode:
		n.form = nothing
	case *ast.LiteralNode:
		n.text = from.Value.Value
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		n.text = from.GetToken().Value
	default:
		c.faultAt(n, path, "write it out: no anchors, aliases or tags")
	}
	return n
}

// leaf adds a key and its value. It stands where the key stands.
func (c *check) leaf(path string, to *node, pair *ast.MappingValueNode) {
	key := pair.Key.GetToken()
	child := join(path, key.Value)
	if pair.Key.IsMergeKey() {
		c.faultAt(grow(pair.Key), child, "write it out: no merged mappings")
		return
	}
	value := c.branch(child, pair.Value)
	value.line, value.column = key.Position.Line, key.Position.Column
	if to.values[key.Value] == nil {
		to.keys = append(to.keys, key.Value)
	}
	to.values[key.Value] = value
}

// grow is a scalar where a piece of the file begins.
func grow(from ast.Node) *node {
	n := &node{form: scalar, line: 1, column: 1}
	if t := from.GetToken(); t != nil && t.Position != nil && t.Type != token.DocumentEndType {
		n.line, n.column = t.Position.Line, t.Position.Column
	}
	return n
}

// find is what stands at a path such as moves.by_hand.OPEN[0], or nil.
func (n *node) find(path string) *node {
	for n != nil && path != "" {
		step, rest, _ := strings.Cut(path, ".")
		name, index, indexed := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		n, path = n.values[name], rest
		if !indexed || n == nil {
			continue
		}
		i, err := strconv.Atoi(index)
		if err != nil || i < 0 || i >= len(n.items) {
			return nil
		}
		n = n.items[i]
	}
	return n
}

// nearest is what stands at a path, or at the closest key around it.
func (n *node) nearest(path string) *node {
	for ; path != ""; path = parent(path) {
		if found := n.find(path); found != nil {
			return found
		}
	}
	return n
}

func parent(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }

func join(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }

// fault notes what is wrong with a key.
func (c *check) fault(key, format string, args ...any) {
	c.faultAt(c.root.nearest(key), key, format, args...)
}

func (c *check) faultAt(n *node, key, format string, args ...any) {
	c.faults = append(c.faults, Fault{
		File: c.name, Line: n.line, Column: n.column, Key: key, Reason: fmt.Sprintf(format, args...),
	})
}
