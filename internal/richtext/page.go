package richtext

import (
	"html"
	"strings"
)

// both tells two sinks.
type both struct{ first, second sink }

func (b both) start(name, attribute string) {
	b.first.start(name, attribute)
	b.second.start(name, attribute)
}

func (b both) end(name string) {
	b.first.end(name)
	b.second.end(name)
}

func (b both) image(id, alt string) {
	b.first.image(id, alt)
	b.second.image(id, alt)
}

func (b both) text(s string) {
	b.first.text(s)
	b.second.text(s)
}

// htmlWriter writes the tree as HTML.
type htmlWriter struct {
	strings.Builder
	images Images // nil: there are none
}

// image shows the picture where there is an address of it, else its words.
func (w *htmlWriter) image(id, alt string) {
	address := ""
	if w.images != nil {
		address = w.images(id)
	}
	if address == "" {
		w.text(printable(alt))
		return
	}
	w.WriteString(`<img src="` + html.EscapeString(address) + `" alt="` + html.EscapeString(printable(alt)) + `">`)
}

func (w *htmlWriter) start(name, attribute string) {
	w.WriteString("<" + name)
	switch {
	case name == "a":
		// Nobody who is linked to learns where from, nor gets hold of the page.
		w.WriteString(` href="` + html.EscapeString(attribute) + `" rel="nofollow noopener noreferrer"`)
	case name == "ol" && attribute != "":
		w.WriteString(` start="` + html.EscapeString(attribute) + `"`)
	}
	w.WriteByte('>')
}

func (w *htmlWriter) end(name string) { w.WriteString("</" + name + ">") }

func (w *htmlWriter) text(s string) { w.WriteString(html.EscapeString(s)) }

// trimmed is the page without the space around it, which no block holds.
func (w *htmlWriter) trimmed() string { return strings.TrimSpace(w.String()) }
