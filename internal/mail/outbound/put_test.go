package outbound_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/outbound"
)

func TestPutKeepsTheWholeMailInTheTransaction(t *testing.T) {
	p := newPost(t, nil)
	ids := p.put(plain("carla@cliente.example", "one"), plain("carla@cliente.example", "two"), plain("luca@cliente.example", "three"))
	first, second, third := p.row(ids[0]), p.row(ids[1]), p.row(ids[2])
	if first.State != string(outbound.Trapped) || first.Subject != "Olá one" || first.Recipient != "carla@cliente.example" ||
		first.MessageID == "" || !strings.Contains(string(*first.Raw), first.MessageID) || !strings.HasPrefix(first.Sender, "desk+b") {
		t.Errorf("kept %+v", first)
	}
	if !strings.Contains(string(*second.Raw), "References: ["+first.MessageID+"]") {
		t.Errorf("the second mail to Carla does not refer to the first: %s", *second.Raw)
	}
	if strings.Contains(string(*third.Raw), first.MessageID) {
		t.Errorf("Luca is told of mails to Carla: %s", *third.Raw)
	}
	gone := errors.New("the change failed")
	err := p.store.Tx(t.Context(), func(ctx context.Context, tx *ent.Tx) error {
		if _, err := p.Put(ctx, tx, plain("carla@cliente.example", "never")); err != nil {
			return err
		}
		return gone
	})
	if !errors.Is(err, gone) || p.count() != 3 {
		t.Errorf("%d mails after a change that failed: %v", p.count(), err)
	}
}

func TestWhatNeedNotBeSaidTwice(t *testing.T) {
	p := newPost(t, func(c *outbound.Config) { c.Smarthost = nowhere{} })
	says := func(to, what string) outbound.Letter {
		l := plain(to, "x")
		l.Same = what
		return l
	}
	ids := p.put(says("a@x.example", "CLOSED"), says("a@x.example", "CLOSED"), says("b@x.example", "CLOSED"), says("a@x.example", "OPEN"), says("a@x.example", "CLOSED"))
	if ids[0] != ids[1] || p.count() != 4 {
		t.Errorf("%v are %d mails, want 4: only what the newest says already is not said again", ids, p.count())
	}
}

func TestWhatCanNotBeComposedLeavesNoRow(t *testing.T) {
	p := newPost(t, nil)
	err := p.store.Tx(t.Context(), func(ctx context.Context, tx *ent.Tx) error {
		l := plain("carla@cliente.example", "x")
		l.Compose = func(compose.Envelope) (compose.Mail, error) { return compose.Mail{}, compose.ErrAddress }
		if id, err := p.Put(ctx, tx, l); id != 0 || !errors.Is(err, compose.ErrAddress) {
			t.Errorf("mail %d: %v", id, err)
		}
		return nil
	})
	if err != nil || p.count() != 0 {
		t.Errorf("%d mails: %v", p.count(), err)
	}
}

func TestSecretsStayOnlyWhereSomebodyLooks(t *testing.T) {
	for shown, want := range map[bool]bool{true: true, false: false} {
		p := newPost(t, func(c *outbound.Config) { c.Shown = shown })
		l := plain("carla@cliente.example", "code 123456")
		l.Secret = true
		row := p.row(p.put(l)[0])
		if (len(*row.Raw) > 0) != want || row.Subject != "" {
			t.Errorf("shown %t: kept %t, subject %q", shown, len(*row.Raw) > 0, row.Subject)
		}
	}
}

// nowhere takes nothing.
type nowhere struct{}

func (nowhere) Deliver(context.Context, outbound.Parcel) error { return errors.New("nowhere") }
