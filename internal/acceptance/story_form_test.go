package acceptance

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// The guided desk's form (manuals/0-guided-tickets.txt): narrower and narrower choices lead to it.
func TestFormGuided(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "guided", "Assistenza Example", "it")
	customer, agent := o.customer, o.agent

	// M0.1: a tree of choices, of which a leaf opens the ticket and can set its priority.
	form, keys := customer.formOf(o.desk)
	if !slices.Equal(keys, []string{"topic", "subject", "description", "attachments"}) {
		t.Errorf("fields %q", keys)
	}
	tree := form["topic"]
	if root := tree.Options[0]; tree.Kind != "TREE" || tree.Label != "Argomento" || root.Label != "Accesso e credenziali" || root.IsLeaf || root.Depth != 0 {
		t.Errorf("the tree: %+v", tree)
	}
	if leaf := tree.Options[3]; leaf.Value != "ACCESS/BLOCKED/CANNOT_SIGN_IN/PASSWORD" || !leaf.IsLeaf || leaf.Depth != 3 || *leaf.Priority != "HIGH" {
		t.Errorf("the first leaf: %+v", leaf)
	}
	request := vars{"subject": "Password", "description": "È scaduta."}
	on := func(path ...string) vars { return with(vars{"fields": []vars{chosen("topic", path...)}}, request) }
	customer.errs("openTicket", on("ACCESS", "BLOCKED", "CANNOT_SIGN_IN"), "NOT_A_LEAF", "input", "fields", "topic")
	customer.errs("openTicket", on("ACCESS", "NOWHERE"), "OPTION_UNKNOWN", "input", "fields", "topic")
	customer.errs("openTicket", with(vars{"fields": []vars{}}, request), "REQUIRED", "input", "fields", "topic")
	customer.sees(nil)

	// M0.3: subject, description, choices and a screenshot go in together.
	shot := upload{"schermata.png", "\x89PNG\r\n\x1a\n and a little more"}
	opened := customer.open("Password", "È scaduta.", with(vars{"attachments": files(shot)}, on("ACCESS", "BLOCKED", "CANNOT_SIGN_IN", "PASSWORD")))
	if opened.Priority != "HIGH" || opened.AttachmentCount != 1 {
		t.Errorf("opened: %+v", opened)
	}
	other := customer.open("Una domanda", "Come si stampa?", vars{"fields": []vars{chosen("topic", "OTHER", "NORMAL", "QUESTION")}})

	// M0.2: the whole path, also later, for each in their language.
	agent.does("replyToTicket", opened, says("Ecco quella nuova."))
	for u, want := range map[*user]string{
		customer: "Accesso e credenziali > Urgente: non riesco a lavorare > Non riesco ad accedere > Password dimenticata o scaduta",
		agent:    "Access and credentials > Urgent: I cannot work > I cannot sign in > Forgotten or expired password",
	} {
		fields, _, _ := u.answersOf(opened.ID)
		var labels []string
		for _, step := range fields["topic"].Path {
			labels = append(labels, step.Label)
		}
		if got := strings.Join(labels, " > "); got != want || fields["topic"].Value != "ACCESS/BLOCKED/CANNOT_SIGN_IN/PASSWORD" {
			t.Errorf("%s reads %q", u.name, got)
		}
	}

	// Filtered and counted by any branch of the tree.
	under := func(branch string) vars { return vars{"fields": []vars{{"key": "topic", "under": []string{branch}}}} }
	customer.sees(under("ACCESS/BLOCKED"), opened.Subject)
	customer.sees(under("OTHER"), other.Subject)
	customer.sees(under("DOCUMENTS"))
	want := map[string]int{"Accesso e credenziali": 1, "Documenti e stampe": 0, "Invii telematici": 0, "Altre richieste": 1}
	if got := customer.counted("topic", 1); !maps.Equal(got, want) {
		t.Errorf("counted %v", got)
	}
}

