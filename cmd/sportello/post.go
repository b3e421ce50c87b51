package main

import (
	"context"
	"fmt"
	"time"

	"sportello/ent"
	"sportello/internal/account"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/mailbox"
	"sportello/internal/mail/outbound"
	"sportello/internal/store"
)

// post writes the letters about accounts, in the name of a desk. It implements account.Post.
type post struct {
	outbox    *outbound.Outbox
	mailboxes *mailbox.Book
	composer  *compose.Composer
	domain    string
}

// Put implements account.Post. They hold passwords, links and codes, so nobody reads them but who they are for.
func (p *post) Put(ctx context.Context, tx *ent.Tx, to account.Addressee, l compose.Letter) error {
	desk, err := p.deskOf(ctx, tx, to.DeskID)
	if err != nil {
		return err
	}
	l.Desk = desk
	_, err = p.outbox.Put(ctx, tx, outbound.Letter{
		DeskID: to.DeskID, TenantID: to.TenantID, UserID: to.UserID, Kind: string(l.Kind), To: l.To.Email, Secret: true,
		Compose: func(e compose.Envelope) (compose.Mail, error) { return p.composer.Letter(l, e) },
	})
	return err
}

// deskOf is how a desk writes. One that has no address yet writes from one that nobody reads.
func (p *post) deskOf(ctx context.Context, tx *ent.Tx, id int64) (compose.Desk, error) {
	row, err := tx.Desk.Get(store.System(ctx), id)
	if err != nil {
		return compose.Desk{}, fmt.Errorf("find the desk of a letter: %w", err)
	}
	zone, err := time.LoadLocation(row.TimeZone)
	if err != nil {
		return compose.Desk{}, fmt.Errorf("the time zone of desk %s: %w", row.Slug, err)
	}
	address, err := p.mailboxes.MainOf(ctx, tx, id)
	if err != nil {
		return compose.Desk{}, err
	}
	if address == "" {
		address = "no-reply@" + p.domain
	}
	return compose.Desk{Name: row.Name, Slug: row.Slug, Language: row.Language, Address: address, Zone: zone}, nil
}
