package quote

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// SplitHTML does for an HTML body what Split does for plain text: its parts are HTML. It goes by what mail programs call their
// quotes and signatures, and else by the wording of the lines, as they would be read. Each piece of text or picture is in exactly one
// part. The parts are not safe to be shown: they are as hostile as the mail.
func (s *Splitter) SplitHTML(page string) Parts {
	r := reader{marks: s.marks, rest: -1}
	r.read(s.reader.Sanitize(page))
	lines, signed := make([]string, len(r.lines)), make([]bool, len(r.lines))
	for i, line := range r.lines {
		lines[i], signed[i] = line.shown(), line.signed
	}
	places := s.places(lines, signed, r.rest)
	return Parts{New: r.write(places, written), Quoted: r.write(places, quoted), Signature: r.write(places, signature)}
}

// picture stands for an image among the words of a line.
const picture = "\ufffc"

// pageLine is a line as it would be read.
type pageLine struct {
	text                  strings.Builder
	begun, quoted, signed bool
}

func (l *pageLine) shown() string {
	text := strings.Join(strings.Fields(l.text.String()), " ")
	if text == "--" { // the space behind it is there, or was meant
		text = "-- "
	}
	if l.quoted && text != "" {
		return "> " + text
	}
	return text
}

// piece is one token of the page: a tag, or something that stands on a line.
type piece struct {
	raw  string
	name string // of a tag
	end  bool
	line int // of what is no tag; -1: a tag
}

// reader takes a page apart into lines.
type reader struct {
	marks  []marking
	pieces []piece
	lines  []*pageLine
	open   []opened
	pre    int
	rest   int // the line from which on all is quoted; -1: there is none
	quotes int // open ones
	signs  int
	fresh  bool // the next thing begins a line
}

// opened is an element that is open.
type opened struct {
	name string
	mark mark
}

func (r *reader) read(page string) {
	r.fresh = true
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := tokens.Next()
		switch kind {
		case html.ErrorToken: // the only error of a tokeniser that reads a string is its end
			return
		case html.TextToken:
			r.text(string(tokens.Raw()))
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(tokens.Raw())
			r.start(raw, tokens.Token())
		case html.EndTagToken:
			name, _ := tokens.TagName()
			r.end(string(name))
		}
	}
}

// line is the line that what comes next stands on.
func (r *reader) line() int {
	if r.fresh {
		r.lines = append(r.lines, &pageLine{})
		r.fresh = false
	}
	return len(r.lines) - 1
}

// put puts something on the line. What is said of the line is said by its first word.
func (r *reader) put(raw, text string) {
	at := r.line()
	text = strings.Map(visible, text)
	line := r.lines[at]
	if !line.begun && strings.TrimSpace(text) != "" {
		line.begun, line.quoted, line.signed = true, r.quotes > 0, r.signs > 0
	}
	line.text.WriteString(text)
	r.pieces = append(r.pieces, piece{raw: raw, line: at})
}

// visible drops what shows nothing: a line of such is blank.
func visible(c rune) rune {
	if unicode.In(c, unicode.Cf, unicode.Cc) && c != '\n' && c != '\t' {
		return -1
	}
	return c
}

func (r *reader) text(raw string) {
	if r.pre == 0 {
		if strings.TrimSpace(raw) != "" || !r.fresh {
			r.put(raw, html.UnescapeString(raw))
		}
		return
	}
	for i, line := range strings.SplitAfter(raw, "\n") {
		if i > 0 {
			r.fresh = true
		}
		if line != "" {
			r.put(line, html.UnescapeString(line))
		}
	}
}

func (r *reader) start(raw string, t html.Token) {
	m := markOf(r.marks, t)
	if m == isRest && r.rest < 0 {
		r.rest, r.fresh = len(r.lines), true
	}
	switch t.Data {
	case "br":
		r.put(raw, "")
		r.fresh = true
	case "hr":
		r.fresh = true
		r.put(raw, "_____")
		r.fresh = true
	case "img":
		r.put(raw, pictured(t))
	case "td", "th":
		r.closeUp("td", "th")
		r.push(raw, t.Data, m)
		if !r.fresh {
			r.lines[len(r.lines)-1].text.WriteByte(' ')
		}
	default:
		if partsLines(t.Data) {
			r.fresh = true
			r.imply(t.Data)
		}
		r.push(raw, t.Data, m)
	}
}

// pictured is how a line tells of an image: nothing of one that shows nothing.
func pictured(t html.Token) string {
	text := ""
	for _, a := range t.Attr {
		if a.Key == "alt" {
			text += a.Val
		} else if a.Key == "src" && strings.HasPrefix(strings.ToLower(a.Val), "cid:") {
			text = picture + text
		}
	}
	return text
}

func (r *reader) push(raw, name string, m mark) {
	r.open = append(r.open, opened{name, m})
	r.count(opened{name, m}, 1)
	r.pieces = append(r.pieces, piece{raw: raw, name: name, line: -1})
}

func (r *reader) count(o opened, by int) {
	switch o.mark {
	case isQuote:
		r.quotes += by
	case isSigning:
		r.signs += by
	case noMark, isRest:
	}
	if o.name == "pre" {
		r.pre += by
	}
}

// imply ends what the element can't stand in: a paragraph any block, an item its neighbour.
func (r *reader) imply(name string) {
	r.closeUp("p")
	switch name {
	case "li", "tr":
		r.closeUp(name)
	case "dd", "dt":
		r.closeUp("dd", "dt")
	}
}

// closeUp ends the innermost element if it is one of these.
func (r *reader) closeUp(names ...string) {
	if n := len(r.open); n > 0 {
		for _, name := range names {
			if r.open[n-1].name == name {
				r.end(name)
				return
			}
		}
	}
}

// maxLook is how many open elements an end tag is held against: no page nests as deeply.
const maxLook = 200

func (r *reader) end(name string) {
	if partsLines(name) {
		r.fresh = true
	}
	for i := len(r.open) - 1; i >= max(0, len(r.open)-maxLook); i-- {
		if r.open[i].name != name {
			continue
		}
		for _, o := range r.open[i:] {
			r.count(o, -1)
			r.pieces = append(r.pieces, piece{end: true, line: -1})
		}
		r.open = r.open[:i]
		return
	}
}

// partsLines reports whether an element begins and ends a line.
func partsLines(name string) bool {
	switch name {
	case "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span",
		"strike", "strong", "sub", "sup", "tt", "u", "var", "td", "th", "br", "img":
		return false
	}
	return true
}
