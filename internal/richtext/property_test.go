package richtext_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/richtext"
)

// snippets are drawn in any order.
var snippets = append([]string{
	"<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<a href=http://a.test/>", "<a>", "</a>", "<ul>", "</ul>", "<ol start=3>", "</ol>", "<li>", "</li>",
	"<table>", "</table>", "<caption>", "</caption>", "<thead>", "<tbody>", "</tbody>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<div>", "</div>",
	"<blockquote>", "</blockquote>", "<pre>", "</pre>", "<code>", "</code>", "<h1>", "</h1>", "<h2>", "<br>", "</br>", "<hr>", "<dl>", "<dt>", "<dd>",
	"<img alt=x>", "<strike>", "</strike>", "<section>", "</section>", "<img alt='\n'>", "<mark>", "</mark>",
	"a", "b c", " ", "\n", "\n\n", "\n\n\n", "\t", "&nbsp;", "&lt;", "&#13;", "&", "è", "👩‍🔧", "**", "*", "_", "`", "```\n", "~~", "> ", "- ", "1. ", "# ",
	"[", "](", ")", "![", "|", "|-|-|\n", "\\", "http://a.test/?a=b&c", "x@a.test", ".", "\"", "'",
}, attacks...)

// Whatever is written, in whatever format: what comes out is safe, is read by a browser as it is written, and does not
// change when it is sanitised again.
func TestProperties(t *testing.T) {
	r := richtext.New()
	rapid.Check(t, func(t *rapid.T) {
		source := strings.Join(rapid.SliceOfN(rapid.SampledFrom(snippets), 0, 40).Draw(t, "snippets"), "")
		if fault := check(r, source); fault != "" {
			t.Fatal(fault)
		}
	})
}

func FuzzRender(f *testing.F) {
	r := richtext.New()
	for _, attack := range attacks {
		f.Add(attack)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if fault := check(r, source); fault != "" {
			t.Fatal(fault)
		}
	})
}
