package richtext

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// Format is how a source is to be read.
type Format string

// The formats.
const (
	Plain    Format = "PLAIN"
	Markdown Format = "MARKDOWN"
	HTML     Format = "HTML"
)

// Known reports whether it is one of the formats.
func (f Format) Known() bool { return f == Plain || f == Markdown || f == HTML }

// MaxLength is how many bytes of a source are read; the rest is left out.
const MaxLength = 400_000 // 100,000 characters of up to four bytes

// Rendered is a source made fit to be shown.
type Rendered struct {
	HTML string // safe wherever a page has room for paragraphs
	Text string // the same for reading without a page; of a plain source, the source itself
}

// Renderer renders sources. It is safe for use by many goroutines.
type Renderer struct {
	elements  map[string]element
	sanitiser *bluemonday.Policy
	markdown  goldmark.Markdown
	addresses *regexp.Regexp
}

// New makes a renderer.
func New() *Renderer {
	return &Renderer{
		elements:  elements(),
		sanitiser: newSanitiser(),
		addresses: addressPattern(),
		markdown: goldmark.New(
			goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify),
			// A line that people end is meant to end; raw HTML meets the sanitiser like all other.
			goldmark.WithRendererOptions(html.WithHardWraps(), html.WithUnsafe()),
		),
	}
}

// Render makes a source fit to be shown. Any input has an answer: an unknown format is read as plain text, and so is
// Markdown that would take too long.
func (r *Renderer) Render(format Format, source string) Rendered {
	return r.RenderWith(format, source, nil)
}

// RenderWith is Render for a message that may have pictures of its own.
func (r *Renderer) RenderWith(format Format, source string, images Images) Rendered {
	source = bounded(source)
	page := htmlWriter{images: images}
	if format = way(format, source); format == Plain {
		r.walk(r.plainHTML(source), &page)
		return Rendered{HTML: page.trimmed(), Text: source}
	}
	var text textWriter
	r.walk(r.unsafeHTML(format, source), both{&page, &text})
	return Rendered{HTML: page.trimmed(), Text: text.String()}
}

// Text is Rendered.Text alone.
func (r *Renderer) Text(format Format, source string) string {
	source = bounded(source)
	if format = way(format, source); format == Plain {
		return source
	}
	var text textWriter
	r.walk(r.unsafeHTML(format, source), &text)
	return text.String()
}

func bounded(source string) string {
	if len(source) > MaxLength {
		source = source[:MaxLength]
	}
	return strings.ToValidUTF8(source, "\uFFFD")
}

// way is how a source is really read.
func way(format Format, source string) Format {
	switch {
	case !format.Known(), format == Markdown && tooWild(source):
		return Plain
	}
	return format
}

func (r *Renderer) unsafeHTML(format Format, source string) string {
	if format == HTML {
		return source
	}
	var page bytes.Buffer
	if err := r.markdown.Convert([]byte(source), &page); err != nil {
		return r.plainHTML(source) // a buffer takes all that is written; should that ever change, nothing is lost
	}
	return page.String()
}

func (r *Renderer) walk(unsafe string, to sink) {
	build(r.sanitiser.Sanitize(unsafe), r.elements, to)
}
