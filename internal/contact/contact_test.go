package contact_test

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/contact"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// counter is a desk with a contact form (saas), and one without.
type counter struct {
	*desktest.Factory
	t        *testing.T
	store    *store.Store
	desks    *desk.Service
	accounts *account.Service
	service  *contact.Service
	desk     *ent.Desk
	without  *ent.Desk
	agent    *access.Viewer

	mu  sync.Mutex
	now time.Time
}

func (c *counter) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *counter) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	c := &counter{t: t, store: desktest.NewStore(t), now: desktest.Epoch().AddDate(0, 1, 0)}
	c.Factory = desktest.NewFactory(t, c.store)
	text := "contact_form: {enabled: true, message: {max: 200}, effort: 4}"
	c.desk, c.without = c.row(c.DeskWith(with(t, "saas", text))), c.row(c.Desk("portal"))
	c.agent = c.Staff(c.desk.ID, access.DeskAgent)
	c.desks = desk.New(desk.Config{Store: c.store, Now: c.clock})
	var err error
	c.accounts, err = account.New(account.Config{Store: c.store, Now: c.clock, Argon2: account.Argon2{Memory: 64, Time: 1, Threads: 1}})
	c.must(err)
	c.service = c.process("one secret")
	return c
}

// process is another process on the same database.
func (c *counter) process(secret string) *contact.Service {
	s, err := contact.New(contact.Config{
		Store: c.store, Guests: c.accounts, Desks: c.desks, Now: c.clock, Secrets: [][]byte{[]byte(secret)},
	})
	c.must(err)
	return s
}

func (c *counter) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *counter) row(id int64) *ent.Desk {
	return c.store.Read().Desk.GetX(store.System(context.Background()), id)
}

// fill is a submission that is in order.
func (c *counter) fill(change func(*contact.Submission)) contact.Submission {
	c.t.Helper()
	form, err := c.service.Form(c.t.Context(), c.desk.Slug)
	c.must(err)
	in := contact.Submission{
		Name: "Piera Bassi", Email: "Piera@Example.com", Message: "Non riesco a registrarmi: la pagina resta bianca.",
		Challenge: form.Challenge.Value, Proof: contact.Prove(form.Challenge), Addr: netip.MustParseAddr("192.0.2.7"),
	}
	if change != nil {
		change(&in)
	}
	return in
}

func (c *counter) submit(in contact.Submission) error {
	_, err := c.service.Submit(c.t.Context(), nil, in)
	return err
}

func (c *counter) tickets() []*ent.Ticket {
	c.t.Helper()
	rows, err := c.store.Read().Ticket.Query().All(store.System(context.Background()))
	c.must(err)
	return rows
}

func (c *counter) refused(err error, want ...string) {
	c.t.Helper()
	var got []string
	for _, p := range problem.Of(err) {
		got = append(got, strings.TrimSpace(string(p.Code)+" "+strings.Join(p.Field, ".")))
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		c.t.Errorf("refused with %v (%v), want %v", got, err, want)
	}
}

// with is a preset with its contact form in other words.
func with(t *testing.T, preset, form string) string {
	t.Helper()
	text := presetText(t, preset)
	at := strings.Index(text, "contact_form:")
	end := strings.Index(text, "\nform:")
	if at < 0 || end < at {
		t.Fatalf("%s has no contact form", preset)
	}
	return text[:at] + form + "\n" + text[end:]
}

// M2.1: what a guest writes is a ticket of theirs, with all that they filled in, for staff to see.
func TestTaken(t *testing.T) {
	c := newCounter(t)
	c.must(c.submit(c.fill(nil)))
	row := c.tickets()[0]
	if row.Channel != "CONTACT_FORM" || row.Subject != "Non riesco a registrarmi: la pagina resta bianca." || row.DeskID != c.desk.ID {
		t.Errorf("opened %+v", row)
	}
	seen, err := c.desks.Ticket(t.Context(), c.agent, row.ID, desk.WithTenant|desk.WithRequester)
	c.must(err)
	if !seen.Tenant.Guests || seen.Requester.Email != "piera@example.com" || seen.Requester.Name != "Piera Bassi" {
		t.Errorf("staff see %+v of %+v", seen.Requester, seen.Tenant)
	}
	pages, err := c.desks.Messages(t.Context(), []*desk.Ticket{seen}, desk.Page{})
	c.must(err)
	around, err := c.desks.Originals(t.Context(), c.agent, pages[0].Messages)
	c.must(err)
	if around[0] == nil || !strings.HasPrefix(around[0].Whole, "Piera Bassi <piera@example.com>\n") {
		t.Errorf("all that was filled in: %+v", around[0])
	}
	c.must(c.submit(c.fill(func(in *contact.Submission) { in.Email, in.Subject = "other@example.com", "  Una domanda " })))
	if other := c.tickets()[1]; other.Subject != "Una domanda" {
		t.Errorf("opened %+v", other)
	}
	for i, want := range []int64{c.tickets()[0].ID, c.tickets()[1].ID} { // guests are strangers to one another
		v, err := c.accounts.ViewerOf(t.Context(), c.tickets()[i].RequesterID)
		c.must(err)
		list, err := c.desks.Tickets(t.Context(), v, desk.TicketQuery{Page: desk.Page{}})
		c.must(err)
		if len(list.Tickets) != 1 || list.Tickets[0].ID != want {
			t.Errorf("a guest sees %d tickets", len(list.Tickets))
		}
	}
}

