package acceptance

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// about reports whether an instant is another one but for the seconds that a test takes.
func about(at *time.Time, want time.Time) bool {
	return at != nil && at.Sub(want).Abs() < 2*time.Minute
}

// promises: by the desk's own hours and lunch break; staff are warned, and told when it is broken.
func (w *workshop) promises(opened *ticket) {
	w.t.Helper()
	handedIn := w.demo.now(w.demo.tell())
	first := w.customer.promised(opened.ID).stands(w.t, "FIRST_RESPONSE", "RUNNING")
	if first.Count != "WORKING" || first.WithinSeconds != 3600 || !about(first.DueAt, handedIn.Add(time.Hour)) {
		w.t.Errorf("what is needed for work: %+v", first)
	}
	// Four working hours from Tuesday, noon: half an hour before lunch, three and a half after it.
	noon := w.tuesdayAt(handedIn.AddDate(0, 0, -1), 12, 0)
	w.demo.until(noon)
	if late := w.agent.promised(opened.ID); !slices.Equal(late.notes(), []string{"FIRST_RESPONSE WARNED", "FIRST_RESPONSE BREACHED"}) {
		w.t.Errorf("staff are told %v", late.notes())
	}
	w.customer.promised(opened.ID).stands(w.t, "FIRST_RESPONSE", "BREACHED")
	slow := w.customer.open("Bici nera", "Il cambio salta due denti.", brings("OTHER"))
	if s := w.customer.promised(slow.ID).stands(w.t, "FIRST_RESPONSE", "RUNNING"); !about(s.DueAt, noon.Add(6*time.Hour+30*time.Minute)) {
		w.t.Errorf("across lunch: %+v", s)
	}
	// From there on: an hour before the evening, three on Saturday morning.
	w.demo.until(noon.Add(6 * time.Hour))
	slower := w.customer.open("Bici verde", "Il fanale non si accende.", brings("OTHER"))
	saturday := noon.AddDate(0, 0, 4)
	if s := w.customer.promised(slower.ID).stands(w.t, "FIRST_RESPONSE", "RUNNING"); !about(s.DueAt, saturday) {
		w.t.Errorf("across three free days: %+v, want %v", s, saturday)
	}
	w.agent.sees(vars{"overdue": true}, "Bici rossa", "Bici blu", "Cargo gialla")
	w.agent.does("takeTicket", opened)
}

// letsTimeGoBy: what is not fetched for three days is closed by the clock; within the guarantee a reply reopens it, and
// afterwards it goes on in a new ticket.
func (w *workshop) letsTimeGoBy(resolved *ticket) {
	w.t.Helper()
	advance := func(by string) {
		w.t.Helper()
		if a := w.demo.move(`{"advance":"` + by + `"}`); a.status != http.StatusOK {
			w.t.Fatalf("%s: %d %s", by, a.status, a.body)
		}
	}
	advance("P2DT23H")
	w.customer.stands(resolved.ID, "RESOLVED", "Pronta da ritirare")
	advance("PT1H")
	w.customer.stands(resolved.ID, "CLOSED", "Ritirata")
	advance("P29D")
	reply := w.customer.does("replyToTicket", resolved, says("Di nuovo non frena."))
	if reply.FollowUp == nil || *reply.FollowUp != "REOPENED" || reply.Ticket.StatusLabel != "Sul cavalletto" {
		w.t.Errorf("within the guarantee: %+v", reply)
	}
	w.agent.does("closeTicket", resolved)
	advance("P31D")
	next := w.customer.does("replyToTicket", resolved, says("E adesso fischia."))
	if next.FollowUp == nil || *next.FollowUp != "NEW_LINKED" || next.Ticket.ID == resolved.ID || next.Ticket.StatusLabel != "Consegnata" ||
		next.Ticket.Follows == nil || next.Ticket.Follows.ID != resolved.ID {
		w.t.Errorf("after the guarantee: %+v", next)
	}
}

// mergesAndFinds: what every desk can do, this one can.
func (w *workshop) mergesAndFinds() {
	w.t.Helper()
	first := w.customer.open("Tandem", "La sella posteriore oscilla molto.", brings("OTHER"))
	second := w.colleague.open("Tandem di nuovo", "Oscilla anche il manubrio.", brings("OTHER"))
	w.agent.does("mergeTickets", second, vars{"into": first.ID})
	w.customer.says(first.ID, w.customer.name+": La sella posteriore oscilla molto.", w.colleague.name+": Oscilla anche il manubrio.")
	if m := w.customer.merged(second.ID); m.MergedInto == nil || m.MergedInto.ID != first.ID || m.Status != "CLOSED" {
		w.t.Errorf("merged: %+v", m)
	}
	comesTo(w.t, "the words of the merged ticket are found", func() bool { // between rows and their count the index may catch up
		found := w.customer.shown(choice{Filter: []byte(`{"search": "manubri oscillanti", "isMerged": false}`)})
		return slices.Equal(found, []string{"Tandem"})
	})
}

// changesItsRules: other words and promises hold for what people do from then on, and for the tickets that are there.
func (w *workshop) changesItsRules() {
	w.t.Helper()
	w.demo.until(w.tuesdayAt(w.demo.now(w.demo.tell()), 10, 0))
	waiting := w.customer.open("Pieghevole", "La cerniera è dura.", brings("OTHER"))
	before := w.customer.promised(waiting.ID)
	if refused := w.chief.rules(w.office, strings.ReplaceAll(w.rules, "OTHER", "MISC")); len(refused.InUse) != 1 ||
		refused.InUse[0].Key != "form.fields.repair.options.OTHER" {
		w.t.Errorf("an option in use: %+v", refused)
	}
	other := strings.NewReplacer("Consegnata", "In negozio", "within: PT4H", "within: PT2H").Replace(w.rules)
	if done := w.chief.rules(w.office, other, vars{"expectedVersion": 1}); done.Version == nil || *done.Version != 2 || len(done.Changes) != 2 {
		w.t.Fatalf("other rules: %+v", done)
	}
	w.customer.stands(waiting.ID, "OPEN", "In negozio")
	if a := w.demo.move(`{"advance":"PT1M"}`); a.status != http.StatusOK { // what is due has run when it answers
		w.t.Fatalf("%d %s", a.status, a.body)
	}
	after := w.customer.promised(waiting.ID)
	if before.DueAt == nil || !about(after.DueAt, before.DueAt.Add(-4*time.Hour-30*time.Minute)) || after.Version != before.Version {
		w.t.Errorf("a ticket that is there was due at %v, and is at %v", before.DueAt, after.DueAt)
	}
}
