package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/node"
)

// kept is what a change of a collaborator is asked for.
const kept = ` { person { id name email phone isRemoved } errors { code field } } }`

// peopleCases are the cases of ids where a tenant keeps its list of people.
func peopleCases(one func(node.Kind, string) idCase) map[string]idCase {
	return map[string]idCase{
		"Mutation.changePerson.input.ticket": one(node.Ticket, change("changePerson", `ticket: <id>`)),
		"Mutation.changePerson.input.person": one(node.Person, change("changePerson", `ticket: <ticket>, person: <id>`)),
		"Mutation.addPerson.input.tenant": one(node.Tenant,
			`mutation { addPerson(input: {tenant: <id>, name: "Ida", email: "ida@company.example"})`+kept),
		"Mutation.updatePerson.input.person": one(node.Person, `mutation { updatePerson(input: {person: <id>, name: "Ida"})`+kept),
		"Mutation.removePerson.input.person": one(node.Person, `mutation { removePerson(input: {person: <id>})`+kept),
	}
}

// M1.5: a list is kept through the contract; faults are data, with their fields.
func TestPeopleAreKept(t *testing.T) {
	w := newWorld(t)
	boss := w.Customer(w.company, access.TenantAdministrator)
	tenant := quoted(node.Encode(node.Tenant, w.company))
	ask := func(v *access.Viewer, document, want string) string {
		t.Helper()
		got := w.ask(v, document, nil)
		if !strings.Contains(got.body, want) {
			t.Errorf("%s answers %+v, want %s", document, got, want)
		}
		return got.body
	}
	body := ask(boss, `mutation { addPerson(input: {tenant: `+tenant+`, name: "Ida", email: "Ida@company.example"})`+kept,
		`"name":"Ida","email":"ida@company.example","phone":"","isRemoved":false},"errors":[]`)
	_, id, _ := strings.Cut(body, `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	ask(boss, `mutation { addPerson(input: {tenant: `+tenant+`, name: " ", email: "ida", phone: "x"})`+kept,
		`"person":null,"errors":[{"code":"REQUIRED","field":["input","name"]},{"code":"INVALID_VALUE","field":["input","email"]},{"code":"INVALID_VALUE","field":["input","phone"]}]`)
	ask(w.agent, `mutation { updatePerson(input: {person: `+quoted(id)+`, name: null, phone: "011 5555"})`+kept, `"name":"Ida","email":"ida@company.example","phone":"011 5555"`)
	ask(w.victim, `mutation { removePerson(input: {person: `+quoted(id)+`})`+kept, `"FORBIDDEN"`)
	ask(boss, `{ tenant(id: `+tenant+`) { people { id } } }`, id)
	ask(boss, `mutation { removePerson(input: {person: `+quoted(id)+`})`+kept, `"isRemoved":true},"errors":[]`)
	if got := ask(boss, `{ tenant(id: `+tenant+`) { people { id } } }`, "people"); strings.Contains(got, id) {
		t.Errorf("still offered: %s", got)
	}
	ask(boss, `{ node(id: `+quoted(id)+`) { ... on Person { name isRemoved } } }`, `{"name":"Ida","isRemoved":true}`)
	ask(boss, `mutation { changePerson(input: {ticket: `+quoted(node.Encode(node.Ticket, w.ticket.ID))+`, person: `+quoted(id)+`})`+answered,
		`{"code":"PERSON_REMOVED","field":["input","person"]`)
}

// M1.7: who is told comes with a ticket wherever it comes from, along both paths.
func TestNotifiesIsShown(t *testing.T) {
	w := newWorld(t)
	studio := w.Desk("studio")
	company := w.Tenant(studio)
	customer := w.Customer(company, access.TenantRequester)
	opened, err := w.desk.Open(w.ctx(), customer, desk.OpenInput{Subject: "Una domanda", Description: "Come si fa?", PersonID: w.Person(company), Fields: answersTo("studio")})
	w.must(err)
	id := quoted(node.Encode(node.Ticket, opened.TicketID))
	row, err := w.desk.Ticket(w.ctx(), customer, opened.TicketID, desk.WithPerson)
	w.must(err)
	person := fmt.Sprintf(`"notifies":[{"name":%q,"email":%q,"why":"PERSON"}]`, row.Person.Name, row.Person.Email)
	account := fmt.Sprintf(`"notifies":[{"name":%q,"email":%q,"why":"ACCOUNT"}]`, customer.Name, customer.Email)
	const notifies = `{ notifies { name email why } }`
	for _, c := range []struct{ document, want string }{
		{`{ ticket(by: {id: ` + id + `}) ` + notifies + ` }`, person},
		{`{ tickets { nodes ` + notifies + ` } }`, person},
		{`{ node(id: ` + id + `) { ... on Ticket ` + notifies + ` } }`, person},
		{`mutation { changePerson(input: {ticket: ` + id + `}) { ticket ` + notifies + ` } }`, account},
		{`{ tickets { nodes { person { id } notifies { name email why } } } }`, account},
	} {
		if got := w.ask(customer, c.document, nil); !strings.Contains(got.body, c.want) {
			t.Errorf("%s answers %+v, want %s", c.document, got, c.want)
		}
	}
}

// Adding to a long list takes no more statements than to a short one.
func TestStatementsDoNotGrowWithPeople(t *testing.T) {
	w := newWorld(t)
	short, long := w.Tenant(w.portal), w.Tenant(w.portal)
	for range 60 {
		w.Person(long)
	}
	counts := map[int64]int{}
	for _, tenant := range []int64{short, short, long} { // the first time it also prepares
		document := fmt.Sprintf(`mutation { addPerson(input: {tenant: %q, name: "Ida", email: "ida%d@company.example"})`+kept,
			node.Encode(node.Tenant, tenant), len(counts)*2+counts[tenant])
		count := desktest.CountStatements(w.store)
		r := w.run(w.compiled, w.agent, document, nil)
		counts[tenant] = count()
		if len(r.Errors) > 0 || !strings.Contains(string(r.Data), `"errors":[]`) {
			t.Fatalf("%s %v", r.Data, r.Errors)
		}
	}
	if counts[short] != counts[long] || counts[long] == 0 {
		t.Errorf("%d statements for the first, %d for the 61st", counts[short], counts[long])
	}
}
