package acceptance

import "time"

// showsTheDetail: M4.14, what stands beside the conversation.
func (o *office) showsTheDetail(of *ticket, files int) {
	o.t.Helper()
	type named struct{ Name string }
	d := asked[struct {
		Number               int
		StatusLabel          string
		Person, Assignee     *named
		Requester            named
		Tenant               struct{ Name, VATNumber string }
		CreatedAt, UpdatedAt time.Time
		Attachments          []attachment
	}](o.customer, of.ID, `number statusLabel person { name } assignee { name } requester { name } tenant { name vatNumber }
		createdAt updatedAt attachments { name size url }`)
	if d.Number != of.Number || d.StatusLabel != "In attesa" || d.Person == nil || d.Person.Name != personName || d.Assignee == nil ||
		d.Assignee.Name != o.agent.name || d.Requester.Name != o.customer.name || d.Tenant.Name != "Alfa Example" || d.Tenant.VATNumber != "00000000000" {
		o.t.Errorf("M4.14: %+v", d)
	}
	if len(d.Attachments) != files || d.Attachments[0].Name == "" || d.Attachments[0].URL == "" {
		o.t.Errorf("M4.14: all attachments: %+v", d.Attachments)
	}
	if now := o.now(o.tell()); d.UpdatedAt.Before(d.CreatedAt) || d.CreatedAt.After(now) {
		o.t.Errorf("M4.14: created %v, updated %v, now %v", d.CreatedAt, d.UpdatedAt, now)
	}
	near(o.t, "M4.14: created", &d.CreatedAt, o.now(o.tell()))
}

// closesAfterFiveMinutes: M4.16, not in the first five minutes of the ticket's life; then with a last word, and never without.
func (o *office) closesAfterFiveMinutes() {
	o.t.Helper()
	one := o.customer.open("Risolvo da solo", "Non trovo il menù.")
	o.passes(4 * time.Minute)
	o.customer.mayNot("closeTicket", one, "TOO_EARLY_TO_CLOSE", vars{"message": "Trovato."})
	o.customer.does("replyToTicket", one, says("Anzi, forse l'ho trovato.")) // a reply is always possible
	o.passes(time.Minute + time.Second)
	o.customer.errs("closeTicket", vars{"ticket": one.ID}, "MESSAGE_REQUIRED", "input", "message")
	o.customer.stands(one.ID, "OPEN", "Non assegnato")
	closed := o.customer.does("closeTicket", one, vars{"message": "Ho già risolto in autonomia. Chiudo il quesito."})
	if closed.Ticket.StatusLabel != "Chiuso" || closed.Message == nil || closed.Message.Text != "Ho già risolto in autonomia. Chiudo il quesito." {
		o.t.Errorf("M4.16: %+v", closed)
	}
	if last := o.agent.read(one.ID).LastMessage; last.AuthorKind != "CUSTOMER" || last.Excerpt != closed.Message.Text {
		o.t.Errorf("M4.16: staff read %+v", last)
	}
	// M4.15: the flag beside the reply does the same, at once with a change of priority.
	other := o.customer.open("Risolvo anche questo", "Non trovo il tasto.")
	o.passes(6 * time.Minute)
	did := o.customer.does("replyToTicket", other, says("Trovato."), vars{"close": true, "priority": "LOW"})
	if did.Ticket.Status != "CLOSED" || did.Ticket.Priority != "LOW" || did.Ticket.Version != other.Version+1 || did.Message == nil {
		o.t.Errorf("M4.15: %+v", did.Ticket)
	}
}

// refusesAfterFifteenDays: M4.17, up to fifteen days after its closing a ticket is reopened by a reply; afterwards the new one
// names the old one's number.
func (o *office) refusesAfterFifteenDays() {
	o.t.Helper()
	closed := func(one *ticket) *ticket {
		o.agent.does("closeTicket", one)
		return one
	}
	back, gone := closed(o.customer.open("Torna presto", "Una domanda.")), closed(o.customer.open("Torna tardi", "Una domanda."))
	o.passes(15*day - time.Hour)
	if reply := o.customer.does("replyToTicket", back, says("Eccomi.")); reply.FollowUp == nil || *reply.FollowUp != "REOPENED" {
		o.t.Errorf("M4.17: before fifteen days: %+v", reply)
	}
	o.passes(time.Hour)
	refused := o.customer.mayNot("replyToTicket", gone, "REOPEN_WINDOW_PASSED", says("Eccomi."))
	if refused.FollowUp == nil || *refused.FollowUp != "REJECTED" {
		o.t.Errorf("M4.17: after fifteen days: %+v", refused)
	}
	o.customer.mayNot("reopenTicket", gone, "REOPEN_WINDOW_PASSED")
	o.customer.stands(gone.ID, "CLOSED", "Chiuso")
	next := o.customer.open("Come il vecchio", "Di nuovo.", vars{"follows": vars{"number": vars{"desk": o.desk, "number": gone.Number}}})
	if next.Follows == nil || next.Follows.ID != gone.ID || next.Follows.Number != gone.Number {
		o.t.Errorf("M4.17: the new one follows %+v", next.Follows)
	}
}
