package demo

import (
	"fmt"
	"math"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/duetime"
	"sportello/internal/moment"
	"sportello/internal/policy"
)

// world is who there is: desks, companies and people. It grows with the root of the tickets.
type world struct {
	dice
	vocabulary *vocabulary
	hash       string
	now        moment.Moment // when desks and people came to be
	desks      []*office

	deskRows    []*ent.Desk
	users       []ent.User
	tenants     []ent.Tenant
	people      []ent.Person
	memberships []ent.Membership
	taken       map[string]bool // e-mail addresses and domains
}

// office is a desk with those who belong to it.
type office struct {
	plan
	id         int64
	policy     *policy.Policy
	promises   *duetime.Rules
	zone       *time.Location
	supervisor int64
	agents     []user
	tenants    []*tenant
	lastNumber int64
	signIns    []SignIn
}

// user is somebody who writes.
type user struct {
	id   int64
	name string
}

// tenant is a customer company.
type tenant struct {
	id       int64
	name     string
	language string
	topics   *topics
	admin    user
	writers  []user // who opens tickets
	people   []int64
}

func newWorld(d dice, v *vocabulary, o Options) (*world, error) {
	w := &world{
		dice: d, vocabulary: v, hash: o.PasswordHash, now: moment.Of(whole(o.Now.Add(-span - founding))),
		taken: map[string]bool{},
	}
	tenants := 4 + int(math.Sqrt(float64(o.Tickets))/10)
	for _, p := range plans() {
		if err := w.addDesk(p, tenants); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *world) addDesk(p plan, tenants int) error {
	text, err := policy.PresetText(p.preset)
	if err != nil {
		return fmt.Errorf("make the desk %s: %w", p.slug, err)
	}
	rules, err := policy.Parse(p.preset, text)
	if err != nil {
		return fmt.Errorf("make the desk %s: %w", p.slug, err)
	}
	zone, err := time.LoadLocation(p.zone)
	if err != nil {
		return fmt.Errorf("make the desk %s: %w", p.slug, err)
	}
	promises, err := duetime.New(rules, p.zone)
	if err != nil {
		return fmt.Errorf("make the desk %s: %w", p.slug, err)
	}
	o := &office{plan: p, id: int64(len(w.desks) + 1), policy: rules, promises: promises, zone: zone}
	w.desks = append(w.desks, o)
	w.deskRows = append(w.deskRows, &ent.Desk{
		ID: o.id, CreatedAt: w.now, Slug: p.slug, Name: p.name, Language: rules.Language, TimeZone: p.zone,
		Policy: string(text), PolicyVersion: 1,
	})
	w.addStaff(o)
	for i := range tenants {
		w.addTenant(o, i)
	}
	return nil
}

// addStaff makes those who answer: whoever works on tickets is among the agents, the first of them signs in first.
func (w *world) addStaff(o *office) {
	join := func(mailbox, who string, role access.DeskRole) user {
		u := w.addUser(o.policy.Language, mailbox+"@"+o.slug+".example")
		w.join(u, o.id, nil, string(role))
		if who != "" {
			o.signIns = append(o.signIns, SignIn{Email: w.users[u.id-1].Email, Name: u.name, Who: who})
		}
		return u
	}
	o.agents = append(o.agents, join("agent", "staff, works on tickets", access.DeskAgent))
	for i := range o.plan.agents - 1 {
		o.agents = append(o.agents, join(fmt.Sprintf("agent%d", i+2), "", access.DeskAgent))
	}
	supervisor := join("supervisor", "staff, leads the agents", access.DeskSupervisor)
	o.supervisor = supervisor.id
	o.agents = append(o.agents, supervisor)
	join("admin", "staff, administrator of the desk", access.DeskAdministrator)
	join("analyst", "staff, sees statistics alone", access.DeskAnalyst)
}

// addTenant makes a company with its people. The first one has the customers who sign in.
func (w *world) addTenant(o *office, i int) {
	language, words := o.policy.Language, o.words
	if i%8 == 3 {
		language, words = "en", "english"
	}
	p := w.vocabulary.phrases[language]
	name, domain := w.company(p)
	t := &tenant{id: int64(len(w.tenants) + 1), name: name, language: language, topics: w.vocabulary.topics[words]}
	o.tenants = append(o.tenants, t)
	w.tenants = append(w.tenants, ent.Tenant{
		ID: t.id, CreatedAt: w.now, DeskID: o.id, Name: name, VatNumber: w.vatNumber(language),
	})
	join := func(mailbox, who string, role access.TenantRole) user {
		email := ""
		if i == 0 && who != "" {
			email = mailbox + "@" + o.slug + ".example"
		}
		u := w.addCustomer(language, domain, email)
		w.join(u, o.id, &t.id, string(role))
		if email != "" {
			o.signIns = append(o.signIns, SignIn{Email: email, Name: u.name, Who: who + " of " + name})
		}
		return u
	}
	t.writers = append(t.writers, join("customer", "customer, requester", access.TenantRequester))
	for range w.between(1, 3) {
		t.writers = append(t.writers, join("", "", access.TenantRequester))
	}
	t.admin = join("tenant-admin", "customer, administrator", access.TenantAdministrator)
	t.writers = append(t.writers, t.admin, join("", "", access.TenantTechnician))
	join("observer", "customer, observer", access.TenantObserver)
	if o.byPerson {
		w.addPeople(t, p, domain)
	}
}

func (w *world) addPeople(t *tenant, p *phrases, domain string) {
	for range w.between(1, 4) {
		name := w.personName(p)
		t.people = append(t.people, int64(len(w.people)+1))
		w.people = append(w.people, ent.Person{
			ID: int64(len(w.people) + 1), CreatedAt: w.now, TenantID: t.id, Name: name,
			Email: mailbox(name) + "@" + domain, Phone: fmt.Sprintf("+39 000 %07d", w.IntN(1e7)),
		})
	}
}

func (w *world) addUser(language, email string) user {
	u := user{id: int64(len(w.users) + 1), name: w.personName(w.vocabulary.phrases[language])}
	w.taken[email] = true
	w.users = append(w.users, ent.User{
		ID: u.id, CreatedAt: w.now, Email: email, Name: u.name, PasswordHash: w.hash, Language: language,
	})
	return u
}

// addCustomer makes a user whose address, unless given, follows from the name.
func (w *world) addCustomer(language, domain, email string) user {
	u := w.addUser(language, email)
	if email == "" {
		w.users[u.id-1].Email = w.unique(mailbox(u.name), "@"+domain)
	}
	return u
}

func (w *world) join(u user, deskID int64, tenantID *int64, role string) {
	w.memberships = append(w.memberships, ent.Membership{
		ID: int64(len(w.memberships) + 1), CreatedAt: w.now, UserID: u.id, DeskID: deskID, TenantID: tenantID, Role: role,
	})
}
