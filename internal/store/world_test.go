package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/store"
)

// world is two desks with two tenants each, every user a member somewhere, and tickets of all, with a public and a
// staff-only message, entry and attachment each; and in memory what is needed to say again who sees it.
type world struct {
	ids         map[string][]int64 // by entity
	tenants     map[int64]*ent.Tenant
	tickets     map[int64]*ent.Ticket
	people      []*ent.Person
	memberships []*ent.Membership
	messages    []*ent.Message
	entries     []*ent.TimelineEntry
	attachments []*ent.Attachment
	sessions    []*ent.Session
	keys        []*ent.IdempotencyKey
	views       []*ent.SavedView
	settings    []*ent.ListSetting
	dashboards  []*ent.Dashboard
	drafts      []*ent.Draft
}

func newWorld(t testing.TB, s *store.Store) *world {
	t.Helper()
	w := &world{ids: map[string][]int64{}, tenants: map[int64]*ent.Tenant{}, tickets: map[int64]*ent.Ticket{}}
	err := s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) (err error) {
		defer func() { // the builders' SaveX panic with an error
			if r := recover(); r != nil {
				err = fmt.Errorf("make the world: %v", r)
			}
		}()
		w.make(ctx, tx)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) make(ctx context.Context, tx *ent.Tx) {
	var users []*ent.User
	for i := range 6 {
		u := tx.User.Create().SetCreatedAt(1).SetEmail(fmt.Sprintf("u%d@example.test", i)).SaveX(ctx)
		users = append(users, u)
		w.add("user", u.ID)
		w.sessions = append(w.sessions, tx.Session.Create().SetCreatedAt(1).SetUserID(u.ID).
			SetTokenHash([]byte{byte(i)}).SetExpiresAt(2).SaveX(ctx))
		w.keys = append(w.keys, tx.IdempotencyKey.Create().SetCreatedAt(1).SetUserID(u.ID).SetKey("k").
			SetOperation("o").SetFingerprint("f").SaveX(ctx))
		w.settings = append(w.settings, tx.ListSetting.Create().SetCreatedAt(1).SetUpdatedAt(1).SetUserID(u.ID).
			SetList("l").SetFilter("null").SetSortOrder("[]").SaveX(ctx))
		w.dashboards = append(w.dashboards, tx.Dashboard.Create().SetCreatedAt(1).SetUpdatedAt(1).SetUserID(u.ID).
			SetWidgets("[]").SaveX(ctx))
		w.views = append(w.views, view(tx, u).SaveX(ctx))
	}
	for i := range 2 {
		d, err := newDesk(ctx, tx, fmt.Sprintf("desk-%d", i))
		if err != nil {
			panic(err)
		}
		w.add("desk", d.ID)
		w.views = append(w.views, view(tx, users[5]).SetDeskID(d.ID).SaveX(ctx))
		w.join(tx.Membership.Create().SetCreatedAt(1).SetUserID(users[i].ID).SetDeskID(d.ID).SetRole("AGENT").SaveX(ctx))
		for j := range 2 {
			tenant := tx.Tenant.Create().SetCreatedAt(1).SetDeskID(d.ID).SetName(fmt.Sprintf("tenant-%d", j)).SaveX(ctx)
			w.tenants[tenant.ID] = tenant
			w.add("tenant", tenant.ID)
			w.views = append(w.views, view(tx, users[5]).SetTenantID(tenant.ID).SaveX(ctx))
			w.people = append(w.people, tx.Person.Create().SetCreatedAt(1).SetTenantID(tenant.ID).SetName("p").
				SetEmail("p@example.test").SaveX(ctx))
			for _, author := range users {
				w.drafts = append(w.drafts, tx.Draft.Create().SetCreatedAt(1).SetUpdatedAt(1).SetAuthorID(author.ID).
					SetDeskID(d.ID).SetTenantID(tenant.ID).SetContent("{}").SaveX(ctx))
			}
			member := users[2+(2*i+j)%3] // the sixth has no place anywhere, but writes mails
			w.join(tx.Membership.Create().SetCreatedAt(1).SetUserID(member.ID).SetDeskID(d.ID).SetTenantID(tenant.ID).
				SetRole("REQUESTER").SaveX(ctx))
			for k, requester := range []*ent.User{member, users[5], users[i]} {
				w.open(ctx, tx, tenant, requester, int64(j*3+k+1))
			}
		}
	}
	for _, u := range users {
		w.attach(ctx, tx.Attachment.Create().SetUploaderID(u.ID), fmt.Sprintf("waiting-%d", u.ID))
	}
}

