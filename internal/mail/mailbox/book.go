package mailbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sportello/ent"
	entdesk "sportello/ent/desk"
	"sportello/ent/deskaddress"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// The errors of what an operator asks for.
var (
	ErrAddress = errors.New("not an address that a desk can have: write NAME@DOMAIN in ASCII, without +, with a NAME of 26 letters at most")
	ErrTaken   = errors.New("a desk has this address already")
	ErrNoDesk  = errors.New("no desk is called that")
	ErrNone    = errors.New("no desk has this address")
)

// maxLocal is the longest part before the @, in bytes: of 64 in all (RFC 5321, 4.5.3.1.1), signed addresses need the rest.
const maxLocal = 64 - len("+b9223372036854775807-0123456789abcdef")

// Address is one of a desk.
type Address struct {
	DeskID  int64
	Address string
	Main    bool // the one that the desk's mails come from
}

// Book is all desks' addresses. It is safe for use by many goroutines.
type Book struct {
	store *store.Store
	now   func() time.Time
}

// New makes a book.
func New(s *store.Store, now func() time.Time) *Book { return &Book{s, now} }

// Check wants a normalized address that a desk can have; else ErrAddress.
func Check(address string) error {
	local, _, _ := strings.Cut(address, "@")
	foreign := strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`+"<>()[]\,;:`, r) })
	if foreign || len(local) > maxLocal || email.Check(address) != nil {
		return ErrAddress
	}
	return nil
}

// Add gives a desk an address, for the operator of the server. The first one of a desk is its main one; main makes this one
// that, in place of another. ErrAddress, ErrTaken, ErrNoDesk.
func (b *Book) Add(ctx context.Context, slug, address string, main bool) error {
	address = email.Normalize(address)
	if err := Check(address); err != nil {
		return err
	}
	return b.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		deskID, err := b.hold(ctx, tx, slug)
		if err != nil {
			return err
		}
		others, err := tx.DeskAddress.Query().Where(deskaddress.DeskID(deskID)).Exist(ctx)
		if err != nil {
			return fmt.Errorf("look for addresses: %w", err)
		}
		if main {
			if err := tx.DeskAddress.Update().Where(deskaddress.DeskID(deskID)).SetMain(false).Exec(ctx); err != nil {
				return fmt.Errorf("change the main address: %w", err)
			}
		}
		err = tx.DeskAddress.Create().SetCreatedAt(moment.Of(b.now())).SetDeskID(deskID).SetAddress(address).
			SetMain(main || !others).Exec(ctx)
		if ent.IsConstraintError(err) {
			return ErrTaken
		}
		if err != nil {
			return fmt.Errorf("add the address: %w", err)
		}
		return nil
	})
}

// hold finds a desk and keeps others from changing its addresses until the transaction's end.
func (b *Book) hold(ctx context.Context, tx *ent.Tx, slug string) (int64, error) {
	found, err := store.Lock(b.store, tx.Desk.Query().Where(entdesk.Slug(slug))).Only(ctx)
	if ent.IsNotFound(err) {
		return 0, ErrNoDesk
	}
	if err != nil {
		return 0, fmt.Errorf("find the desk: %w", err)
	}
	return found.ID, nil
}

// Remove takes an address from its desk. Of those that are left, the oldest is the main one where this one was. Mail that
// still comes to it is no desk's. ErrNone, ErrNoDesk.
func (b *Book) Remove(ctx context.Context, slug, address string) error {
	return b.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		deskID, err := b.hold(ctx, tx, slug)
		if err != nil {
			return err
		}
		removed, err := tx.DeskAddress.Delete().Where(deskaddress.DeskID(deskID), deskaddress.Address(email.Normalize(address))).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove the address: %w", err)
		}
		if removed == 0 {
			return ErrNone
		}
		left, err := tx.DeskAddress.Query().Where(deskaddress.DeskID(deskID)).
			Order(ent.Desc(deskaddress.FieldMain), ent.Asc(deskaddress.FieldID)).All(ctx)
		if err != nil || len(left) == 0 || left[0].Main {
			return err
		}
		return tx.DeskAddress.UpdateOneID(left[0].ID).SetMain(true).Exec(ctx)
	})
}

// All are the addresses of all desks, each desk's main one first.
func (b *Book) All(ctx context.Context) ([]Address, error) {
	rows, err := b.store.Read().DeskAddress.Query().
		Order(ent.Asc(deskaddress.FieldDeskID), ent.Desc(deskaddress.FieldMain), ent.Asc(deskaddress.FieldID)).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the desks' addresses: %w", err)
	}
	all := make([]Address, len(rows))
	for i, row := range rows {
		all[i] = Address{row.DeskID, row.Address, row.Main}
	}
	return all, nil
}

// DeskOf is the desk that an address, without a tag, belongs to; 0 when it is no desk's.
func (b *Book) DeskOf(ctx context.Context, address string) (int64, error) {
	row, err := b.store.Read().DeskAddress.Query().Where(deskaddress.Address(email.Normalize(address))).Only(store.System(ctx))
	if ent.IsNotFound(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look for the address: %w", err)
	}
	return row.DeskID, nil
}

// MainOf is the address that a desk's mails come from, as a transaction sees it; empty when it has none.
func (b *Book) MainOf(ctx context.Context, tx *ent.Tx, deskID int64) (string, error) {
	row, err := tx.DeskAddress.Query().Where(deskaddress.DeskID(deskID), deskaddress.Main(true)).First(store.System(ctx))
	if ent.IsNotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for the desk's address: %w", err)
	}
	return row.Address, nil
}
