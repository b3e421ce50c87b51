package acceptance

import "time"

// answersInTime: M1.1, tickets come at any hour and are answered within 24; what is said later waits for office hours.
func (o *office) answersInTime() {
	o.t.Helper()
	sunday := o.waitsFor(time.Sunday, 23)
	opened := o.customer.open("Bloccati di domenica notte", "Il programma non si apre più.")
	first := o.customer.promised(opened.ID).stands(o.t, "FIRST_RESPONSE", "RUNNING")
	near(o.t, "M1.1: within 24 hours", first.DueAt, sunday.Add(day))
	o.passes(10 * time.Hour)
	o.agent.does("replyToTicket", opened, says("Quale messaggio compare?"))
	if kept := o.customer.promised(opened.ID).stands(o.t, "FIRST_RESPONSE", "MET"); kept.MetAt == nil || kept.Count != "ELAPSED" {
		o.t.Errorf("M1.1: kept: %+v", kept)
	}
	friday := o.waitsFor(time.Friday, 17)
	o.customer.does("replyToTicket", opened, says("Nessuno."))
	next := o.customer.promised(opened.ID).stands(o.t, "NEXT_RESPONSE", "RUNNING")
	if next.Count != "WORKING" || next.WithinSeconds != 9*3600 || next.DueAt == nil || next.DueAt.Before(friday.AddDate(0, 0, 3).Add(-5*time.Minute)) {
		o.t.Fatalf("M1.1: on Friday at five: %+v", next)
	}
	if at := next.DueAt.In(friday.Location()).Round(10 * time.Minute); at.Weekday() == time.Saturday || at.Weekday() == time.Sunday || at.Hour() != 17 {
		o.t.Errorf("M1.1: nine working hours after Friday, five o'clock: %v", at)
	}
	o.agent.does("closeTicket", opened)
}

// closesWhatIsSilent: M1.11, an answered ticket is closed after seven days without the customer's word, and stays closed.
func (o *office) closesWhatIsSilent() {
	o.t.Helper()
	silent := o.customer.open("Stampa registri", "La stampa dei registri si ferma a metà.")
	spoken := o.customer.open("Stampa bilancio", "La stampa del bilancio esce vuota.")
	asked := o.customer.open("Stampa F24", "Come si stampa l'F24?")
	for _, one := range []*ticket{silent, spoken} {
		o.agent.does("replyToTicket", one, says("Provi ad aggiornare il driver."))
	}
	o.passes(7*day - time.Hour)
	o.customer.does("replyToTicket", spoken, says("Aggiornato, esce vuota."))
	o.agent.does("addNote", silent, says("Call them? They use driver 881")) // stops nothing
	o.customer.stands(silent.ID, "WAITING_ON_CUSTOMER", "Risposto")
	heard := o.customer.follow(silent.ID, "")
	heard.snapshot()
	o.passes(time.Hour)
	if closed := heard.hears("Status")[0]; closed.Entry.To != "CLOSED" || closed.Entry.Reason == nil || *closed.Entry.Reason != "auto-close" ||
		closed.Entry.Actor.Kind != "SYSTEM" || closed.Ticket.CloseReason == nil {
		o.t.Errorf("M1.11: %+v of %+v", closed.Entry, closed.Ticket)
	}
	o.customer.stands(silent.ID, "CLOSED", "Chiuso")
	o.customer.stands(spoken.ID, "IN_PROGRESS", "In gestione")
	o.passes(14 * day)
	o.customer.stands(spoken.ID, "IN_PROGRESS", "In gestione") // the desk's turn
	o.customer.stands(asked.ID, "OPEN", "Aperto")
	refused := o.customer.mayNot("replyToTicket", silent, "TICKET_CLOSED", says("Eccomi di nuovo."))
	if refused.FollowUp == nil || *refused.FollowUp != "REJECTED" {
		o.t.Errorf("M1.11: %+v", refused)
	}
	o.customer.mayNot("reopenTicket", silent, "TICKET_CLOSED")
	again := o.customer.open("Di nuovo i registri", "La stampa si ferma ancora.", vars{"follows": vars{"id": silent.ID}})
	if again.Follows == nil || again.Follows.ID != silent.ID {
		o.t.Errorf("M1.11: the new one points at %+v", again.Follows)
	}
	o.customer.neverTold("driver 881")
}

// showsEmptyCounters: M1.9, "I miei ticket" before the first one.
func (o *office) showsEmptyCounters() {
	o.t.Helper()
	type row struct {
		Label string
		Count int
	}
	var got struct {
		TicketCounts struct {
			Total    int
			ByStatus []row
		}
	}
	o.customer.ask(`{ ticketCounts { total byStatus { label count } } }`, nil, &got)
	want := []row{{"Aperto", 0}, {"In gestione", 0}, {"Risposto", 0}, {"Chiuso", 0}}
	if rows := got.TicketCounts.ByStatus; got.TicketCounts.Total != 0 || len(rows) != len(want) || [4]row(rows) != [4]row(want) {
		o.t.Errorf("M1.9: %+v", got.TicketCounts)
	}
}

// showsPeopleOnceEntered: M1.5, the form asks for a person as soon as there is one.
func (o *office) showsPeopleOnceEntered() {
	o.t.Helper()
	asks := func() bool {
		form, _ := o.customer.formOf(o.desk)
		_, found := form["person"]
		return found
	}
	if asks() {
		o.t.Error("M1.5: a form without people asks for one")
	}
	only := o.person()
	if !asks() {
		o.t.Error("M1.5: the form does not ask for the person")
	}
	o.agent.enters("removePerson", vars{"person": only})
	if asks() {
		o.t.Error("M1.5: the form asks for people who have left")
	}
}
