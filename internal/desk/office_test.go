package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/blob"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// office is a service on a real database and blob store, with a clock that the test moves.
type office struct {
	t       testing.TB
	store   *store.Store
	blobs   *blob.Store
	service *desk.Service

	mu   sync.Mutex
	now  time.Time
	told []desk.Announcement
}

func newOffice(t testing.TB) *office {
	t.Helper()
	blobs, err := blob.Open(t.Context(), "file:"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := blobs.Close(); err != nil {
			t.Error(err)
		}
	})
	o := &office{t: t, store: desktest.NewStore(t), blobs: blobs, now: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)}
	o.service = desk.New(desk.Config{Store: o.store, Now: o.clock, Blobs: blobs, Committed: o.hear})
	return o
}

// holdsRules is how many statements an act takes to hold the desk's rules: none where one transaction writes at a time.
func (o *office) holdsRules() int {
	if o.store.Dialect() == dialect.MySQL {
		return 1
	}
	return 0
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

func (o *office) hear(_ context.Context, a desk.Announcement) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.told = append(o.told, a)
}

func (o *office) heard() []desk.Announcement {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]desk.Announcement(nil), o.told...)
}

// write runs a change of the test's own.
func (o *office) write(fn func(ctx context.Context, tx *ent.Tx) error) {
	o.t.Helper()
	if err := o.store.Tx(store.System(context.Background()), fn); err != nil {
		o.t.Fatalf("prepare the database: %v", err)
	}
}

// counter is one desk with two tenants, and people in every role.
type counter struct {
	*office
	id, tenant, otherTenant int64
	person, otherPerson     int64
	form                    []desk.FieldInput // answers that the desk's form takes

	agent, second, analyst                    *access.Viewer // staff
	customer, colleague, technician, observer *access.Viewer // of the tenant
	neighbour                                 *access.Viewer // of the other tenant
}

func (o *office) counter(preset string) *counter {
	o.t.Helper()
	rules, err := policy.PresetText(preset)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.counterWith(preset, string(rules))
}

// counterWith makes a desk with rules of the test's own.
func (o *office) counterWith(slug, rules string) *counter {
	o.t.Helper()
	parsed, err := policy.Parse(slug, []byte(rules))
	if err != nil {
		o.t.Fatal(err)
	}
	c := &counter{office: o, form: answersTo(parsed)}
	all := parsed.Visibility.RequestersSeeTenant()
	o.write(func(ctx context.Context, tx *ent.Tx) error {
		at := moment.Of(o.clock())
		d, err := tx.Desk.Create().SetSlug(slug).SetName("Desk " + slug).SetLanguage(parsed.Language).
			SetTimeZone("Europe/Rome").SetPolicy(rules).SetCreatedAt(at).Save(ctx)
		if err != nil {
			return err
		}
		c.id = d.ID
		for _, place := range []struct {
			tenant, person *int64
			name           string
		}{{&c.tenant, &c.person, "Officina"}, {&c.otherTenant, &c.otherPerson, "Libreria"}} {
			t, err := tx.Tenant.Create().SetDeskID(d.ID).SetName(place.name).SetCreatedAt(at).Save(ctx)
			if err != nil {
				return err
			}
			p, err := tx.Person.Create().SetTenantID(t.ID).SetName("Referente").SetEmail("referente@example.com").SetCreatedAt(at).Save(ctx)
			if err != nil {
				return err
			}
			*place.tenant, *place.person = t.ID, p.ID
		}
		for _, m := range []struct {
			viewer **access.Viewer
			tenant int64
			role   string
		}{
			{&c.agent, 0, "AGENT"},
			{&c.second, 0, "SUPERVISOR"},
			{&c.analyst, 0, "ANALYST"},
			{&c.customer, c.tenant, "REQUESTER"},
			{&c.colleague, c.tenant, "REQUESTER"},
			{&c.technician, c.tenant, "TECHNICIAN"},
			{&c.observer, c.tenant, "OBSERVER"},
			{&c.neighbour, c.otherTenant, "REQUESTER"},
		} {
			v, err := enrol(ctx, tx, d.ID, m.tenant, m.role, all, at)
			if err != nil {
				return err
			}
			*m.viewer = v
		}
		return nil
	})
	return c
}