// The AMS desk's form (manuals/1-ams-tickets.txt).
func TestFormAMS(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "studio", "AMS Example", "it")
	customer := o.customer

	// M1.5: without people there is no field for them; M1.8: nor one for files.
	form, keys := customer.formOf(o.desk)
	if !slices.Equal(keys, []string{"subject", "product", "request_type", "impact", "description", "privacy"}) {
		t.Errorf("fields %q", keys)
	}
	if notice := form["privacy"].Notice; notice == nil || notice.Version != "2026-01" || !strings.Contains(notice.Text, "privacy") {
		t.Errorf("the notice: %+v", form["privacy"])
	}
	person := o.person()
	if form, _ := customer.formOf(o.desk); len(form["person"].People) != 1 || form["person"].People[0].Name != personName || form["person"].Required {
		t.Errorf("the field of people: %+v", form["person"])
	}

	// M1.6: all mandatory but the person, all that is missing told at once; the notice in force is accepted.
	customer.allFaults(vars{"subject": "", "description": "", "fields": []vars{}},
		"REQUIRED input subject", "REQUIRED input description", "REQUIRED input fields product",
		"REQUIRED input fields request_type", "REQUIRED input fields impact", "CONSENT_REQUIRED input fields privacy")
	request := vars{"subject": "ERRORE 98,20", "description": "Su MPRI."}
	customer.errs("openTicket", with(vars{"fields": append(without(amsAnswers("BLOCKED"), "privacy"), said("privacy", "2020-01"))}, request),
		"CONSENT_OUTDATED", "input", "fields", "privacy")
	customer.errs("openTicket", with(vars{"fields": append(without(amsAnswers("BLOCKED"), "product"), said("product", "999"))}, request),
		"OPTION_UNKNOWN", "input", "fields", "product")
	customer.errs("openTicket", with(vars{"attachments": files(upload{"a.txt", "a"})}, request), "ATTACHMENTS_NOT_ALLOWED", "input", "attachments") // M1.8
	customer.sees(nil)
	opened := customer.open("ERRORE 98,20", "Su MPRI.", vars{"fields": amsAnswers("BLOCKED"), "person": person})
	if opened.Priority != "URGENT" || opened.PriorityLabel != "Sono bloccato" || opened.Notifies[0].Why != "PERSON" { // M1.7
		t.Errorf("opened: %+v", opened)
	}
	fields, _, created := o.agent.answersOf(opened.ID)
	if consent := fields["privacy"]; consent.Value != "2026-01" || consent.AcceptedAt == nil || *consent.AcceptedAt != created {
		t.Errorf("the consent on record: %+v", consent)
	}
	if fields["product"].ValueLabel != "Studio Contabile (code 2)" || fields["request_type"].ValueLabel != "Technical support" || len(fields) != 4 {
		t.Errorf("on record: %+v", fields)
	}
}

// The web application's form (manuals/2-autofattura-tickets.txt).
func TestFormAutofattura(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Supporto Autofattura.io", "it")
	customer := o.customer

	// M2.2: five categories, and the least lengths; the priority is proposed.
	form, _ := customer.formOf(o.desk)
	if c := form["category"]; !c.Required || len(c.Options) != 5 || c.Options[2].Label != "Richiesta funzionalità" {
		t.Errorf("the categories: %+v", c)
	}
	if *form["subject"].MinLength != 5 || *form["description"].MinLength != 10 || *form["priority"].Proposal != "NORMAL" || len(form["priority"].Options) != 4 {
		t.Errorf("the form: %+v", form)
	}
	customer.allFaults(vars{"subject": "Boh!", "description": "Scartata!", "fields": []vars{}},
		"TOO_SHORT input subject", "TOO_SHORT input description", "REQUIRED input fields category")
	customer.open("Fattura scartata", "La numero 7 è scartata.", vars{"fields": []vars{said("category", "BILLING")}})
	customer.open("Pulsante fermo", "Non risponde più da ieri.", vars{"fields": []vars{said("category", "BUG")}})

	// M2.4: the list shows the category of each row, and is filtered and sorted by it.
	var got struct {
		Tickets struct {
			Nodes []struct {
				Subject string
				Fields  []fieldValue
			}
		}
	}
	customer.ask(`{ tickets(orderBy: [{field: FIELD, fieldKey: "category", direction: DESC}]) { nodes { subject
		fields(keys: ["category"]) { key label value valueLabel } } } }`, nil, &got)
	if rows := got.Tickets.Nodes; len(rows) != 2 || rows[0].Fields[0].ValueLabel != "Bug" || rows[1].Fields[0].ValueLabel != "Fatturazione" {
		t.Errorf("the rows: %+v", rows)
	}
	customer.sees(vars{"fields": []vars{{"key": "category", "eq": "BILLING"}}}, "Fattura scartata")
	customer.sees(vars{"fields": []vars{{"key": "category", "notIn": []string{"BILLING"}}}}, "Pulsante fermo")
	if got := customer.counted("category", 1); got["Bug"] != 1 || got["Fatturazione"] != 1 || got["Altro"] != 0 || len(got) != 5 {
		t.Errorf("counted %v", got)
	}
}

