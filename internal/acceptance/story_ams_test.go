package acceptance

import (
	"slices"
	"testing"
)

// The desk of accountants' studios (manuals/1-ams-tickets.txt): what is closed stays closed.
func TestStoryAMS(t *testing.T) {
	t.Parallel()
	o := newStory(t, "studio", "AMS Example", "it")
	customer, agent := o.customer, o.agent
	o.showsEmptyCounters()
	o.showsPeopleOnceEntered()

	// M1.8: no file with the first request; afterwards there is.
	log := upload{"schermata.txt", "ERRORE 98,20"}
	form := vars{"subject": "ERRORE 98,20 ON MOCO", "description": "Quando vado su MPRI\nesce un errore."}
	customer.errs("openTicket", with(vars{"attachments": files(log)}, form), "ATTACHMENTS_NOT_ALLOWED", "input", "attachments")
	customer.errs("openTicket", with(vars{"priority": "HIGH"}, form), "PRIORITY_NOT_USED", "input", "priority") // M1.6: two impacts
	customer.sees(nil)
	opened := customer.open("ERRORE 98,20 ON MOCO", "Quando vado su MPRI\nesce un errore.", vars{"fields": amsAnswers("BLOCKED")}) // M1.6: blocked
	if opened.Number != 1 || opened.PriorityLabel != "Sono bloccato" || opened.Excerpt != "Quando vado su MPRI" || opened.Assignee != nil {
		t.Errorf("opened: %+v", opened)
	}
	if got := agent.read(opened.ID); got.StatusLabel != "Open" || got.PriorityLabel != "I am blocked" {
		t.Errorf("in the agent's language: %q, %q", got.StatusLabel, got.PriorityLabel)
	}
	customer.choosesPeople(o, opened)
	o.stranger.missing(o, opened)
	o.stranger.counts(0, 0, map[string]int{})
	o.colleague.sees(nil, opened.Subject) // all of the tenant's
	customer.counts(1, 0, map[string]int{"Aperto": 1})

	heard, worked := customer.follow(opened.ID, ""), agent.follow(opened.ID, "")
	for _, f := range []*follower{heard, worked} {
		if e := f.snapshot(); e.Ticket.Status != "OPEN" || len(e.Messages) != 1 || e.Messages[0].Kind != "DESCRIPTION" {
			t.Errorf("%s: snapshot %+v", f.user.name, e)
		}
	}

	// M1.10: taken in charge.
	customer.mayNot("takeTicket", opened, "STAFF_ONLY")
	agent.does("takeTicket", opened)
	worked.hears("Assignment", "Status")
	taken := heard.hears("Assignment", "Status")
	if taken[1].Entry.ToLabel != "In gestione" || taken[0].Entry.Assignee.Name != agent.name {
		t.Errorf("taken: %+v", taken)
	}
	customer.counts(1, 0, map[string]int{"In gestione": 1}) // M1.9

	// A note among staff reaches no customer: their next event is the reply.
	customer.mayNot("addNote", opened, "STAFF_ONLY", says("Una nota?"))
	note := agent.does("addNote", opened, says("COBOL runtime 4 again, call the vendor"))
	worked.hears("Message")
	if got := customer.read(opened.ID); got.NoteCount != nil || got.MessageCount != 1 || got.LastMessage.AuthorKind != "CUSTOMER" || got.UpdatedAt != taken[1].Ticket.UpdatedAt {
		t.Errorf("after a note: %+v", got)
	}
	customer.denied("NOT_FOUND", `query($id: ID!) { node(id: $id) { id } }`, vars{"id": note.Message.ID})

	// M1.10: staff replied = WAITING_ON_CUSTOMER, at the customer's open page at once.
	agent.does("replyToTicket", opened, says("Quale versione ha installato?"))
	worked.hears("Message", "Status")
	answered := heard.hears("Message", "Status")
	if m := answered[0].Entry.Message; m.Text != "Quale versione ha installato?" || m.Author.Name != agent.name || !m.Author.IsSupport {
		t.Errorf("the answer: %+v", m)
	}
	if e := answered[1]; e.Entry.ToLabel != "Risposto" || e.Ticket.AutoCloseAt == nil || e.Ticket.FirstRespondedAt == nil {
		t.Errorf("answered: %+v %+v", e.Entry, e.Ticket)
	}
	customer.counts(1, 0, map[string]int{"Risposto": 1})
	agent.counts(1, 0, map[string]int{"Answered": 1})

	// M1.8, M1.10: the customer answers with a file = IN_PROGRESS.
	customer.does("replyToTicket", opened, says("La 4.2, ecco la schermata."), vars{"attachments": files(log)})
	heard.hears("Message", "Status")
	back := worked.hears("Message", "Status")
	if m := back[0].Entry.Message; len(m.Attachments) != 1 || m.Attachments[0].Name != log.name || m.Attachments[0].Size != len(log.content) {
		t.Errorf("the reply with a file: %+v", m)
	}
	if got := back[1].Ticket; got.Status != "IN_PROGRESS" || got.AutoCloseAt != nil || got.LastMessage.AuthorKind != "CUSTOMER" {
		t.Errorf("the customer has answered: %+v", got)
	}

	// Closing is the staff's; M1.11: what is closed stays closed, and says the way out.
	customer.mayNot("closeTicket", opened, "CLOSE_NOT_ALLOWED")
	customer.mayNot("changePriority", opened, "PRIORITY_CHANGE_REFUSED", vars{"priority": "NORMAL"})
	agent.does("closeTicket", opened, vars{"message": "Risolto con la 4.3."})
	heard.hears("Message", "Status")
	worked.hears("Message", "Status")
	customer.stands(opened.ID, "CLOSED", "Chiuso")
	customer.counts(0, 1, map[string]int{"Chiuso": 1})
	// M1.12: opened, the ticket shows its whole conversation, in order.
	talk := customer.conversation(opened.ID)
	if n := len(talk); n < 4 || talk[0].Kind != "DESCRIPTION" ||
		talk[n-2].Text != "La 4.2, ecco la schermata." || talk[n-1].Text != "Risolto con la 4.3." {
		t.Errorf("the conversation: %+v", talk)
	}
	refused := customer.mayNot("replyToTicket", opened, "TICKET_CLOSED", says("Non va ancora."))
	if refused.FollowUp == nil || *refused.FollowUp != "REJECTED" || refused.Message != nil {
		t.Errorf("a reply to a closed ticket: %+v", refused)
	}
	agent.mayNot("replyToTicket", opened, "TICKET_CLOSED", says("Ancora una cosa."))
	agent.mayNot("reopenTicket", opened, "TICKET_CLOSED")
	customer.mayNot("changePerson", opened, "TICKET_CLOSED")
	if customer.read(opened.ID).ViewerCan.ReplyOpensNewTicket {
		t.Error("a reply would open a new ticket")
	}

	// M1.11: the new ticket points at the old one, and both say so.
	next := customer.open("Ancora ERRORE 98,20", "Dopo la 4.3 torna.", vars{"follows": vars{"number": vars{"desk": o.desk, "number": opened.Number}}})
	if next.Follows == nil || next.Follows.ID != opened.ID || next.Number != 2 {
		t.Errorf("the next ticket: %+v", next)
	}
	if linked := heard.hears("Link"); linked[0].Entry.Other == nil || linked[0].Entry.Other.ID != next.ID || linked[0].Ticket.Status != "CLOSED" {
		t.Errorf("the old ticket: %+v", linked[0])
	}
	customer.sees(vars{"status": vars{"eq": "OPEN"}}, next.Subject)
	customer.sees(nil, next.Subject, opened.Subject)
	for _, f := range []*follower{heard, worked} {
		f.hangUp()
	}
	o.answersInTime()
	o.closesWhatIsSilent()
	customer.neverTold("COBOL runtime 4")
}

