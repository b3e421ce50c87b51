package parse

import (
	"bytes"
	"strings"

	"golang.org/x/net/html/charset"
)

// Body is a stretch of what was written: as plain text, as HTML, or the same in both. A mail usually has one; some mail programs
// write one before and one behind a picture, and mailing lists add one.
type Body struct {
	Text string
	HTML string // as it came: it has to be sanitised before anybody sees it
}

// collector goes through the tree and takes what is in it.
type collector struct {
	scan      *scanner
	text      int  // bytes of the parts read so far
	within    bool // a forwarded message, whose files stay in it
	bodies    []Body
	files     []File
	forwarded *part // the first message within
	status    *part // message/delivery-status
	returned  *part // what a report returns of the message it is about
}

func (c *collector) walk(p *part) {
	switch {
	case len(p.children) == 0 && strings.HasPrefix(p.media.kind, "multipart/"):
		// Its boundary is missing: what there is stands in what would be its preamble.
		p.media = media{kind: "text/plain"}
		c.walk(p)
	case p.media.kind == "multipart/alternative":
		c.alternative(p)
	case p.media.kind == "multipart/encrypted":
		c.encrypted(p)
	case len(p.children) > 0:
		c.all(p.children)
	case p.isBody() && c.text+len(p.body) <= maxText:
		c.text += len(p.body)
		c.addBody(p.text(), p.media.kind == "text/html")
	default:
		c.leaf(p)
	}
}

func (c *collector) all(parts []*part) {
	for _, p := range parts {
		c.walk(p)
	}
}

// encrypted keeps all parts: none can be read here (RFC 3156, 4).
func (c *collector) encrypted(p *part) {
	before := len(c.files)
	c.all(p.children)
	for i := range c.files[before:] {
		c.files[before+i].Kind = KindPGP
	}
}

// alternative takes the text and the HTML as one body: each of them says the same.
func (c *collector) alternative(p *part) {
	before := len(c.bodies)
	c.all(p.children)
	var one Body
	for _, body := range c.bodies[before:] {
		one.Text = joined(one.Text, body.Text)
		one.HTML = joined(one.HTML, body.HTML)
	}
	c.bodies = c.bodies[:before]
	if one != (Body{}) {
		c.bodies = append(c.bodies, one)
	}
}

func joined(before, text string) string {
	if before == "" || text == "" {
		return before + text
	}
	return strings.TrimSuffix(before, "\n") + "\n" + text
}

func (c *collector) addBody(text string, isHTML bool) {
	switch {
	case strings.TrimSpace(text) == "":
	case isHTML:
		c.bodies = append(c.bodies, Body{HTML: text})
	default:
		c.bodies = append(c.bodies, Body{Text: text})
	}
}

// isBody says whether a part is to be read and not to be kept: text or HTML that nobody has given a name.
func (p *part) isBody() bool {
	if p.media.kind != "text/plain" && p.media.kind != "text/html" {
		return false
	}
	disposition := readMedia(p.header.first("content-disposition"), "inline")
	return disposition.kind != "attachment" && disposition.parameters["filename"] == "" && p.media.parameters["name"] == ""
}

// text is the content of a part in UTF-8.
func (p *part) text() string {
	raw := p.content()
	declared := p.media.parameters["charset"]
	if p.media.kind == "text/html" && declared == "" {
		if _, name, certain := charset.DetermineEncoding(raw[:min(len(raw), 1024)], "text/html"); certain {
			declared = name // <meta charset>
		}
	}
	text := cleanText(toUTF8(raw, declared))
	if p.media.kind == "text/plain" && strings.EqualFold(p.media.parameters["format"], "flowed") {
		return unflow(text, strings.EqualFold(p.media.parameters["delsp"], "yes"))
	}
	return text
}

// open takes the bodies of a message within. One level: what is forwarded in it stays closed.
func (c *collector) open(p *part) error {
	root, err := c.scan.message(bytes.TrimLeft(p.content(), "\r\n"))
	if err != nil {
		return err
	}
	c.walk(root)
	return nil
}
