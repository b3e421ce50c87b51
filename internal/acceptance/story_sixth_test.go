package acceptance

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// workshop is a desk of which the program has never heard, in a house where the clock can be moved: a bicycle workshop that is
// one YAML file.
type workshop struct {
	*office
	demo  *demoHouse
	chief *user  // administrator of the desk
	rules string // the file
}

const workshopRules = "testdata/ciclofficina.yaml"

// newWorkshop adds the desk to a running server, on a Tuesday at ten.
func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	text, err := os.ReadFile(workshopRules)
	if err != nil {
		t.Fatal(err)
	}
	w := &workshop{demo: newDemo(t), rules: string(text)}
	w.office = w.demo.founds("ciclofficina", "Ciclofficina Example", "it", "--policy", workshopRules)
	w.chief = w.add("Chiara Chief", "en", "", "ADMINISTRATOR")
	w.demo.until(w.tuesdayAt(w.demo.now(w.demo.tell()), 10, 0))
	w.signIn()
	w.chief.signIn()
	return w
}

// tuesdayAt is the next Tuesday after an instant that is worked in full, at a time of the desk's day.
func (w *workshop) tuesdayAt(after time.Time, hour, minute int) time.Time {
	w.t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		w.t.Fatal(err)
	}
	day := after.In(rome)
	at := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, rome)
	for at = at.AddDate(0, 0, 1); at.Weekday() != time.Tuesday || at.Month() == time.June; {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// brings are the answers to the desk's form for a bicycle that is not a cargo.
func brings(repair ...string) vars {
	return vars{"fields": []vars{said("cargo", "NO"), chosen("repair", repair...)}}
}

// A sixth desk, made up only of a new YAML file: its statuses, words, moves, form, drafts, windows, promises and clock hold
// without a line of Go, and so do what all desks share: merging, searching, other rules while people work.
func TestStorySixthDesk(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.customer.uses(w.desk, []string{"Appunto", "Consegnata", "Sul cavalletto", "Preventivo da approvare", "Ricambio ordinato", "Pronta da ritirare", "Ritirata"},
		[]string{"Con calma", "Mi serve per lavorare"})
	w.agent.uses(w.desk, []string{"Jotted down", "Handed in", "On the stand", "Estimate to approve", "Part on order", "Ready to fetch", "Fetched"},
		[]string{"No hurry", "I need it for work"})
	w.drawsItsForm()
	w.keepsADraft()
	opened := w.handsIn()
	w.promises(opened)
	w.repairs(opened)
	w.letsTimeGoBy(opened)
	w.mergesAndFinds()
	w.changesItsRules()
}

// drawsItsForm wants the form that a page draws, and all that is wrong with answers to it at once.
func (w *workshop) drawsItsForm() {
	w.t.Helper()
	fields, keys := w.customer.formOf(w.desk)
	if want := []string{"subject", "repair", "cargo", "frame_number", "pick_up_mail", "deposit", "description"}; !slices.Equal(keys, want) {
		w.t.Errorf("the form is %q, want %q", keys, want)
	}
	if repair := fields["repair"]; repair.Label != "Cosa non va" || repair.Kind != "TREE" || len(repair.Options) != 5 ||
		repair.Options[0].IsLeaf || repair.Options[2].Depth != 1 || repair.Options[2].Priority == nil || *repair.Options[2].Priority != "URGENT" {
		w.t.Errorf("the tree: %+v", repair)
	}
	if frame := fields["frame_number"]; frame.RequiredWhen == nil || frame.RequiredWhen.Field != "cargo" || !slices.Equal(frame.RequiredWhen.In, []string{"YES"}) {
		w.t.Errorf("the frame's number: %+v", frame)
	}
	if deposit := fields["deposit"]; deposit.Notice == nil || deposit.Notice.Version != "2026-02" || !strings.HasPrefix(deposit.Notice.Text, "Una cargo") {
		w.t.Errorf("the deposit: %+v", deposit)
	}
	w.customer.allFaults(vars{"subject": "Tu", "description": "Frena?", "fields": []vars{said("cargo", "YES"), said("pick_up_mail", "mario")}},
		"TOO_SHORT input subject", "TOO_SHORT input description", "REQUIRED input fields repair", "REQUIRED input fields frame_number",
		"CONSENT_REQUIRED input fields deposit", "INVALID_VALUE input fields pick_up_mail")
	w.customer.allFaults(with(vars{"subject": "Bici", "description": "Non frena davanti.",
		"attachments": files(upload{"foto.txt", "blu"})}, brings("BRAKES")),
		"ATTACHMENTS_NOT_ALLOWED input attachments", "NOT_A_LEAF input fields repair")
	w.customer.allFaults(with(vars{"subject": "Bici", "description": "Non frena davanti.", "priority": "NORMAL"}, brings("BRAKES", "DEAD")),
		"PRIORITY_SET_BY_CHOICE input priority")
}

// keepsADraft: it is the author's alone until it is sent, and then is numbered.
func (w *workshop) keepsADraft() {
	w.t.Helper()
	kept := w.customer.keepsDraft(vars{"subject": "Cargo gialla", "fields": []vars{said("cargo", "YES"), chosen("repair", "TYRE")}})
	if kept.StatusLabel != "Appunto" || len(kept.Missing) == 0 {
		w.t.Errorf("kept: %+v", kept)
	}
	w.agent.sees(nil)
	w.agent.denied("NOT_FOUND", `query($id: ID!) { node(id: $id) { id } }`, vars{"id": kept.ID})
	whole := []vars{said("cargo", "YES"), chosen("repair", "TYRE"), said("frame_number", "WB 1234"), said("deposit", "2026-02")}
	w.customer.keepsDraft(vars{"id": kept.ID, "subject": "Cargo gialla", "description": "La gomma dietro è a terra.", "fields": whole})
	sent := w.customer.sendsDraft(kept.ID)
	if sent.Number != 1 || sent.StatusLabel != "Consegnata" || sent.PriorityLabel != "Con calma" {
		w.t.Errorf("sent: %+v", sent)
	}
	if fields, _, at := w.customer.answersOf(sent.ID); fields["frame_number"].Value != "WB 1234" || fields["deposit"].AcceptedAt == nil || *fields["deposit"].AcceptedAt != at {
		w.t.Errorf("its answers: %+v", fields)
	}
	w.customer.drafts()
}

// handsIn opens a ticket: the chosen repair sets the priority, and who else was named is told of it.
func (w *workshop) handsIn() *ticket {
	w.t.Helper()
	form := brings("BRAKES", "DEAD")
	form["fields"] = append(form["fields"].([]vars), said("pick_up_mail", "mario@alfa.example.com"))
	opened := w.customer.open("Bici blu", "Non frena davanti.", form)
	if opened.Number != 2 || opened.StatusLabel != "Consegnata" || opened.PriorityLabel != "Mi serve per lavorare" ||
		len(opened.Notifies) != 2 || opened.Notifies[0].Email != w.customer.email || opened.Notifies[1].Email != "mario@alfa.example.com" {
		w.t.Errorf("opened: %+v", opened)
	}
	calm := w.colleague.open("Bici rossa", "Una gomma a terra.", brings("TYRE"))
	w.customer.mayRaise(calm) // never to what is needed for work
	w.customer.mayRaise(opened, "NORMAL")
	w.customer.errs("changePriority", vars{"ticket": calm.ID, "priority": "URGENT"}, "PRIORITY_RAISE_REFUSED", "input", "priority")
	w.customer.sees(vars{"fields": []vars{{"key": "repair", "under": []string{"BRAKES"}}}}, "Bici blu")
	w.customer.sees(vars{"fields": []vars{{"key": "repair", "eq": "TYRE"}, {"key": "cargo", "notIn": []string{"YES"}}}}, "Bici rossa")
	w.colleague.sees(nil, "Bici rossa", "Bici blu", "Cargo gialla") // a tenant's people see each other's
	w.stranger.sees(nil)
	w.stranger.missing(w.office, opened)
	return opened
}

// repairs goes through an estimate, an answer and a part on order: the desk's own moves and words, live.
func (w *workshop) repairs(opened *ticket) {
	w.t.Helper()
	customer, agent := w.customer, w.agent
	heard := customer.follow(opened.ID, "")
	heard.snapshot()
	moves := func(to string, kinds ...string) {
		w.t.Helper()
		if told := heard.hears(kinds...); told[len(told)-1].Entry.ToLabel != to {
			w.t.Errorf("told of %q, want %q", told[len(told)-1].Entry.ToLabel, to)
		}
	}
	agent.does("replyToTicket", opened, says("Servono le pastiglie: 24 euro."))
	moves("Preventivo da approvare", "Message", "Status")
	customer.promised(opened.ID).stands(w.t, "RESOLUTION", "PAUSED")
	agent.errs("changeStatus", vars{"ticket": opened.ID, "status": "IN_DEVELOPMENT"}, "TRANSITION_NOT_ALLOWED", "input", "status")
	customer.does("replyToTicket", opened, says("Va bene, procedete."), vars{"attachments": files(upload{"si.txt", "ok"})})
	moves("Sul cavalletto", "Message", "Status")
	agent.does("changeStatus", opened, vars{"status": "IN_DEVELOPMENT"})
	moves("Ricambio ordinato", "Status")
	agent.mayNot("resolveTicket", opened, "TRANSITION_NOT_ALLOWED")
	agent.does("changeStatus", opened, vars{"status": "IN_PROGRESS"})
	moves("Sul cavalletto", "Status")
	agent.does("resolveTicket", opened)
	moves("Pronta da ritirare", "Status")
	customer.mayNot("closeTicket", opened, "CLOSE_NOT_ALLOWED")
	customer.mayNot("reopenTicket", opened, "REOPEN_NOT_ALLOWED")
	if again := customer.does("replyToTicket", opened, says("Fischia ancora.")); again.FollowUp == nil || *again.FollowUp != "REOPENED" {
		w.t.Errorf("an objection: %+v", again)
	}
	moves("Sul cavalletto", "Message", "Status")
	agent.does("resolveTicket", opened)
	moves("Pronta da ritirare", "Status")
	heard.hangUp()
}
