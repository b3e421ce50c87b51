package acceptance

import "testing"

// The IT desk (manuals/3-ticketera.txt): what is resolved can be objected to, what is closed goes on in a new ticket.
func TestStoryTicketera(t *testing.T) {
	t.Parallel()
	o := newStory(t, "mail", "Ticketera Example", "es")
	customer, agent := o.customer, o.agent

	// M3.1: title, description, pictures.
	photo := upload{"foto.jpg", "\xff\xd8\xff\xe0 a picture"}
	opened := customer.open("No enciende la notebook", "Desde ayer a la tarde.", vars{"attachments": files(photo, photo)})
	if opened.StatusLabel != "Abierto" || opened.AttachmentCount != 2 || opened.Number != 1 {
		t.Errorf("opened: %+v", opened)
	}
	separate := customer.open("No anda la impresora", "La del segundo piso.") // M3.7
	customer.sees(nil, separate.Subject, opened.Subject)
	o.colleague.missing(o, opened)
	o.stranger.missing(o, opened)
	heard, worked := customer.follow(opened.ID, ""), agent.follow(opened.ID, "")
	heard.snapshot()
	worked.snapshot()

	// M3.3, M3.4: questions and answers.
	agent.does("takeTicket", opened)
	if taken := heard.hears("Status"); taken[0].Entry.ToLabel != "En curso" {
		t.Errorf("taken: %+v", taken[0].Entry)
	}
	worked.hears("Assignment", "Status")
	agent.does("addNote", opened, says("Spare battery in drawer 12"))
	worked.hears("Message")
	agent.does("replyToTicket", opened, says("¿Probaste con otro cargador?"))
	if asked := heard.hears("Message", "Status"); asked[1].Entry.ToLabel != "En espera" {
		t.Errorf("asked: %+v", asked[1].Entry)
	}
	worked.hears("Message", "Status")
	customer.does("replyToTicket", opened, says("Sí, es igual."))
	if m := worked.hears("Message", "Status")[0].Entry.Message; m.Text != "Sí, es igual." {
		t.Errorf("the answer: %+v", m)
	}
	heard.hears("Message", "Status")
	customer.counts(2, 0, map[string]int{"Abierto": 1, "En curso": 1})

	// M3.5: resolved is announced; a reply reopens, and so does the customer without one.
	customer.mayNot("resolveTicket", opened, "STAFF_ONLY")
	customer.mayNot("closeTicket", opened, "CLOSE_NOT_ALLOWED")
	agent.does("resolveTicket", opened)
	worked.hears("Status")
	if resolved := heard.hears("Status"); resolved[0].Entry.ToLabel != "Resuelto" || resolved[0].Ticket.ResolvedAt == nil || resolved[0].Ticket.AutoCloseAt == nil {
		t.Errorf("resolved: %+v", resolved[0].Ticket)
	}
	customer.counts(2, 0, map[string]int{"Abierto": 1, "Resuelto": 1})
	reply := customer.does("replyToTicket", opened, says("Sigue sin encender."))
	if reply.FollowUp == nil || *reply.FollowUp != "REOPENED" || reply.Ticket.StatusLabel != "En curso" || reply.Ticket.ResolvedAt != nil {
		t.Errorf("reopened: %+v", reply)
	}
	heard.hears("Message", "Status")
	worked.hears("Message", "Status")
	agent.does("resolveTicket", opened)
	customer.does("reopenTicket", opened)
	heard.hears("Status", "Status")
	worked.hears("Status", "Status")
	if got := customer.read(opened.ID); got.ReopenCount != 2 {
		t.Errorf("reopened %d times, want 2", got.ReopenCount)
	}

	// M3.6: closed by the clock, and never reopened, by nobody.
	o.closesWhatIsResolved(opened, heard, worked)
	customer.stands(opened.ID, "CLOSED", "Cerrado")
	customer.mayNot("reopenTicket", opened, "TICKET_CLOSED")
	agent.mayNot("reopenTicket", opened, "TICKET_CLOSED")
	agent.mayNot("replyToTicket", opened, "TICKET_CLOSED", says("Una cosa más."))

	// M3.8: the customer's reply becomes a new ticket, linked to the old one, which stays as it is.
	if !customer.read(opened.ID).ViewerCan.ReplyOpensNewTicket || agent.read(opened.ID).ViewerCan.ReplyOpensNewTicket {
		t.Error("viewerCan does not tell that the customer's reply opens a new ticket")
	}
	next := customer.does("replyToTicket", opened, says("Volvió a pasar."), vars{"attachments": files(photo)})
	if next.FollowUp == nil || *next.FollowUp != "NEW_LINKED" || next.Ticket.ID == opened.ID || next.Ticket.Number != 4 ||
		next.Ticket.Follows == nil || next.Ticket.Follows.ID != opened.ID || next.Ticket.StatusLabel != "Abierto" {
		t.Fatalf("the new ticket: %+v", next.Ticket)
	}
	if first := agent.conversation(next.Ticket.ID); len(first) != 1 || first[0].ID != next.Message.ID || first[0].Text != "Volvió a pasar." ||
		len(first[0].Attachments) != 1 {
		t.Errorf("the new ticket's conversation: %+v", first)
	}
	for _, f := range []*follower{heard, worked} {
		if linked := f.hears("Link")[0]; linked.Entry.Other == nil || linked.Entry.Other.ID != next.Ticket.ID || linked.Ticket.Status != "CLOSED" {
			t.Errorf("%s: the old ticket: %+v", f.user.name, linked)
		}
	}
	customer.counts(2, 2, map[string]int{"Abierto": 2, "Cerrado": 2})
	o.takesEachStep()
	customer.neverTold("drawer 12", agent.name)
}
