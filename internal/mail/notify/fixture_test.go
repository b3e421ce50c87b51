package notify_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/outgoingmail"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/mailbox"
	"sportello/internal/mail/notify"
	"sportello/internal/mail/outbound"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// office is a desk with an address, its people, and the outbox that its mails go into.
type office struct {
	*desktest.Factory
	t        *testing.T
	store    *store.Store
	service  *desk.Service
	outbox   *outbound.Outbox
	notifier *notify.Notifier
	now      time.Time

	deskID, tenantID         int64
	customer, agent, another *access.Viewer
	leader                   *access.Viewer // supervisor
	seen                     int64          // mails up to this id have been looked at
}

func newOffice(t *testing.T, preset string) *office {
	t.Helper()
	o := &office{t: t, store: desktest.NewStore(t), now: desktest.Epoch().AddDate(0, 1, 0)}
	o.Factory = desktest.NewFactory(t, o.store)
	o.deskID = o.Desk(preset)
	o.tenantID = o.Tenant(o.deskID)
	o.customer, o.agent = o.Customer(o.tenantID, access.TenantRequester), o.Staff(o.deskID, access.DeskAgent)
	o.another, o.leader = o.Staff(o.deskID, access.DeskAgent), o.Staff(o.deskID, access.DeskSupervisor)
	clock := func() time.Time { return o.now }
	slug := o.store.Read().Desk.GetX(store.System(t.Context()), o.deskID).Slug
	if err := mailbox.New(o.store, clock).Add(t.Context(), slug, "desk@desk.example", true); err != nil {
		t.Fatal(err)
	}
	signer, err := compose.NewSigner(make([]byte, compose.MinKey))
	if err != nil {
		t.Fatal(err)
	}
	if o.outbox, err = outbound.New(outbound.Config{Store: o.store, Now: clock, Domain: "desk.example", Signer: signer}); err != nil {
		t.Fatal(err)
	}
	o.notifier, err = notify.New(notify.Config{
		Outbox: o.outbox, Answers: true, TicketURL: "https://portal.example/{desk}/{number}",
		Desks: func(ctx context.Context, id int64) (*desk.Desk, error) { return o.service.DeskOf(ctx, id) },
	})
	if err != nil {
		t.Fatal(err)
	}
	o.service = desk.New(desk.Config{Store: o.store, Now: clock, Notify: o.notifier.Happened})
	return o
}

func (o *office) as(v *access.Viewer) context.Context {
	return store.Scoped(context.Background(), v.Scope())
}

// request is what the desk's form takes.
func (o *office) request() desk.OpenInput {
	o.t.Helper()
	row := o.store.Read().Desk.GetX(store.System(context.Background()), o.deskID)
	p, err := policy.Parse("desk", []byte(row.Policy))
	if err != nil {
		o.t.Fatal(err)
	}
	in := desk.OpenInput{TenantID: o.tenantID, Subject: "Nothing works here", Description: "Since yesterday, nothing works at all."}
	for _, a := range desktest.Answers(p) {
		in.Fields = append(in.Fields, desk.FieldInput(a))
	}
	return in
}

// open opens a ticket of the customer's.
func (o *office) open(more ...func(*desk.OpenInput)) int64 {
	o.t.Helper()
	in := o.request()
	for _, change := range more {
		change(&in)
	}
	out, err := o.service.Open(o.as(o.customer), o.customer, in)
	if err != nil {
		o.t.Fatal(err)
	}
	return out.TicketID
}

// name is what a test calls an address.
func (o *office) name(address string) string {
	for name, v := range map[string]*access.Viewer{"customer": o.customer, "agent": o.agent, "another": o.another, "leader": o.leader} {
		if v.Email == address {
			return name
		}
	}
	return address
}

// mails are those that were put since the last look.
func (o *office) mails() []*ent.OutgoingMail {
	o.t.Helper()
	rows, err := o.store.Read().OutgoingMail.Query().Where(outgoingmail.IDGT(o.seen)).Order(ent.Asc(outgoingmail.FieldID)).
		All(store.System(context.Background()))
	if err != nil {
		o.t.Fatal(err)
	}
	for _, row := range rows {
		o.seen = row.ID
	}
	return rows
}

// told wants exactly these mails since the last look, as KIND>who, in whatever order.
func (o *office) told(when string, want ...string) []*ent.OutgoingMail {
	o.t.Helper()
	rows := o.mails()
	var got []string
	for _, row := range rows {
		got = append(got, fmt.Sprintf("%s>%s", row.Kind, o.name(row.Recipient)))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		o.t.Errorf("%s: told %s, want %s", when, strings.Join(got, " "), strings.Join(want, " "))
	}
	return rows
}

// does fails the test where an act failed.
func (o *office) does(_ *desk.Outcome, err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}
