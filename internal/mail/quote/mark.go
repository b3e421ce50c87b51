package quote

import (
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
)

// mark is what a mail program calls an element.
type mark int

const (
	noMark    mark = iota
	isQuote        // all within is quoted
	isRest         // all from here on is
	isSigning      // all within is the signature
)

// marking is how an element is known: the begin or the whole of one of its names, as a class, an id or a type.
type marking struct {
	element string // empty: any
	name    string
	mark    mark
}

// markings are those of Gmail, Apple Mail, Thunderbird, Outlook (desktop, web, mobile), Yahoo, the webmails of Libero, Aruba, GMX and
// web.de, Proton, Zimbra, Roundcube and Zoho.
func markings() []marking {
	return []marking{
		{"blockquote", "cite", isQuote}, // type="cite": Apple Mail, Thunderbird, Open-Xchange, Roundcube
		{"blockquote", "gmail_quote", isQuote},
		{"blockquote", "protonmail_quote", isQuote},
		{"div", "gmail_attr", isQuote},
		{"div", "moz-cite-prefix", isQuote},
		{"", "reply-intro", isQuote},
		{"", "yahoo_quoted", isQuote},
		{"div", "protonmail_quote", isQuote},
		{"div", "quote", isQuote}, // name="quote": GMX, web.de
		{"div", "zmail_extra", isQuote},
		{"", "appendonsend", isRest},
		{"", "divrplyfwdmsg", isRest},
		{"", "mail-editor-reference-message-container", isRest},
		{"", "ms-outlook-mobile-reference-message", isRest},
		{"hr", "zwchr", isRest},
		{"", "gmail_signature", isSigning},
		{"", "gmail_signature_prefix", isSigning},
		{"", "moz-signature", isSigning},
		{"", "signature", isSigning},
		{"", "applemailsignature", isSigning},
		{"", "ms-outlook-mobile-signature", isSigning},
		{"", "io-ox-signature", isSigning},
		{"", "protonmail_signature_block", isSigning},
		{"", "_rc_sig", isSigning},
		{"", "__sig_pre__", isSigning},
		{"", "__sig_post__", isSigning},
	}
}

// markOf is what an element is called. Outlook puts x_ before the names in what it quotes, Yahoo a number of its own.
func markOf(all []marking, t html.Token) mark {
	for _, a := range t.Attr {
		if a.Key == "href" || a.Key == "src" || a.Key == "alt" {
			continue
		}
		for name := range strings.FieldsSeq(strings.ToLower(a.Val)) {
			for strings.HasPrefix(name, "x_") {
				name = name[len("x_"):]
			}
			if strings.HasPrefix(name, "ydp") && strings.HasSuffix(name, "yahoo_quoted") {
				name = "yahoo_quoted"
			} else if strings.HasPrefix(name, "ydp") && strings.HasSuffix(name, "signature") {
				name = "signature"
			}
			i := slices.IndexFunc(all, func(m marking) bool { return m.name == name && (m.element == "" || m.element == t.Data) })
			if i >= 0 {
				return all[i].mark
			}
		}
	}
	return noMark
}

// newReader lets through the elements that part or dress a text, and by what they are called. It makes nothing safe: whoever shows
// a part has to do that; but what comes out of it has no text that is not meant for reading.
func newReader() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike",
		"strong", "sub", "sup", "tt", "u", "var", "br", "hr", "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "div", "pre", "ul", "ol",
		"li", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "address", "article", "aside", "center", "dd", "details",
		"dl", "dt", "fieldset", "figcaption", "figure", "footer", "header", "main", "nav", "section", "summary")
	p.AllowNoAttrs().OnElements("a", "img", "span", "font")
	p.AllowAttrs("class", "id", "type", "name", "data-marker").Globally()
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("alt", "src").OnElements("img")
	p.AllowURLSchemes("http", "https", "mailto", "cid")
	p.AllowRelativeURLs(false)
	p.SkipElementsContent("svg", "math", "template", "textarea", "select", "title", "xmp", "plaintext", "audio", "video",
		"canvas", "applet", "noscript", "head")
	return p
}
