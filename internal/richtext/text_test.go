package richtext_test

import (
	"testing"

	"sportello/internal/richtext"
)

// M4.10, M4.13: what is written is read in its format, as a page and as text.
func TestRender(t *testing.T) {
	r := richtext.New()
	const rel = ` rel="nofollow noopener noreferrer"`
	for _, test := range []struct {
		name   string
		format richtext.Format
		source string
		html   string
		text   string
	}{
		{"plain lines", richtext.Plain, "uno\ndue\n\n\ntre", "<p>uno<br>due</p><p>tre</p>", "uno\ndue\n\n\ntre"},
		{"plain angle brackets", richtext.Plain, "a <b> & c", "<p>a &lt;b&gt; &amp; c</p>", "a <b> & c"},
		{
			"plain addresses", richtext.Plain, "(vedi https://a.test/b_(c)), o x@b.example.",
			`<p>(vedi <a href="https://a.test/b_(c)"` + rel + `>https://a.test/b_(c)</a>), o <a href="mailto:x@b.example"` + rel + `>x@b.example</a>.</p>`,
			"(vedi https://a.test/b_(c)), o x@b.example.",
		},
		{"plain script address", richtext.Plain, "javascript:alert(1)", "<p>javascript:alert(1)</p>", "javascript:alert(1)"},
		{"unknown format", "RTF", "<b>", "<p>&lt;b&gt;</p>", "<b>"},
		{"emphasis", richtext.Markdown, "**Non** *parte* ~~mai~~", "<p><strong>Non</strong> <em>parte</em> <del>mai</del></p>", "Non parte mai"},
		{"line ends", richtext.Markdown, "uno\ndue\n\ntre", "<p>uno<br>\ndue</p>\n<p>tre</p>", "uno\ndue\n\ntre"},
		{"heading", richtext.Markdown, "# Errore\nAlla stampa", "<h1>Errore</h1>\n<p>Alla stampa</p>", "Errore\n\nAlla stampa"},
		{"list", richtext.Markdown, "- a\n- b\n  1. c\n  2. d", "<ul><li>a</li><li>b\n<ol><li>c</li><li>d</li></ol>\n</li></ul>", "- a\n- b\n  1. c\n  2. d"},
		{"numbered from", richtext.Markdown, "7. a\n8. b", `<ol start="7"><li>a</li><li>b</li></ol>`, "7. a\n8. b"},
		{"quote", richtext.Markdown, "> uno\n>\n> due\n\ntre", "<blockquote>\n<p>uno</p>\n<p>due</p>\n</blockquote>\n<p>tre</p>", "> uno\n>\n> due\n\ntre"},
		{"code", richtext.Markdown, "```go\nif x {\n\n\ty\n}\n```", "<pre><code>if x {\n\n\ty\n}\n</code></pre>", "if x {\n\n\ty\n}"},
		{
			"link", richtext.Markdown, "[qui](https://a.test/) e <https://b.test/>",
			`<p><a href="https://a.test/"` + rel + `>qui</a> e <a href="https://b.test/"` + rel + `>https://b.test/</a></p>`,
			"qui (https://a.test/) e https://b.test/",
		},
		{
			"table", richtext.Markdown, "|a|b|c|\n|-|-|-|\n|1||3|\n||2||",
			"<table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead><tbody><tr><td>1</td><td></td><td>3</td></tr><tr><td></td><td>2</td><td></td></tr></tbody></table>",
			"a | b | c\n1 |  | 3\n| 2",
		},
		{"image", richtext.Markdown, "![Schermata](https://t.test/p.png)", "<p>Schermata</p>", "Schermata"},
		{"HTML in Markdown", richtext.Markdown, "a <u>b</u> <i onclick=x>c</i>", "<p>a <u>b</u> <i>c</i></p>", "a b c"},
		{"HTML", richtext.HTML, "<p>Non <b>parte</b>", "<p>Non <b>parte</b></p>", "Non parte"},
		{"lines of an editor", richtext.HTML, "<div>uno</div><div>due</div>", "<div>uno</div><div>due</div>", "uno\ndue"},
		{"white space", richtext.HTML, "  a\n\n  b <b> c</b>", "a\n\n  b <b> c</b>", "a b c"},
		{"rule", richtext.HTML, "a<hr>b", "a<hr>b", "a\n\nb"},
		{"words in italics within", richtext.HTML, "par<i>ola</i>", "par<i>ola</i>", "parola"},
		{"items of no list", richtext.HTML, "<li>a<li>b", "<ul><li>a</li><li>b</li></ul>", "- a\n- b"},
		{"cells of no table", richtext.HTML, "<td>a", "a", "a"},
		{"text in a table", richtext.HTML, "<table>a<tr>b<td>c", "<table><tbody><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></tbody></table>", "a\nb | c"},
		{"paragraph in a paragraph", richtext.HTML, "<p>a<p>b<b><p>c", "<p>a</p><p>b<b></b></p><p>c</p>", "a\n\nb\n\nc"},
		{"link in a link", richtext.HTML, `<a href="http://a.test/">a<a href="http://b.test/">b</a></a>c`,
			`<a href="http://a.test/"` + rel + `>a</a><a href="http://b.test/"` + rel + `>b</a>c`, "a (http://a.test/)b (http://b.test/)c"},
		{"ends of nothing", richtext.HTML, "a</b></td></table></p>b", "ab", "ab"},
		{"ends in the wrong order", richtext.HTML, "<i><b>a</i>b</b>", "<i><b>a</b></i>b", "ab"},
		{"first line end of code", richtext.HTML, "<pre>\n\na\n b</pre>", "<pre>a\n b</pre>", "a\n b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := r.Render(test.format, test.source)
			if got.HTML != test.html {
				t.Errorf("HTML\n got %s\nwant %s", got.HTML, test.html)
			}
			if got.Text != test.text {
				t.Errorf("text\n got %q\nwant %q", got.Text, test.text)
			}
			if text := r.Text(test.format, test.source); text != got.Text {
				t.Errorf("text alone %q, with HTML %q", text, got.Text)
			}
		})
	}
}

// What shows nothing has no text: such a message is none.
func TestNothingIsNothing(t *testing.T) {
	r := richtext.New()
	for _, source := range []string{
		"", "<p></p>", "<p><br></p>", "<p>&nbsp;</p>", "<div><b> </b></div>", "<!-- x -->", "<script>x</script>", "<style>x</style>",
		"<hr>", "<ul><li></li></ul>", "<table><tr><td></td><td> </td></tr></table>", "<blockquote></blockquote>",
		`<a href="https://a.test/"></a>`, `<img src="https://a.test/p.png">`, "<pre>\n\n</pre>", "<p>&#27;</p>",
	} {
		for _, format := range []richtext.Format{richtext.HTML, richtext.Markdown} {
			if text := r.Text(format, source); text != "" {
				t.Errorf("%s %q has the text %q", format, source, text)
			}
		}
	}
}
