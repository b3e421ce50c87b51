package quote_test

import (
	"html"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"sportello/internal/mail/quote"
	"sportello/internal/richtext"
)

// program is how a mail program writes an answer. {attr}: its introduction, {block}: Outlook's header.
type program struct{ name, page, signature string }

func programs() []program {
	const asked = `<div dir="ltr">Hai provato?<div><br></div><div>Desk</div></div>`
	const rule = `<hr style="display:inline-block;width:98%" tabindex="-1">`
	const outlook = `<font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">{block}</font><div>&nbsp;</div></div>` + asked
	return []program{
		{"gmail", `<div dir="ltr">Grazie, provo.<div><br></div><div>Non va ancora.</div></div><br><div class="gmail_quote gmail_quote_container">` +
			`<div dir="ltr" class="gmail_attr">{attr}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">` + asked + `</blockquote></div>`, ""},
		{"gmail, signed", `<div dir="ltr">Grazie, provo.<div><br></div><div>Non va ancora.</div><div><br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br>` +
			`<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div dir="ltr">Piero<div>Alfa S.r.l.</div></div></div></div></div><br><div class="gmail_quote">` +
			`<div dir="ltr" class="gmail_attr">{attr}<br></div><blockquote class="gmail_quote">` + asked + `</blockquote></div>`, "-- Piero Alfa S.r.l."},
		{"outlook", `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm} --></style></head><body lang=IT link="#0563C1">` +
			`<!--[if mso]><p>not for you</p><![endif]--><div class=WordSection1><p class=MsoNormal>Grazie, provo.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>` +
			`<p class=MsoNormal>Non va ancora.</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>` +
			`<p class=MsoNormal>{block}<o:p></o:p></p></div></div><p class=MsoNormal>Hai provato?</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Desk</p></div></body></html>`, ""},
		{"outlook web", `<div class="elementToProof" style="font-family:Aptos">Grazie, provo.</div><div><br></div><div>Non va ancora.</div><div id="Signature"><p>Piero</p></div>` +
			`<div id="appendonsend"></div>` + rule + `<div id="divRplyFwdMsg" dir="ltr">` + outlook, "Piero"},
		{"outlook mobile", `<div dir="auto">Grazie, provo.</div><div dir="auto">Non va ancora.</div><div id="ms-outlook-mobile-signature" dir="auto">Scarica Outlook per iOS</div>` +
			`<div class="ms-outlook-mobile-reference-message skipProofing">` + rule + `<div id="x_divRplyFwdMsg">` + outlook + `</div>`, "Scarica Outlook per iOS"},
		{"apple", `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word;">Grazie, provo.<div><br></div>` +
			`<div>Non va ancora.<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>{attr}</div><br class="Apple-interchange-newline"><div>` + asked +
			`</div></blockquote></div><br></div></body></html>`, ""},
		{"iphone", `<body dir="auto">Grazie, provo.<div>Non va ancora.<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{telephone}</div><div dir="ltr"><br><blockquote type="cite">{attr}<br><br>` +
			`</blockquote></div><blockquote type="cite"><div dir="ltr">` + asked + `</div></blockquote></div></body>`, "{telephone}"},
		{"thunderbird", `<html><body><p>Grazie, provo.</p><p>Non va ancora.</p><div class="moz-cite-prefix">{attr}<br></div><blockquote type="cite" cite="mid:1@example.com">` + asked + `</blockquote></body></html>`, ""},
		{"thunderbird, below", `<div class="moz-cite-prefix">{attr}<br></div><blockquote type="cite" cite="mid:1@example.com">` + asked + `</blockquote><p>Grazie, provo.</p><p>Non va ancora.</p>` +
			"<pre class=\"moz-signature\" cols=\"72\">-- \nPiero\nAlfa</pre>", "-- Piero Alfa"},
		{"yahoo", `<div class="ydp7yahoo-style-wrap"><div dir="ltr" data-setdir="false">Grazie, provo.</div><div><br></div><div>Non va ancora.</div></div><div id="ydp9yahoo_quoted_01" class="ydp9yahoo_quoted">` +
			`<div style="font-family:Helvetica"><div>{attr}</div><div><br></div><div>` + asked + `</div></div></div>`, ""},
		{"libero", `<p class="default-style">Grazie, provo.</p><p>Non va ancora.</p><blockquote type="cite"><div>{attr}</div><div>&nbsp;</div>` + asked + `</blockquote>`, ""},
		{"aruba", `<div style="font-family:Arial">Grazie, provo.</div><div>Non va ancora.<br></div><div><br></div><div>{block}</div><div><br></div>` + asked, ""},
		{"roundcube", `<div><p id="reply-intro">{attr}</p><blockquote type="cite" style="padding: 0 0.4em">` + asked + `</blockquote><p>Grazie, provo.</p><p>Non va ancora.</p><div id="_rc_sig">-- <br>Piero</div></div>`, "-- Piero"},
		{"gmx", `<div>Grazie, provo.</div><div>Non va ancora.</div><div name="quote" style="margin:10px 5px 5px 10px"><div>{block}</div><div name="quoted-content">` + asked + `</div></div>`, ""},
		{"proton", `<div>Grazie, provo.</div><div>Non va ancora.</div><div class="protonmail_signature_block"><div>Piero</div></div><div class="protonmail_quote">{attr}<br><blockquote class="protonmail_quote" type="cite">` +
			asked + `</blockquote></div>`, "Piero"},
		{"zimbra", `<div>Grazie, provo.</div><div>Non va ancora.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{block}</div><div>` + asked + `</div>`, ""},
	}
}

