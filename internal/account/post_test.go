package account

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/mail/compose"
)

// letterbox is a post that keeps what it is handed.
type letterbox struct {
	mu      sync.Mutex
	letters []compose.Letter
}

func (b *letterbox) Put(_ context.Context, _ *ent.Tx, to Addressee, l compose.Letter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if to.DeskID == 0 {
		panic("a letter of no desk")
	}
	b.letters = append(b.letters, l)
	return nil
}

// take empties the box.
func (b *letterbox) take() []compose.Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.letters
	b.letters = nil
	return all
}

// portal is a counter of a desk that asks for codes, with a tenant, its administrator and one of its requesters.
type portal struct {
	*counter
	box            *letterbox
	desk, tenant   int64
	admin, someone *access.Viewer
}

const (
	adminEmail   = "ada@example.com"
	someoneEmail = "bruno@example.com"
	fresh        = "another horse battery" // a password that nobody has
)

func openPortal(t *testing.T, preset string) *portal {
	t.Helper()
	p := &portal{box: &letterbox{}}
	p.counter = open(t, func(c *Config) {
		c.Post, c.SecondFactor, c.Key = p.box, true, []byte(strings.Repeat("k", minKey))
		c.Pages = func(page Page) string { return "https://desk.example/account/" + string(page) }
	})
	p.desk = p.counter.desk(preset)
	p.tenant = p.counter.tenant(p.desk)
	p.admin, p.someone = p.join(adminEmail, access.TenantAdministrator), p.join(someoneEmail, access.TenantRequester)
	return p
}

func (p *portal) join(address string, role access.TenantRole) *access.Viewer {
	p.t.Helper()
	id := p.user(address)
	p.member(id, p.desk, p.tenant, string(role))
	return p.seen(id)
}

func (p *portal) seen(id int64) *access.Viewer {
	p.t.Helper()
	v, err := p.ViewerOf(p.t.Context(), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

func (p *portal) place() Place { return Place{DeskID: p.desk, TenantID: p.tenant} }

func someAddr() netip.Addr { return netip.MustParseAddr("192.0.2.7") }

func caller() Caller { return Caller{Addr: someAddr(), UserAgent: "test"} }

// only is the one letter that came, of a kind.
func (p *portal) only(kind compose.LetterKind) compose.Letter {
	p.t.Helper()
	all := p.box.take()
	if len(all) != 1 || all[0].Kind != kind {
		p.t.Fatalf("letters %+v, want one %s", all, kind)
	}
	return all[0]
}

func (p *portal) none() {
	p.t.Helper()
	if all := p.box.take(); len(all) > 0 {
		p.t.Errorf("letters %+v", all)
	}
}

// tokenOf is what a letter's link brings along.
func tokenOf(l compose.Letter) string {
	_, token, _ := strings.Cut(l.Link, "#token=")
	return token
}

func (p *portal) carryOut() {
	p.t.Helper()
	if _, err := p.CarryOut(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

// challenged signs in as far as the code.
func (p *portal) challenged(address, password string) (*Challenge, string) {
	p.t.Helper()
	in, err := p.try(address, password)
	if err != nil || in.Challenge == nil || in.Token != "" || in.Viewer != nil {
		p.t.Fatalf("%+v, %v", in, err)
	}
	if in.Challenge.Kind == TOTPCode {
		return in.Challenge, ""
	}
	return in.Challenge, p.only(compose.SignInCode).Code
}

func (p *portal) confirmed(c *Challenge, code string) (*SignedIn, error) {
	return p.ConfirmSignIn(p.t.Context(), ConfirmInput{Challenge: c.Token, Code: code, Caller: caller()})
}

// enters signs in with a code.
func (p *portal) enters(address, password string) *access.Viewer {
	p.t.Helper()
	c, code := p.challenged(address, password)
	in, err := p.confirmed(c, code)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.authenticate(in.Token)
}

func (p *portal) invites(address string) (*Invitation, []compose.Letter) {
	p.t.Helper()
	i, err := p.Invite(p.t.Context(), p.admin, InviteInput{Place: p.place(), Email: address, Role: "TECHNICIAN", Caller: caller()})
	if err != nil {
		p.t.Fatal(err)
	}
	return i, p.box.take()
}
