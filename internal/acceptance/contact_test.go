package acceptance

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"math/bits"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// submitted is what a contact form answers.
type submitted struct {
	Accepted bool
	Errors   []userError
}

// proves finds what a challenge asks for, as a page would: counting upwards.
func proves(challenge string, effort int) string {
	for n := 0; ; n++ {
		sum := sha256.Sum256([]byte(challenge + ":" + strconv.Itoa(n)))
		zeros := 0
		for _, b := range sum {
			zeros += bits.LeadingZeros8(b)
			if b != 0 {
				break
			}
		}
		if zeros >= effort {
			return strconv.Itoa(n)
		}
	}
}

// challenge is one of the office's contact form, with its proof.
func (u *user) challenge(slug string) (challenge, proof string) {
	u.t.Helper()
	var got struct {
		ContactFormChallenge struct {
			DeskName, Language, Challenge              string
			Effort, MessageMinLength, MessageMaxLength int
		}
	}
	u.ask(`query($desk: String!) { contactFormChallenge(desk: $desk) { deskName language challenge effort messageMinLength messageMaxLength expiresAt } }`,
		vars{"desk": slug}, &got)
	c := got.ContactFormChallenge
	if c.DeskName == "" || c.Language != "it" || c.Effort != 16 || c.MessageMinLength != 10 || c.MessageMaxLength != 5000 {
		u.t.Errorf("the form: %+v", c)
	}
	return c.Challenge, proves(c.Challenge, c.Effort)
}

const submitDocument = `mutation($input: SubmitContactFormInput!) { submitContactForm(input: $input) { accepted errors { code field message } } }`

// submits sends the form and is answered.
func (u *user) submits(input vars) submitted {
	u.t.Helper()
	var got struct{ SubmitContactForm submitted }
	u.ask(submitDocument, vars{"input": input}, &got)
	return got.SubmitContactForm
}

// writes fills in the form of a desk and sends it.
func (u *user) writes(slug string, more vars) submitted {
	u.t.Helper()
	challenge, proof := u.challenge(slug)
	input := vars{"name": u.name, "email": u.email, "challenge": challenge, "proof": proof}
	maps.Copy(input, more)
	return u.submits(input)
}

func (s submitted) codes() (codes []string) {
	for _, e := range s.Errors {
		codes = append(codes, e.Code)
	}
	return codes
}

// newContactDesk is the desk of autofattura.io with an address, and its mails where a test can read them.
func newContactDesk(t *testing.T) *office {
	t.Helper()
	o := newOffice(t, "saas", "Supporto Autofattura.io", "it")
	o.reachesByMail()
	o.stop()
	o.launch(nil, "serve", "--mail-trap")
	return o
}

func (o *office) guest(name, email string) *user {
	return &user{t: o.t, house: o.house, name: name, email: email}
}

// M2.1: a guest writes through the contact form and is answered by mail; who later signs in with that address finds the ticket, and
// nobody else's. Who is signed in is pointed to tickets.
func TestStoryContactForm(t *testing.T) {
	t.Parallel()
	o := newContactDesk(t)
	piera, ugo := o.guest("Piera Bassi", "piera@guest.example.com"), o.guest("Ugo Neri", "ugo@guest.example.com")
	if got := piera.writes(o.slug, vars{"message": "Quanto costa il piano annuale?", "clientMutationId": "1"}); !got.Accepted || len(got.Errors) > 0 {
		t.Fatalf("answered %+v", got)
	}
	if got := ugo.writes(o.slug, vars{"subject": "Fatture", "message": "Posso importare le mie fatture?"}); !got.Accepted {
		t.Fatalf("answered %+v", got)
	}
	confirmed := o.mail(piera.email, "OPENED")
	if !strings.Contains(confirmed.Subject, "[#1] Quanto costa il piano annuale?") || !strings.Contains(confirmed.From, "Supporto Autofattura.io") {
		t.Errorf("confirmed by %+v", confirmed)
	}
	o.agent.sees(vars{"channel": vars{"in": []string{"CONTACT_FORM"}}}, "Fatture", "Quanto costa il piano annuale?")
	opened := o.agent.found("Quanto costa il piano annuale?")
	around := asked[struct {
		Tenant struct {
			Name     string
			IsGuests bool
		}
		Requester struct{ Name, Email string }
		Source    struct{ Place string }
	}](o.agent, opened.ID, `tenant { name isGuests } requester { name email } source { place }`)
	if !around.Tenant.IsGuests || around.Tenant.Name != "Ospiti" || around.Requester.Email != piera.email || around.Requester.Name != piera.name || around.Source.Place != "WEBSITE" {
		t.Errorf("staff see %+v", around)
	}
	o.agent.does("replyToTicket", opened, says("Costa 99 euro l'anno."))
	answer := o.mail(piera.email, "STAFF_REPLIED")
	if !strings.Contains(answer.Text, "Costa 99 euro l'anno.") || len(o.mails(ugo.email, "STAFF_REPLIED")) > 0 {
		t.Errorf("answered by %+v", answer)
	}
	for _, u := range []*user{o.customer, o.colleague, o.stranger} {
		u.missing(o, opened)
		if got := u.writes(o.slug, vars{"message": "Una domanda dal modulo."}); got.Accepted || !slices.Equal(got.codes(), []string{"USE_OPEN_TICKET"}) {
			t.Errorf("%s is answered %+v", u.name, got)
		}
	}
	// An address that is known is answered as any other; a ticket of the company's comes of it.
	known := o.guest("Chiunque", o.customer.email)
	if got := known.writes(o.slug, vars{"message": "Scrivo dal modulo, per una volta."}); !got.Accepted || len(got.Errors) > 0 {
		t.Errorf("answered %+v", got)
	}
	o.customer.sees(nil, "Scrivo dal modulo, per una volta.")
	// Once the address has a password, its tickets are there: their own alone.
	o.run(password+"\n", "user", "password", "--email", piera.email)
	piera.signIn()
	piera.sees(nil, "Quanto costa il piano annuale?")
	piera.missing(o, o.agent.found("Fatture"))
	piera.does("replyToTicket", opened, says("Grazie, perfetto."))
}

