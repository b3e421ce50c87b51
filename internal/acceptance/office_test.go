package acceptance

import (
	"strings"
	"testing"
)

// personName is the one collaborator of the customer's tenant.
const personName = "Piero Persona"

// office is a house with one desk and the people of a story, served.
type office struct {
	*house
	desk, tenant string // ids
	customer     *user  // requester, speaks the desk's language
	colleague    *user  // requester of the same tenant
	stranger     *user  // administrator of another tenant
	agent        *user  // staff, speaks English
}

// newOffice founds a desk with the rules of a preset, and all its people sign in.
func newOffice(t *testing.T, preset, name, language string) *office {
	t.Helper()
	h := newHouse(t)
	h.run("", "migrate")
	o := &office{house: h, desk: h.found("", "desk", "add", "--slug", preset, "--name", name, "--preset", preset)}
	o.tenant = h.found("", "tenant", "add", "--desk", preset, "--name", "Alfa Example", "--vat-number", "00000000000")
	other := h.found("", "tenant", "add", "--desk", preset, "--name", "Beta Example")
	add := func(name, language, tenant, role string) *user {
		first, _, _ := strings.Cut(strings.ToLower(name), " ")
		u := &user{t: t, house: h, name: name, email: first + "@" + preset + ".example.com"}
		arguments := []string{"user", "add", "--email", u.email, "--name", name, "--language", language, "--desk", preset, "--role", role}
		if tenant != "" {
			arguments = append(arguments, "--tenant", tenant)
		}
		u.id = h.found(password+"\n", arguments...)
		return u
	}
	o.customer = add("Carla Cliente", language, o.tenant, "REQUESTER")
	o.colleague = add("Colin Colleague", "en", o.tenant, "REQUESTER")
	o.stranger = add("Stella Stranger", "en", other, "ADMINISTRATOR")
	o.agent = add("Agnes Agent", "en", "", "AGENT")
	h.start()
	for _, u := range []*user{o.customer, o.colleague, o.stranger, o.agent} {
		u.signIn()
	}
	return o
}

// person is the id of the tenant's collaborator, whom staff add when first asked.
func (o *office) person() string {
	o.t.Helper()
	if len(o.people()) == 0 {
		o.agent.enters("addPerson", vars{"tenant": o.tenant, "name": personName, "email": "Piero@alfa.example.com"})
	}
	people := o.people()
	if len(people) != 1 || people[0].Name != personName || people[0].Email != "piero@alfa.example.com" {
		o.t.Fatalf("people: %+v", people)
	}
	return people[0].ID
}

// people is the list of the tenant's collaborators, as the customer reads it.
func (o *office) people() []collaborator {
	o.t.Helper()
	var got struct {
		Tenant struct{ People []collaborator }
	}
	o.customer.ask(`query($id: ID!) { tenant(id: $id) { people { id name email phone isRemoved } } }`, vars{"id": o.tenant}, &got)
	return got.Tenant.People
}

// enters changes the list of collaborators.
func (u *user) enters(mutation string, input vars) *collaborator {
	u.t.Helper()
	p := u.call(mutation, input)
	if len(p.Errors) > 0 || p.Person == nil {
		u.t.Fatalf("%s: %s is refused: %+v", u.name, mutation, p.Errors)
	}
	return p.Person
}
