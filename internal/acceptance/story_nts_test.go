package acceptance

import (
	"strings"
	"testing"
)

// The customer portal (manuals/4-nts-customer-portal.txt): its customers close with a message, and what is urgent needs
// a new ticket.
func TestStoryNTS(t *testing.T) {
	t.Parallel()
	o := newStory(t, "portal", "NTS Example", "it")
	customer, agent := o.customer, o.agent
	o.showsTheForm()

	// M4.10: files of less than 4 MB each.
	form := vars{"subject": "PROBLEMA SU EMISSIONE NOTA DI ACCREDITO", "description": "Buongiorno,\nnon riesco a emetterla."}
	full := upload{"piena.bin", strings.Repeat("x", 4_000_000)}
	largest := upload{"quasi piena.bin", full.content[1:]}
	customer.errs("openTicket", with(vars{"attachments": files(full)}, form), "ATTACHMENT_TOO_LARGE", "input", "attachments", "0")
	customer.sees(nil)
	p := customer.call("openTicket", with(vars{"attachments": files(upload{"nota.txt", "NA 17"}, largest)}, form))
	if len(p.Errors) > 0 || p.Ticket.AttachmentCount != 2 || p.Ticket.Priority != "NORMAL" {
		t.Fatalf("opened: %+v", p)
	}
	opened := p.Ticket
	// M4.13: what a row of the list says.
	if opened.Number != 1 || opened.StatusLabel != "Non assegnato" || opened.Excerpt != "Buongiorno," || opened.Requester.Name != customer.name ||
		opened.WaitingSeconds == nil || opened.ClosedSeconds != nil || opened.Assignee != nil {
		t.Errorf("the row: %+v", opened)
	}
	o.colleague.sees(vars{"number": vars{"eq": 1}}, opened.Subject) // M4.12
	o.stranger.missing(o, opened)
	heard, worked := customer.follow(opened.ID, ""), agent.follow(opened.ID, "")
	heard.snapshot()
	worked.snapshot()

	// M4.13: the operator is known by name.
	agent.does("takeTicket", opened)
	if taken := heard.hears("Assignment", "Status"); taken[0].Entry.Assignee.Name != agent.name || taken[1].Entry.ToLabel != "In attesa" {
		t.Errorf("taken: %+v", taken)
	}
	worked.hears("Assignment", "Status")
	agent.does("addNote", opened, says("License 4409 has expired"))
	worked.hears("Message")
	agent.does("replyToTicket", opened, says("Quale causale usa?"))
	if m := heard.hears("Message", "Status")[0].Entry.Message; m.Author.Name != agent.name {
		t.Errorf("the answer: %+v", m)
	}
	worked.hears("Message", "Status")
	customer.stands(opened.ID, "WAITING_ON_CUSTOMER", "Rinviato")
	agent.stands(opened.ID, "WAITING_ON_CUSTOMER", "Sent back")

	// M4.14: the customer changes the reference person without a word; M4.11: the account stays the address that is told.
	contact := customer.does("changePerson", opened, vars{"person": o.person()}).Ticket
	if contact.Person == nil || contact.Person.Name != personName || len(contact.Notifies) != 1 || contact.Notifies[0].Why != "ACCOUNT" {
		t.Errorf("the reference person: %+v", contact)
	}
	customer.does("changePerson", opened)
	heard.hears("Person", "Person")
	worked.hears("Person", "Person")

	// M4.15: reply, file, priority and person are one act: all or nothing. M4.14: never raised to blocking.
	input := vars{"ticket": opened.ID, "text": "La 12.", "attachments": files(upload{"causale.txt", "12"}), "person": o.person()}
	customer.errs("replyToTicket", with(vars{"priority": "URGENT"}, input), "PRIORITY_RAISE_REFUSED", "input", "priority")
	if got := customer.read(opened.ID); got.MessageCount != 2 || got.AttachmentCount != 2 || got.Person != nil || got.Version != agent.read(opened.ID).Version {
		t.Errorf("after a refused reply: %+v", got)
	}
	customer.does("replyToTicket", opened, with(vars{"priority": "HIGH"}, input))
	heard.hears("Message", "Status", "Priority", "Person")
	if back := worked.hears("Message", "Status", "Priority", "Person")[3].Ticket; back.Priority != "HIGH" || back.Person.Name != personName ||
		back.AttachmentCount != 3 || back.Status != "IN_PROGRESS" {
		t.Errorf("replied: %+v", back)
	}
	o.showsTheDetail(opened, 3)
	if choices := customer.read(opened.ID).ViewerCan.PriorityChoices; len(choices) != 2 || choices[0].Value != "LOW" || choices[1].Value != "NORMAL" {
		t.Errorf("priorities for the customer: %v", choices)
	}
	customer.errs("changePriority", vars{"ticket": opened.ID, "priority": "URGENT"}, "PRIORITY_RAISE_REFUSED", "input", "priority")
	customer.does("changePriority", opened, vars{"priority": "LOW"})
	heard.hears("Priority")
	worked.hears("Priority")
	blocking := customer.open("Non emetto DDT", "La spedizione parte ora.", vars{"priority": "URGENT"})
	if blocking.PriorityLabel != "Bloccante" {
		t.Errorf("opened as blocking: %+v", blocking)
	}
	agent.does("changeStatus", opened, vars{"status": "IN_DEVELOPMENT"})
	if moved := heard.hears("Status"); moved[0].Entry.ToLabel != "In sviluppo" {
		t.Errorf("moved: %+v", moved[0].Entry)
	}
	worked.hears("Status")
	customer.counts(2, 0, map[string]int{"Non assegnato": 1, "In sviluppo": 1})

	// M4.16: the customer closes with a message, and not within five minutes; a reply is always possible.
	customer.mayNot("closeTicket", opened, "TOO_EARLY_TO_CLOSE", vars{"message": "Ho già risolto."})
	customer.errs("replyToTicket", vars{"ticket": opened.ID, "text": "Ho già risolto.", "close": true}, "TOO_EARLY_TO_CLOSE")
	customer.errs("closeTicket", vars{"ticket": opened.ID}, "MESSAGE_REQUIRED", "input", "message")
	customer.does("replyToTicket", opened, says("Ho già risolto."))
	heard.hears("Message")
	worked.hears("Message")
	agent.does("closeTicket", opened)
	if closed := heard.hears("Status")[0]; closed.Entry.ToLabel != "Chiuso" || closed.Ticket.ClosedSeconds == nil || closed.Ticket.WaitingSeconds != nil {
		t.Errorf("closed: %+v", closed.Ticket)
	}
	worked.hears("Status")
	customer.sees(vars{"status": vars{"eq": "CLOSED"}}, opened.Subject) // M4.12
	customer.counts(1, 1, map[string]int{"Non assegnato": 1, "Chiuso": 1})

	// M4.17: within fifteen days a reply reopens.
	reply := customer.does("replyToTicket", opened, says("Il problema è tornato."))
	if reply.FollowUp == nil || *reply.FollowUp != "REOPENED" || reply.Ticket.StatusLabel != "In attesa" || reply.Ticket.ReopenCount != 1 {
		t.Errorf("reopened: %+v", reply)
	}
	heard.hears("Message", "Status")
	worked.hears("Message", "Status")
	for _, f := range []*follower{heard, worked} {
		f.hangUp()
	}
	o.opensFromFivePlaces()
	o.closesAfterFiveMinutes()
	o.refusesAfterFifteenDays()
	customer.neverTold("License 4409")
}