// choosesPeople goes through the manual's PERSONE with the customer's ticket, which stands afterwards as before.
func (u *user) choosesPeople(o *office, on *ticket) {
	u.t.Helper()
	toldAre := func(t *ticket, want ...address) {
		u.t.Helper()
		if !slices.Equal(t.Notifies, want) {
			u.t.Errorf("told: %+v, want %+v", t.Notifies, want)
		}
	}
	account := address{u.name, u.email, "ACCOUNT"}
	toldAre(on, account)

	// M1.5: at first nobody is on the list; staff and the company's administrators keep it, requesters do not.
	if people := o.people(); len(people) != 0 {
		u.t.Errorf("people before any was entered: %+v", people)
	}
	ida := vars{"tenant": o.tenant, "name": "Ida Impiegata", "email": "ida@alfa.example.com", "phone": "+39 011 5555"}
	if p := u.call("addPerson", ida); len(p.Errors) != 1 || p.Errors[0].Code != "FORBIDDEN" {
		u.t.Errorf("a requester adds to the list: %+v", p)
	}
	if p := o.stranger.call("addPerson", ida); len(p.Errors) != 1 || p.Errors[0].Code != "NOT_FOUND" {
		u.t.Errorf("a stranger adds to the list: %+v", p)
	}
	piero := o.person()
	o.agent.errs("addPerson", with(vars{}, ida, vars{"email": "PIERO@alfa.example.com"}), "PERSON_EXISTS", "input", "email")
	added := o.agent.enters("addPerson", ida)
	if people := o.people(); len(people) != 2 || people[0] != *added || people[1].ID != piero {
		u.t.Errorf("people: %+v", people)
	}

	// M1.7: the chosen person is told in the account's place; who was removed no more, and can't be chosen.
	toldAre(u.does("changePerson", on, vars{"person": added.ID}).Ticket, address{"Ida Impiegata", "ida@alfa.example.com", "PERSON"})
	toldAre(o.agent.does("changePerson", on, vars{"person": piero}).Ticket, address{personName, "piero@alfa.example.com", "PERSON"})
	toldAre(u.does("changePerson", on, vars{"person": added.ID}).Ticket, address{"Ida Impiegata", "ida@alfa.example.com", "PERSON"})
	o.agent.enters("removePerson", vars{"person": added.ID})
	old := u.read(on.ID)
	toldAre(old, account)
	if old.Person == nil || old.Person.Name != "Ida Impiegata" || len(o.people()) != 1 {
		u.t.Errorf("after the person was removed: %+v", old.Person)
	}
	toldAre(u.does("changePerson", on).Ticket, account)
	u.errs("changePerson", vars{"ticket": on.ID, "person": added.ID}, "PERSON_REMOVED", "input", "person")
}