func view(tx *ent.Tx, owner *ent.User) *ent.SavedViewCreate {
	return tx.SavedView.Create().SetCreatedAt(1).SetUpdatedAt(1).SetOwnerID(owner.ID).SetName("v").
		SetFilter("null").SetSortOrder("[]")
}

// open makes a ticket with something of everything.
func (w *world) open(ctx context.Context, tx *ent.Tx, tenant *ent.Tenant, requester *ent.User, number int64) {
	one := tx.Ticket.Create().SetCreatedAt(1).SetUpdatedAt(1).SetStatusSince(1).SetDeskID(tenant.DeskID).
		SetTenantID(tenant.ID).SetNumber(number).SetSubject("s").SetStatus("OPEN").SetPriority("LOW").
		SetPriorityRank(1).SetChannel("WEB").SetRequesterID(requester.ID).SaveX(ctx)
	w.tickets[one.ID] = one
	w.add("ticket", one.ID)
	for seq, staffOnly := range []bool{false, true} {
		public := int64(1 - seq)
		m := tx.Message.Create().SetCreatedAt(1).SetTicketID(one.ID).SetConversationID(one.ID).SetSeq(int64(seq + 1)).SetKind("REPLY").
			SetStaffOnly(staffOnly).SetAuthorKind("STAFF").SetText("t").SaveX(ctx)
		w.messages = append(w.messages, m)
		w.entries = append(w.entries, tx.TimelineEntry.Create().SetCreatedAt(1).SetTicketID(one.ID).
			SetSeq(int64(seq+1)).SetPublicSeq(public).SetKind("k").SetActorKind("STAFF").SaveX(ctx))
		w.attach(ctx, tx.Attachment.Create().SetTicketID(one.ID).SetMessageID(m.ID).SetStaffOnly(staffOnly).
			SetUploaderID(requester.ID), fmt.Sprintf("%d-%d", one.ID, seq))
	}
}

func (w *world) attach(ctx context.Context, create *ent.AttachmentCreate, key string) {
	w.attachments = append(w.attachments, create.SetCreatedAt(1).SetName("n").SetContentType("text/plain").
		SetSize(1).SetSha256("s").SetBlobKey(key).SaveX(ctx))
}

func (w *world) add(entity string, id int64) { w.ids[entity] = append(w.ids[entity], id) }

func (w *world) join(m *ent.Membership) { w.memberships = append(w.memberships, m) }

// drawScope draws any scope, also such as no membership gives, but with no tenant twice.
func (w *world) drawScope(t *rapid.T) access.Scope {
	scope := access.Scope{UserID: rapid.SampledFrom(w.ids["user"]).Draw(t, "user")}
	for _, desk := range w.ids["desk"] {
		if rapid.Bool().Draw(t, "staff") {
			scope.Desks = append(scope.Desks, desk)
		}
	}
	for _, tenant := range w.ids["tenant"] {
		switch rapid.SampledFrom([]string{"none", "all", "own"}).Draw(t, "tenant") {
		case "all":
			scope.Tenants = append(scope.Tenants, tenant)
		case "own":
			scope.OwnIn = append(scope.OwnIn, tenant)
		}
	}
	return scope
}

