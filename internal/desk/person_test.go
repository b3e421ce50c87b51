package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/problem"
)

// boss is an administrator of the customers' tenant.
func (c *counter) boss() *access.Viewer {
	place := c.customer.Tenants[c.tenant]
	place.Role, place.SeesTenant = access.TenantAdministrator, true
	return &access.Viewer{UserID: c.technician.UserID, Tenants: map[int64]access.Membership{c.tenant: place}}
}

// add adds a person to the tenant.
func (c *counter) add(v *access.Viewer, name, email, phone string) (int64, error) {
	out, err := c.service.AddPerson(c.t.Context(), v, desk.AddPersonInput{TenantID: c.tenant, Name: name, Email: email, Phone: phone})
	if err != nil {
		return 0, err
	}
	return out.PersonID, nil
}

// listed are the names on the tenant's list, as the customer reads it.
func (c *counter) listed() []string {
	c.t.Helper()
	people, err := c.service.People(c.t.Context(), c.customer, []int64{c.tenant})
	if err != nil {
		c.t.Fatal(err)
	}
	names := []string{}
	for _, p := range people[0] {
		names = append(names, p.Name)
	}
	return names
}

// M1.5: administrators of the tenant and staff keep the list; nobody else, and nobody from elsewhere.
func TestWhoKeepsThePeople(t *testing.T) {
	c := newOffice(t).counter("studio")
	elsewhere := c.counter("saas")
	for i, test := range []struct {
		who    string
		viewer *access.Viewer
		want   []string
		person []string // what correcting and removing answer
	}{
		{"administrator", c.boss(), nil, nil},
		{"agent", c.agent, nil, nil},
		{"technician", c.technician, []string{"FORBIDDEN"}, []string{"FORBIDDEN"}},
		{"requester", c.customer, []string{"FORBIDDEN"}, []string{"FORBIDDEN"}},
		{"observer", c.observer, []string{"FORBIDDEN"}, []string{"FORBIDDEN"}},
		{"analyst", c.analyst, []string{"NOT_FOUND at tenant"}, []string{"NOT_FOUND at person"}},
		{"another tenant's", c.neighbour, []string{"NOT_FOUND at tenant"}, []string{"NOT_FOUND at person"}},
		{"another desk's", elsewhere.agent, []string{"NOT_FOUND at tenant"}, []string{"NOT_FOUND at person"}},
	} {
		t.Run(test.who, func(t *testing.T) {
			before := c.listed()
			_, err := c.add(test.viewer, test.who, fmt.Sprintf("p%d@alfa.example.com", i), "")
			c.refused(err, test.want...)
			name := "Referente " + test.who
			c.refused(c.service.UpdatePerson(t.Context(), test.viewer, desk.UpdatePersonInput{PersonID: c.person, Name: &name}), test.person...)
			if test.want != nil {
				c.refused(c.service.RemovePerson(t.Context(), test.viewer, c.person), test.person...)
				if after := c.listed(); !slices.Equal(after, before) {
					t.Errorf("the list became %v", after)
				}
				return
			}
			if list := c.listed(); !slices.Contains(list, test.who) || !slices.Contains(list, name) {
				t.Errorf("the list is %v", list)
			}
		})
	}
}

// M1.5: what is kept, and every fault at once.
func TestPersonDetails(t *testing.T) {
	c := newOffice(t).counter("studio")
	for _, test := range []struct {
		name, email, phone string
		want               []string
	}{
		{"Piero Persona", "piero@alfa.example.com", "", nil},
		{" Ida\u0300 ", " Ida@Alfa.Example.com ", " +39 (011) 55-55.55/1 ", nil},
		{strings.Repeat("è", 200), "lunga@alfa.example.com", strings.Repeat("1", 40), nil},
		{"", "", "", []string{"REQUIRED at name", "REQUIRED at email"}},
		{strings.Repeat("è", 201), "a@" + strings.Repeat("b", 254), strings.Repeat("1", 41), []string{"TOO_LONG at name", "TOO_LONG at email", "INVALID_VALUE at phone"}},
		{"Due\nrighe", "Piero <piero@alfa.example.com>", "interno 5", []string{"INVALID_CHARACTERS at name", "INVALID_VALUE at email", "INVALID_VALUE at phone"}},
		{"Riga", "a@example.com\r\nBcc: b@example.com", "1\n2", []string{"INVALID_VALUE at email", "INVALID_VALUE at phone"}},
		{"Enorme", "piero.due@alfa.example.com", strings.Repeat("1", 20<<10), []string{"INVALID_VALUE at phone"}},
		{"Piero di nuovo", "PIERO@alfa.example.com", "", []string{"PERSON_EXISTS at email"}},
	} {
		_, err := c.add(c.agent, test.name, test.email, test.phone)
		c.refused(err, test.want...)
	}
	people, err := c.service.People(t.Context(), c.customer, []int64{c.tenant})
	if err != nil {
		t.Fatal(err)
	}
	if len(people[0]) != 4 { // with the one of the counter
		t.Errorf("%d people", len(people[0]))
	}
	for _, p := range people[0] {
		if strings.HasPrefix(p.Name, "Id") && (p.Name != "Idà" || p.Email != "ida@alfa.example.com" || p.Phone != "+39 (011) 55-55.55/1") {
			t.Errorf("kept %+v", p)
		}
	}
}

