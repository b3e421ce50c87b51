package acceptance

import (
	"fmt"
	"maps"
	"slices"
)

// read is a ticket as this user sees it now.
func (u *user) read(id string) *ticket {
	u.t.Helper()
	var got struct{ Ticket *ticket }
	u.ask(document(`query($id: ID!) { ticket(by: {id: $id}) { ...T } }`), vars{"id": id}, &got)
	return got.Ticket
}

// conversation is a ticket's messages, oldest first.
func (u *user) conversation(id string) []message {
	u.t.Helper()
	var got struct {
		Ticket struct{ Messages struct{ Nodes []message } }
	}
	u.ask(document(`query($id: ID!) { ticket(by: {id: $id}) { messages(first: 100) { nodes { ...M } } } }`), vars{"id": id}, &got)
	return got.Ticket.Messages.Nodes
}

// timeline is all that happened to a ticket, oldest first, page by page.
func (u *user) timeline(id string) (all []entry) {
	u.t.Helper()
	for after := (*string)(nil); ; {
		var got struct {
			Ticket struct {
				Timeline struct {
					Nodes    []entry
					PageInfo struct {
						HasNextPage bool
						EndCursor   *string
					}
				}
			}
		}
		u.ask(document(`query($id: ID!, $after: String) { ticket(by: {id: $id}) {
			timeline(first: 100, after: $after) { nodes { ...E } pageInfo { hasNextPage endCursor } } } }`),
			vars{"id": id, "after": after}, &got)
		page := got.Ticket.Timeline
		all = append(all, page.Nodes...)
		if !page.PageInfo.HasNextPage {
			return all
		}
		after = page.PageInfo.EndCursor
	}
}

// list is the subjects of the tickets that a filter finds, in an order.
func (u *user) list(filter vars, orderBy ...vars) (subjects []string) {
	u.t.Helper()
	var got struct {
		Tickets struct {
			Nodes      []ticket
			TotalCount int
		}
	}
	u.ask(document(`query($filter: TicketFilter, $orderBy: [TicketOrder!]) {
		tickets(filter: $filter, orderBy: $orderBy) { nodes { ...T } totalCount } }`),
		vars{"filter": filter, "orderBy": orderBy}, &got)
	for _, t := range got.Tickets.Nodes {
		subjects = append(subjects, t.Subject)
	}
	if got.Tickets.TotalCount != len(subjects) {
		u.t.Errorf("%s: totalCount %d of %q", u.name, got.Tickets.TotalCount, subjects)
	}
	return subjects
}

// sees wants these subjects in the list, in this order, newest first by default.
func (u *user) sees(filter vars, subjects ...string) {
	u.t.Helper()
	if got := u.list(filter); !slices.Equal(got, subjects) {
		u.t.Errorf("%s: the list of %v is %q, want %q", u.name, filter, got, subjects)
	}
}

// counts wants the side counters (M1.9): the sums, and those statuses that have tickets by the viewer's word for them.
func (u *user) counts(open, closed int, byLabel map[string]int) {
	u.t.Helper()
	var got struct {
		TicketCounts struct {
			Total, Open, Closed int
			ByStatus            []struct {
				Label string
				Count int
			}
		}
	}
	u.ask(`{ ticketCounts { total open closed byStatus { label count } } }`, nil, &got)
	c, counted := got.TicketCounts, map[string]int{}
	for _, row := range c.ByStatus {
		if row.Count > 0 {
			counted[row.Label] = row.Count
		}
	}
	if c.Total != open+closed || c.Open != open || c.Closed != closed || !maps.Equal(counted, byLabel) {
		u.t.Errorf("%s counts %+v, want %d open, %d closed, %v", u.name, c, open, closed, byLabel)
	}
}

// stands wants a ticket in a status, in this user's word for it.
func (u *user) stands(id, status, label string) {
	u.t.Helper()
	t := u.read(id)
	if t.Status != status || t.StatusLabel != label {
		u.t.Errorf("%s sees %s %q, want %s %q", u.name, t.Status, t.StatusLabel, status, label)
	}
}

// missing wants a ticket not to exist for this user, by whatever way they ask.
func (u *user) missing(o *office, t *ticket) {
	u.t.Helper()
	u.denied("NOT_FOUND", `query($id: ID!) { ticket(by: {id: $id}) { id } }`, vars{"id": t.ID})
	u.denied("NOT_FOUND", `query($id: ID!) { node(id: $id) { id } }`, vars{"id": t.ID})
	u.denied("NOT_FOUND", `query($by: TicketBy!) { ticket(by: $by) { id } }`,
		vars{"by": vars{"number": vars{"desk": o.desk, "number": t.Number}}})
	if got := u.call("replyToTicket", vars{"ticket": t.ID, "text": "May I?"}); fmt.Sprint(codes(got)) != "[NOT_FOUND]" {
		u.t.Errorf("%s: a reply answers %+v", u.name, got.Errors)
	}
}

func codes(p *payload) (codes []string) {
	for _, e := range p.Errors {
		codes = append(codes, e.Code)
	}
	return codes
}

// uses wants a desk to have these statuses and priorities, in this user's words.
func (u *user) uses(desk string, statuses, priorities []string) {
	u.t.Helper()
	type option struct{ Label string }
	var got struct {
		Desk struct{ Statuses, Priorities []option }
	}
	u.ask(`query($by: DeskBy!) { desk(by: $by) { statuses { label } priorities { label } } }`, vars{"by": vars{"id": desk}}, &got)
	labels := func(options []option) (all []string) {
		for _, o := range options {
			all = append(all, o.Label)
		}
		return all
	}
	if s, p := labels(got.Desk.Statuses), labels(got.Desk.Priorities); !slices.Equal(s, statuses) || !slices.Equal(p, priorities) {
		u.t.Errorf("%s: the desk uses %q and %q, want %q and %q", u.name, s, p, statuses, priorities)
	}
}
