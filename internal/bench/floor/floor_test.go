package floor_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/message"
	"sportello/ent/outboxentry"
	"sportello/ent/searchmark"
	"sportello/ent/timelineentry"
	"sportello/internal/access"
	"sportello/internal/bench/floor"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// site is the floor on a database, with the use cases that it repeats beside it.
type site struct {
	t       *testing.T
	store   *store.Store
	factory *desktest.Factory
	floor   *floor.Server
	desks   *desk.Service
	deskID  int64
	tenant  int64
}

// now is when everything happens.
func now() time.Time { return desktest.Epoch().AddDate(0, 1, 0) }

func newSite(t *testing.T, preset string) *site {
	t.Helper()
	s := &site{t: t, store: desktest.NewStore(t)}
	s.factory = desktest.NewFactory(t, s.store)
	s.deskID = s.factory.Desk(preset)
	s.tenant = s.factory.Tenant(s.deskID)
	s.desks = desk.New(desk.Config{Store: s.store, Now: now})
	var err error
	s.floor, err = floor.New(t.Context(), floor.Config{Store: s.store, DeskID: s.deskID, Now: now})
	s.must(err)
	t.Cleanup(s.floor.Close)
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// token opens a session that ends at a moment.
func (s *site) token(v *access.Viewer, expires time.Time) string {
	s.t.Helper()
	token := fmt.Sprintf("token of %d until %s", v.UserID, expires)
	hash := sha256.Sum256([]byte(token))
	s.must(s.store.Tx(store.System(s.t.Context()), func(ctx context.Context, tx *ent.Tx) error {
		return tx.Session.Create().SetUserID(v.UserID).SetTokenHash(hash[:]).SetCreatedAt(1).
			SetExpiresAt(moment.Of(expires)).Exec(ctx)
	}))
	return token
}

func (s *site) signIn(v *access.Viewer) string { return s.token(v, now().Add(time.Hour)) }

func (s *site) do(token, method, path, body string) (int, string) {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), method, path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.floor.ServeHTTP(w, r)
	answer, err := io.ReadAll(w.Body)
	s.must(err)
	return w.Code, string(answer)
}

func path(ticketID int64) string { return "/tickets/" + node.Encode(node.Ticket, ticketID) }

// Nobody is shown what the server would not show them.
func TestRefusals(t *testing.T) {
	s := newSite(t, "saas")
	customer := s.factory.Customer(s.tenant, access.TenantTechnician)
	ticket := s.factory.Ticket(s.tenant, customer)
	closed := &ent.Ticket{TenantID: s.tenant, RequesterID: customer.UserID, Status: string(policy.Closed)}
	draft := &ent.Ticket{TenantID: s.tenant, RequesterID: customer.UserID, Status: string(policy.Draft)}
	s.factory.Tickets(closed, draft)
	agent := s.signIn(s.factory.Staff(s.deskID, access.DeskAgent))
	neighbour := s.signIn(s.factory.Customer(s.factory.Tenant(s.deskID), access.TenantAdministrator))
	for name, test := range map[string]struct {
		token, method, path string
		want                int
	}{
		"no token":        {"", "GET", "/tickets", http.StatusUnauthorized},
		"no session":      {"x", "GET", "/tickets", http.StatusUnauthorized},
		"expired":         {s.token(customer, now()), "GET", "/tickets", http.StatusUnauthorized},
		"analyst":         {s.signIn(s.factory.Staff(s.deskID, access.DeskAnalyst)), "GET", "/tickets", http.StatusUnauthorized},
		"requester":       {s.signIn(s.factory.Customer(s.tenant, access.TenantRequester)), "GET", "/tickets", http.StatusUnauthorized},
		"another desk":    {s.signIn(s.factory.Staff(s.factory.Desk("saas"), access.DeskAgent)), "GET", "/tickets", http.StatusUnauthorized},
		"neighbour reads": {neighbour, "GET", path(ticket.ID), http.StatusNotFound},
		"neighbour says":  {neighbour, "POST", path(ticket.ID) + "/replies", http.StatusNotFound},
		"neighbour hears": {neighbour, "GET", path(ticket.ID) + "/follow", http.StatusNotFound},
		"draft":           {agent, "GET", path(draft.ID), http.StatusNotFound},
		"draft reply":     {agent, "POST", path(draft.ID) + "/replies", http.StatusNotFound},
		"closed reply":    {agent, "POST", path(closed.ID) + "/replies", http.StatusConflict},
		"not an id":       {agent, "GET", "/tickets/x", http.StatusNotFound},
		"not a ticket":    {agent, "GET", "/tickets/" + node.Encode(node.Desk, s.deskID), http.StatusNotFound},
		"agent reads":     {agent, "GET", path(ticket.ID), http.StatusOK},
		"customer reads":  {s.signIn(customer), "GET", path(ticket.ID), http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			if got, answer := s.do(test.token, test.method, test.path, "Hello"); got != test.want {
				t.Errorf("status %d, want %d: %s", got, test.want, answer)
			}
		})
	}
}

