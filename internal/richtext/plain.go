package richtext

import (
	"html"
	"regexp"
	"strings"
)

// addressPattern finds web addresses, and bare e-mail addresses in its first group.
func addressPattern() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\bhttps?://[^\s<>"]+|\bmailto:[^\s<>"]+|\b([a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+)\b`)
}

// plainHTML is plain text as HTML: an empty line parts paragraphs, other line ends are kept, addresses become links.
func (r *Renderer) plainHTML(source string) string {
	var page strings.Builder
	source = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(source)
	open := false
	for line := range strings.SplitSeq(source, "\n") {
		switch {
		case strings.TrimSpace(line) == "":
			open = false
			continue
		case open:
			page.WriteString("<br>")
		default:
			page.WriteString("<p>")
		}
		open = true
		r.linkInto(&page, line)
	}
	return page.String()
}

func (r *Renderer) linkInto(page *strings.Builder, line string) {
	at := 0
	for _, found := range r.addresses.FindAllStringSubmatchIndex(line, -1) {
		address := trimAddress(line[found[0]:found[1]])
		target := address
		if found[2] >= 0 {
			target = "mailto:" + address
		}
		page.WriteString(html.EscapeString(line[at:found[0]]))
		page.WriteString(`<a href="` + html.EscapeString(target) + `">` + html.EscapeString(address) + "</a>")
		at = found[0] + len(address)
	}
	page.WriteString(html.EscapeString(line[at:]))
}

// trimAddress leaves out what ends the sentence rather than the address; a closing bracket belongs to it when it was
// opened there.
func trimAddress(address string) string {
	round := strings.Count(address, ")") - strings.Count(address, "(")
	square := strings.Count(address, "]") - strings.Count(address, "[")
	for address != "" {
		switch last := address[len(address)-1]; {
		case last == ')' && round > 0:
			round--
		case last == ']' && square > 0:
			square--
		case strings.IndexByte(".,;:!?'*", last) < 0:
			return address
		}
		address = address[:len(address)-1]
	}
	return address
}
