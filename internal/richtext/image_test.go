package richtext_test

import (
	"strings"
	"testing"

	"sportello/internal/richtext"
)

// Only a picture of the message's own is shown, where it is told; whatever else calls itself one leaves its words.
func TestOwnPicturesAlone(t *testing.T) {
	rich := richtext.New()
	own := func(id string) string {
		if id == "a b@x" || id == "a@x" {
			return `https://desk.example/1?a="b"&c=<d>`
		}
		return ""
	}
	const shown = `<img src="https://desk.example/1?a=&#34;b&#34;&amp;c=&lt;d&gt;" alt="A">`
	for source, want := range map[string]string{
		`<img src="cid:a@x" alt="A">`:                              shown,
		`<img src="CID:a%20b@x" alt="A" width=1 onerror=x>`:        shown,
		`<img src="cid:b@x" alt="B">`:                              "B",
		`<img src="cid:b@x">`:                                      "",
		`<img src="cid:">`:                                         "",
		`<img src="cid:%zz" alt="Z">`:                              "Z",
		`<img src=" cid:a@x" alt="A">`:                             "A",
		`<img src="https://t.example/p.gif" alt="P">`:              "P",
		`<img src="https://t.example/cid:a@x" alt="P">`:            "P",
		`<img src="data:image/png;base64,AA" alt="D">`:             "D",
		`<img src="javascript:cid:a@x" alt="J">`:                   "J",
		`<img srcset="https://t.example 2x" src="cid:a@x" alt=A>`:  shown,
		`<a href="cid:a@x">link</a>`:                               "link",
		`<picture><source srcset="https://t.example/p"></picture>`: "",
		`<p style="background:url(cid:a@x)">P</p>`:                 "<p>P</p>",
		`<table><tr><img src="cid:a@x" alt="A"></table>`:           "<table><tbody><tr><td>" + shown + "</td></tr></tbody></table>",
		`<img src="cid:a@x" alt="&quot;><script>x</script>">`:      strings.Replace(shown, `alt="A"`, `alt="&#34;&gt;&lt;script&gt;x&lt;/script&gt;"`, 1),
	} {
		if got := rich.RenderWith(richtext.HTML, source, own).HTML; got != want {
			t.Errorf("%s\nbecomes %s\nwant    %s", source, got, want)
		}
		if got := rich.Render(richtext.HTML, source).HTML; strings.Contains(got, "<img") {
			t.Errorf("without pictures %s becomes %s", source, got)
		}
	}
	if got := rich.RenderWith(richtext.Markdown, "![A](cid:a@x) ![P](https://t.example/p.gif)", own).HTML; got != "<p>"+shown+" P</p>" {
		t.Errorf("Markdown becomes %s", got)
	}
}

// What is kept in a page's place shows as the page did, and is kept as it is the second time.
func TestReduceIsStable(t *testing.T) {
	rich := richtext.New()
	has := func(id string) bool { return id != "none" }
	page := `<div class=x><p>One <b>two</b><img src="cid:a%2Fb@x" alt="<"><img src="cid:none" alt="N"><img src="cid:c&amp;d"></p><script>x</script></div>`
	reduced, ids := rich.Reduce(page, has)
	again, same := rich.Reduce(reduced, has)
	if again != reduced || strings.Join(ids, " ") != "a/b@x c&d" || strings.Join(same, " ") != strings.Join(ids, " ") {
		t.Errorf("%s %v\n%s %v", reduced, ids, again, same)
	}
}