// words are the words of a page.
func words(rich *richtext.Renderer, page string) []string {
	return slices.DeleteFunc(strings.Fields(rich.Read(page)), func(word string) bool { return word == ">" })
}

// M3.4: so it is with HTML, in the styles of the usual mail programs and webmails.
func TestPagesOfPrograms(t *testing.T) {
	splitter, rich := quote.New(), richtext.New()
	for _, l := range languages() {
		for _, p := range programs() {
			attr := l.gmail
			if strings.Contains(p.name, "apple") || p.name == "iphone" || p.name == "libero" {
				attr = l.apple
			}
			block := ""
			for line := range strings.SplitSeq(l.block, "\n") {
				label, value, _ := strings.Cut(line, ":")
				block += "<b>" + label + ":</b>" + html.EscapeString(value) + "<br>"
			}
			fill := strings.NewReplacer("{attr}", html.EscapeString(attr), "{block}", block, "{telephone}", l.telephone)
			t.Run(l.name+"/"+p.name, func(t *testing.T) {
				if l.name == "de" && p.name == "iphone" {
					p.signature = "Von meinem iPhone gesendet"
				}
				page := fill.Replace(p.page)
				got := splitter.SplitHTML(page)
				if text := strings.Join(words(rich, got.New), " "); text != "Grazie, provo. Non va ancora." {
					t.Errorf("new: %q", text)
				}
				if text := strings.Join(words(rich, got.Signature), " "); text != fill.Replace(p.signature) {
					t.Errorf("signature: %q, want %q", text, fill.Replace(p.signature))
				}
				if text := strings.Join(words(rich, got.Quoted), " "); !strings.HasSuffix(text, "Hai provato? Desk") || !strings.Contains(text, "desk@example.com") && !strings.Contains(text, "2026") {
					t.Errorf("quoted: %q", text)
				}
			})
		}
	}
}

// What only looks like a quote stays, and so do answers within one.
func TestPagesKept(t *testing.T) {
	rich := richtext.New()
	for name, page := range map[string]string{
		"plain":              `<p>It burns.</p>`,
		"between":            `<div class="gmail_quote"><div class="gmail_attr">On Mon, Nov 16, 2026 Desk wrote:</div><blockquote class="gmail_quote">One?</blockquote><div>Yes.</div><blockquote class="gmail_quote">Two?</blockquote><div>No.</div></div>`,
		"indented":           `<div>Do this:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>open the door</div></blockquote>`,
		"only a quote":       `<blockquote type="cite">One?</blockquote>`,
		"forwarded":          `<div id="divRplyFwdMsg"><b>From:</b> Desk<br><b>Sent:</b> Monday<br><b>To:</b> Piero<br><b>Subject:</b> x</div><div>Read this.</div>`,
		"answers in red":     `<p>See my answers below in red.</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Desk<br><b>Sent:</b> Monday</div><p>One?</p><p style="color:red">Yes.</p>`,
		"only a signature":   `<div class="gmail_signature">Piero</div>`,
		"text after it":      `<div>One.</div><div class="gmail_signature">Piero</div><div>And two.</div>`,
		"a table":            `<table><tr><td>From:</td><td>Rome</td></tr><tr><td>To:</td><td>Milan</td></tr></table>`,
		"a signature of two": `<div>See below.</div><hr><div>Rules</div>`,
	} {
		t.Run(name, func(t *testing.T) {
			got := quote.New().SplitHTML(page)
			if !slices.Equal(words(rich, got.New), words(rich, page)) || got.Quoted != "" || got.Signature != "" {
				t.Errorf("got %+q", got)
			}
		})
	}
}