// enrol makes a user with one place on the desk.
func enrol(ctx context.Context, tx *ent.Tx, deskID, tenantID int64, role string, all bool, at moment.Moment) (*access.Viewer, error) {
	count, err := tx.User.Query().Count(ctx)
	if err != nil {
		return nil, err
	}
	u, err := tx.User.Create().SetEmail(fmt.Sprintf("user%d@example.com", count)).SetName(strings.ToLower(role)).SetCreatedAt(at).Save(ctx)
	if err != nil {
		return nil, err
	}
	m := tx.Membership.Create().SetUserID(u.ID).SetDeskID(deskID).SetRole(role).SetCreatedAt(at)
	v := &access.Viewer{UserID: u.ID, Email: u.Email, Name: u.Name, Language: "it"}
	if tenantID == 0 {
		v.Desks = map[int64]access.DeskRole{deskID: access.DeskRole(role)}
		return v, m.Exec(ctx)
	}
	r := access.TenantRole(role)
	v.Tenants = map[int64]access.Membership{tenantID: {
		TenantID: tenantID, DeskID: deskID, Role: r, SeesTenant: all || r != access.TenantRequester,
	}}
	return v, m.SetTenantID(tenantID).Exec(ctx)
}

// answersTo are answers that a form takes.
func answersTo(p *policy.Policy) []desk.FieldInput {
	var answers []desk.FieldInput
	for _, a := range desktest.Answers(p) {
		answers = append(answers, desk.FieldInput(a))
	}
	return answers
}

// openAs opens a ticket; what the request does not answer of the form is answered for it.
func (c *counter) openAs(ctx context.Context, v *access.Viewer, in desk.OpenInput) (*desk.Outcome, error) {
	if in.Fields == nil {
		in.Fields = c.form
	}
	return c.service.Open(ctx, v, in)
}

// open opens a ticket as the customer.
func (c *counter) open() int64 {
	c.t.Helper()
	return c.must(c.openAs(c.t.Context(), c.customer, desk.OpenInput{
		TenantID: c.tenant, Subject: "The printer is out of paper", Description: "It has been blinking since this morning.",
	})).TicketID
}

// reply replies with a text alone.
func (c *counter) reply(v *access.Viewer, ticket int64, text string) (*desk.Outcome, error) {
	return c.service.Reply(c.t.Context(), v, desk.ReplyInput{TicketID: ticket, Text: text})
}

// must is an outcome that has to be there.
func (o *office) must(outcome *desk.Outcome, err error) *desk.Outcome {
	o.t.Helper()
	if err != nil {
		o.t.Fatalf("refused: %v", err)
	}
	return outcome
}

// refused checks that an act was refused with exactly these problems, each as "CODE" or "CODE at field".
func (o *office) refused(err error, want ...string) {
	o.t.Helper()
	var got []string
	for _, p := range problem.Of(err) {
		text := string(p.Code)
		if len(p.Field) > 0 {
			text += " at " + strings.Join(p.Field, ".")
		}
		got = append(got, text)
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		o.t.Errorf("refused with %v (%v), want %v", got, err, want)
	}
}

// ticket reads a row as it is.
func (o *office) ticket(id int64) *ent.Ticket {
	o.t.Helper()
	t, err := o.store.Read().Ticket.Get(store.System(context.Background()), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return t
}

// file stores bytes, as a transport's file sink does.
func (o *office) file(name, content string) *desk.File {
	o.t.Helper()
	object, err := o.blobs.Put(context.Background(), strings.NewReader(content), 1<<20)
	if err != nil {
		o.t.Fatal(err)
	}
	return &desk.File{Name: name, Size: object.Size, ContentType: object.ContentType, SHA256: object.SHA256, BlobKey: object.Key}
}

// stored reports whether a file's bytes are still there.
func (o *office) stored(key string) bool {
	o.t.Helper()
	r, err := o.blobs.Get(context.Background(), key)
	if errors.Is(err, blob.ErrNotFound) {
		return false
	}
	if err != nil {
		o.t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		o.t.Fatal(err)
	}
	return true
}

// tickets counts them all.
func (o *office) tickets() int {
	o.t.Helper()
	n, err := o.store.Read().Ticket.Query().Count(store.System(context.Background()))
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// numbers are those of the desk's tickets, sorted.
func (c *counter) numbers() []int64 {
	c.t.Helper()
	rows, err := c.store.Read().Ticket.Query().Where(ticket.DeskID(c.id)).Order(ent.Asc(ticket.FieldNumber)).
		All(store.System(context.Background()))
	if err != nil {
		c.t.Fatal(err)
	}
	numbers := make([]int64, len(rows))
	for i, row := range rows {
		numbers[i] = row.Number
	}
	return numbers
}
