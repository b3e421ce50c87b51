package acceptance

import (
	"slices"
	"testing"
	"time"
)

// opensFromFivePlaces: M4.8, each place is on record, with what was open there.
func (o *office) opensFromFivePlaces() {
	o.t.Helper()
	for _, place := range []string{"APPLICATION_MENU", "PROGRAM", "ERROR_MESSAGE", "WEBSITE", "PORTAL"} {
		one := o.customer.open("Da "+place, "Una domanda.", vars{"source": vars{"place": place, "program": "Ordini", "version": "23.0.0.69"}})
		if _, from, _ := o.agent.answersOf(one.ID); from == nil || from.Place != place || from.Program != "Ordini" || from.Version != "23.0.0.69" {
			o.t.Errorf("M4.8: from %s: %+v", place, from)
		}
		o.agent.does("closeTicket", one)
	}
}

// showsTheForm: M4.9, the requester's e-mail while there is no name; M4.10, what can be chosen, in the manual's words.
func (o *office) showsTheForm() {
	o.t.Helper()
	nameless := &user{t: o.t, house: o.house, name: "nameless", email: "nameless@" + o.slug + ".example.com"}
	o.found(password+"\n", "user", "add", "--email", nameless.email, "--desk", o.slug, "--tenant", o.tenant,
		"--role", "REQUESTER", "--language", "it")
	nameless.signIn()
	form, _ := nameless.formOf(o.desk)
	if p := form["requester_name"].Proposal; p == nil || *p != nameless.email {
		o.t.Errorf("M4.9: the requester without a name: %v", p)
	}
	for key, want := range map[string][]string{
		"contact":      {"Web: risposta tramite portale", "Telefono"},
		"request_type": {"Richiesta di assistenza", "Richiesta di appuntamento (a pagamento)"},
		"area":         {"Tematiche gestionali di tipo amministrativo", "Altre tematiche gestionali", "Tematiche di tipo sistemistico"},
		"priority":     {"Bassa", "Normale", "Alta", "Bloccante"},
	} {
		var got []string
		for _, option := range form[key].Options {
			got = append(got, option.Label)
		}
		if !slices.Equal(got, want) {
			o.t.Errorf("M4.10: %s offers %q", key, got)
		}
	}
	for _, key := range []string{"notification_email", "contact", "request_type", "area", "subject", "description"} {
		if !form[key].Required {
			o.t.Errorf("M4.10: %s is not mandatory", key)
		}
	}
	if form["description"].Kind != "RICH_TEXT" || form["phone"].Required {
		o.t.Errorf("M4.10: %+v, %+v", form["description"], form["phone"])
	}
}

