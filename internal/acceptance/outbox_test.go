package acceptance

import (
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/node"
	"sportello/internal/store"
)

// ghost is a process that commits and is killed before it pushes: it tells no bus.
type ghost struct {
	*office
	store  *store.Store
	desk   *desk.Service
	viewer *access.Viewer // the agent
}

func newGhost(o *office) *ghost {
	o.t.Helper()
	g := &ghost{office: o, store: desktest.OpenStore(o.t, o.database)}
	g.desk = desk.New(desk.Config{Store: g.store})
	accounts, err := account.New(account.Config{Store: g.store, Argon2: account.Argon2{Memory: 64, Time: 1, Threads: 1}})
	if err != nil {
		o.t.Fatal(err)
	}
	if g.viewer, err = accounts.ViewerOf(o.t.Context(), g.key(node.User, o.agent.id)); err != nil {
		o.t.Fatal(err)
	}
	return g
}

// key is what stands behind a global id.
func (g *ghost) key(kind node.Kind, id string) int64 {
	g.t.Helper()
	key, err := node.Key(kind, id)
	if err != nil {
		g.t.Fatal(err)
	}
	return key
}

// reply commits the agent's replies, and tells nobody.
func (g *ghost) reply(on *ticket, texts ...string) {
	g.t.Helper()
	for _, text := range texts {
		if _, err := g.desk.Reply(g.t.Context(), g.viewer, desk.ReplyInput{TicketID: g.key(node.Ticket, on.ID), Text: text}); err != nil {
			g.t.Fatalf("reply %q: %v", text, err)
		}
	}
}

// waiting is how many announcements lie in the outbox.
func (g *ghost) waiting() int {
	g.t.Helper()
	n, err := g.store.Read().OutboxEntry.Query().Count(store.System(g.t.Context()))
	if err != nil {
		g.t.Fatalf("count the outbox: %v", err)
	}
	return n
}

// What lies in the outbox of a killed process is announced by the one that runs, and by the next one, and then forgotten.
func TestLeftInTheOutbox(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "it")
	opened := o.customer.open("Left in the outbox", "Who will tell me of the reply?")
	g := newGhost(o)

	// By the one that runs: somebody who follows hears of it.
	heard, worked := o.customer.follow(opened.ID, ""), o.agent.follow(opened.ID, "")
	heard.snapshot()
	worked.snapshot()
	g.reply(opened, "Committed by one that died.")
	if got := heard.hears("Message", "Status")[0].Entry.Message.Text; got != "Committed by one that died." {
		t.Errorf("heard %q", got)
	}
	worked.hears("Message", "Assignment", "Status")

	// By the next one: who comes back with a cursor hears of each once, in order.
	o.kill()
	g.reply(opened, "one", "two", "three")
	if n := g.waiting(); n < 3 {
		t.Fatalf("%d announcements wait, want 3", n)
	}
	o.start()
	heard, worked = heard.again(opened.ID), worked.again(opened.ID)
	until(t, "the outbox is empty", func() bool { return g.waiting() == 0 })
	o.agent.does("replyToTicket", opened, says("four"))
	for _, f := range []*follower{heard, worked} {
		for i, e := range f.hears("Message", "Message", "Message", "Message") {
			if want := []string{"one", "two", "three", "four"}[i]; e.Entry.Message.Text != want {
				t.Errorf("%s heard %q, want %q", f.user.name, e.Entry.Message.Text, want)
			}
		}
	}
}

// until waits for a condition that nothing announces.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	look, deadline := time.NewTicker(10*time.Millisecond), time.After(patience)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}
