package richtext

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// newSanitiser lets through the elements that are known here, a link's address, a list's first number, and the words
// that stand for an image.
func newSanitiser() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	for name := range elements() {
		if name != "a" { // a link to nowhere is text
			p.AllowElements(name)
		}
	}
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("src").Matching(regexp.MustCompile(`(?i)^cid:[!-~]{1,250}$`)).OnElements("img") // of the message itself; see Images
	p.AllowURLSchemes("http", "https", "mailto", "cid")
	p.AllowRelativeURLs(false)
	p.RequireParseableURLs(true)
	// Their content is not meant for reading, or would be read otherwise by a browser than by a sanitiser.
	p.SkipElementsContent("svg", "math", "template", "textarea", "select", "title", "xmp", "plaintext", "audio", "video",
		"canvas", "applet", "noscript", "head")
	return p
}

// safeAddress reports whether a link may lead there. The sanitiser has said so already; this does not rely on it.
func safeAddress(address string) bool {
	address = strings.ToLower(address)
	return strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "mailto:")
}
