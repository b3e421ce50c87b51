package compose_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sportello/internal/mail/compose"
	"sportello/internal/policy"
	"sportello/internal/richtext"
)

func TestMailsThread(t *testing.T) {
	c, n := newComposer(t), noticeOf(t, "mail", compose.StaffReplied, "es")
	root := compose.ThreadID(n.Ticket.ID, "mail.example.com")
	var many []string
	for i := range 40 {
		many = append(many, fmt.Sprintf("<%d@x.example>", i))
	}
	for _, given := range []struct {
		name, inReplyTo string
		references      []string
		wantTo          string
		want            []string
	}{
		{"nothing yet", "", nil, root, []string{root}},
		{"an answer", "<q@x.example>", []string{"<p@x.example>"}, "<q@x.example>", []string{root, "<p@x.example>", "<q@x.example>"}},
		{"none twice", "<q@x.example>", []string{"<q@x.example>", root}, "<q@x.example>", []string{root, "<q@x.example>"}},
		{"the newest of many", "", many, root, slices.Concat([]string{root}, many[21:])},
		{"no ids", "q@x.example", []string{"<", "<>", "<a b@x>", "<=?UTF-8?Q?x?=@x>"}, root, []string{root}},
	} {
		e := envelope(t)
		e.InReplyTo, e.References = given.inReplyTo, given.references
		m, err := c.Mail(n, e)
		if err != nil {
			t.Fatal(err)
		}
		head := opened(t, m.Bytes).header
		if got := strings.Fields(head.Get("References")); !slices.Equal(got, given.want) || head.Get("In-Reply-To") != given.wantTo {
			t.Errorf("%s: %q, %q", given.name, got, head.Get("In-Reply-To"))
		}
	}
}

func TestHeadersOfMachines(t *testing.T) {
	c := newComposer(t)
	for _, given := range []struct {
		kind            compose.Kind
		inReplyTo, want string
	}{
		{compose.Opened, "", "auto-generated"},
		{compose.Opened, "<q@x.example>", "auto-replied"}, // M3.2: it answers the mail that opened the ticket
		{compose.StaffReplied, "<q@x.example>", "auto-generated"},
		{compose.ClosedByClock, "", "auto-generated"},
	} {
		e := envelope(t)
		e.InReplyTo = given.inReplyTo
		m, err := c.Mail(noticeOf(t, "mail", given.kind, "es"), e)
		if err != nil {
			t.Fatal(err)
		}
		head := opened(t, m.Bytes).header
		if head.Get("Auto-Submitted") != given.want || head.Get("X-Auto-Response-Suppress") != "All" {
			t.Errorf("%s: %v", given.kind, head)
		}
		for _, unwanted := range []string{"User-Agent", "X-Mailer", "List-Id", "Precedence", "Return-Path"} {
			if head.Get(unwanted) != "" {
				t.Errorf("%s: %s", given.kind, unwanted)
			}
		}
	}
}

func TestOwnAddresses(t *testing.T) {
	c, e, n := newComposer(t), envelope(t), noticeOf(t, "mail", compose.Resolved, "es")
	m, err := c.Mail(n, e)
	if err != nil {
		t.Fatal(err)
	}
	if base, row, ok := e.Signer.Verify(m.Sender, compose.ToBounce); !ok || row != e.ID || base != n.Desk.Address {
		t.Errorf("sender %s: %s %d %v", m.Sender, base, row, ok)
	}
	head := opened(t, m.Bytes).header
	back, err := head.AddressList("Reply-To")
	if err != nil {
		t.Fatal(err)
	}
	if base, ticket, ok := e.Signer.Verify(back[0].Address, compose.ToTicket); !ok || ticket != n.Ticket.ID || base != n.Desk.Address {
		t.Errorf("Reply-To %s: %s %d %v", back[0], base, ticket, ok)
	}
	if at, err := head.Date(); err != nil || !at.Equal(e.At) {
		t.Errorf("Date %s: %v", head.Get("Date"), err)
	}
	if head.Get("Message-Id") != m.MessageID || m.MessageID != compose.MessageID(e.ID, e.At, e.Domain) {
		t.Errorf("Message-ID %s, %s", head.Get("Message-Id"), m.MessageID)
	}
	for _, other := range []string{compose.MessageID(e.ID+1, e.At, e.Domain), compose.MessageID(e.ID, e.At.Add(time.Microsecond), e.Domain)} {
		if other == m.MessageID {
			t.Errorf("another mail has the same Message-ID: %s", other)
		}
	}
}

// M2.7: where the desk does not name its staff, no customer learns who it was.
func TestStaffStayUnnamed(t *testing.T) {
	c := newComposer(t)
	for _, preset := range policy.PresetNames() {
		shows := deskOf(t, preset).Policy.Visibility.ShowsStaff()
		for _, kind := range compose.Kinds()[:6] {
			n := noticeOf(t, preset, kind, "it")
			n.Author, n.Message = "Paola Neri", &richtext.Rendered{HTML: "<p>ok</p>", Text: "ok"}
			named := strings.Contains(string(write(t, c, n)), "Paola")
			if named && !shows || shows && kind == compose.StaffReplied && !named {
				t.Errorf("%s of %s: named %v", kind, preset, named)
			}
		}
	}
}

// A recipient of unknown language reads the desk's; what is no colour is none; a mail that cannot be answered says so.
func TestWhatADeskSets(t *testing.T) {
	c, n := newComposer(t), noticeOf(t, "mail", compose.Opened, "es")
	n.To.Language = "pt"
	for colour, shown := range map[string]string{"": "#2f5d8a", "red;}": "#2f5d8a", "#ff00": "#2f5d8a", "#A0b1C2": "#A0b1C2"} {
		n.Desk.Colour = colour
		read := opened(t, write(t, c, n))
		if !strings.Contains(read.html, "solid "+shown) || !strings.Contains(read.plain, "Hola, Carla") {
			t.Errorf("colour %q: %s", colour, read.html)
		}
	}
	n.Desk.ByMail = false
	read := opened(t, write(t, c, n))
	for _, marker := range c.Markers() {
		if strings.Contains(read.plain, marker) {
			t.Error("it asks for an answer that nobody takes")
		}
	}
	if read.header.Get("Reply-To") != "" || len(c.Markers()) != 3 {
		t.Errorf("Reply-To %s, markers %q", read.header.Get("Reply-To"), c.Markers())
	}
}
