package acceptance

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// In a demo the clock can be moved, and a ticket is seen to close by itself: M3.6 after four days of silence, live and
// with the reason; M3.8 then goes on in a new ticket, linked to the old one. Nobody is signed out by it.
func TestStoryDemoClock(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	customer, agent := d.signIn("customer@ticketera.example"), d.signIn("agent@ticketera.example")
	opened := customer.open("No enciende la notebook", "Desde ayer a la tarde.")
	answered := customer.open("No anda la impresora", "La del segundo piso.")
	heard, worked := customer.follow(opened.ID, ""), agent.follow(opened.ID, "")
	heard.snapshot()
	worked.snapshot()
	for _, one := range []*ticket{opened, answered} {
		agent.does("takeTicket", one)
		agent.does("resolveTicket", one)
	}
	agent.does("addNote", opened, says("Aviso que cerramos"))
	heard.hears("Status", "Status")
	worked.hears("Assignment", "Status", "Status", "Message")
	due := d.due(customer, opened)

	if a := d.move(`{"advance":"P3DT23H"}`); a.status != http.StatusOK {
		t.Fatalf("an hour before: %d %s", a.status, a.body)
	}
	customer.stands(opened.ID, "RESOLVED", "Resuelto")
	customer.does("replyToTicket", answered, says("Sigue igual.")) // so that it is not silent
	if now := d.now(d.move(`{"advance":"PT1H"}`)); now.Before(due) {
		t.Fatalf("it is %v, before %v", now, due)
	}
	// What is due was done when the clock answered.
	customer.stands(opened.ID, "CLOSED", "Cerrado")
	customer.stands(answered.ID, "IN_PROGRESS", "En curso")
	for _, f := range []*follower{heard, worked} {
		e := f.hears("Status")[0]
		if e.Entry.To != "CLOSED" || e.Entry.Reason == nil || *e.Entry.Reason != "auto-close" || e.Entry.Actor.Kind != "SYSTEM" ||
			e.Ticket.CloseReason == nil || *e.Ticket.CloseReason != "auto-close" || e.Ticket.AutoCloseAt != nil {
			t.Errorf("%s hears %+v of %+v", f.user.name, e.Entry, e.Ticket)
		}
	}
	customer.mayNot("reopenTicket", opened, "TICKET_CLOSED")
	next := customer.does("replyToTicket", opened, says("Volvió a pasar."))
	if next.FollowUp == nil || *next.FollowUp != "NEW_LINKED" || next.Ticket.Follows == nil || next.Ticket.Follows.ID != opened.ID {
		t.Errorf("the new ticket: %+v", next.Ticket)
	}
	if at, err := time.Parse(time.RFC3339, next.Ticket.UpdatedAt); err != nil || at.Before(due) {
		t.Errorf("the new ticket is of %v: %v", next.Ticket.UpdatedAt, err)
	}
}

// The clock's door is guarded as all others are, says what it can't do, and is there in a demo only.
func TestClockDoor(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	for body, says := range map[string]string{
		`{"advance":"-P4D"}`: "no duration", `{"advance":"P401D"}`: "P400D", `{"advance":"PT0S"}`: "forwards", "P4D": "invalid",
	} {
		if a := d.move(body); a.status != http.StatusBadRequest || len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, says) {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	for name, header := range map[string]http.Header{
		"an old browser": {"Origin": {"https://evil.example"}},
		"a browser":      {"Origin": {"https://evil.example"}, "Sec-Fetch-Site": {"cross-site"}},
	} {
		if a := d.move(`{"advance":"P4D"}`, header); a.status != http.StatusForbidden {
			t.Errorf("%s moves the clock: %d %s", name, a.status, a.body)
		}
	}
	if now := d.now(d.tell()); time.Until(now) > time.Hour {
		t.Errorf("it was moved to %v", now)
	}

	served := newHouse(t)
	served.run("", "migrate")
	served.start()
	for name, a := range map[string]*answer{"tells": served.tell(), "moves": served.move(`{"advance":"P4D"}`)} {
		if a.status != http.StatusNotFound {
			t.Errorf("serve %s the time: %d %s", name, a.status, a.body)
		}
	}
}

// demoHouse is a house that a demo is given in.
type demoHouse struct {
	*house
	password string // everybody's
}

// newDemo gives a small demo.
func newDemo(t *testing.T) *demoHouse {
	t.Helper()
	return newDemoOf(t, "40")
}

// newDemoOf gives one of so many tickets.
func newDemoOf(t *testing.T, tickets string) *demoHouse {
	t.Helper()
	h := newHouse(t)
	out, err := os.Create(filepath.Join(t.TempDir(), "introduction"))
	if err != nil {
		t.Fatal(err)
	}
	h.launch(out, "demo", "--tickets", tickets)
	said, err := os.ReadFile(out.Name()) // it introduces itself before it serves
	if err := errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
	password := regexp.MustCompile(`password "([^"]+)"`).FindStringSubmatch(string(said))
	if password == nil || !strings.Contains(string(said), "/dev/clock") {
		t.Fatalf("the demo introduces itself so:\n%s", said)
	}
	return &demoHouse{house: h, password: password[1]}
}

// signIn signs in one of the demo's people.
func (d *demoHouse) signIn(email string) *user {
	d.t.Helper()
	u := &user{t: d.t, house: d.house, name: email, email: email}
	var got struct{ SignIn struct{ Token string } }
	u.ask(fmt.Sprintf(`mutation { signIn(input: {email: %q, password: %q}) { token } }`, email, d.password), nil, &got)
	u.token = got.SignIn.Token
	return u
}

// due is when the ticket will close, four days from now.
func (d *demoHouse) due(u *user, on *ticket) time.Time {
	d.t.Helper()
	told := u.read(on.ID).AutoCloseAt
	if told == nil {
		d.t.Fatal("the clock does not run")
	}
	at, err := time.Parse(time.RFC3339, *told)
	if left := time.Until(at); err != nil || left > 96*time.Hour || left < 95*time.Hour {
		d.t.Fatalf("it closes at %s: %v", *told, err)
	}
	return at
}

// move asks for the clock to be moved.
func (h *house) move(body string, header ...http.Header) *answer {
	h.t.Helper()
	return h.askClock(http.MethodPost, body, header...)
}

// tell asks for the time.
func (h *house) tell() *answer {
	h.t.Helper()
	return h.askClock(http.MethodGet, "")
}

func (h *house) askClock(method, body string, header ...http.Header) *answer {
	h.t.Helper()
	request, err := http.NewRequestWithContext(h.t.Context(), method, h.url+"/dev/clock", strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, more := range header {
		sets(more)(request)
	}
	a, err := (&user{t: h.t, house: h, name: "nobody"}).fetch(request)
	if err != nil {
		h.t.Fatalf("%s /dev/clock: %v", method, err)
	}
	return a
}

// now reads what the clock shows.
func (h *house) now(a *answer) time.Time {
	h.t.Helper()
	var got struct{ Now time.Time }
	if err := json.Unmarshal(a.body, &got); err != nil || a.status != http.StatusOK || got.Now.IsZero() {
		h.t.Fatalf("the clock answers %d %s: %v", a.status, a.body, err)
	}
	return got.Now
}
