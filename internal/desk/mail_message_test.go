package desk_test

import (
	"strconv"
	"strings"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/richtext"
)

// picture is a file that stands in a text.
func (o *office) picture(contentID string) *desk.File {
	f := o.file("picture.png", "\x89PNG\r\n\x1a\n"+contentID)
	f.ContentID = contentID
	return f
}

// address is where a page would find an attachment.
func address(id int64) string { return "https://desk.example/attachments/" + strconv.FormatInt(id, 10) }

// M3.1, M3.4: pictures of a mail stand in its text, and what it quoted is folded away; each message shows its own pictures, whatever
// ids it names, and none from elsewhere.
func TestMessageOfAMail(t *testing.T) {
	c := newOffice(t).counter("mail")
	own := c.picture("a@mail.example")
	id := c.must(c.service.Open(t.Context(), c.customer, desk.OpenInput{
		TenantID: c.tenant, Subject: "Una foto", Format: richtext.HTML, Channel: desk.ChannelMail,
		Description: `<p>Aquí: <img src="cid:a@mail.example" alt="La lámpara"></p>`,
		Attachments: []desk.AttachmentInput{{File: own}, {File: c.file("beside.txt", "x")}},
		Original:    &desk.Original{Quoted: "> Desk", Signature: "-- \nPiero", Whole: "All of it"},
	})).TicketID
	c.must(c.service.Reply(t.Context(), c.agent, desk.ReplyInput{
		TicketID: id, Format: richtext.HTML, Attachments: []desk.AttachmentInput{{File: c.picture("b@mail.example")}},
		Text: `<p><img src="cid:b@mail.example" alt=""><img src="cid:a@mail.example" alt="of another"><img src="https://t.example/p.gif" alt="from elsewhere"></p>`,
	}))
	first, second := c.messages(c.agent, id)[0], c.messages(c.agent, id)[1]
	files := c.attachments()
	if len(files) != 3 || !files[0].Inline || files[1].Inline || !files[2].Inline {
		t.Fatalf("files %v", files)
	}
	if got, want := first.HTML(address), `<p>Aquí: <img src="`+address(files[0].ID)+`" alt="La lámpara"></p>`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := second.HTML(address); strings.Count(got, "<img") != 1 || !strings.Contains(got, address(files[2].ID)) || !strings.Contains(got, "of another") {
		t.Errorf("got %s", got)
	}
	if first.Plain() != "Aquí: [La lámpara]" || c.ticket(id).Excerpt != "Aquí: [La lámpara]" {
		t.Errorf("read as %q", first.Plain())
	}
}

// What a mail quoted is for all who see the message; the whole of it for staff and for who wrote it.
func TestOriginalOfAMail(t *testing.T) {
	c := newOffice(t).counter("studio") // requesters see their tenant's
	id := c.open()
	whole := desk.Original{Quoted: "> Desk", Signature: "-- \nPiero", Whole: "All of it"}
	c.must(c.service.Reply(t.Context(), c.customer, desk.ReplyInput{TicketID: id, Text: "Still", Original: &whole}))
	c.must(c.service.Reply(t.Context(), c.customer, desk.ReplyInput{TicketID: id, Text: "By the page", Original: &desk.Original{}}))
	for name, row := range map[string]struct {
		viewer *access.Viewer
		want   desk.Original
	}{
		"who wrote it": {c.customer, whole}, "staff": {c.agent, whole},
		"colleague": {c.colleague, desk.Original{Quoted: whole.Quoted, Signature: whole.Signature}},
	} {
		found, err := c.service.Originals(t.Context(), row.viewer, c.messages(row.viewer, id))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 3 || found[0] != nil || found[1] == nil || *found[1] != row.want || found[2] != nil {
			t.Errorf("%s is shown %v", name, found)
		}
	}
}

// The same mail again under its key is the same message, and leaves nothing beside.
func TestMailTwice(t *testing.T) {
	c := newOffice(t).counter("mail")
	id := c.open()
	in := desk.ReplyInput{TicketID: id, Text: "Still", Original: &desk.Original{Whole: "All"}, ClientMutationID: "mail:1"}
	first := c.must(c.service.Reply(t.Context(), c.customer, in))
	if again := c.must(c.service.Reply(t.Context(), c.customer, in)); !again.Replayed || again.MessageID != first.MessageID {
		t.Errorf("again: %+v", again)
	}
}

// messages is a ticket's conversation as somebody reads it.
func (c *counter) messages(v *access.Viewer, ticketID int64) []*desk.Message {
	c.t.Helper()
	t, err := c.service.Ticket(c.t.Context(), v, ticketID, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	pages, err := c.service.Messages(c.t.Context(), []*desk.Ticket{t}, desk.Page{})
	if err != nil {
		c.t.Fatal(err)
	}
	return pages[0].Messages
}

// M2.1, M3.1: a mail and a guest's message answer no form, and are as short as they are; on a desk that takes files later only (M1.8) a
// mail's come with it. What is of the desk's rules beyond the form holds.
func TestOpenedWithoutAForm(t *testing.T) {
	o := newOffice(t)
	for _, preset := range []string{"studio", "saas", "portal", "guided"} {
		c := o.counter(preset)
		for _, channel := range []desk.Channel{desk.ChannelMail, desk.ChannelContactForm} {
			out := c.must(c.service.Open(t.Context(), c.customer, desk.OpenInput{
				TenantID: c.tenant, Subject: "Hi", Description: "Help", Channel: channel, Attachments: []desk.AttachmentInput{{File: c.file("a.txt", "x")}},
			}))
			if row := c.ticket(out.TicketID); row.Channel != string(channel) || row.Status != "OPEN" || row.AttachmentCount != 1 {
				t.Errorf("%s: %+v", preset, row)
			}
		}
		_, err := c.service.Open(t.Context(), c.customer, desk.OpenInput{TenantID: c.tenant, Channel: desk.ChannelMail})
		c.refused(err, "REQUIRED at subject", "REQUIRED at description")
		_, err = c.service.Open(t.Context(), c.customer, desk.OpenInput{TenantID: c.tenant, Subject: "Hi", Description: "Help", Channel: desk.ChannelWeb})
		if err == nil {
			t.Errorf("%s: a page without its form was taken", preset)
		}
	}
}
