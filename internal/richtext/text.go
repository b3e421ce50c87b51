package richtext

import (
	"strconv"
	"strings"
	"unicode"
)

// maxMargin is how many margins of quotes and items a line begins with: more would make a long text many times longer.
const maxMargin = 6

// textWriter writes the tree as text to be read: items after dashes or numbers, quotes after angle brackets, a table's
// rows as lines, a link's address after its words.
type textWriter struct {
	out     strings.Builder
	margins []margin
	breaks  int  // line ends to write before the next word
	space   bool // a space to write before the next word
	inLine  bool // something stands on the line
	quiet   int  // open cells: a row is one line, what is within a cell is parted by spaces
	cells   int  // that the row has so far
	bars    int  // between cells, to write before the next word
	pre     int  // open <pre>: white space counts
	lists   []int
	links   []link
}

// margin is what an open element writes at the begin of its lines.
type margin struct {
	first, rest string
	begun       bool
}

// link is an open link, and where its words began.
type link struct {
	address string
	from    int
}

// String is the text so far.
func (w *textWriter) String() string { return w.out.String() }

func (w *textWriter) start(name, attribute string) {
	switch name {
	case "br":
		w.newLine()
	case "hr":
		w.part(w.gap())
	case "a":
		w.links = append(w.links, link{attribute, w.out.Len()})
	case "td", "th":
		w.startCell()
	case "tr":
		w.part(1)
		w.startRow()
	case "ul", "ol":
		w.part(w.gap())
		w.lists = append(w.lists, firstNumber(name, attribute))
	case "li":
		w.part(1)
		w.margins = append(w.margins, w.nextItem())
	case "blockquote":
		w.part(w.gap())
		w.margins = append(w.margins, margin{first: "> ", rest: "> "})
	case "pre":
		w.part(w.gap())
		w.pre++
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "table":
		w.part(w.gap())
	case "div", "caption", "thead", "tbody", "tfoot":
		w.part(1)
	}
}

func (w *textWriter) end(name string) {
	switch name {
	case "a":
		w.endLink()
	case "td", "th":
		w.quiet--
	case "ul", "ol":
		w.lists = w.lists[:len(w.lists)-1]
		w.part(w.gap())
	case "li", "blockquote":
		w.margins = w.margins[:len(w.margins)-1]
		w.part(1)
		if name == "blockquote" {
			w.part(w.gap())
		}
	case "pre":
		w.pre--
		w.part(w.gap())
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "table":
		w.part(w.gap())
	case "tr", "div", "caption", "thead", "tbody", "tfoot":
		w.part(1)
	}
}

// gap is how far blocks stand apart: a line within lists, else an empty line between.
func (w *textWriter) gap() int {
	if len(w.lists) > 0 {
		return 1
	}
	return 2
}

// part sets what comes apart from what was, by so many line ends at least. In a cell it is a space.
func (w *textWriter) part(lines int) {
	switch {
	case w.quiet > 0:
		w.space = true
	case w.out.Len() > 0 && (w.inLine || w.breaks > 0):
		w.breaks = max(w.breaks, lines)
	}
}

// newLine ends the line, also an empty one.
func (w *textWriter) newLine() {
	switch {
	case w.quiet > 0:
		w.space = true
	case w.out.Len() > 0:
		w.breaks++
	}
}

// firstNumber is what a list's first item has before it; 0: a dash.
func firstNumber(name, start string) int {
	if name == "ul" {
		return 0
	}
	if n, err := strconv.Atoi(start); err == nil && n > 0 && n < 1_000_000 {
		return n
	}
	return 1
}

func (w *textWriter) nextItem() margin {
	mark := "- "
	if n := len(w.lists); n > 0 && w.lists[n-1] > 0 {
		mark = strconv.Itoa(w.lists[n-1]) + ". "
		w.lists[n-1]++
	}
	return margin{first: mark, rest: strings.Repeat(" ", len(mark))}
}

func (w *textWriter) startRow() {
	if w.quiet == 0 {
		w.cells, w.bars = 0, 0
	}
}

func (w *textWriter) startCell() {
	switch {
	case w.quiet > 0: // of a table in a cell
		w.space = true
	case w.cells > 0:
		w.bars++
	}
	w.cells++
	w.quiet++
}

// endLink writes where the link leads, unless its words say so. A link without a word is not seen, and not told of.
func (w *textWriter) endLink() {
	last := w.links[len(w.links)-1]
	w.links = w.links[:len(w.links)-1]
	words := strings.TrimSpace(w.out.String()[last.from:])
	if address := strings.TrimPrefix(last.address, "mailto:"); words != "" && !strings.Contains(words, address) {
		w.space = true
		w.word("(" + address + ")")
	}
}

func (w *textWriter) image(_, alt string) {
	if alt = strings.TrimSpace(printable(alt)); alt == "" {
		alt = "image"
	}
	w.text("[" + alt + "]")
}

func (w *textWriter) text(s string) {
	if w.pre > 0 && w.quiet == 0 {
		w.lines(s)
		return
	}
	for s != "" {
		n := strings.IndexFunc(s, unicode.IsSpace)
		switch n {
		case -1:
			w.word(s)
			return
		case 0:
			w.space = true
			s = strings.TrimLeftFunc(s, unicode.IsSpace)
		default:
			w.word(s[:n])
			s = s[n:]
		}
	}
}

// lines writes text whose white space counts.
func (w *textWriter) lines(s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			w.newLine()
		}
		if line != "" {
			w.word(line)
		}
	}
}

// word writes what stands on one line, after the line ends, margins, bars and space that were due.
func (w *textWriter) word(s string) {
	if w.breaks > 0 {
		if w.breaks > 1 {
			w.out.WriteString("\n" + strings.TrimRight(w.margin(false), " "))
		}
		w.out.WriteByte('\n')
		w.breaks, w.inLine = 0, false
	}
	if !w.inLine {
		w.out.WriteString(w.margin(true))
	}
	switch {
	case w.bars > 0:
		bars := strings.Repeat(" | ", w.bars)
		if !w.inLine {
			bars = strings.TrimLeft(bars, " ")
		}
		w.out.WriteString(bars)
	case w.inLine && w.space:
		w.out.WriteByte(' ')
	}
	w.bars, w.space, w.inLine = 0, false, true
	w.out.WriteString(s)
}

// margin is the begin of a line within what is open; an empty line begins nothing.
func (w *textWriter) margin(begins bool) string {
	var all strings.Builder
	for i := range w.margins[:min(len(w.margins), maxMargin)] {
		switch m := &w.margins[i]; {
		case m.begun:
			all.WriteString(m.rest)
		case begins:
			all.WriteString(m.first)
			m.begun = true
		}
	}
	return all.String()
}
