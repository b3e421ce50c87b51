package acceptance

import "testing"

// The guided desk (manuals/0-guided-tickets.txt): a request goes in with its screenshot, and takes up again when closed.
func TestStoryGuided(t *testing.T) {
	t.Parallel()
	o := newStory(t, "guided", "Assistenza Example", "it")
	customer, agent := o.customer, o.agent
	o.choosesTheTopic()

	// M0.3: subject, description and a screenshot in one request; M0.5: it is numbered, and among the sent ones.
	customer.errs("openTicket", vars{"subject": "", "description": "Il programma non parte."}, "REQUIRED", "input", "subject")
	customer.errs("openTicket", vars{"subject": "Il programma\nnon parte", "description": "Da ieri."}, "INVALID_CHARACTERS", "input", "subject")
	customer.errs("openTicket", vars{"subject": "Non parte", "description": "Da ieri.", "priority": "URGENT"},
		"PRIORITY_SET_BY_CHOICE", "input", "priority") // M0.1: the guided choice sets it
	customer.sees(nil)
	shot := upload{"messaggio d'errore.png", "\x89PNG\r\n\x1a\n and a little more"}
	opened := customer.open("Il programma non parte", "Da ieri resta fermo.", vars{"attachments": files(shot)})
	if opened.Number != 1 || opened.StatusLabel != "Inviato" || opened.Priority != "NORMAL" || opened.AttachmentCount != 1 {
		t.Errorf("opened: %+v", opened)
	}
	first := customer.conversation(opened.ID)[0]
	if len(first.Attachments) != 1 || first.Attachments[0].ContentType != "image/png" || first.Author.Kind != "CUSTOMER" || !first.Author.IsViewer {
		t.Errorf("the description: %+v", first)
	}
	customer.sees(vars{"status": vars{"eq": "OPEN"}}, opened.Subject)
	customer.counts(1, 0, map[string]int{"Inviato": 1})
	agent.counts(1, 0, map[string]int{"Sent": 1})
	o.colleague.missing(o, opened) // each sees their own
	o.colleague.sees(nil)
	o.stranger.missing(o, opened)

	heard, worked := customer.follow(opened.ID, ""), agent.follow(opened.ID, "")
	heard.snapshot()
	worked.snapshot()

	// Taken: the customer learns the status, and who took it not.
	agent.does("takeTicket", opened)
	worked.hears("Assignment", "Status")
	if taken := heard.hears("Status"); taken[0].Entry.ToLabel != "In lavorazione" || taken[0].Entry.Actor.Name != "Assistenza Example" ||
		taken[0].Ticket.Assignee != nil {
		t.Errorf("taken: %+v %+v", taken[0].Entry, taken[0].Ticket)
	}
	agent.does("addNote", opened, says("Known since build 77"))
	worked.hears("Message")

	// The answer arrives at once, and the customer's own at staff's.
	agent.does("replyToTicket", opened, says("Provi ad aggiornare."))
	if answered := heard.hears("Message", "Status"); answered[1].Entry.ToLabel != "In attesa di risposta" ||
		answered[0].Entry.Message.Text != "Provi ad aggiornare." || !answered[0].Entry.Message.Author.IsSupport {
		t.Errorf("answered: %+v %+v", answered[0].Entry, answered[1].Entry)
	}
	worked.hears("Message", "Status")
	customer.does("replyToTicket", opened, says("Aggiornato, non cambia."))
	if back := worked.hears("Message", "Status"); back[1].Entry.To != "IN_PROGRESS" || back[1].Entry.ToLabel != "In progress" {
		t.Errorf("the customer has answered: %+v", back[1].Entry)
	}
	heard.hears("Message", "Status")
	customer.counts(1, 0, map[string]int{"In lavorazione": 1})

	// The priority is staff's.
	customer.mayNot("changePriority", opened, "PRIORITY_CHANGE_REFUSED", vars{"priority": "HIGH"})
	agent.does("changePriority", opened, vars{"priority": "HIGH"})
	if raised := heard.hears("Priority"); raised[0].Entry.ToPriority != "HIGH" || raised[0].Ticket.PriorityLabel != "Alta" {
		t.Errorf("raised: %+v", raised[0])
	}
	worked.hears("Priority")

	// The customer closes, and takes it up again: by a reply, and without one.
	customer.does("closeTicket", opened)
	heard.hears("Status")
	if closed := worked.hears("Status"); closed[0].Ticket.ClosedAt == nil || closed[0].Ticket.ClosedSeconds == nil || closed[0].Ticket.WaitingSeconds != nil {
		t.Errorf("closed: %+v", closed[0].Ticket)
	}
	customer.counts(0, 1, map[string]int{"Chiuso": 1})
	agent.mayNot("takeTicket", opened, "TICKET_CLOSED")
	reply := customer.does("replyToTicket", opened, says("È successo di nuovo."))
	if reply.FollowUp == nil || *reply.FollowUp != "REOPENED" || reply.Ticket.ReopenCount != 1 || reply.Ticket.ClosedAt != nil {
		t.Errorf("reopened by a reply: %+v", reply)
	}
	worked.hears("Message", "Status")
	heard.hears("Message", "Status")
	customer.mayNot("reopenTicket", opened, "REOPEN_NOT_ALLOWED")
	customer.does("closeTicket", opened)
	if again := customer.does("reopenTicket", opened); again.Ticket.StatusLabel != "In lavorazione" || again.Ticket.ReopenCount != 2 {
		t.Errorf("reopened: %+v", again.Ticket)
	}
	heard.hears("Status", "Status")
	worked.hears("Status", "Status")
	customer.counts(1, 0, map[string]int{"In lavorazione": 1})
	for _, f := range []*follower{heard, worked} {
		f.hangUp()
	}
	o.sendsAfterAWeek(2)
	customer.neverTold("build 77", agent.name)
}