// Whoever has the address, the answer is the same; an account that exists is not changed, and staff open as customers.
func TestKnownAddressesAreAnsweredAlike(t *testing.T) {
	c := newCounter(t)
	company := c.Tenant(c.desk.ID)
	member := c.Customer(company, access.TenantAdministrator)
	for _, address := range []string{"nobody@example.com", member.Email, c.agent.Email} {
		language, err := c.service.Submit(t.Context(), nil, c.fill(func(in *contact.Submission) { in.Email = address }))
		if language != "it" || err != nil {
			t.Errorf("%s: %q, %v", address, language, err)
		}
	}
	rows := c.tickets()
	if rows[1].RequesterID != member.UserID || rows[1].TenantID != company || rows[2].RequesterID != c.agent.UserID || rows[2].TenantID != rows[0].TenantID {
		t.Errorf("opened %+v", rows)
	}
	entries := c.store.Read().TimelineEntry.Query().AllX(store.System(t.Context()))
	for _, e := range entries {
		if e.ActorKind != "CUSTOMER" {
			t.Errorf("opened by %s", e.ActorKind)
		}
	}
}

// Sent again, a submission is one: by its challenge, or by the client's own id; what is another one under it is refused.
func TestSubmittedAgain(t *testing.T) {
	c := newCounter(t)
	in := c.fill(nil)
	c.must(c.submit(in))
	c.must(c.submit(in))
	c.must(func() error { _, err := c.process("one secret").Submit(t.Context(), nil, in); return err }())
	other := in
	other.Email = "other@example.com"
	c.refused(c.submit(other), "CHALLENGE_REFUSED challenge")
	if n := len(c.tickets()); n != 1 {
		t.Fatalf("%d tickets", n)
	}
	keyed := func(message string) contact.Submission {
		return c.fill(func(in *contact.Submission) {
			in.Email, in.ClientMutationID, in.Message = "keyed@example.com", "one", message
		})
	}
	c.must(c.submit(keyed("Il primo messaggio")))
	c.must(c.submit(keyed("Il primo messaggio")))
	c.refused(c.submit(keyed("Un altro messaggio")), "IDEMPOTENCY_KEY_REUSED clientMutationId")
	if n := len(c.tickets()); n != 2 {
		t.Errorf("%d tickets", n)
	}
}

// One challenge buys one ticket, however many answer it at once.
func TestOneChallengeIsGoodOnce(t *testing.T) {
	c := newCounter(t)
	in := c.fill(nil)
	var taken atomic.Int32
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			mine := in
			mine.Email, mine.Addr = fmt.Sprintf("guest%d@example.com", i), netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})
			switch err := c.submit(mine); {
			case err == nil:
				taken.Add(1)
			case !problem.Is(err, problem.ChallengeRefused):
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if taken.Load() != 1 || len(c.tickets()) != 1 {
		t.Errorf("%d taken, %d tickets", taken.Load(), len(c.tickets()))
	}
	c.pass(3 * time.Hour)
	if n, err := c.service.Forget(t.Context()); n != 1 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
	c.refused(c.submit(in), "CHALLENGE_REFUSED challenge")
}

