package acceptance

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"

	"sportello/internal/natstest"
)

// branches are two servers of one house, which meet on NATS.
type branches struct {
	*office
	nats *natstest.Server
	both [2]*house // with a process each
}

// newBranches opens an office in two processes on one MariaDB. They share a folder for files, as docs/operations.md has it.
func newBranches(t *testing.T) *branches {
	t.Helper()
	h := newHouse(t)
	if !strings.HasPrefix(h.database, "mysql:") {
		t.Skip("two servers need a MariaDB: SQLite is one process's")
	}
	b := &branches{nats: natstest.Start(t)}
	h.settings = append(h.settings, "SPORTELLO_BUS="+b.nats.URL, "SPORTELLO_SOCKET_PER_USER=10000",
		"SPORTELLO_COST_TENANT_BUCKET=100000000", "SPORTELLO_COST_TENANT_RATE=100000000")
	h.run("", "migrate")
	b.office = h.founds("saas", "Support Example", "it", "--preset", "saas")
	for i := range b.both {
		one := *h
		b.both[i] = &one
		b.both[i].start()
	}
	h.server = b.both[0].server
	b.signIn()
	return b
}

// at is a user who speaks to one of the servers, in the session that they have.
func (u *user) at(h *house) *user {
	return &user{t: u.t, house: h, id: u.id, name: u.name, email: u.email, token: u.token, form: u.form}
}

// at goes on at a server, from where the follower was.
func (f *follower) at(h *house, id string) *follower {
	f.t.Helper()
	next := f.user.at(h).follow(id, f.cursor)
	next.seq = f.seq
	return next
}

// get reads a page of a server.
func (h *house) get(path string) (status int, body string) {
	h.t.Helper()
	request, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.url+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// ready waits until a server says so of its bus, and is ready all the same.
func (h *house) ready(bus string) {
	h.t.Helper()
	until(h.t, "the bus is "+bus, func() bool {
		status, body := h.get("/readyz")
		return status == http.StatusOK && strings.Contains(body, `"bus":"`+bus+`"`)
	})
}

// metric is a number that a server tells.
func (h *house) metric(name string) (value float64) {
	h.t.Helper()
	_, body := h.get("/metrics")
	for line := range strings.Lines(body) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			if _, err := fmt.Sscan(rest, &value); err != nil {
				h.t.Fatalf("%s: %v", line, err)
			}
			return value
		}
	}
	h.t.Fatalf("no metric %s", name)
	return 0
}

// C.6: who follows at one server hears what is done at the other, over NATS or without it; and goes on at the other with
// their cursor when one is killed, or tells them to go.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	b := newBranches(t)
	here, there := b.both[0], b.both[1]
	opened := b.customer.open("Two servers", "Followed at one, answered at the other.")
	heard, worked := b.customer.at(here).follow(opened.ID, ""), b.agent.at(there).follow(opened.ID, "")
	heard.snapshot()
	worked.snapshot()
	says := func(at *house, text string) {
		t.Helper()
		if p := b.agent.at(at).call("replyToTicket", vars{"ticket": opened.ID, "text": text}); len(p.Errors) > 0 {
			t.Fatalf("%s: %+v", text, p.Errors)
		}
	}
	hears := func(f *follower, text string) {
		t.Helper()
		for {
			if e := f.next(); e.Entry != nil && e.Entry.Typename == "MessageEntry" {
				if e.Entry.Message.Text != text {
					t.Errorf("%s heard %q, want %q", f.user.name, e.Entry.Message.Text, text)
				}
				return
			}
		}
	}
	both := func(at *house, text string) {
		t.Helper()
		says(at, text)
		hears(heard, text)
		hears(worked, text)
	}
	both(here, "said here")
	both(there, "said there")
	if n := here.metric("sportello_bus_received_total"); n < 1 {
		t.Errorf("the bus has brought %v news", n)
	}

	b.nats.Stop()
	here.ready("degraded")
	there.ready("degraded")
	both(here, "said here without NATS")
	both(there, "said there without NATS")
	b.nats.Start()
	here.ready("ok")
	there.ready("ok")
	both(there, "said there with NATS again")

	there.kill()
	<-worked.ended
	says(here, "said while one was killed")
	worked = worked.at(here, opened.ID)
	hears(worked, "said while one was killed")
	hears(heard, "said while one was killed")
	there.start()
	both(there, "said there after the start")

	here.signal(syscall.SIGTERM)
	heard.hungUp(websocket.CloseServiceRestart)
	worked.hungUp(websocket.CloseServiceRestart)
	here.endedWell()
	says(there, "said while one was gone")
	for _, f := range []**follower{&heard, &worked} {
		*f = (*f).at(there, opened.ID)
		hears(*f, "said while one was gone")
	}
	here.start()
	both(here, "said at the end")
}
