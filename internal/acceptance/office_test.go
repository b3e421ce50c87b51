package acceptance

import (
	"strings"
	"testing"

	"sportello/internal/desktest"
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
	// No door lets collaborators in yet.
	desktest.Exec(t, h.database, "INSERT INTO persons (tenant_id, name, email, created_at) SELECT id, '"+personName+
		"', 'piero@alfa.example.com', 1 FROM tenants WHERE name = 'Alfa Example'")
	h.start()
	for _, u := range []*user{o.customer, o.colleague, o.stranger, o.agent} {
		u.signIn()
	}
	return o
}

// person is the id of the tenant's collaborator.
func (o *office) person() string {
	o.t.Helper()
	var got struct {
		Tenant struct{ People []struct{ ID, Name string } }
	}
	o.customer.ask(`query($id: ID!) { tenant(id: $id) { people { id name } } }`, vars{"id": o.tenant}, &got)
	if len(got.Tenant.People) != 1 || got.Tenant.People[0].Name != personName {
		o.t.Fatalf("people: %+v", got.Tenant.People)
	}
	return got.Tenant.People[0].ID
}
