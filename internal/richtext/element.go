package richtext

// role is where an element may stand.
type role int

const (
	phrase   role = iota // in a line
	void                 // in a line, without content
	heading              // holds lines only: paragraphs too
	flow                 // holds anything
	list                 // holds items only
	item                 //
	table                // holds sections and a caption
	caption              //
	section              // holds rows
	row                  // holds cells
	cell                 //
	pictured             // an image: its words are kept
	rule                 // between blocks, without content
)

// element is what is known of a name.
type element struct {
	name string // that it is shown by
	role role
	open int // how many elements it may need open within itself, itself included
}

// elements are the ones that are let through, by the names that people and editors give them.
func elements() map[string]element {
	all := map[string]element{
		"br": {"br", void, 0}, "img": {"img", pictured, 0}, "hr": {"hr", rule, 0},
		"ul": {"ul", list, 2}, "ol": {"ol", list, 2}, "li": {"li", item, 1},
		"table": {"table", table, 4}, "caption": {"caption", caption, 1}, "tr": {"tr", row, 1},
		"strike": {"s", phrase, 1}, "tt": {"code", phrase, 1},
	}
	shown := func(r role, names ...string) {
		for _, name := range names {
			all[name] = element{name, r, 1}
		}
	}
	shown(phrase, "a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
		"strong", "sub", "sup", "u", "var")
	shown(heading, "p", "h1", "h2", "h3", "h4", "h5", "h6")
	shown(flow, "blockquote", "div", "pre")
	shown(section, "thead", "tbody", "tfoot")
	shown(cell, "td", "th")
	for _, name := range []string{"address", "article", "aside", "center", "dd", "details", "dl", "dt", "fieldset",
		"figcaption", "figure", "footer", "header", "main", "nav", "section", "summary"} {
		all[name] = element{"div", flow, 1}
	}
	return all
}