// The portal's form (manuals/4-nts-customer-portal.txt).
func TestFormNTS(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "portal", "NTS Example", "it")
	customer := o.customer

	// M4.9: company, VAT number and requester are known. M4.10: the address is proposed, the phone depends on the contact.
	form, _ := customer.formOf(o.desk)
	for key, want := range map[string]string{
		"company": "Alfa Example", "vat_number": "00000000000", "requester_name": customer.name, "notification_email": customer.email,
	} {
		if got := form[key].Proposal; got == nil || *got != want {
			t.Errorf("%s proposes %v, want %q", key, got, want)
		}
	}
	if form["company"].Kind != "SHOWN" || form["attachments"].AttachmentRules.MaxBytes >= 4_000_000 || form["phone"].RequiredWhen == nil ||
		form["phone"].RequiredWhen.Field != "contact" {
		t.Errorf("the form: %+v", form)
	}
	request := vars{"subject": "Errore sul saldo", "description": "Il *saldo* non torna.", "format": "MARKDOWN"}
	byPhone := append(without(customer.form, "contact"), said("contact", "PHONE"))
	customer.errs("openTicket", with(vars{"fields": byPhone}, request), "REQUIRED", "input", "fields", "phone")
	customer.errs("openTicket", with(vars{"fields": without(customer.form, "notification_email")}, request), "REQUIRED", "input", "fields", "notification_email")
	customer.errs("openTicket", with(vars{"attachments": files(upload{"piena.bin", strings.Repeat("x", 4_000_000)})}, request),
		"ATTACHMENT_TOO_LARGE", "input", "attachments", "0")

	// M4.8: from an error message of a program; M4.11: both addresses are told.
	answers := append(without(byPhone, "notification_email"), said("notification_email", "Ufficio@alfa.example.com"), said("phone", "+39 055 1234567"))
	context := vars{"place": "ERROR_MESSAGE", "program": "Contabilità", "version": "12.4", "errorText": "Errore 98\nalla riga 20"}
	opened := customer.open("Errore sul saldo", "Il *saldo* non torna.", vars{"format": "MARKDOWN", "fields": answers, "source": context})
	fields, from, _ := o.agent.answersOf(opened.ID)
	if from == nil || from.Place != "ERROR_MESSAGE" || from.Program != "Contabilità" || from.Version != "12.4" || from.ErrorText != "Errore 98\nalla riga 20" {
		t.Errorf("the source: %+v", from)
	}
	if fields["phone"].Value != "+39 055 1234567" || fields["contact"].ValueLabel != "Phone" {
		t.Errorf("on record: %+v", fields)
	}
	told := []address{{customer.name, customer.email, "ACCOUNT"}, {"", "ufficio@alfa.example.com", "GIVEN"}}
	if !slices.Equal(opened.Notifies, told) {
		t.Errorf("told: %+v", opened.Notifies)
	}
	customer.errs("openTicket", with(vars{"source": vars{"place": "WEBSITE", "version": strings.Repeat("1", 61)}}, request), "TOO_LONG", "input", "source", "version")
	plain := customer.open("Il server", "È fermo.", vars{"fields": append(without(customer.form, "area"), said("area", "SYSTEMS"))})
	if _, from, _ := customer.answersOf(plain.ID); from != nil || len(plain.Notifies) != 1 {
		t.Errorf("of nowhere: %+v, told %+v", from, plain.Notifies)
	}

	// M4.12, M4.13: the area on the rows, filtered, sorted and counted by it.
	customer.sees(vars{"fields": []vars{{"key": "area", "in": []string{"SYSTEMS", "BUSINESS"}}}}, plain.Subject)
	if got := customer.list(nil, vars{"field": "FIELD", "fieldKey": "area", "direction": "ASC"}); !slices.Equal(got, []string{opened.Subject, plain.Subject}) {
		t.Errorf("by area: %q", got)
	}
	if got := o.agent.counted("area", 1); got["Systems"] != 1 || got["Business program: accounting"] != 1 || got["Business program: other matters"] != 0 {
		t.Errorf("counted %v", got)
	}
}
