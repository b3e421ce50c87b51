package outbound_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/desktest"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/outbound"
	"sportello/internal/store"
)

// clock is moved by the test.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// post is an outbox on a database of its own.
type post struct {
	*outbound.Outbox
	t     *testing.T
	store *store.Store
	clock *clock
}

func newPost(t *testing.T, change func(*outbound.Config)) *post {
	t.Helper()
	p := &post{t: t, store: desktest.NewStore(t), clock: &clock{at: desktest.Epoch()}}
	p.Outbox = p.another(change)
	return p
}

// another is one more process on the same database.
func (p *post) another(change func(*outbound.Config)) *outbound.Outbox {
	p.t.Helper()
	c := outbound.Config{Store: p.store, Now: p.clock.Now, Domain: "desk.example", Signer: signer(p.t)}
	if change != nil {
		change(&c)
	}
	o, err := outbound.New(c)
	if err != nil {
		p.t.Fatal(err)
	}
	return o
}

func signer(t testing.TB) *compose.Signer {
	t.Helper()
	s, err := compose.NewSigner(bytes.Repeat([]byte("k"), compose.MinKey))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain is a letter that says no more than its envelope.
func plain(to, text string) outbound.Letter {
	return outbound.Letter{
		DeskID: 1, TenantID: 2, TicketID: 3, Kind: "TEST", To: to,
		Compose: func(e compose.Envelope) (compose.Mail, error) {
			id := compose.MessageID(e.ID, e.At, e.Domain)
			sender, err := e.Signer.Sign("desk@desk.example", compose.ToBounce, e.ID)
			raw := fmt.Sprintf("From: desk@desk.example\r\nTo: %s\r\nSubject: =?utf-8?q?Ol=C3=A1_%s?=\r\nReferences: %s\r\nMessage-ID: %s\r\n\r\n%s\r\n",
				to, text, e.References, id, text)
			return compose.Mail{MessageID: id, Sender: sender, Recipient: to, Bytes: []byte(raw)}, err
		},
	}
}

// put puts letters, each in a transaction of its own.
func (p *post) put(letters ...outbound.Letter) (ids []int64) {
	p.t.Helper()
	for _, l := range letters {
		err := p.store.Tx(context.Background(), func(ctx context.Context, tx *ent.Tx) error {
			id, err := p.Put(ctx, tx, l)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
	return ids
}

func (p *post) row(id int64) *ent.OutgoingMail {
	p.t.Helper()
	row, err := p.store.Read().OutgoingMail.Get(store.System(context.Background()), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return row
}

func (p *post) count() int {
	p.t.Helper()
	n, err := p.store.Read().OutgoingMail.Query().Count(store.System(context.Background()))
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}
