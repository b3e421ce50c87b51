package compose_test

import (
	"bytes"
	"errors"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"sportello/internal/mail/compose"
	"sportello/internal/policy"
)

// wild draws texts made of what breaks headers, lines, directions, encoded words and pages.
func wild() *rapid.Generator[string] {
	pieces := []string{
		"\r\n", "\n", "\r", "\r\n\r\n", "Bcc: spy@evil.example", "\r\nBcc: spy@evil.example", "\x00", "\x1b[2J", "\u202e", "\u2066", "\u200b", "\u2028", "\ufeff",
		"=?UTF-8?Q?=0D=0ABcc:_spy@evil.example?=", "=?UTF-8?B?DQo=?=", "<b>", "<script>alert(1)</script>", "\"", "\\", ",", "<", ">", ";", ":", "(", ")", "@",
		"Müller", "日本語", "👩‍👩‍👧‍👦", "e\u0301", "\xff\xfe", strings.Repeat("x", 400), strings.Repeat("ü ", 200), "{{.Desk}}", " ", "a",
	}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
	})
}

// Names and subjects of whatever kind make no header, no line that is too long, and nothing that hides or turns.
func TestHostileNamesAndSubjects(t *testing.T) {
	c, e := newComposer(t), envelope(t)
	e.InReplyTo, e.References = "<in@x.example>\r\nBcc: spy@evil.example", []string{"<a@x.example>", "no id", "<a b@x>", "<ü@x>"}
	base := noticeOf(t, "portal", compose.Opened, "it")
	base.Desk.ByMail = true
	m, err := c.Mail(base, e)
	if err != nil {
		t.Fatal(err)
	}
	names := headerNames(t, m.Bytes)
	rapid.Check(t, func(r *rapid.T) {
		n := base
		n.Kind = rapid.SampledFrom(compose.Kinds()[:6]).Draw(r, "kind")
		n.To.Name, n.Ticket.Subject, n.Desk.Name = wild().Draw(r, "to"), wild().Draw(r, "subject"), "D"+wild().Draw(r, "desk")
		n.Author, n.Ticket.Summary = wild().Draw(r, "author"), []compose.Row{{Label: wild().Draw(r, "label"), Value: wild().Draw(r, "value")}}
		m, err := c.Mail(n, e)
		if err != nil {
			r.Fatal(err)
		}
		if got := headerNames(r, m.Bytes); got != names {
			r.Fatalf("headers %s, want %s", got, names)
		}
		checkHead(r, m.Bytes)
		checkPage(r, opened(t, m.Bytes).html)
	})
}

// headerNames are the names of the header fields, in their order.
func headerNames(t rapid.TB, raw []byte) string {
	t.Helper()
	head, _, found := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !found {
		t.Fatalf("no end of the headers: %q", raw)
	}
	var names []string
	for line := range strings.SplitSeq(string(head), "\r\n") {
		if len(line) > 200 || strings.ContainsAny(line, "\r\n") {
			t.Fatalf("line of %d bytes: %q", len(line), line)
		}
		if line != "" && line[0] != ' ' {
			name, _, _ := strings.Cut(line, ":")
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

func checkHead(t rapid.TB, raw []byte) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := (&mime.WordDecoder{}).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{subject}
	for key, want := range map[string]string{"From": "portale@gestionale.example", "To": "carla@cliente.example", "Reply-To": ""} {
		list, err := m.Header.AddressList(key)
		if err != nil || len(list) != 1 || want != "" && list[0].Address != want {
			t.Fatalf("%s: %v, %v", key, m.Header[key], err)
		}
		shown = append(shown, list[0].Name)
	}
	for _, text := range shown {
		bad := func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u200b' || r == '\u2028'
		}
		if !utf8.ValidString(text) || strings.ContainsFunc(text, bad) || strings.Contains(text, "=?") || len(text) > 320 {
			t.Fatalf("shown: %q", text)
		}
	}
	if !strings.HasPrefix(subject, "[#1453]") {
		t.Fatalf("subject %q", subject)
	}
}

// checkPage finds nothing in the page that the layout does not have: nothing runs, and nothing loads from elsewhere.
func checkPage(t rapid.TB, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "p", "h1", "a", "span":
		default:
			t.Fatalf("element %s in %s", n.Data, page)
		}
		for _, a := range n.Attr {
			if a.Key == "src" || a.Key == "background" || strings.HasPrefix(a.Key, "on") || a.Key == "href" && !strings.HasPrefix(a.Val, "https://portal.example/") {
				t.Fatalf("attribute %s=%q", a.Key, a.Val)
			}
		}
	}
}

