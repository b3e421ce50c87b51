package export_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/export"
	"sportello/internal/journal"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// office is two desks at work, and their exports.
type office struct {
	t       *testing.T
	store   *store.Store
	desk    *desk.Service
	journal *journal.Journal
	exports *export.Service

	desks    [2]int64
	tenants  [4]int64 // two of each desk
	agents   [2]*access.Viewer
	analyst  *access.Viewer // of the first desk
	owner    *access.Viewer // administrator of the first tenant
	requests [4]*access.Viewer
}

func newOffice(t *testing.T) *office {
	t.Helper()
	s := desktest.NewStore(t)
	f := desktest.NewFactory(t, s)
	now := desktest.Epoch().AddDate(0, 1, 0)
	ticks := make(chan time.Time) // each look at the clock is a second later
	go func() {
		for at := now; ; at = at.Add(time.Second) {
			select {
			case ticks <- at:
			case <-t.Context().Done():
				return
			}
		}
	}()
	clock := func() time.Time {
		select {
		case at := <-ticks:
			return at
		case <-t.Context().Done():
			return now
		}
	}
	o := &office{t: t, store: s, desk: desk.New(desk.Config{Store: s, Now: clock})}
	for i, preset := range []string{"portal", "saas"} {
		o.desks[i] = f.Desk(preset)
		o.agents[i] = f.Staff(o.desks[i], access.DeskAgent)
	}
	for i := range o.tenants {
		o.tenants[i] = f.Tenant(o.desks[i/2])
		o.requests[i] = f.Customer(o.tenants[i], access.TenantRequester)
	}
	o.analyst = f.Staff(o.desks[0], access.DeskAnalyst)
	o.owner = f.Customer(o.tenants[0], access.TenantAdministrator)
	var err error
	if o.journal, err = journal.Open(t.Context(), journal.Config{Store: s}); err != nil {
		t.Fatal(err)
	}
	o.exports = export.New(export.Config{Store: s, Desk: o.desk.DeskOf, Head: o.journal.Head, Now: clock})
	return o
}

// open opens a ticket in a tenant.
func (o *office) open(tenant int) (int64, error) {
	fields := []desk.FieldInput{
		{Key: "notification_email", Value: "magazzino@example.com"}, {Key: "contact", Value: "WEB"},
		{Key: "request_type", Value: "ASSISTANCE"}, {Key: "area", Value: "SYSTEMS"},
	}
	if tenant >= 2 {
		fields = []desk.FieldInput{{Key: "category", Value: "BUG"}}
	}
	done, err := o.desk.Open(o.t.Context(), o.requests[tenant], desk.OpenInput{
		TenantID: o.tenants[tenant], Subject: "Etichette storte", Description: "La stampante salta una riga.", Fields: fields,
	})
	if err != nil {
		return 0, err
	}
	return done.TicketID, nil
}

// act does something to a ticket; what the desk's rules refuse is not done.
func (o *office) act(r *rand.Rand, tenant int, ticket int64) error {
	ctx, agent := o.t.Context(), o.agents[tenant/2]
	var err error
	switch r.IntN(6) {
	case 0:
		_, err = o.desk.Reply(ctx, agent, desk.ReplyInput{TicketID: ticket, Text: "Ha provato a riavviare?"})
	case 1:
		_, err = o.desk.Reply(ctx, o.requests[tenant], desk.ReplyInput{TicketID: ticket, Text: "Sì, niente."})
	case 2:
		_, err = o.desk.AddNote(ctx, agent, desk.AddNoteInput{TicketID: ticket, Text: "Richiamare domani."})
	case 3:
		_, err = o.desk.Take(ctx, agent, desk.TakeInput{TicketID: ticket})
	case 4:
		_, err = o.desk.Reply(ctx, agent, desk.ReplyInput{TicketID: ticket, Text: "Fatto.", Close: true})
	case 5:
		_, err = o.desk.ChangePriority(ctx, agent, desk.ChangePriorityInput{TicketID: ticket, Priority: "HIGH"})
	}
	if len(problem.Of(err)) > 0 {
		return nil
	}
	return err
}

// place gives all that was committed its place.
func (o *office) place() {
	o.t.Helper()
	if _, err := o.journal.Place(context.WithoutCancel(o.t.Context())); err != nil {
		o.t.Fatal(err)
	}
}

// work makes changes until there are so many, with places in between.
func (o *office) work(seed uint64, changes int) error {
	r := rand.New(rand.NewPCG(seed, 1))
	var tickets [4][]int64
	for i := range changes {
		tenant := r.IntN(4)
		if len(tickets[tenant]) == 0 || r.IntN(5) == 0 {
			id, err := o.open(tenant)
			if err != nil {
				return fmt.Errorf("open: %w", err)
			}
			tickets[tenant] = append(tickets[tenant], id)
		} else if err := o.act(r, tenant, tickets[tenant][r.IntN(len(tickets[tenant]))]); err != nil {
			return err
		}
		if i%7 == 0 {
			if _, err := o.journal.Place(o.t.Context()); err != nil {
				return err
			}
		}
	}
	return nil
}
