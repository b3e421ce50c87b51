package acceptance

import (
	"testing"
	"time"
)

// The desk of a web application (manuals/2-autofattura-tickets.txt): three statuses, support has one name, and a reply
// always reopens.
func TestStoryAutofattura(t *testing.T) {
	t.Parallel()
	const support = "Supporto Autofattura.io"
	o := newStory(t, "saas", support, "it")
	customer, agent := o.customer, o.agent

	// M2.2: at least 5 and 10 characters; the priority is normal unless told. M2.3: three statuses.
	customer.errs("openTicket", vars{"subject": "Boh!", "description": "La fattura 7 è scartata."}, "TOO_SHORT", "input", "subject")
	customer.errs("openTicket", vars{"subject": "Fattura scartata", "description": "Scartata!"}, "TOO_SHORT", "input", "description")
	customer.sees(nil)
	customer.uses(o.desk, []string{"Aperto", "In Lavorazione", "Chiuso"}, []string{"Bassa", "Media", "Alta", "Urgente"})
	opened := customer.open("Fatt.", "Scartata??")
	if opened.Priority != "NORMAL" || opened.PriorityLabel != "Media" || opened.StatusLabel != "Aperto" {
		t.Errorf("opened: %+v", opened)
	}
	urgent := customer.open("Non posso emettere fatture", "Il pulsante non risponde più.", vars{"priority": "URGENT"})
	o.colleague.missing(o, opened)
	o.stranger.missing(o, opened)
	o.promisesWorkingHours(opened, urgent)
	o.passes(time.Hour)
	customer.sees(vars{"status": vars{"eq": "IN_PROGRESS"}}) // M2.4

	heard, worked := customer.follow(opened.ID, ""), agent.follow(opened.ID, "")
	heard.snapshot()
	worked.snapshot()

	// M2.10, M2.7: followed in real time; support has the desk's name, for staff their own.
	agent.does("takeTicket", opened)
	if taken := heard.hears("Status"); taken[0].Entry.ToLabel != "In Lavorazione" || taken[0].Entry.Actor.Name != support || !taken[0].Entry.Actor.IsSupport {
		t.Errorf("taken: %+v", taken[0].Entry)
	}
	worked.hears("Assignment", "Status")
	agent.does("addNote", opened, says("Caused by the rate table, see 4711"))
	worked.hears("Message")
	agent.does("replyToTicket", opened, says("Quale numero ha la fattura?"))
	if m := heard.hears("Message")[0].Entry.Message; m.Author.Name != support || m.Author.Kind != "STAFF" || !m.Author.IsSupport || m.Author.User != nil {
		t.Errorf("support's reply for the customer: %+v", m)
	}
	if m := worked.hears("Message")[0].Entry.Message; m.Author.Name != agent.name || m.Author.User == nil || !m.Author.IsViewer {
		t.Errorf("support's reply for staff: %+v", m)
	}
	customer.does("replyToTicket", opened, says("La numero 7."))
	heard.hears("Message")
	if m := worked.hears("Message")[0].Entry.Message; m.Author.Name != customer.name || m.Author.IsSupport {
		t.Errorf("the customer's reply: %+v", m)
	}
	// M2.5: the detail shows every message and who sent it.
	for i, want := range []string{customer.name, support, customer.name} {
		if got := customer.conversation(opened.ID)[i]; got.Author.Name != want || got.Author.IsSupport != (want == support) {
			t.Errorf("message %d: %+v", i, got)
		}
	}
	customer.counts(2, 0, map[string]int{"Aperto": 1, "In Lavorazione": 1})
	o.listsWhatTheManualLists(opened, urgent)
	agent.counts(2, 0, map[string]int{"Open": 1, "In progress": 1})

	// M2.8: status and priority are staff's alone.
	customer.mayNot("changePriority", opened, "PRIORITY_CHANGE_REFUSED", vars{"priority": "HIGH"})
	customer.mayNot("changeStatus", opened, "STAFF_ONLY", vars{"status": "OPEN"})
	customer.mayNot("closeTicket", opened, "CLOSE_NOT_ALLOWED")
	customer.errs("replyToTicket", vars{"ticket": opened.ID, "text": "E alzatela.", "priority": "HIGH"},
		"PRIORITY_CHANGE_REFUSED", "input", "priority")
	if got := len(customer.conversation(opened.ID)); got != 3 {
		t.Errorf("%d messages: the refused reply was kept", got)
	}
	agent.does("changePriority", opened, vars{"priority": "HIGH"})
	heard.hears("Priority")
	worked.hears("Priority")
	agent.errs("changeStatus", vars{"ticket": opened.ID, "status": "WAITING_ON_CUSTOMER"}, "STATUS_NOT_USED", "input", "status") // M2.3
	agent.does("closeTicket", opened)
	if closed := heard.hears("Status"); closed[0].Entry.ToLabel != "Chiuso" || closed[0].Entry.Actor.Name != support {
		t.Errorf("closed: %+v", closed[0].Entry)
	}
	worked.hears("Status")
	customer.counts(1, 1, map[string]int{"Aperto": 1, "Chiuso": 1})

	// M2.6: a reply to the closed ticket reopens it; without one only staff do.
	customer.mayNot("reopenTicket", opened, "REOPEN_NOT_ALLOWED")
	reply := customer.does("replyToTicket", opened, says("È ancora scartata."))
	if reply.FollowUp == nil || *reply.FollowUp != "REOPENED" || reply.Ticket.StatusLabel != "Aperto" || reply.Ticket.ReopenCount != 1 {
		t.Errorf("reopened: %+v", reply)
	}
	worked.hears("Message", "Status")
	heard.hears("Message", "Status")
	customer.counts(2, 0, map[string]int{"Aperto": 2})
	if last := customer.read(opened.ID).LastMessage; last.AuthorKind != "CUSTOMER" || last.Excerpt != "È ancora scartata." {
		t.Errorf("the last message: %+v", last)
	}
	if n := len(customer.timeline(opened.ID)); n != heard.seq {
		t.Errorf("the timeline has %d entries, %d were heard", n, heard.seq)
	}
	for _, f := range []*follower{heard, worked} {
		f.hangUp()
	}
	o.reopensAfterMonths(opened)
	customer.neverTold("the rate table", agent.name, agent.email) // M2.7: in no message, entry, event or list
}
