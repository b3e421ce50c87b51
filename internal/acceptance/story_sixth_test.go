package acceptance

import (
	"slices"
	"testing"

	"sportello/internal/desktest"
)

// A sixth desk, of which the program has never heard: a bicycle workshop that is one YAML file. Its statuses, moves, form,
// windows and clock hold without a line of Go.
func TestStorySixthDesk(t *testing.T) {
	t.Parallel()
	o := foundOffice(t, "ciclofficina", "Ciclofficina Example", "it", "--policy", "testdata/ciclofficina.yaml")
	customer, agent := o.customer, o.agent

	customer.uses(o.desk, []string{"Consegnata", "Sul cavalletto", "Preventivo da approvare", "Ricambio ordinato", "Pronta da ritirare", "Ritirata"},
		[]string{"Con calma", "Mi serve per lavorare"})
	agent.uses(o.desk, []string{"Handed in", "On the stand", "Estimate to approve", "Part on order", "Ready to fetch", "Fetched"},
		[]string{"No hurry", "I need it for work"})

	opened := o.handsIn()
	heard := customer.follow(opened.ID, "")
	heard.snapshot()
	agent.does("takeTicket", opened)
	if taken := heard.hears("Assignment", "Status"); taken[1].Entry.ToLabel != "Sul cavalletto" {
		t.Errorf("taken: %+v", taken[1].Entry)
	}

	// An estimate, an answer, a part on order: the desk's own moves and words.
	agent.does("replyToTicket", opened, says("Servono le pastiglie: 24 euro."))
	if asked := heard.hears("Message", "Status"); asked[1].Entry.ToLabel != "Preventivo da approvare" {
		t.Errorf("asked: %+v", asked[1].Entry)
	}
	agent.errs("changeStatus", vars{"ticket": opened.ID, "status": "IN_DEVELOPMENT"}, "TRANSITION_NOT_ALLOWED", "input", "status")
	customer.does("replyToTicket", opened, says("Va bene, procedete."), vars{"attachments": files(upload{"si.txt", "ok"})})
	heard.hears("Message", "Status")
	agent.does("changeStatus", opened, vars{"status": "IN_DEVELOPMENT"})
	if ordered := heard.hears("Status"); ordered[0].Entry.ToLabel != "Ricambio ordinato" {
		t.Errorf("ordered: %+v", ordered[0].Entry)
	}
	agent.mayNot("resolveTicket", opened, "TRANSITION_NOT_ALLOWED")
	agent.does("changeStatus", opened, vars{"status": "IN_PROGRESS"})
	agent.does("resolveTicket", opened)
	if ready := heard.hears("Status", "Status"); ready[1].Entry.ToLabel != "Pronta da ritirare" || ready[1].Ticket.AutoCloseAt == nil {
		t.Errorf("ready: %+v", ready[1])
	}
	customer.mayNot("closeTicket", opened, "CLOSE_NOT_ALLOWED")
	customer.mayNot("reopenTicket", opened, "REOPEN_NOT_ALLOWED")
	if again := customer.does("replyToTicket", opened, says("Fischia ancora.")); again.FollowUp == nil || *again.FollowUp != "REOPENED" {
		t.Errorf("an objection: %+v", again)
	}
	heard.hears("Message", "Status")
	agent.does("resolveTicket", opened)
	heard.hears("Status")
	heard.hangUp()
	o.letsTimeGoBy(opened)
}

// handsIn opens a ticket by the desk's own form: what is missing is said at once, and the chosen repair sets the priority.
func (o *office) handsIn() *ticket {
	o.t.Helper()
	answers := func(pairs ...string) (list []vars) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, vars{"key": pairs[i], "value": pairs[i+1]})
		}
		return list
	}
	refused := o.customer.call("openTicket", vars{"subject": "Tu", "description": "Frena?", "fields": answers("cargo", "YES")})
	var at []string
	for _, e := range refused.Errors {
		at = append(at, e.Code+" "+e.Field[len(e.Field)-1])
	}
	slices.Sort(at)
	if want := []string{"REQUIRED frame_number", "REQUIRED repair", "TOO_SHORT description", "TOO_SHORT subject"}; !slices.Equal(at, want) {
		o.t.Errorf("what is missing: %v, want %v", at, want)
	}
	form := append(answers("cargo", "NO"), vars{"key": "repair", "path": []string{"BRAKES", "DEAD"}})
	o.customer.errs("openTicket", vars{"subject": "Bici blu", "description": "Non frena davanti.", "fields": form,
		"attachments": files(upload{"foto.txt", "blu"})}, "ATTACHMENTS_NOT_ALLOWED", "input", "attachments")
	opened := o.customer.open("Bici blu", "Non frena davanti.", vars{"fields": form})
	if opened.StatusLabel != "Consegnata" || opened.PriorityLabel != "Mi serve per lavorare" || opened.Number != 1 {
		o.t.Errorf("opened: %+v", opened)
	}
	calm := o.customer.open("Bici rossa", "Una gomma a terra.", vars{"fields": append(answers("cargo", "NO"), vars{"key": "repair", "path": []string{"TYRE"}})})
	o.customer.mayRaise(calm, "NORMAL")
	o.customer.sees(vars{"fields": []vars{{"key": "repair", "eq": "BRAKES/DEAD"}}}, "Bici blu")
	o.colleague.sees(nil, "Bici rossa", "Bici blu")
	o.stranger.missing(o, opened)
	return opened
}

// letsTimeGoBy: what is not fetched for three days is closed by the clock; within the guarantee a reply reopens it, and
// afterwards it goes on in a new ticket.
func (o *office) letsTimeGoBy(resolved *ticket) {
	o.t.Helper()
	const day = " * 86400 * 1000000 WHERE id = (SELECT id FROM (SELECT MIN(id) AS id FROM tickets) AS first)"
	o.kill()
	desktest.Exec(o.t, o.database, "UPDATE tickets SET status_since = status_since - 3"+day)
	o.start()
	if _, closed := o.journal.await("closed silent tickets", o.exited); !closed {
		o.t.Fatalf("the clock closed nothing:\n%s", o.journal)
	}
	o.customer.stands(resolved.ID, "CLOSED", "Ritirata")
	reply := o.customer.does("replyToTicket", resolved, says("Di nuovo non frena."))
	if reply.FollowUp == nil || *reply.FollowUp != "REOPENED" || reply.Ticket.StatusLabel != "Sul cavalletto" {
		o.t.Errorf("within the guarantee: %+v", reply)
	}
	o.agent.does("closeTicket", resolved)
	desktest.Exec(o.t, o.database, "UPDATE tickets SET closed_at = closed_at - 31"+day)
	next := o.customer.does("replyToTicket", resolved, says("E adesso fischia."))
	if next.FollowUp == nil || *next.FollowUp != "NEW_LINKED" || next.Ticket.ID == resolved.ID || next.Ticket.StatusLabel != "Consegnata" {
		o.t.Errorf("after the guarantee: %+v", next)
	}
}
