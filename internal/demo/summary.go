package demo

import (
	"fmt"

	"sportello/internal/node"
)

// Summary is what a fill has made, for whoever wants to try it.
type Summary struct {
	Tickets, Messages int
	Desks             []DeskSummary
}

// DeskSummary is one desk.
type DeskSummary struct {
	Slug, Name string
	SignIns    []SignIn
	TicketID   int64 // a talk that goes on right now, between the customer and the staff who sign in
}

// SignIn is somebody with an account; the password is Password.
type SignIn struct {
	Email, Name string
	Who         string // what they are, in English
}

func summarize(w *world, s *scribe, o Options) *Summary {
	sum := &Summary{Tickets: s.tickets, Messages: int(s.messages)}
	for i, d := range w.desks {
		// tellAll ends with one of each desk.
		id := int64(o.Tickets - len(w.desks) + i + 1)
		sum.Desks = append(sum.Desks, DeskSummary{Slug: d.slug, Name: d.name, SignIns: d.signIns, TicketID: id})
	}
	return sum
}

// Query is a first query to paste: the ticket with its talk, and what the viewer may do.
func (d DeskSummary) Query() string {
	return fmt.Sprintf(`query {
  viewer { user { name email } }
  ticket(by: {id: %q}) {
    number subject statusLabel priorityLabel createdAt
    requester { name }
    assignee { name }
    messages(first: 20) {
      nodes { createdAt author { name isSupport } text attachments { name size } }
    }
    viewerCan { reply { allowed reason } close { allowed reason } }
  }
  ticketCounts { total open byStatus { label count } }
}`, node.Encode(node.Ticket, d.TicketID))
}

// Subscription is a first subscription to paste: the same ticket, live. Answer it as somebody else, and see.
func (d DeskSummary) Subscription() string {
	return fmt.Sprintf(`subscription {
  ticketEvents(ticket: %q) {
    cursor
    ... on TicketSnapshot { ticket { subject statusLabel } messages { author { name } text } }
    ... on TicketEntryAdded {
      ticket { statusLabel }
      entry { __typename actor { name } ... on MessageEntry { message { text } } }
    }
  }
}`, node.Encode(node.Ticket, d.TicketID))
}