// Faults are told in the desk's language, each at its field; machines are thanked; nothing of it is kept.
func TestContactFormRefuses(t *testing.T) {
	t.Parallel()
	o := newContactDesk(t)
	piera := o.guest("Piera Bassi", "piera@guest.example.com")
	got := piera.writes(o.slug, vars{"name": "", "email": "piera", "message": "Ciao"})
	if got.Accepted || !slices.Equal(got.codes(), []string{"REQUIRED", "TOO_SHORT", "INVALID_VALUE"}) || got.Errors[0].Message != "Il campo è obbligatorio." {
		t.Errorf("answered %+v", got)
	}
	if got := piera.writes(o.slug, vars{"message": "Una domanda.", "proof": "no"}); got.Accepted || !slices.Equal(got.codes(), []string{"CHALLENGE_REFUSED"}) {
		t.Errorf("without the work: %+v", got)
	}
	if got := piera.writes(o.slug, vars{"message": "Comprate!", "website": "https://spam.example"}); !got.Accepted {
		t.Errorf("a machine: %+v", got)
	}
	piera.denied("NOT_FOUND", `{ contactFormChallenge(desk: "nowhere") { effort } }`, nil)
	o.agent.sees(nil)
	if all := o.mailsAt("/mail.json"); len(all) > 0 {
		t.Errorf("mails went out: %+v", all)
	}
}

// A thousand submissions, most of them without the work, with spent or invented challenges, come to no more than a network may send;
// the desk goes on meanwhile.
func TestContactFormFloods(t *testing.T) {
	t.Parallel()
	o := newContactDesk(t)
	machine := o.guest("A machine", "machine@flood.example.com")
	spent, proof := machine.challenge(o.slug)
	var mu sync.Mutex
	outcomes := map[string]int{}
	submit := func(n int) {
		input := vars{"name": "A machine", "email": fmt.Sprintf("m%d@flood.example.com", n), "message": fmt.Sprintf("Message number %d", n), "challenge": spent, "proof": proof}
		switch n % 10 {
		case 0, 1, 2:
			input["proof"] = "none"
		case 3, 4:
			input["challenge"] = strings.Repeat("A", 86)
		case 5:
			input["challenge"], input["proof"] = machine.challenge(o.slug)
		}
		a, err := machine.send(submitDocument, vars{"input": input})
		if err != nil || a.status != http.StatusOK && a.status != http.StatusTooManyRequests {
			t.Errorf("submission %d: %v %+v", n, err, a)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for _, word := range []string{`"accepted":true`, "CHALLENGE_REFUSED", "RATE_LIMITED"} {
			if strings.Contains(string(a.body), word) {
				outcomes[word]++
			}
		}
	}
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for n := worker; n < 1000; n += 4 {
				submit(n)
			}
		})
	}
	all.Wait()
	tickets := len(o.agent.list(nil))
	if total := outcomes[`"accepted":true`] + outcomes["CHALLENGE_REFUSED"] + outcomes["RATE_LIMITED"]; total != 1000 {
		t.Errorf("%d answers: %v", total, outcomes)
	}
	// A network may send 20 at once and one a minute; how long this takes is not ours to say, and two at once may cost each other one.
	if tickets != outcomes[`"accepted":true`] || tickets < 18 || tickets > 25 || outcomes["RATE_LIMITED"] < 70 {
		t.Errorf("%d tickets of %v", tickets, outcomes)
	}
	if opened := o.customer.open("Una domanda vera", "La fattura 7 è stata scartata."); opened.Number != tickets+1 {
		t.Errorf("number %d after %d", opened.Number, tickets)
	}
}

// found is the user's ticket of that subject.
func (u *user) found(subject string) *ticket {
	u.t.Helper()
	var got struct{ Tickets struct{ Nodes []ticket } }
	u.ask(document(`{ tickets(first: 100) { nodes { ...T } } }`), nil, &got)
	for _, t := range got.Tickets.Nodes {
		if t.Subject == subject {
			return &t
		}
	}
	u.t.Fatalf("%s sees no ticket %q", u.name, subject)
	return nil
}
