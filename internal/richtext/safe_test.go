package richtext_test

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sportello/internal/richtext"
)

// allowed is every element that a page may have, written down apart from the code.
const allowed = " a abbr b blockquote br caption cite code del div em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s samp " +
	"small strong sub sup table tbody td tfoot th thead tr u ul var "

// unsafe says what is wrong with a page for a browser that reads it, or "".
func unsafe(page string) string {
	if !utf8.ValidString(page) {
		return "not UTF-8"
	}
	nodes, err := parse(page)
	if err != nil {
		return err.Error()
	}
	for _, n := range nodes {
		for d := range n.Descendants() {
			if fault := unsafeNode(d); fault != "" {
				return fault
			}
		}
		if fault := unsafeNode(n); fault != "" {
			return fault
		}
	}
	// What a parser reads is what was written: nothing moves, nothing is added.
	if read := rendered(nodes); read != page {
		return "a browser reads it as " + read
	}
	return ""
}

func parse(page string) ([]*html.Node, error) {
	within := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	return html.ParseFragment(strings.NewReader(page), within)
}

func rendered(nodes []*html.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		if err := html.Render(&b, n); err != nil {
			return err.Error()
		}
	}
	return strings.NewReplacer("<br/>", "<br>", "<hr/>", "<hr>").Replace(b.String())
}

func unsafeNode(n *html.Node) string {
	switch {
	case n.Type == html.TextNode:
		return ""
	case n.Type != html.ElementNode:
		return fmt.Sprintf("node of type %d", n.Type)
	case n.Namespace != "", !strings.Contains(allowed, " "+n.Data+" "):
		return "element " + n.Namespace + " " + n.Data
	}
	rel := ""
	for _, a := range n.Attr {
		switch {
		case n.Data == "a" && a.Key == "href":
			address, err := url.Parse(a.Val)
			if err != nil || address.Scheme != "http" && address.Scheme != "https" && address.Scheme != "mailto" {
				return "address " + a.Val
			}
		case n.Data == "a" && a.Key == "rel":
			rel = a.Val
		case n.Data == "ol" && a.Key == "start" && strings.Trim(a.Val, "-+0123456789") == "":
		default:
			return "attribute " + a.Key + " of " + n.Data
		}
	}
	if n.Data == "a" && (rel != "nofollow noopener noreferrer" || len(n.Attr) != 2) {
		return "link with " + fmt.Sprint(n.Attr)
	}
	return ""
}

// check renders a source in every format, and says what is wrong, or "".
func check(r *richtext.Renderer, source string) string {
	for _, format := range []richtext.Format{richtext.Plain, richtext.Markdown, richtext.HTML} {
		got := r.Render(format, source)
		if fault := unsafe(got.HTML); fault != "" {
			return fmt.Sprintf("%s %q becomes %q: %s", format, source, got.HTML, fault)
		}
		if !utf8.ValidString(got.Text) {
			return fmt.Sprintf("%s %q has the text %q", format, source, got.Text)
		}
		if again := r.Render(richtext.HTML, got.HTML); again.HTML != got.HTML {
			return fmt.Sprintf("%s %q becomes %q, and then %q", format, source, got.HTML, again.HTML)
		}
		if text := r.Text(format, source); text != got.Text {
			return fmt.Sprintf("%s %q has the text %q alone, with HTML %q", format, source, text, got.Text)
		}
	}
	return ""
}
