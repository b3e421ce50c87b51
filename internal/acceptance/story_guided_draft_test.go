package acceptance

import (
	"slices"
	"time"
)

// choosesTheTopic: M0.1, macro topics first, in each its levels of urgency, narrower and narrower down to the leaves.
func (o *office) choosesTheTopic() {
	o.t.Helper()
	form, _ := o.customer.formOf(o.desk)
	var topics, urgencies []string
	leaves := 0
	for _, option := range form["topic"].Options {
		switch option.Depth {
		case 0:
			topics = append(topics, option.Label)
		case 1:
			urgencies = append(urgencies, option.Value)
		}
		if option.IsLeaf {
			leaves++
		}
	}
	if want := []string{"Accesso e credenziali", "Documenti e stampe", "Invii telematici", "Altre richieste"}; !slices.Equal(topics, want) {
		o.t.Errorf("M0.1: the macro topics %q", topics)
	}
	if len(urgencies) != 7 || urgencies[0] != "ACCESS/BLOCKED" || urgencies[1] != "ACCESS/NORMAL" || leaves < 15 {
		o.t.Errorf("M0.1: the levels of urgency %q, %d leaves", urgencies, leaves)
	}
	request := vars{"subject": "Non entro", "description": "Da stamattina."}
	for branch, code := range map[string]string{"ACCESS/BLOCKED": "NOT_A_LEAF", "ACCESS": "NOT_A_LEAF", "ACCESS/LATER": "OPTION_UNKNOWN"} {
		o.customer.errs("openTicket", with(vars{"fields": []vars{said("topic", branch)}}, request), code, "input", "fields", "topic")
	}
}

// sendsAfterAWeek: M0.4, "SALVA IN BOZZA": kept for its author for as long as it takes, and no clock runs. M0.5: sent, it has
// a number and is of today, once.
func (o *office) sendsAfterAWeek(number int) {
	o.t.Helper()
	const subject = "Una stampa sbagliata"
	before := o.agent.list(nil)
	saved := o.customer.keepsDraft(vars{"subject": subject})
	if len(saved.Missing) != 2 { // the topic, and what it is about
		o.t.Errorf("M0.4: missing %+v", saved.Missing)
	}
	o.passes(7 * day)
	if kept := o.customer.drafts(subject)[0]; kept.Version != 1 || kept.StatusLabel != "Bozza" {
		o.t.Errorf("M0.4: after a week: %+v", kept)
	}
	o.colleague.drafts()
	o.agent.drafts()
	if after := o.agent.list(nil); !slices.Equal(after, before) {
		o.t.Errorf("M0.4: staff see %q", after)
	}
	o.customer.keepsDraft(vars{"id": saved.ID, "expectedVersion": 1, "subject": subject, "description": "Il totale non torna.",
		"fields": []vars{chosen("topic", "DOCUMENTS", "NORMAL", "WRONG_DATA")}})
	sent := o.customer.sendsDraft(saved.ID)
	if again := o.customer.sendsDraft(saved.ID); again.ID != sent.ID || sent.Number != number || sent.StatusLabel != "Inviato" {
		o.t.Errorf("M0.5: sent %+v, then %+v", sent, again)
	}
	o.customer.drafts()
	o.customer.sees(vars{"number": vars{"gte": number}}, subject)

	on := asked[struct{ CreatedAt time.Time }](o.customer, sent.ID, "createdAt")
	near(o.t, "M0.4: the clock runs from the sending on", &on.CreatedAt, o.now(o.tell()))
	if s := o.customer.promised(sent.ID).stands(o.t, "FIRST_RESPONSE", "RUNNING"); s.UsedSeconds > 300 {
		o.t.Errorf("M0.4: the draft's week counts: %+v", s)
	}
	fields, _, _ := o.customer.answersOf(sent.ID)
	if path := fields["topic"].Path; len(path) != 3 || path[0].Label != "Documenti e stampe" || path[2].Label != "Dati errati in un documento" {
		o.t.Errorf("M0.2: the summary of the choices: %+v", path)
	}
	thrown := o.customer.keepsDraft(vars{"subject": "Ripensamento"})
	o.customer.ask(`mutation($id: ID!) { discardDraft(input: {draft: $id}) { deletedId } }`, vars{"id": thrown.ID}, &struct{}{})
	o.customer.drafts()
}
