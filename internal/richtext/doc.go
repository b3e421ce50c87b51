// Package richtext turns what people write (plain text, Markdown, a small HTML) into HTML that is safe to show to anybody,
// and into plain text for excerpts and search (M4.10, M4.13).
//
// Whatever comes in goes one way: Markdown becomes HTML, HTML is sanitised, and what is left is put into a small tree of
// known elements, balanced and of bounded depth, so that every browser reads it in the same way. Nothing that runs, loads,
// tracks or imitates the page gets through: no script, style, class, id, form, frame or image.
//
// It is pure, and must not know who wrote a text nor where it is kept.
package richtext
