package richtext

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// maxDepth is how many elements are open at once: beyond, an element's text stays and the element goes.
const maxDepth = 24

// sink is told of a balanced tree, in reading order. An attribute is a link's address or a list's first number; void
// elements are opened only.
type sink interface {
	start(name, attribute string)
	end(name string)
	text(s string)
	// image is a picture that came with the message, by its content id.
	image(id, alt string)
}

// builder makes a tree of the sanitiser's tags, one that an HTML parser reads in the very same way: every element is
// closed, blocks are not within paragraphs, items are in lists, cells in rows.
type builder struct {
	to     sink
	known  map[string]element
	open   []element
	hidden map[string]int // elements that were left out within the innermost open one: their ends are left out too
	fresh  bool           // right after <pre>, where a line end does not count
}

// build reads what the sanitiser let through. known is elements().
func build(safe string, known map[string]element, to sink) {
	b := builder{to: to, known: known, hidden: map[string]int{}}
	tokens := html.NewTokenizer(strings.NewReader(safe))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			b.closeTo(0) // the only error of a tokeniser that reads a string is its end
			return
		case html.TextToken:
			b.text(string(tokens.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tokens.Token()
			if e, known := b.known[t.Data]; known {
				b.start(e, t.Attr)
			}
		case html.EndTagToken:
			name, _ := tokens.TagName()
			if e, known := b.known[string(name)]; known {
				b.end(e)
			}
		}
	}
}

// text drops control characters, and the space between the parts of tables and lists.
func (b *builder) text(s string) {
	s = printable(s)
	if b.fresh {
		s = strings.TrimLeft(s, "\n")
	}
	blank := strings.TrimSpace(s) == ""
	if s == "" || blank && b.structural() {
		return
	}
	b.makeRoom()
	b.fresh = false
	b.to.text(s)
}

// printable drops control characters.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// top is the innermost open element.
func (b *builder) top() element {
	if len(b.open) == 0 {
		return element{role: flow}
	}
	return b.open[len(b.open)-1]
}

// structural reports whether neither text nor lines may stand here.
func (b *builder) structural() bool {
	switch b.top().role {
	case list, table, section, row:
		return true
	}
	return false
}

// makeRoom opens the item or cell that text and blocks need here.
func (b *builder) makeRoom() {
	switch b.top().role {
	case list:
		b.push(b.known["li"], "")
	case table, section, row:
		b.enterRow()
		b.push(b.known["td"], "")
	}
}

func (b *builder) start(e element, attributes []html.Attribute) {
	value := attribute(attributes)
	switch e.role {
	case pictured:
		b.image(attributes)
		return
	case item:
		b.startItem(e)
		return
	case caption, section, row, cell:
		b.startPart(e)
		return
	case phrase, void:
		if e.name == "a" && !b.startLink(value) {
			return
		}
	default:
		b.closeLines()
	}
	b.makeRoom()
	switch {
	case len(b.open)+e.open > maxDepth:
		b.hidden[e.name]++
	case e.open == 0:
		b.fresh = false
		b.to.start(e.name, "")
	default:
		b.push(e, value)
	}
}

// image shows a picture of the message's own. Of any other there are its words.
func (b *builder) image(attributes []html.Attribute) {
	var id, alt string
	for _, a := range attributes {
		switch a.Key {
		case "alt":
			alt = a.Val
		case "src":
			id = contentID(a.Val)
		}
	}
	switch {
	case id != "":
		b.makeRoom()
		b.fresh = false
		b.to.image(id, alt)
	case alt != "":
		b.text(alt)
	}
}

// startLink ends the link that another one can't stand in, and leaves out one that leads where none may.
func (b *builder) startLink(address string) bool {
	if i := slices.IndexFunc(b.open, func(e element) bool { return e.name == "a" }); i >= 0 {
		b.closeTo(i)
	}
	if !safeAddress(address) {
		b.hidden["a"]++
		return false
	}
	return true
}

// attribute is the only one that the sanitiser lets through on the element, an image aside.
func attribute(all []html.Attribute) string {
	for _, a := range all {
		if a.Key == "href" || a.Key == "start" {
			return a.Val
		}
	}
	return ""
}

// startItem opens an item in its list; an item of no list begins one.
func (b *builder) startItem(e element) {
	i := b.nearest(list, cell, caption)
	if i < 0 {
		if b.start(b.known["ul"], nil); b.top().role != list {
			b.hidden[e.name]++
			return
		}
		i = len(b.open) - 1
	}
	b.closeTo(i + 1)
	b.push(e, "")
}

// startPart opens a part of a table where it belongs, and nothing where there is no table: its text stays.
func (b *builder) startPart(e element) {
	i := b.nearest(table)
	switch {
	case i < 0:
		b.hidden[e.name]++
		return
	case e.role == caption, e.role == section:
		b.closeTo(i + 1)
	case e.role == row:
		b.enterSection(i)
	default:
		b.enterRow()
	}
	b.push(e, "")
}

// enterSection leaves all that is within the section of the table that is open at a place; it opens one when none is.
func (b *builder) enterSection(tableAt int) {
	if tableAt+1 < len(b.open) && b.open[tableAt+1].role == section {
		b.closeTo(tableAt + 2)
		return
	}
	b.closeTo(tableAt + 1)
	b.push(b.known["tbody"], "")
}

func (b *builder) enterRow() {
	i := b.nearest(table)
	if i+2 < len(b.open) && b.open[i+2].role == row {
		b.closeTo(i + 3)
		return
	}
	b.enterSection(i)
	b.push(b.known["tr"], "")
}

func (b *builder) end(e element) {
	if b.hidden[e.name] > 0 {
		b.hidden[e.name]--
		return
	}
	if i := b.find(e.name); i >= 0 {
		b.closeTo(i)
	}
}

// find is where the element is open that an end tag closes. A line's ends with its block, and nothing closes a table
// from within a cell but its own parts.
func (b *builder) find(name string) int {
	ended := b.known[name].role
	for i, at := range slices.Backward(b.open) {
		switch {
		case at.name == name:
			return i
		case ended == phrase && at.role != phrase,
			ended == item && at.role == list,
			at.role == cell && ended < table, at.role == caption && ended < table,
			at.role == table:
			return -1
		}
	}
	return -1
}

// nearest is the innermost open element of a role; -1 when there is none, or one of the other roles is further in.
func (b *builder) nearest(wanted role, bounds ...role) int {
	for i, at := range slices.Backward(b.open) {
		if at.role == wanted {
			return i
		}
		if slices.Contains(bounds, at.role) {
			return -1
		}
	}
	return -1
}

// closeLines ends the paragraph or heading that a block can't stand in.
func (b *builder) closeLines() {
	if i := b.nearest(heading, cell, caption); i >= 0 {
		b.closeTo(i)
	}
}

func (b *builder) push(e element, attribute string) {
	b.open = append(b.open, e)
	b.fresh = e.name == "pre"
	b.to.start(e.name, attribute)
}

// closeTo ends the innermost elements until so many are open.
func (b *builder) closeTo(open int) {
	for len(b.open) > open {
		b.to.end(b.top().name)
		b.open = b.open[:len(b.open)-1]
		clear(b.hidden)
	}
	b.fresh = false
}