// The same address in another tenant is another person; one's own is no clash; a removed one leaves it free.
func TestPersonAddresses(t *testing.T) {
	c := newOffice(t).counter("studio")
	ctx := t.Context()
	piero, err := c.add(c.boss(), "Piero", "piero@alfa.example.com", "")
	c.refused(err)
	_, err = c.service.AddPerson(ctx, c.agent, desk.AddPersonInput{TenantID: c.otherTenant, Name: "Piero", Email: "piero@alfa.example.com"})
	c.refused(err)
	same, taken, empty, phone := "Piero@alfa.example.com", "referente@example.com", "", "011"
	update := func(in desk.UpdatePersonInput) error { return c.service.UpdatePerson(ctx, c.boss(), in) }
	c.refused(update(desk.UpdatePersonInput{PersonID: piero, Email: &same, Phone: &phone}))
	c.refused(update(desk.UpdatePersonInput{PersonID: piero, Phone: &empty}))
	c.refused(update(desk.UpdatePersonInput{PersonID: piero}))
	c.refused(update(desk.UpdatePersonInput{PersonID: piero, Email: &taken}), "PERSON_EXISTS at email")
	c.refused(update(desk.UpdatePersonInput{PersonID: piero, Name: &empty}), "REQUIRED at name")
	c.refused(c.service.RemovePerson(ctx, c.boss(), c.person))
	c.refused(c.service.RemovePerson(ctx, c.boss(), c.person))
	c.refused(update(desk.UpdatePersonInput{PersonID: c.person, Name: &taken}), "PERSON_REMOVED at person")
	c.refused(update(desk.UpdatePersonInput{PersonID: piero, Email: &taken}))
	found, err := c.service.PeopleByID(ctx, c.customer, []int64{piero, c.person})
	c.refused(err)
	if p := found[piero]; p.Name != "Piero" || p.Email != taken || p.Phone != "" || !p.Retired.IsZero() || found[c.person].Retired.IsZero() {
		t.Errorf("kept %+v, %+v", found[piero], found[c.person])
	}
}

// A tenant has 100 people, however many are added at once, and a call that is sent again adds nobody.
func TestHundredPeople(t *testing.T) {
	c := newOffice(t).counter("studio")
	var group sync.WaitGroup
	var lock sync.Mutex
	var refusals []error
	for i := range 104 {
		group.Go(func() {
			_, err := c.add(c.agent, fmt.Sprintf("Persona %03d", i), fmt.Sprintf("p%d@alfa.example.com", i), "")
			if err != nil {
				lock.Lock()
				defer lock.Unlock()
				refusals = append(refusals, err)
			}
		})
	}
	group.Wait()
	for _, err := range refusals {
		c.refused(err, "TOO_MANY")
	}
	if list := c.listed(); len(list) != 100 || len(refusals) != 5 {
		t.Errorf("%d people, %d refusals", len(list), len(refusals))
	}
	c.refused(c.service.RemovePerson(t.Context(), c.agent, c.person))
	in := desk.AddPersonInput{TenantID: c.tenant, Name: "Ultima", Email: "ultima@alfa.example.com", ClientMutationID: "k"}
	first := c.must(c.service.AddPerson(t.Context(), c.agent, in))
	again := c.must(c.service.AddPerson(t.Context(), c.agent, in))
	if first.PersonID == 0 || again.PersonID != first.PersonID || !again.Replayed {
		t.Errorf("answered %+v, then %+v", first, again)
	}
	in.Name = "Un'altra"
	_, err := c.service.AddPerson(t.Context(), c.agent, in)
	c.refused(err, "IDEMPOTENCY_KEY_REUSED at clientMutationId")
}

// Of many who add the same address at once, one succeeds.
func TestTheSamePersonAtOnce(t *testing.T) {
	c := newOffice(t).counter("studio")
	errs := make([]error, 6)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { _, errs[i] = c.add(c.agent, "Piero", "piero@alfa.example.com", "") })
	}
	group.Wait()
	added := 0
	for _, err := range errs {
		if err == nil {
			added++
		} else {
			c.refused(err, "PERSON_EXISTS at email")
		}
	}
	if added != 1 {
		t.Errorf("added %d times", added)
	}
}

