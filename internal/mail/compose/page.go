package compose

import (
	"cmp"
	"fmt"
	"html/template"

	"sportello/internal/policy"
)

// page is what both layouts show.
type page struct {
	Language string
	Desk     string
	Paint    paint
	Marker   string // answers stand above it; empty where none are taken
	Title    string
	Greeting string
	Body     string
	Wrote    string // stands before the message
	Message  *written
	Rows     []Row
	Next     string
	Links    []link
	About    string // ticket, for the last line
}

// written is a message; its HTML comes from internal/richtext, which makes it safe.
type written struct {
	HTML template.HTML
	Text string
}

type link struct{ Label, URL string }

// language is the recipient's, else the desk's.
func (n *Notice) language() string {
	for _, spoken := range languages() {
		if n.To.Language == spoken {
			return spoken
		}
	}
	return n.Desk.Language
}

// numbered is the subject with the ticket's number, by which people and other systems know it again. It is the same for
// all mails of a ticket, since some clients make another conversation of another subject.
func (n *Notice) numbered() string {
	if n.Kind == Quarantined {
		return line(fmt.Sprintf("[%s] %s", n.Desk.Name, n.Held.Subject), maxSubject)
	}
	return line(fmt.Sprintf("[#%d] %s", n.Ticket.Number, n.Ticket.Subject), maxSubject)
}

func (n *Notice) subject() subject {
	p, language := n.Desk.Policy, n.language()
	s := subject{
		Name:    salutation(n.To.Name),
		Desk:    line(n.Desk.Name, maxName),
		Author:  line(n.Author, maxName),
		Number:  n.Ticket.Number,
		Subject: line(n.Ticket.Subject, maxSubject),
		Status:  p.StatusLabel(n.Ticket.Status, language),
		ByMail:  n.Desk.ByMail,
		Way:     wayOf(p, n.Ticket.Status),
		Silence: spanOf(p.Closing.Automatic.After),
		Promise: n.Due.Promise,
		DueAt:   n.Due.At.In(n.Desk.Zone),
	}
	if !n.Kind.toStaff() && (s.Author == "" || !p.Visibility.ShowsStaff()) {
		s.Author = s.Desk // M2.7
	}
	return s
}

// page puts the notice into words.
func (n *Notice) page(w words) (page, error) {
	t := &teller{words: w, of: n.subject()}
	p := page{
		Language: n.language(),
		Desk:     t.of.Desk,
		Paint:    painted(n.Desk.Colour),
		Title:    t.say(string(n.Kind) + ".title"),
		Greeting: t.say("greeting"),
		Body:     t.say(string(n.Kind) + ".body"),
		Rows:     n.rows(t),
		Next:     n.next(t),
		Links:    n.links(t),
	}
	if n.answerable(t.of.Way) {
		p.Marker = t.say("marker")
	}
	if n.Kind != Quarantined {
		p.About = n.numbered()
	}
	if m := n.Message; m != nil {
		p.Message = &written{HTML: template.HTML(body(m.HTML)), Text: indented(body(m.Text))}
		p.Wrote = t.sayOf("wrote", cmp.Or(t.of.Author, t.of.Desk))
		if n.Kind == ReplyRefused {
			p.Wrote = t.say("returned")
		}
	}
	return p, t.err
}

// answerable reports whether an answer to the mail is taken up, by whatever ticket.
func (n *Notice) answerable(w way) bool {
	refused := n.Kind == ReplyRefused || w.Closed && w.Reply == string(policy.Refused)
	return n.Desk.ByMail && n.Kind != Quarantined && !refused
}

// next says what a customer can do now. Staff have the ticket's page.
func (n *Notice) next(t *teller) string {
	switch {
	case n.Kind.toStaff():
		return ""
	case n.Kind == ReplyRefused:
		return t.say("next.refused")
	case t.of.Way.Closed:
		return t.say("next.closed")
	case t.of.Way.Resolved:
		return t.say("next.resolved")
	}
	return t.say("next.open")
}

func (n *Notice) rows(t *teller) []Row {
	var all []Row
	add := func(label, value string) {
		if value = line(value, maxValue); value != "" {
			all = append(all, Row{line(label, maxName), value})
		}
	}
	switch {
	case n.Kind == Quarantined:
		add(t.say("row.sender"), n.Held.From)
		add(t.say("row.subject"), n.Held.Subject)
		add(t.say("row.reason"), n.Held.Reason)
	case n.Kind.toStaff():
		add(t.say("row.recipient"), n.Failed.To)
		add(t.say("row.reason"), n.Failed.Reason)
		add(t.say("row.subject"), n.Ticket.Subject)
		add(t.say("row.requester"), n.Ticket.Requester)
		add(t.say("row.status"), t.of.Status)
		add(t.say("row.priority"), n.Desk.Policy.PriorityLabel(n.Ticket.Priority, n.language()))
	case n.Kind == Opened:
		add(t.say("row.subject"), n.Ticket.Subject)
		add(t.say("row.status"), t.of.Status)
	}
	if n.Kind == Opened || n.Kind == Assigned {
		for _, row := range n.Ticket.Summary {
			add(row.Label, row.Value)
		}
	}
	return all
}

// links are the ticket, and where a new one is opened when that is the way out.
func (n *Notice) links(t *teller) []link {
	var all []link
	if n.NewTicketURL != "" && (n.Kind == ReplyRefused || t.of.Way.Closed && t.of.Way.Reply == string(policy.Refused)) {
		all = append(all, link{t.say("new"), n.NewTicketURL})
	}
	if n.TicketURL != "" {
		label := "open"
		if n.Kind == Quarantined {
			label = "open.held"
		}
		all = append(all, link{t.say(label), n.TicketURL})
	}
	return all
}
