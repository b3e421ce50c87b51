package desk_test

import (
	"strings"
	"testing"
	"time"

	"sportello/internal/desk"
	"sportello/internal/richtext"
)

// M4.10, M4.13: what is written is kept as it was, and lists show the first line of what is read in it.
func TestFormats(t *testing.T) {
	for _, test := range []struct {
		name         string
		format       richtext.Format
		source       string
		first, start string
	}{
		{"plain", "", "<b>Errore</b>\n\n- *uno*", "<b>Errore</b>", "<b>Errore</b> - *uno*"},
		{"Markdown", richtext.Markdown, "# Errore *grave*\n\n- uno\n- due", "Errore grave", "Errore grave - uno - due"},
		{"HTML", richtext.HTML, "<script>x()</script><p>Errore <b>grave</b></p><p>Poi</p>", "Errore grave", "Errore grave Poi"},
		{"HTML of no words at first", richtext.HTML, "<p></p><hr><img src=x><p>Errore", "Errore", "Errore"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newOffice(t).counter("portal")
			out := c.must(c.openAs(t.Context(), c.customer, desk.OpenInput{
				Subject: "Errore", Description: test.source, Format: test.format,
			}))
			if row := c.ticket(out.TicketID); row.Excerpt != test.first || row.LastMessageExcerpt != test.start {
				t.Errorf("lists show %q and %q, want %q and %q", row.Excerpt, row.LastMessageExcerpt, test.first, test.start)
			}
			m, err := c.service.Message(t.Context(), c.agent, out.MessageID)
			if err != nil {
				t.Fatal(err)
			}
			want := richtext.Plain
			if test.format != "" {
				want = test.format
			}
			if m.Text != test.source || m.Format != want {
				t.Errorf("kept %q as %s", m.Text, m.Format)
			}
			if read := richtext.New().Render(want, test.source); m.Plain() != read.Text || m.HTML(nil) != read.HTML {
				t.Errorf("read as %q and %q", m.Plain(), m.HTML(nil))
			}
			c.must(c.service.Reply(t.Context(), c.agent, desk.ReplyInput{TicketID: out.TicketID, Text: test.source, Format: test.format}))
			if row := c.ticket(out.TicketID); row.LastMessageExcerpt != test.start {
				t.Errorf("the reply is shown as %q, want %q", row.LastMessageExcerpt, test.start)
			}
		})
	}
}

// A message that shows nothing is none; lengths are those of what was written.
func TestMarksAreNotWords(t *testing.T) {
	c := newOffice(t).counter("saas")
	id := c.open()
	open := func(format richtext.Format, description string) error {
		_, err := c.openAs(t.Context(), c.customer, desk.OpenInput{Subject: "La stampante", Description: description, Format: format})
		return err
	}
	for _, nothing := range []string{"<p></p>", "<script>alert('Buongiorno')</script>", "<p>&nbsp;<br></p>", "<img src='https://a.example/p.png'>"} {
		c.refused(open(richtext.HTML, nothing), "REQUIRED at description")
		c.refused(open(richtext.Markdown, nothing), "REQUIRED at description")
		_, err := c.service.Reply(t.Context(), c.customer, desk.ReplyInput{TicketID: id, Text: nothing, Format: richtext.HTML})
		c.refused(err, "REQUIRED at text")
		_, err = c.service.AddNote(t.Context(), c.agent, desk.AddNoteInput{TicketID: id, Text: nothing, Format: richtext.HTML})
		c.refused(err, "REQUIRED at text")
	}
	c.refused(open(richtext.HTML, "<b>x</b>"), "TOO_SHORT at description")
	c.refused(open("RTF", "Lampeggia da stamattina."), "INVALID_VALUE at format")
	c.refused(open(richtext.Markdown, "a\x00"), "INVALID_CHARACTERS at description")
	c.refused(open(richtext.HTML, strings.Repeat("<b></b>", 20_000)), "TOO_LONG at description")
	if err := open(richtext.HTML, "<p>Lampeggia"); err != nil {
		t.Error(err)
	}
	c.checkAudit()
}

// M4.16: a final message of marks alone is none, with which staff may close and customers of this desk may not.
func TestCloseWithMarks(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	c.pass(time.Hour)
	_, err := c.service.Close(t.Context(), c.customer, desk.CloseInput{TicketID: id, Message: "<p> </p>", Format: richtext.HTML})
	c.refused(err, "MESSAGE_REQUIRED at message")
	out := c.must(c.service.Close(t.Context(), c.customer, desk.CloseInput{TicketID: id, Message: "<p>Risolto", Format: richtext.HTML}))
	if row := c.ticket(id); out.MessageID == 0 || row.LastMessageExcerpt != "Risolto" {
		t.Errorf("closed with %+v", row)
	}
}