// visible says again, over the rows in memory, which ids of each entity a scope sees, ascending.
func (w *world) visible(s access.Scope) map[string][]int64 {
	in := slices.Contains[[]int64]
	see := func(ticketID int64) bool {
		one := w.tickets[ticketID]
		return s.Sees(one.DeskID, one.TenantID, one.RequesterID)
	}
	staff := func(ticketID int64) bool { return s.SeesAsStaff(w.tickets[ticketID].DeskID) }
	tenant := func(id int64) bool {
		return in(s.Desks, w.tenants[id].DeskID) || in(s.Tenants, id) || in(s.OwnIn, id)
	}
	deskID := func(desk int64) bool {
		return in(s.Desks, desk) || slices.ContainsFunc(w.ids["tenant"], func(id int64) bool {
			return w.tenants[id].DeskID == desk && (in(s.Tenants, id) || in(s.OwnIn, id))
		})
	}
	member := func(m *ent.Membership) bool {
		return in(s.Desks, m.DeskID) || m.TenantID != nil && in(s.Tenants, *m.TenantID)
	}
	return map[string][]int64{
		"desk":   pick(w.ids["desk"], same, deskID),
		"tenant": pick(w.ids["tenant"], same, tenant),
		"ticket": pick(w.ids["ticket"], same, see),
		"person": pick(w.people, func(p *ent.Person) int64 { return p.ID },
			func(p *ent.Person) bool { return tenant(p.TenantID) }),
		"membership": pick(w.memberships, func(m *ent.Membership) int64 { return m.ID },
			func(m *ent.Membership) bool { return m.UserID == s.UserID || member(m) }),
		"message": pick(w.messages, func(m *ent.Message) int64 { return m.ID },
			func(m *ent.Message) bool { return see(m.TicketID) && (!m.StaffOnly || staff(m.TicketID)) }),
		"entry": pick(w.entries, func(e *ent.TimelineEntry) int64 { return e.ID },
			func(e *ent.TimelineEntry) bool { return see(e.TicketID) && (e.PublicSeq > 0 || staff(e.TicketID)) }),
		"attachment": pick(w.attachments, func(a *ent.Attachment) int64 { return a.ID },
			func(a *ent.Attachment) bool {
				if a.TicketID == nil {
					return *a.UploaderID == s.UserID
				}
				return see(*a.TicketID) && (!a.StaffOnly || staff(*a.TicketID))
			}),
		"session": pick(w.sessions, func(one *ent.Session) int64 { return one.ID },
			func(one *ent.Session) bool { return one.UserID == s.UserID }),
		"key": pick(w.keys, func(k *ent.IdempotencyKey) int64 { return k.ID },
			func(k *ent.IdempotencyKey) bool { return k.UserID == s.UserID }),
		"setting": pick(w.settings, func(l *ent.ListSetting) int64 { return l.ID },
			func(l *ent.ListSetting) bool { return l.UserID == s.UserID }),
		"dashboard": pick(w.dashboards, func(d *ent.Dashboard) int64 { return d.ID },
			func(d *ent.Dashboard) bool { return d.UserID == s.UserID }),
		"draft": pick(w.drafts, func(d *ent.Draft) int64 { return d.ID },
			func(d *ent.Draft) bool { return d.AuthorID == s.UserID && tenant(d.TenantID) }),
		"view": pick(w.views, func(v *ent.SavedView) int64 { return v.ID },
			func(v *ent.SavedView) bool {
				return v.OwnerID == s.UserID || v.DeskID != nil && in(s.Desks, *v.DeskID) ||
					v.TenantID != nil && (in(s.Tenants, *v.TenantID) || in(s.OwnIn, *v.TenantID))
			}),
		"user": pick(w.ids["user"], same, func(id int64) bool {
			return id == s.UserID ||
				slices.ContainsFunc(w.memberships, func(m *ent.Membership) bool { return m.UserID == id && member(m) }) ||
				slices.ContainsFunc(w.ids["ticket"], func(one int64) bool { return w.tickets[one].RequesterID == id && staff(one) })
		}),
	}
}

func same(id int64) int64 { return id }

func pick[T any](rows []T, id func(T) int64, sees func(T) bool) []int64 {
	var ids []int64
	for _, row := range rows {
		if sees(row) {
			ids = append(ids, id(row))
		}
	}
	slices.Sort(ids)
	return ids
}
