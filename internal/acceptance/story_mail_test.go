package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// The mails that the manuals promise, as they lie in the demo's trap: who is told what, in their language, in the desk's words.
func TestStoryMail(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	people := func(slug, preset string) (customer, agent *user) {
		customer, agent = d.signIn("customer@"+slug+".example"), d.signIn("agent@"+slug+".example")
		customer.form = usualAnswers(preset, customer.email)
		return customer, agent
	}

	// M0.6: a confirmation goes out on its own, with the number and the choices that were made (M0.2).
	customer, agent := people("guided", "guided")
	opened := customer.open("Dati sbagliati", "Nel documento c’è un altro nome.")
	d.told(customer, "OPENED").reads(t, fmt.Sprintf("[#%d] Dati sbagliati", opened.Number), fmt.Sprintf("numero %d", opened.Number), "›", "Inviato")
	agent.does("replyToTicket", opened, says("Ora è giusto."))
	agent.does("closeTicket", opened)
	d.told(customer, "STAFF_REPLIED", "STATUS_CHANGED")

	// M1.13: every reply of staff sends a mail; M1.7: to the chosen person, else to the account.
	customer, agent = people("ams", "studio")
	opened = customer.open("Non si apre il programma", "Da stamattina si chiude da solo.")
	d.told(customer, "OPENED")
	for _, text := range []string{"Provi a riavviare.", "Ci mandi lo schermo, per favore."} {
		agent.does("replyToTicket", opened, says(text))
		d.told(customer, "STAFF_REPLIED").reads(t, text, "Assistenza AMS")
	}
	var tenant struct {
		Ticket struct{ Tenant struct{ ID string } }
	}
	customer.ask(`query($id: ID!) { ticket(by: {id: $id}) { tenant { id } } }`, vars{"id": opened.ID}, &tenant)
	person := agent.enters("addPerson", vars{"tenant": tenant.Ticket.Tenant.ID, "name": "Ida Impiegata", "email": "ida@alfa.example.com"})
	customer.does("changePerson", opened, vars{"person": person.ID})
	agent.does("replyToTicket", opened, says("Abbiamo ricevuto lo schermo."))
	d.told(customer)
	ida := &user{email: "ida@alfa.example.com"}
	d.told(ida, "STAFF_REPLIED").reads(t, "Abbiamo ricevuto lo schermo.", "Ida Impiegata")

	// M2.5, M2.7: support's answers bear the desk's name, and never who it was.
	customer, agent = people("autofattura", "saas")
	opened = customer.open("Bozza sparita", "La bozza di ieri non c’è più.")
	d.told(customer, "OPENED")
	agent.does("replyToTicket", opened, says("L’abbiamo ritrovata."))
	m := d.told(customer, "STAFF_REPLIED")
	m.reads(t, "Supporto Autofattura.io", "L’abbiamo ritrovata.")
	name := asked[struct{ Assignee struct{ Name string } }](agent, opened.ID, "assignee { name }").Assignee.Name
	if name == "" || strings.Contains(m.Text+m.HTML+m.From, name) {
		t.Errorf("the mail names %q: %s", name, m.Text)
	}
	customer.does("replyToTicket", opened, says("Grazie mille."))
	d.told(customer)
	d.told(agent, "CUSTOMER_REPLIED").reads(t, "Grazie mille.")

	// M4.10, M4.11: the notification address of the form and the account's are told, once each.
	customer, agent = people("nts", "portal")
	customer.open("Nota di accredito", "Non riesco a emetterla.")
	d.told(customer, "OPENED")
	customer.form = append(without(customer.form, "notification_email"), said("notification_email", "ufficio@cliente.example"))
	opened = customer.open("Nota di accredito, ancora", "Di nuovo la stessa.")
	d.told(customer, "OPENED")
	office := &user{email: "ufficio@cliente.example"}
	d.told(office, "OPENED").reads(t, "Nota di accredito, ancora")
	agent.does("takeTicket", opened)
	agent.does("replyToTicket", opened, says("Quale causale usa?"))
	d.told(customer, "STATUS_CHANGED", "STAFF_REPLIED")
	d.told(office, "STATUS_CHANGED", "STAFF_REPLIED")
	d.ticketeraMails(people("ticketera", "mail"))
}

// M3.2, M3.3, M3.5, M3.6: the mails of the desk that works by mail alone, up to the closing by the clock.
func (d *demoHouse) ticketeraMails(customer, agent *user) {
	d.t.Helper()
	opened := customer.open("No enciende la notebook", "Desde ayer a la tarde.")
	first := d.told(customer, "OPENED")
	first.reads(d.t, fmt.Sprintf("[#%d] No enciende la notebook", opened.Number), "Abierto") // M3.2
	agent.does("takeTicket", opened)
	d.told(customer, "STATUS_CHANGED").reads(d.t, "En curso") // M3.3
	agent.does("replyToTicket", opened, says("¿Probaste con otro cargador?"))
	m := d.told(customer, "STAFF_REPLIED")
	m.reads(d.t, "¿Probaste con otro cargador?")
	if !strings.Contains(m.Headers["References"], first.MessageID) || m.Headers["Auto-Submitted"] != "auto-generated" ||
		m.Headers["X-Auto-Response-Suppress"] != "All" || !strings.HasPrefix(m.Sender, "ticketera+b") || m.MessageID == first.MessageID {
		d.t.Errorf("headers: %+v from %s", m.Headers, m.Sender)
	}
	agent.does("resolveTicket", opened)
	d.told(customer, "RESOLVED").reads(d.t, "4 días") // M3.5
	customer.does("replyToTicket", opened, says("Sigue sin encender."))
	d.told(agent, "CUSTOMER_REPLIED").reads(d.t, "Sigue sin encender.")
	d.told(customer)
	agent.does("resolveTicket", opened)
	d.told(customer, "RESOLVED")
	d.passes(4*day + time.Minute)
	d.told(customer, "CLOSED_BY_CLOCK").reads(d.t, "4 días") // M3.6
}

// told wants the mails in the trap to somebody, since they were last asked for, to be of these kinds, in this order, and answers
// the last.
func (h *house) told(who *user, kinds ...string) received {
	h.t.Helper()
	var last received
	var got []string
	for _, m := range h.mails(who.email, "") {
		if m.ID > who.mailsSeen {
			got, last = append(got, m.Kind), m
			who.mailsSeen = m.ID
		}
	}
	if !slices.Equal(got, kinds) {
		h.t.Errorf("%s was told %v, want %v", who.email, got, kinds)
	}
	return last
}

// reads wants words in the subject or the plain text, and in what is seen of the page.
func (m received) reads(t *testing.T, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(m.Subject+"\n"+m.From+"\n"+m.Text, word) {
			t.Errorf("%s to %s lacks %q:\n%s\n%s", m.Kind, m.To, word, m.Subject, m.Text)
		}
	}
}