func TestRefused(t *testing.T) {
	c := newCounter(t)
	for name, row := range map[string]struct {
		change func(*contact.Submission)
		want   []string
	}{
		"no challenge":     {func(in *contact.Submission) { in.Challenge = "" }, []string{"CHALLENGE_REFUSED challenge"}},
		"no base64":        {func(in *contact.Submission) { in.Challenge = "{}" }, []string{"CHALLENGE_REFUSED challenge"}},
		"changed":          {func(in *contact.Submission) { in.Challenge = "A" + in.Challenge[1:] + "A" }, []string{"CHALLENGE_REFUSED challenge"}},
		"easier":           {func(in *contact.Submission) { in.Challenge = in.Challenge[:10] + "A" + in.Challenge[11:] }, []string{"CHALLENGE_REFUSED challenge"}},
		"no work":          {func(in *contact.Submission) { in.Proof = wrong(in.Challenge) }, []string{"CHALLENGE_REFUSED proof"}},
		"long proof":       {func(in *contact.Submission) { in.Proof = strings.Repeat("x", 65) }, []string{"CHALLENGE_REFUSED proof"}},
		"all wrong":        {func(in *contact.Submission) { in.Name, in.Email, in.Message = " ", "", "ciao" }, []string{"REQUIRED name", "TOO_SHORT message", "REQUIRED email"}},
		"no address":       {func(in *contact.Submission) { in.Email = "Piera <piera@example.com>" }, []string{"INVALID_VALUE email"}},
		"header injection": {func(in *contact.Submission) { in.Email, in.Name = "a@example.com\r\nBcc: b@example.com", "A\r\nBcc: c" }, []string{"INVALID_CHARACTERS name", "INVALID_VALUE email"}},
		"long": {func(in *contact.Submission) {
			in.Message, in.Subject = strings.Repeat("è", 201), strings.Repeat("x", 300)
		}, []string{"TOO_LONG subject", "TOO_LONG message"}},
		"not UTF-8": {func(in *contact.Submission) { in.Message = strings.Repeat("\xff", 20) }, []string{"INVALID_CHARACTERS message"}},
		"key":       {func(in *contact.Submission) { in.ClientMutationID = strings.Repeat("k", 65) }, []string{"TOO_LONG clientMutationId"}},
	} {
		t.Run(name, func(t *testing.T) { c.refused(c.submit(c.fill(row.change)), row.want...) })
	}
	if n := len(c.tickets()); n != 0 {
		t.Errorf("%d tickets", n)
	}
	// Faults spend nothing: mended, it goes with the same challenge.
	in := c.fill(func(in *contact.Submission) { in.Message = "" })
	c.refused(c.submit(in), "REQUIRED message")
	in.Message = "Adesso sì, grazie."
	c.must(c.submit(in))
	if _, err := c.process("another secret").Submit(t.Context(), nil, c.fill(nil)); !problem.Is(err, problem.ChallengeRefused) {
		t.Errorf("signed elsewhere: %v", err)
	}
}

// wrong is a proof that proves nothing.
func wrong(challenge string) string {
	for n := 0; ; n++ {
		if proof := strconv.Itoa(n); !contact.Proved(challenge, proof, 4) {
			return proof
		}
	}
}

// Who is signed in is shown the way to tickets; machines are thanked; a desk without the form has none.
func TestNotForEverybody(t *testing.T) {
	c := newCounter(t)
	if language, err := c.service.Submit(t.Context(), c.agent, c.fill(nil)); !problem.Is(err, problem.UseOpenTicket) || language != c.agent.Language {
		t.Errorf("signed in: %q, %v", language, err)
	}
	c.must(c.submit(contact.Submission{Trap: "https://spam.example"}))
	for _, slug := range []string{c.without.Slug, "nowhere", ""} {
		if _, err := c.service.Form(t.Context(), slug); !problem.Is(err, problem.NotFound) {
			t.Errorf("the form of %q: %v", slug, err)
		}
	}
	if n := len(c.tickets()); n != 0 {
		t.Errorf("%d tickets", n)
	}
}

// A flood stays a trickle: of one network, of one address from everywhere, of everybody on one desk.
func TestFloods(t *testing.T) {
	for name, row := range map[string]struct {
		change func(in *contact.Submission, n int)
		most   int
	}{
		"one address, one network": {func(*contact.Submission, int) {}, 3},
		"one network":              {func(in *contact.Submission, n int) { in.Email = fmt.Sprintf("guest%d@example.com", n) }, 20},
		"one address":              {func(in *contact.Submission, n int) { in.Addr = netip.AddrFrom4([4]byte{198, 51, 100, byte(n)}) }, 10},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t)
			limited := 0
			for n := range 40 {
				err := c.submit(c.fill(func(in *contact.Submission) { row.change(in, n) }))
				if problem.Is(err, problem.RateLimited) {
					limited++
				} else {
					c.must(err)
				}
			}
			if n := len(c.tickets()); n != row.most || limited != 40-row.most {
				t.Errorf("%d tickets, %d refused", n, limited)
			}
			c.pass(11 * time.Minute) // and then it goes on
			c.must(c.submit(c.fill(func(in *contact.Submission) { row.change(in, 41) })))
		})
	}
}

func presetText(t *testing.T, name string) string {
	t.Helper()
	text, err := policy.PresetText(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