// Who was removed is chosen no more, stays on old tickets, and is no longer told: the account is (M1.7).
func TestRemovedPersonStaysOnOldTickets(t *testing.T) {
	c := newOffice(t).counter("studio")
	ctx := t.Context()
	id := c.open()
	change := func(v *access.Viewer, person int64) error {
		c.pass(time.Minute)
		_, err := c.service.ChangePerson(ctx, v, desk.ChangePersonInput{TicketID: id, PersonID: person})
		return err
	}
	c.refused(change(c.customer, c.person))
	if got := c.told(id); got != "referente@example.com PERSON" {
		t.Errorf("told: %s", got)
	}
	c.refused(c.service.RemovePerson(ctx, c.boss(), c.person))
	if got := c.told(id); got != c.customer.Email+" ACCOUNT" {
		t.Errorf("told: %s", got)
	}
	row, err := c.service.Ticket(ctx, c.customer, id, desk.WithPerson)
	c.refused(err)
	if row.Person == nil || row.Person.Name != "Referente" || row.Person.Retired.IsZero() || len(c.listed()) != 0 {
		t.Errorf("the ticket's person: %+v", row.Person)
	}
	c.refused(change(c.customer, c.person)) // it has that: nothing changes
	_, err = c.service.Reply(ctx, c.customer, desk.ReplyInput{TicketID: id, Text: "Ecco", PersonID: &c.person})
	c.refused(err)
	c.refused(change(c.customer, 0))
	c.refused(change(c.customer, c.person), "PERSON_REMOVED at person")
	_, err = c.service.Reply(ctx, c.customer, desk.ReplyInput{TicketID: id, Text: "Ecco", PersonID: &c.person})
	c.refused(err, "PERSON_REMOVED at person")
	_, err = c.openAs(ctx, c.customer, desk.OpenInput{Subject: "Una domanda", Description: "Come si fa?", PersonID: c.person})
	c.refused(err, "PERSON_REMOVED at person")
	c.checkAudit()
}

// told is who is told of a ticket, as the customer sees it.
func (c *counter) told(id int64) string {
	c.t.Helper()
	row, err := c.service.Ticket(c.t.Context(), c.customer, id, desk.WithPerson|desk.WithRequester)
	if err != nil {
		c.t.Fatal(err)
	}
	told, err := c.service.Notifies(c.t.Context(), []*desk.Ticket{row})
	if err != nil {
		c.t.Fatal(err)
	}
	texts := []string{}
	for _, a := range told[0] {
		texts = append(texts, a.Email+" "+string(a.Why))
	}
	return strings.Join(texts, ", ")
}

// M3.8: the new ticket that a reply opens does not choose again who was removed since.
func TestLinkedTicketChoosesNobodyRemoved(t *testing.T) {
	c := newOffice(t).counter("mail")
	ctx := t.Context()
	id := c.must(c.openAs(ctx, c.customer, desk.OpenInput{Subject: "La stampante", Description: "È ferma.", PersonID: c.person})).TicketID
	c.pass(time.Minute)
	c.must(c.service.Close(ctx, c.agent, desk.CloseInput{TicketID: id}))
	c.refused(c.service.RemovePerson(ctx, c.agent, c.person))
	c.pass(time.Minute)
	out := c.must(c.reply(c.customer, id, "Di nuovo ferma."))
	if row := c.ticket(out.TicketID); out.TicketID == id || row.PersonID != nil {
		t.Errorf("the new ticket: %+v", row)
	}
	c.checkAudit()
}

// M4.14: customers and staff change the reference person without a word; not observers, and not on what is closed.
func TestChangePerson(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	change := func(v *access.Viewer, in desk.ChangePersonInput) error {
		c.pass(time.Minute)
		in.TicketID = id
		_, err := c.service.ChangePerson(t.Context(), v, in)
		return err
	}
	first := int64(1)
	c.refused(change(c.observer, desk.ChangePersonInput{PersonID: c.person}), "FORBIDDEN")
	c.refused(change(c.neighbour, desk.ChangePersonInput{PersonID: c.otherPerson}), "NOT_FOUND at ticket")
	c.refused(change(c.customer, desk.ChangePersonInput{PersonID: c.otherPerson}), "NOT_FOUND at person")
	c.refused(change(c.customer, desk.ChangePersonInput{PersonID: c.person, ExpectedVersion: &first, ClientMutationID: "k"}))
	c.refused(change(c.customer, desk.ChangePersonInput{PersonID: c.person, ExpectedVersion: &first, ClientMutationID: "k"}))
	c.refused(change(c.customer, desk.ChangePersonInput{ExpectedVersion: &first}), "CONFLICT at expectedVersion")
	if row := c.ticket(id); row.Version != 2 || row.PersonID == nil || *row.PersonID != c.person {
		t.Errorf("it is %+v", row)
	}
	c.refused(change(c.agent, desk.ChangePersonInput{}))
	if row := c.ticket(id); row.Version != 3 || row.PersonID != nil || row.MessageCount != 1 {
		t.Errorf("it is %+v", row)
	}
	c.pass(time.Minute)
	c.must(c.service.Close(t.Context(), c.agent, desk.CloseInput{TicketID: id}))
	err := change(c.customer, desk.ChangePersonInput{PersonID: c.person})
	if !problem.Is(err, problem.TicketClosed) {
		t.Errorf("a closed ticket: %v", err)
	}
	c.checkAudit()
}
