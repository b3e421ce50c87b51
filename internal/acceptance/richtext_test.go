package acceptance

import (
	"strings"
	"testing"
)

// M4.10, M4.13: descriptions and messages are rich text. Whatever is written, what is served is clean, as a page and as
// text; the source is kept.
func TestRichText(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "portal", "Supporto Example", "it")
	const hostile = `<p onclick="steal()">Il gestionale <b>non parte</b></p><script>steal()</script>` +
		`<p>Vedi <a href="javascript:steal()">qui</a> e <a href="https://alfa.example.com/log" onmouseover="steal()">il log</a></p>` +
		`<img src="https://spy.example/p.gif" alt="schermata"><style>p{display:none}</style><form action="https://spy.example"><table><tr><td>1`
	opened := o.customer.open("Il gestionale non parte", hostile, vars{"format": "HTML"})

	const page = `<p>Il gestionale <b>non parte</b></p>` +
		`<p>Vedi qui e <a href="https://alfa.example.com/log" rel="nofollow noopener noreferrer">il log</a></p>` +
		`schermata<table><tbody><tr><td>1</td></tr></tbody></table>`
	const text = "Il gestionale non parte\n\nVedi qui e il log (https://alfa.example.com/log)\n\nschermata\n\n1"
	for _, reader := range []*user{o.customer, o.agent} {
		reader.reads(opened.ID, written{"HTML", hostile, page, text})
		if row := reader.row(opened.ID); row.Excerpt != "Il gestionale non parte" || row.LastMessage.Excerpt != strings.Join(strings.Fields(text), " ") {
			t.Errorf("%s sees in the list %+v", reader.name, row)
		}
	}

	// An answer in Markdown arrives at once; what is plain is shown as it was written.
	heard := o.customer.follow(opened.ID, "")
	heard.snapshot()
	o.agent.does("replyToTicket", opened, vars{"text": "1. Chiuda\n2. **Riavvii** <u onclick=x>tutto</u>", "format": "MARKDOWN"})
	if m := heard.hears("Message", "Assignment", "Status")[0].Entry.Message; m.Text != "1. Chiuda\n2. Riavvii tutto" {
		t.Errorf("heard %q", m.Text)
	}
	o.customer.does("replyToTicket", opened, says("Fatto: <b>niente</b>, 1 < 2"))
	o.customer.reads(opened.ID,
		written{"HTML", hostile, page, text},
		written{
			"MARKDOWN", "1. Chiuda\n2. **Riavvii** <u onclick=x>tutto</u>",
			"<ol><li>Chiuda</li><li><strong>Riavvii</strong> <u>tutto</u></li></ol>", "1. Chiuda\n2. Riavvii tutto",
		},
		written{
			"PLAIN", "Fatto: <b>niente</b>, 1 < 2", "<p>Fatto: &lt;b&gt;niente&lt;/b&gt;, 1 &lt; 2</p>", "Fatto: <b>niente</b>, 1 < 2",
		})

	// Marks without a word are no message.
	for _, nothing := range []string{"<p></p>", "<script>steal()</script>", "<img src='https://spy.example/p.gif'>"} {
		o.customer.errs("openTicket", vars{"subject": "Niente da dire", "description": nothing, "format": "HTML"}, "REQUIRED", "input", "description")
		o.customer.errs("replyToTicket", vars{"ticket": opened.ID, "text": nothing, "format": "HTML"}, "REQUIRED", "input", "text")
	}
}

// written is a message in all the ways it can be read.
type written struct{ Format, Source, HTML, Text string }

// reads is what a ticket's messages must say.
func (u *user) reads(id string, want ...written) {
	u.t.Helper()
	var got struct {
		Ticket struct {
			Messages struct{ Nodes []written }
		}
	}
	u.ask(`query($id: ID!) { ticket(by: {id: $id}) { messages { nodes { format source html text } } } }`, vars{"id": id}, &got)
	nodes := got.Ticket.Messages.Nodes
	if len(nodes) != len(want) {
		u.t.Fatalf("%s reads %d messages, want %d", u.name, len(nodes), len(want))
	}
	for i, m := range nodes {
		if m != want[i] {
			u.t.Errorf("%s reads\n %+v, want\n %+v", u.name, m, want[i])
		}
	}
}

// listed is a ticket's row in a list.
type listed struct {
	ID, Excerpt string
	LastMessage struct{ Excerpt string }
}

// row is the ticket among those that the user sees.
func (u *user) row(id string) listed {
	u.t.Helper()
	var got struct{ Tickets struct{ Nodes []listed } }
	u.ask(`{ tickets { nodes { id excerpt lastMessage { excerpt } } } }`, nil, &got)
	for _, row := range got.Tickets.Nodes {
		if row.ID == id {
			return row
		}
	}
	u.t.Fatalf("%s does not see %s", u.name, id)
	return listed{}
}
