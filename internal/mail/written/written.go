package written

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sportello/internal/mail/parse"
	"sportello/internal/mail/quote"
	"sportello/internal/richtext"
)

// MaxOriginal is how many bytes are kept of a whole mail's text: more than anybody writes. The mail itself is kept elsewhere.
const MaxOriginal = 1 << 20

// Written is what somebody wrote.
type Written struct {
	Text   string // what is new; empty where there was nothing but pictures that are not shown, or nothing
	Format richtext.Format

	Quoted    string // plain text, with the line that introduces it
	Signature string // plain text
	Original  string // the whole as plain text; empty where Text is all there was
	Cut       bool   // Text is not all that is new, since the desk takes no more: the rest is in Original

	Inline []Inline // what stands in Text
}

// Inline is a picture within the text.
type Inline struct {
	File      int    // of the mail's files
	ContentID string // by which the text speaks of it
}

// Reader tells what was written. It is made once, and safe for use by several at once.
type Reader struct {
	quotes *quote.Splitter
	rich   *richtext.Renderer
}

// New makes a Reader.
func New() *Reader { return &Reader{quotes: quote.New(), rich: richtext.New()} }

// Of says what was written in a mail, in so many characters at most.
func (r *Reader) Of(m parse.Message, most int) Written {
	pieces := make([]piece, len(m.Bodies))
	rich := false
	for i, body := range m.Bodies {
		pieces[i] = r.read(body)
		rich = rich || pieces[i].page != ""
	}
	w := together(pieces)
	if rich {
		r.dress(&w, pieces, m.Files, most)
	}
	if utf8.RuneCountInString(w.Text) > most {
		w.Text, w.Cut = cut(w.Text, most), true
	}
	w.Original = whole(pieces, w)
	return w
}

// piece is one body taken apart.
type piece struct {
	parts quote.Parts // plain text
	page  string      // the new part as it came, where it is HTML
	whole string
}

func (r *Reader) read(body parse.Body) piece {
	if strings.TrimSpace(body.HTML) == "" {
		return piece{parts: r.quotes.Split(body.Text), whole: body.Text}
	}
	whole := r.rich.Read(body.HTML)
	if strings.TrimSpace(whole) == "" { // nothing but pictures from elsewhere
		return piece{parts: r.quotes.Split(body.Text), whole: body.Text}
	}
	pages := r.quotes.SplitHTML(body.HTML)
	return piece{
		parts: quote.Parts{New: r.rich.Read(pages.New), Quoted: r.rich.Read(pages.Quoted), Signature: r.rich.Read(pages.Signature)},
		page:  pages.New, whole: whole,
	}
}

// together puts the bodies of a mail together, as plain text.
func together(pieces []piece) Written {
	var written, quoted, signature []string
	for _, p := range pieces {
		written = append(written, p.parts.New)
		quoted = append(quoted, p.parts.Quoted)
		signature = append(signature, p.parts.Signature)
	}
	return Written{Text: joined(written), Format: richtext.Plain, Quoted: joined(quoted), Signature: joined(signature)}
}

// whole is the mail's text, unless the new one is all of it.
func whole(pieces []piece, w Written) string {
	var all []string
	for _, p := range pieces {
		all = append(all, p.whole)
	}
	text := joined(all)
	if w.Format == richtext.Plain && !w.Cut && text == w.Text {
		return ""
	}
	if len(text) > MaxOriginal {
		text = strings.ToValidUTF8(text[:MaxOriginal], "")
	}
	return text
}

// joined puts texts together, an empty line between.
func joined(texts []string) string {
	texts = slices.DeleteFunc(texts, func(text string) bool { return strings.TrimSpace(text) == "" })
	for i, text := range texts {
		texts[i] = strings.TrimRight(strings.Trim(text, "\n"), " \t\n")
	}
	return strings.Join(texts, "\n\n")
}

// cut leaves so many characters, the mark of the cut included.
func cut(text string, most int) string {
	runes := []rune(text)
	return strings.TrimSpace(string(runes[:max(0, most-1)])) + "…"
}