// The same notice and envelope make the same bytes, by whichever composer.
func TestTheSameBytesAgain(t *testing.T) {
	for _, preset := range policy.PresetNames() {
		for _, kind := range kindsOf(preset) {
			n := noticeOf(t, preset, kind, "es")
			if a, b := write(t, newComposer(t), n), write(t, newComposer(t), n); !bytes.Equal(a, b) {
				t.Errorf("%s of %s differs", kind, preset)
			}
		}
	}
}

// What both bodies tell is the same.
func TestBothBodiesSayTheSame(t *testing.T) {
	c := newComposer(t)
	for _, kind := range kindsOf("mail") {
		read := opened(t, write(t, c, noticeOf(t, "mail", kind, "en")))
		root, err := html.Parse(strings.NewReader(read.html))
		if err != nil {
			t.Fatal(err)
		}
		var shown strings.Builder
		for n := range root.Descendants() {
			if n.Type == html.TextNode {
				shown.WriteString(n.Data)
			}
		}
		for line := range strings.Lines(read.plain) {
			line = strings.TrimSpace(line)
			for _, dropped := range []string{"1. ", "2. ", "3. ", "View the ticket: ", "View the message: "} {
				line = strings.TrimPrefix(line, dropped)
			}
			if label, value, found := strings.Cut(line, ": "); found && strings.Contains(shown.String(), label+value) {
				continue // a row
			}
			if line != "--" && !strings.HasPrefix(line, "https://") && !strings.Contains(shown.String(), line) {
				t.Errorf("%s: the page does not say %q", kind, line)
			}
		}
	}
}

func TestWhatCannotBeMailed(t *testing.T) {
	c := newComposer(t)
	for name, change := range map[string]func(*compose.Notice, *compose.Envelope){
		"kind":        func(n *compose.Notice, _ *compose.Envelope) { n.Kind = "OTHER" },
		"ticket":      func(n *compose.Notice, _ *compose.Envelope) { n.Ticket.ID = 0 },
		"rules":       func(n *compose.Notice, _ *compose.Envelope) { n.Desk.Policy = nil },
		"language":    func(n *compose.Notice, _ *compose.Envelope) { n.Desk.Language = "fr" },
		"due time":    func(n *compose.Notice, _ *compose.Envelope) { n.Kind = compose.DueSoon },
		"link":        func(n *compose.Notice, _ *compose.Envelope) { n.TicketURL = "javascript:alert(1)" },
		"link's end":  func(n *compose.Notice, _ *compose.Envelope) { n.NewTicketURL = "https://x.example/\n.." },
		"row":         func(_ *compose.Notice, e *compose.Envelope) { e.ID = 0 },
		"signer":      func(_ *compose.Notice, e *compose.Envelope) { e.Signer = nil },
		"domain":      func(_ *compose.Notice, e *compose.Envelope) { e.Domain = "x.example>\r\nBcc: y" },
		"to":          func(n *compose.Notice, _ *compose.Envelope) { n.To.Email = "nobody" },
		"to two":      func(n *compose.Notice, _ *compose.Envelope) { n.To.Email = "a@x.example,b@x.example" },
		"to injected": func(n *compose.Notice, _ *compose.Envelope) { n.To.Email = "a@x.example\r\nBcc: b@x.example" },
		"to IDN":      func(n *compose.Notice, _ *compose.Envelope) { n.To.Email = "carla@città.example" },
		"to SMTPUTF8": func(n *compose.Notice, _ *compose.Envelope) { n.To.Email = "nicolò@cliente.example" },
		"from":        func(n *compose.Notice, _ *compose.Envelope) { n.Desk.Address = "" },
	} {
		n, e := noticeOf(t, "mail", compose.Opened, "es"), envelope(t)
		change(&n, &e)
		if _, err := c.Mail(n, e); !errors.Is(err, compose.ErrNotice) && !errors.Is(err, compose.ErrAddress) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
