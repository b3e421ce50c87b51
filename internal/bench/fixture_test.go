package bench_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"sportello/ent"
	"sportello/graph"
	"sportello/graph/generated"
	"sportello/graph/transport"
	"sportello/graph/transport/socket"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/bench"
	"sportello/internal/bench/floor"
	"sportello/internal/bookmark"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/event"
	"sportello/internal/httpd"
	"sportello/internal/live"
	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/store"
)

// arena is one database with the real server and the floor before it.
type arena struct {
	t       *testing.T
	store   *store.Store
	factory *desktest.Factory
	targets bench.Targets
	// Who has a token.
	staff, customer *access.Viewer
	customerToken   string
}

// newArena opens both sides on a desk with the rules of a preset, and fills it.
func newArena(t *testing.T, preset string) *arena {
	t.Helper()
	a := &arena{t: t, store: desktest.NewStore(t)}
	a.factory = desktest.NewFactory(t, a.store)
	deskID := a.factory.Desk(preset)
	tenantID := a.factory.Tenant(deskID)
	a.staff = a.factory.Staff(deskID, access.DeskAgent)
	a.customer = a.factory.Customer(tenantID, access.TenantAdministrator)
	a.fill(tenantID)
	a.customerToken = a.token(a.customer)
	a.targets.Desk = node.Encode(node.Desk, deskID)
	a.targets.Staff, a.targets.Customer = a.token(a.staff), a.customerToken
	a.openServer()
	a.openFloor(deskID)
	return a
}

// fill makes two pages of tickets, and among them some with long conversations, some for replies and two to follow.
func (a *arena) fill(tenantID int64) {
	a.t.Helper()
	tickets := make([]*ent.Ticket, 60)
	for i := range tickets {
		tickets[i] = &ent.Ticket{
			TenantID: tenantID, RequesterID: a.customer.UserID, Subject: fmt.Sprintf("Fattura n. %d \"più\" è \\ tardi <&>", i),
		}
		if i%3 == 0 {
			tickets[i].AssigneeID = &a.staff.UserID
		}
	}
	a.factory.Tickets(tickets...)
	for i, lines := range []int{0, 1, 29, 30, 40} {
		a.talk(tickets[i].ID, lines)
		a.targets.Read = append(a.targets.Read, node.Encode(node.Ticket, tickets[i].ID))
	}
	for _, t := range tickets[10:50] {
		a.targets.Reply = append(a.targets.Reply, node.Encode(node.Ticket, t.ID))
	}
	a.targets.Push = [2]string{node.Encode(node.Ticket, tickets[50].ID), node.Encode(node.Ticket, tickets[51].ID)}
}

// talk adds answers of both sides, some with files, and notes.
func (a *arena) talk(ticketID int64, n int) {
	a.t.Helper()
	for i := range n {
		line := desktest.Line{Kind: event.MessageAdded, By: a.customer, Text: fmt.Sprintf("Riga %d\n\t\"già\" \u2028 \U0001F600 \x7f", i), Files: i % 3}
		switch i % 4 {
		case 1:
			line.By = a.staff
		case 3:
			line.By, line.Kind = a.staff, event.NoteAdded
		}
		a.factory.Add(ticketID, line)
	}
}

// token makes a session for a viewer.
func (a *arena) token(v *access.Viewer) string {
	a.t.Helper()
	var bits [32]byte
	rand.Read(bits[:])
	token := "sps_" + base64.RawURLEncoding.EncodeToString(bits[:])
	hash := sha256.Sum256([]byte(token))
	now := time.Now()
	err := a.store.Tx(store.System(a.t.Context()), func(ctx context.Context, tx *ent.Tx) error {
		return tx.Session.Create().SetUserID(v.UserID).SetTokenHash(hash[:]).
			SetCreatedAt(moment.Of(now)).SetExpiresAt(moment.Of(now.Add(12 * time.Hour))).Exec(ctx)
	})
	a.must(err)
	return token
}

func (a *arena) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// openServer serves the contract as the product does.
func (a *arena) openServer() {
	a.t.Helper()
	log := slog.New(slog.DiscardHandler)
	accounts, err := account.New(account.Config{Store: a.store, Argon2: account.Argon2{Memory: 64, Time: 1, Threads: 1}})
	a.must(err)
	var feed *graph.Feed
	desks := desk.New(desk.Config{
		Store: a.store, Committed: func(_ context.Context, news desk.Announcement) { feed.Announce(news) },
	})
	feed = live.NewHub(live.Config[*desk.Ticket, *desk.Entry]{
		Read: func(ctx context.Context, ticket int64, to bookmark.Audience, after int64, limit int) (live.Page[*desk.Ticket, *desk.Entry], error) {
			return desks.FeedPage(ctx, ticket, to, after, limit)
		},
		Refresh: func(_ context.Context, v *access.Viewer) (*access.Viewer, error) { return v, nil },
	})
	resolvers := graph.New(graph.Config{
		Desk: desks, Account: accounts, Feed: feed, SignURL: func(*access.Viewer, int64) string { return "" },
	})
	engine, err := transport.NewEngine(transport.EngineConfig{
		Schema: generated.NewExecutableSchema(generated.Config{Resolvers: resolvers}), Present: graph.Present(log), Logger: log, Stream: resolvers.Stream,
	})
	a.must(err)
	auth := &httpd.Authenticator{Account: accounts}
	sockets := socket.New(socket.Config{Engine: engine, Auth: auth, Logger: log})
	handler, err := transport.NewHandler(transport.HandlerConfig{Engine: engine, Auth: auth, Socket: sockets})
	a.must(err)
	server := httptest.NewServer(handler)
	a.targets.Server = server.URL + "/graphql"
	a.t.Cleanup(func() {
		feed.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := sockets.Shutdown(ctx); err != nil {
			a.t.Error(err)
		}
		server.Close()
	})
}

func (a *arena) openFloor(deskID int64) {
	a.t.Helper()
	handler, err := floor.New(a.t.Context(), floor.Config{Store: a.store, DeskID: deskID})
	a.must(err)
	server := httptest.NewServer(handler)
	a.targets.Floor = server.URL
	a.t.Cleanup(func() {
		server.Close()
		handler.Close()
	})
}