// A picture stays where it stands: with the text it belongs to.
func TestPictures(t *testing.T) {
	got := quote.New().SplitHTML(`<p>Look: <img src="cid:a@x" alt="A"></p><p><img src="CID:b@x"></p><blockquote type="cite"><img src="cid:c@x">Old</blockquote>`)
	if strings.Count(got.New, "<img") != 2 || strings.Count(got.Quoted, `<img src="cid:c@x"`) != 1 {
		t.Errorf("got %+q", got)
	}
}

// Whatever a page is made of, its words are in one of the parts, as often as they were there, and never is nothing new.
func TestNothingOfAPageIsLost(t *testing.T) {
	pieces := []string{
		"alfa ", "beta", " gamma", "<p>", "</p>", "<div>", "</div>", "<br>", "<hr>", "<b>", "</b>", "<blockquote type=cite>", "<blockquote>", "</blockquote>", "&lt;x", "&amp;", "-- <br>",
		`<div class="gmail_quote">`, `<div class="gmail_attr">`, `<div id="divRplyFwdMsg">`, `<div id=appendonsend>`, `<div class="moz-signature">`, `<span class=gmail_signature_prefix>-- </span>`,
		"<pre>", "</pre>", "\n", "<ul><li>", "</ul>", "<table><tr><td>", "<td>", "</table>", "<style>x</style>", "<script>y</script>", "<!-- z -->", "<textarea>", "<svg>",
		"<img alt=delta src=cid:x>", "<img src=https://t.test/x.gif>", "On 16 Nov 2026, at 09:12, Desk wrote:", "<b>From:</b> x<br><b>Sent:</b> y<br><b>Subject:</b> z<br>", "</td>", "<o:p>", "<title>", "<", ">",
	}
	splitter, rich := quote.New(), richtext.New()
	rapid.Check(t, func(t *rapid.T) {
		page := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String()), 0, 30).Draw(t, "page"), "")
		parts := splitter.SplitHTML(page)
		whole := letters(rich.Read(page))
		got := letters(rich.Read(parts.New) + rich.Read(parts.Quoted) + rich.Read(parts.Signature))
		if whole != got {
			t.Fatalf("%q became %+q:\n%q\n%q", page, parts, whole, got)
		}
		if whole != "" && without(rich.Read(parts.New), "") == "" {
			t.Fatalf("nothing of %q is new", page)
		}
	})
}

// letters are what a text says, in no order: where a line is cut may part a word, or put a mark or a number before it.
func letters(text string) string {
	all := []rune(without(text, "_>|-.0123456789"))
	slices.Sort(all)
	return string(all)
}

// without leaves out some marks, and what shows nothing.
func without(text, marks string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) || strings.ContainsRune(marks, r) {
			return -1
		}
		return r
	}, text)
}

// Splitting a page is linear, whatever it is made of.
func BenchmarkSplitHTML(b *testing.B) {
	splitter := quote.New()
	for name, piece := range map[string]string{
		"open": "<div>x", "paragraphs": "<p>x", "quotes": "<blockquote type=cite>x", "breaks": "x<br>", "ends": "</b>x", "bold": "<b>x",
		"lines": "<div>On 2026</div>", "items": "<li>x", "cells": "<td>x", "dashes": "<div>-- </div>", "blank": "<div></div>",
	} {
		page := strings.Repeat(piece, (1<<20)/len(piece))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				splitter.SplitHTML(page)
			}
		})
	}
}

func FuzzSplitHTML(f *testing.F) {
	for _, p := range programs() {
		f.Add(p.page)
	}
	splitter, rich := quote.New(), richtext.New()
	f.Fuzz(func(t *testing.T, page string) {
		parts := splitter.SplitHTML(page)
		if without(rich.Read(page), "") != "" && without(rich.Read(parts.New), "") == "" {
			t.Fatalf("%q became %+q", page, parts)
		}
	})
}