// TestStoryNTSList is the manual's "Elenco richieste di assistenza": three tickets of three days, sorted and filtered.
func TestStoryNTSList(t *testing.T) {
	t.Parallel()
	o := newStory(t, "portal", "NTS Example", "it")
	customer, agent := o.customer, o.agent
	first := customer.open("Saldo errato", "**Buongiorno**,\n\nil saldo non torna.", vars{"format": "MARKDOWN", "priority": "HIGH"})
	o.passes(day)
	begun := o.now(o.tell())
	paid := append(without(customer.form, "request_type"), said("request_type", "APPOINTMENT"))
	second := customer.open("Corso sul magazzino", "Vorrei un appuntamento.", vars{"fields": paid, "priority": "LOW"})
	o.passes(day)
	third := customer.open("Scarto telematico", "La fattura è scartata.")
	o.passes(time.Hour)
	agent.does("takeTicket", second)
	agent.does("closeTicket", third)
	o.passes(time.Hour)
	agent.does("replyToTicket", first, says("Quale conto?"))

	// M4.12: sorted by created, last reply, priority.
	for field, want := range map[string][]string{
		"CREATED_AT":    {third.Subject, second.Subject, first.Subject},
		"LAST_REPLY_AT": {first.Subject, third.Subject, second.Subject},
		"PRIORITY":      {first.Subject, third.Subject, second.Subject},
	} {
		if got := customer.list(nil, vars{"field": field, "direction": "DESC"}, vars{"field": "CREATED_AT", "direction": "DESC"}); !slices.Equal(got, want) {
			t.Errorf("M4.12: by %s: %q", field, got)
		}
	}
	// M4.12: by number, open or closed, priority, request type, from and to a date.
	customer.sees(vars{"number": vars{"eq": second.Number}}, second.Subject)
	customer.sees(vars{"status": vars{"notIn": []string{"CLOSED"}}}, second.Subject, first.Subject)
	customer.sees(vars{"status": vars{"eq": "CLOSED"}}, third.Subject)
	customer.sees(vars{"priority": vars{"eq": "HIGH"}}, first.Subject)
	customer.sees(vars{"fields": []vars{{"key": "request_type", "eq": "APPOINTMENT"}}}, second.Subject)
	from, to := begun.Add(-time.Hour), begun.Add(time.Hour)
	customer.sees(vars{"createdAt": vars{"gte": from}}, third.Subject, second.Subject)
	customer.sees(vars{"createdAt": vars{"lte": to}}, second.Subject, first.Subject)
	customer.sees(vars{"createdAt": vars{"gte": from, "lte": to}}, second.Subject)

	// M4.13: the rows.
	o.passes(2 * time.Hour)
	o.showsRow(first, shown{"Saldo errato", "Buongiorno,", "Rinviato", "Alta", agent.name, 2*day + 4*time.Hour, 0})
	o.showsRow(second, shown{"Corso sul magazzino", "Vorrei un appuntamento.", "In attesa", "Bassa", agent.name, day + 4*time.Hour, 0})
	o.showsRow(third, shown{"Scarto telematico", "La fattura è scartata.", "Chiuso", "Normale", "", 0, 3 * time.Hour})
}

// shown is what the manual's list shows of a ticket.
type shown struct {
	subject, excerpt, status, priority, operator string
	waiting, closed                              time.Duration
}

// showsRow compares a row of the list with the manual's columns (M4.13).
func (o *office) showsRow(of *ticket, want shown) {
	o.t.Helper()
	type line struct {
		Subject, Excerpt, StatusLabel, PriorityLabel string
		Number                                       int
		CreatedAt                                    time.Time
		ClosedAt                                     *time.Time
		WaitingSeconds, ClosedSeconds                *int
		Requester                                    struct{ Name string }
		Assignee                                     *struct{ Name string }
		Fields                                       []fieldValue
	}
	var got struct{ Tickets struct{ Nodes []line } }
	o.customer.ask(`query($n: Int) { tickets(filter: {number: {eq: $n}}) { nodes { subject number excerpt statusLabel priorityLabel createdAt closedAt
		waitingSeconds closedSeconds requester { name } assignee { name } fields(keys: ["area"]) { valueLabel } } } }`, vars{"n": of.Number}, &got)
	if len(got.Tickets.Nodes) != 1 {
		o.t.Fatalf("M4.13: %+v", got)
	}
	r, now := got.Tickets.Nodes[0], o.now(o.tell())
	operator := ""
	if r.Assignee != nil {
		operator = r.Assignee.Name
	}
	if told := (shown{r.Subject, r.Excerpt, r.StatusLabel, r.PriorityLabel, operator, want.waiting, want.closed}); told != want ||
		r.Requester.Name != o.customer.name || r.Number != of.Number || r.Fields[0].ValueLabel != "Tematiche gestionali di tipo amministrativo" {
		o.t.Errorf("M4.13: the row %+v, want %+v", r, want)
	}
	since := func(seconds *int) *time.Time {
		if seconds == nil {
			return nil
		}
		at := now.Add(-time.Duration(*seconds) * time.Second)
		return &at
	}
	if want.closed > 0 {
		near(o.t, "M4.13: closed", r.ClosedAt, now.Add(-want.closed))
		near(o.t, "M4.13: time since closing", since(r.ClosedSeconds), now.Add(-want.closed))
	} else {
		near(o.t, "M4.13: created", &r.CreatedAt, now.Add(-want.waiting))
		near(o.t, "M4.13: time waiting", since(r.WaitingSeconds), now.Add(-want.waiting))
	}
	if (r.WaitingSeconds == nil) == (r.ClosedSeconds == nil) {
		o.t.Errorf("M4.13: it waits %v and is closed for %v", r.WaitingSeconds, r.ClosedSeconds)
	}
}