// A reply leaves the very rows that the use case leaves: on a ticket of nobody's, which staff take and move, and once
// more on the same.
func TestReplyWritesWhatTheUseCaseWrites(t *testing.T) {
	for _, preset := range []string{"studio", "saas", "portal"} {
		t.Run(preset, func(t *testing.T) {
			s := newSite(t, preset)
			customer := s.factory.Customer(s.tenant, access.TenantTechnician)
			agent := s.factory.Staff(s.deskID, access.DeskAgent)
			at := moment.Of(desktest.Epoch())
			alike := func() *ent.Ticket {
				return &ent.Ticket{TenantID: s.tenant, RequesterID: customer.UserID, Subject: "Alike", CreatedAt: at}
			}
			byHand, byCase := alike(), alike()
			s.factory.Tickets(byHand, byCase)
			_, err := s.desks.NoteDue(t.Context()) // times both by the desk's rules
			s.must(err)
			tokens := map[*access.Viewer]string{customer: s.signIn(customer), agent: s.signIn(agent)}
			for i, v := range []*access.Viewer{customer, agent, agent, customer, customer} {
				said := fmt.Sprintf("  Line %d,\nand \"another\" ", i)
				if status, answer := s.do(tokens[v], "POST", path(byHand.ID)+"/replies", said); status != http.StatusOK {
					t.Fatalf("status %d: %s", status, answer)
				}
				_, err := s.desks.Reply(t.Context(), v, desk.ReplyInput{TicketID: byCase.ID, Text: said})
				s.must(err)
				if hand, use := s.rows(byHand.ID), s.rows(byCase.ID); hand != use {
					t.Fatalf("after reply %d by hand\n%s\nby the use case\n%s", i, hand, use)
				}
			}
		})
	}
}

// rows writes down all that stands of a ticket, but what must differ between two.
func (s *site) rows(ticketID int64) string {
	s.t.Helper()
	ctx, read := store.System(s.t.Context()), s.store.Read()
	ticket, err := read.Ticket.Get(ctx, ticketID)
	s.must(err)
	ticket.ID, ticket.Number = 0, 0
	said, err := read.Message.Query().Where(message.TicketID(ticketID)).Order(message.BySeq()).All(ctx)
	s.must(err)
	places := map[int64]int64{} // of messages
	all := []fmt.Stringer{ticket}
	for i, m := range said {
		places[m.ID] = int64(i)
		if m.ConversationID != ticketID {
			s.t.Errorf("the conversation of ticket %d is %d", ticketID, m.ConversationID)
		}
		m.ID, m.TicketID, m.ConversationID = int64(i), 0, 0
		all = append(all, m)
	}
	log, err := read.TimelineEntry.Query().Where(timelineentry.TicketID(ticketID)).Order(timelineentry.BySeq()).All(ctx)
	s.must(err)
	for _, e := range log {
		e.ID, e.TicketID = 0, 0
		if e.MessageID != nil {
			*e.MessageID = places[*e.MessageID]
		}
		all = append(all, e)
	}
	marks, err := read.SearchMark.Query().Where(searchmark.TicketID(ticketID)).Count(ctx)
	s.must(err)
	return fmt.Sprint(all, " marks for the search: ", marks)
}

// A reply is announced in its transaction; what was told is taken out of the outbox by the end.
func TestOutboxIsEmptied(t *testing.T) {
	s := newSite(t, "studio")
	customer := s.factory.Customer(s.tenant, access.TenantTechnician)
	ticket := s.factory.Ticket(s.tenant, customer)
	token := s.signIn(customer)
	for range 3 {
		if status, answer := s.do(token, "POST", path(ticket.ID)+"/replies", "Hello"); status != http.StatusOK {
			t.Fatalf("status %d: %s", status, answer)
		}
	}
	s.floor.Close()
	left, err := s.store.Read().OutboxEntry.Query().Where(outboxentry.TicketID(ticket.ID)).Count(store.System(t.Context()))
	s.must(err)
	if left != 0 {
		t.Errorf("%d announcements are left", left)
	}
}
