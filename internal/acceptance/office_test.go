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
	slug         string // of the desk
	desk, tenant string // ids
	customer     *user  // requester, speaks the desk's language
	colleague    *user  // requester of the same tenant
	stranger     *user  // administrator of another tenant
	agent        *user  // staff, speaks English
}

// newOffice founds a desk with the rules of a preset, and all its people sign in.
func newOffice(t *testing.T, preset, name, language string) *office {
	t.Helper()
	return foundOffice(t, preset, name, language, "--preset", preset)
}

// foundOffice founds a desk by the rules that a flag names.
func foundOffice(t *testing.T, slug, name, language string, rules ...string) *office {
	t.Helper()
	h := newHouse(t)
	h.run("", "migrate")
	o := h.founds(slug, name, language, rules...)
	h.start()
	o.signIn()
	return o
}

// founds adds a desk to a house, with all its people.
func (h *house) founds(slug, name, language string, rules ...string) *office {
	h.t.Helper()
	o := &office{house: h, slug: slug}
	o.desk = h.found("", append([]string{"desk", "add", "--slug", slug, "--name", name}, rules...)...)
	o.tenant = h.found("", "tenant", "add", "--desk", slug, "--name", "Alfa Example", "--vat-number", "00000000000")
	other := h.found("", "tenant", "add", "--desk", slug, "--name", "Beta Example")
	o.customer = o.add("Carla Cliente", language, o.tenant, "REQUESTER")
	o.colleague = o.add("Colin Colleague", "en", o.tenant, "REQUESTER")
	o.stranger = o.add("Stella Stranger", "en", other, "ADMINISTRATOR")
	o.agent = o.add("Agnes Agent", "en", "", "AGENT")
	return o
}

func (o *office) signIn() {
	o.t.Helper()
	for _, u := range []*user{o.customer, o.colleague, o.stranger, o.agent} {
		u.signIn()
	}
}

// add gives somebody a place: in a tenant, or without one on the desk's staff.
func (o *office) add(name, language, tenant, role string) *user {
	o.t.Helper()
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	u := &user{t: o.t, house: o.house, name: name, email: first + "@" + o.slug + ".example.com"}
	u.form = usualAnswers(o.slug, u.email)
	arguments := []string{"user", "add", "--email", u.email, "--name", name, "--language", language, "--desk", o.slug, "--role", role}
	if tenant != "" {
		arguments = append(arguments, "--tenant", tenant)
	}
	u.id = o.found(password+"\n", arguments...)
	return u
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
