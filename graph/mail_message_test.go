package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/richtext"
)

// M3.1, M3.4: by both ways of answering, a mail's own pictures stand in its HTML, at addresses for who asks; nothing else of a hostile page
// does. What it quoted is for all, the whole of it for staff and for who wrote it.
func TestMessageOfAMail(t *testing.T) {
	w := newWorld(t)
	object, err := w.blobs.Put(w.ctx(), strings.NewReader("\x89PNG\r\n\x1a\n"), maxFile)
	w.must(err)
	picture := &desk.File{
		Name: "own.png", Size: object.Size, ContentType: object.ContentType, SHA256: object.SHA256, BlobKey: object.Key, ContentID: "own@mail.example",
	}
	out, err := w.desk.Open(w.ctx(), w.victim, desk.OpenInput{
		TenantID: w.company, Subject: "A mail", Format: richtext.HTML, Channel: desk.ChannelMail,
		Description: `<p onclick="x()">Look <img src="cid:own@mail.example" alt="here" onerror="x()"></p><img src="https://t.example/p.gif?who=desk" alt="">` +
			`<img src="cid:other@mail.example" alt="not mine"><img src="data:image/png;base64,AA" alt="data"><img src="/attachments/1" alt="ours">` +
			`<form action="https://t.example"><input name="p"></form><script>x()</script><style>p{background:url(https://t.example)}</style>`,
		Attachments: []desk.AttachmentInput{{File: picture}},
		Original:    &desk.Original{Quoted: "> Before", Signature: "-- \nA", Whole: "All of it"},
	})
	w.must(err)
	technician := w.Customer(w.company, access.TenantTechnician)
	document := fmt.Sprintf(`{ ticket(by: {id: %q}) { messages { nodes { html text quoted signature original attachments { id isInline url } } } } }`, node.Encode(node.Ticket, out.TicketID))
	html := fmt.Sprintf(`{ ticket(by: {id: %q}) { messages { nodes { html } } } }`, node.Encode(node.Ticket, out.TicketID))
	for name, c := range map[string]struct {
		viewer   *access.Viewer
		original string
	}{"who wrote it": {w.victim, `"All of it"`}, "staff": {w.agent, `"All of it"`}, "colleague": {technician, "null"}} {
		got := w.ask(c.viewer, document, nil).body
		address := fmt.Sprintf(`https://desk.test/%d/`, c.viewer.UserID)
		for _, want := range []string{
			`"original":` + c.original, `"quoted":"\u003e Before"`, `"signature":"-- \nA"`, `"isInline":true`, `"text":"Look [here]`,
		} {
			if !strings.Contains(got, want) && !strings.Contains(got, strings.ReplaceAll(want, `\u003e`, ">")) {
				t.Errorf("%s is not shown %s: %s", name, want, got)
			}
		}
		for by, engine := range map[string]*transport.Engine{"compiled": w.compiled, "gqlgen": w.plain} {
			_, data := w.statements(t, engine, c.viewer, html)
			if strings.Count(data, "<img") != 1 && strings.Count(data, `\u003cimg`) != 1 || !strings.Contains(data, address) {
				t.Errorf("%s is shown by %s %s", name, by, data)
			}
			for _, never := range []string{"t.example", "onclick", "onerror", "script", "form", "data:", "cid:", "/attachments/1"} {
				if strings.Contains(data, never) {
					t.Errorf("%s is shown by %s %q in %s", name, by, never, data)
				}
			}
		}
	}
}
