package richtext_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"sportello/internal/richtext"
)

// size is how many characters a desk may allow at most.
const size = 100_000

// hostile is what costs parsers most, each as long as a message can be.
func hostile() map[string]string {
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	half := func(a, b string) string { return strings.Repeat(a, size/2/len(a)) + strings.Repeat(b, size/2/len(b)) }
	rising := func(write func(i int) string) string {
		var b strings.Builder
		for i := 1; b.Len() < size; i++ {
			b.WriteString(write(i))
		}
		return b.String()
	}
	all := map[string]string{
		"backticks":            rising(func(i int) string { return "e" + strings.Repeat("`", i) }),
		"lists":                rising(func(i int) string { return strings.Repeat(" ", 2*i) + "* a\n" }),
		"table":                strings.Repeat("|a", 50) + "|\n" + strings.Repeat("|-", 50) + "|\n" + fill("|\n"),
		"wide table":           fill("|") + "\n" + fill("|-") + "\n" + fill("|"),
		"definitions":          "[a]: u\n\n" + fill("[a]["),
		"attributes":           "<a" + fill(" a=1") + ">",
		"one name":             "<" + fill("a"),
		"one address":          "http://a.test/" + fill(")"),
		"quotes on many lines": strings.Repeat(strings.Repeat("> ", 20)+"a\n", size/42),
	}
	for _, s := range []string{
		">", "> ", "- ", "1. ", "> - ", "[", "]", "![", "[a](", "[a](<b", "![[]()", "[a](\"", "[a]: b\n", "*a ", "**a *", "_a __b ", "~~a ", "a**b c* ",
		"<", "<a ", "<!--", "a <!-- ", "a <![CDATA[", "a <?", "a <!A ", "&", "&#", "&amp", "\\", "#", "```\n", "~", ":", "http://a", "www.", "a@", "a.",
		"a@a.b ", "https://a.test/ ", "<b>", "<p>", "<div>", "<div>\n\n", "<blockquote>", "<blockquote>x<br>", "<ul><li>", "<ul><li>x<p>", "<table>", "<table><tr><td>",
		"<td>", "<b><i><u><p>", "<a href=http://a.test/>", "<a href=http://a.test/?" + strings.Repeat("&", 100) + ">", "</b>", "<b></p>", "<pre>\n", "<svg>", "<select><option>",
		"<p><b><i><s>x</p>", "\n", "\r\n", "\t", " a", "é", "\x00", "\xff", "<img alt='x'>", "<ol start=99999>", "<li>",
	} {
		all[s] = fill(s)
	}
	for _, pair := range [][2]string{{"[", "]"}, {"*", "a*"}, {"<b>", "</b>"}, {"<div>", "</div>"}, {"<a href=http://a.test/>", "</a>"}, {"(", ")"}, {"![", "](x)"}, {"~~", "a~~"}} {
		all[pair[0]+" then "+pair[1]] = half(pair[0], pair[1])
	}
	return all
}

// Nothing of 100,000 characters takes long, nests deeply or grows far. The bound leaves room for a busy machine and the
// race detector; -v tells what each took.
func TestHostileIsCheap(t *testing.T) {
	r := richtext.New()
	for name, source := range hostile() {
		formats := []richtext.Format{richtext.Markdown, richtext.HTML}
		if strings.ContainsAny(source[:8], "@:") { // plain text is looked through for addresses alone
			formats = append(formats, richtext.Plain)
		}
		for _, format := range formats {
			began := time.Now()
			got := r.Render(format, source)
			took := time.Since(began)
			t.Logf("%7.1f ms %8d %8d %s %.40q", float64(took)/1e6, len(got.HTML), len(got.Text), format, name)
			if took > 5*time.Second {
				t.Errorf("%s %.40q takes %v", format, name, took)
			}
			if len(got.HTML) > 15*size || len(got.Text) > 10*size {
				t.Errorf("%s %.40q: %d bytes of HTML, %d of text", format, name, len(got.HTML), len(got.Text))
			}
			if deepest := depth(got.HTML); deepest > 24 {
				t.Errorf("%s %.40q nests %d elements", format, name, deepest)
			}
		}
	}
}

func depth(page string) (deepest int) {
	tokens, open := html.NewTokenizer(strings.NewReader(page)), 0
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return deepest
		case html.StartTagToken:
			if name, _ := tokens.TagName(); string(name) != "br" && string(name) != "hr" {
				open++
			}
		case html.EndTagToken:
			open--
		}
		deepest = max(deepest, open)
	}
}
