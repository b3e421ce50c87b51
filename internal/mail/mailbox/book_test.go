package mailbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/desktest"
	"sportello/internal/mail/mailbox"
	"sportello/internal/store"
)

func TestAddresses(t *testing.T) {
	s := desktest.NewStore(t)
	f := desktest.NewFactory(t, s)
	one, other := f.Desk("mail"), f.Desk("studio")
	book := mailbox.New(s, desktest.Epoch)
	ctx := t.Context()
	slug := func(id int64) string { return s.Read().Desk.GetX(store.System(ctx), id).Slug }
	for _, step := range []struct {
		name string
		do   func() error
		want error
		left string // of all desks; * is main
	}{
		{"the first is main", func() error { return book.Add(ctx, slug(one), " Soporte@Mesa.example ", false) }, nil, "1:soporte@mesa.example*"},
		{"taken", func() error { return book.Add(ctx, slug(other), "SOPORTE@mesa.example", true) }, mailbox.ErrTaken, "1:soporte@mesa.example*"},
		{"a second", func() error { return book.Add(ctx, slug(one), "ayuda@mesa.example", false) }, nil, "1:soporte@mesa.example* 1:ayuda@mesa.example"},
		{"a new main one", func() error { return book.Add(ctx, slug(one), "it@mesa.example", true) }, nil,
			"1:it@mesa.example* 1:soporte@mesa.example 1:ayuda@mesa.example"},
		{"another desk", func() error { return book.Add(ctx, slug(other), "ticket@ams.example", false) }, nil,
			"1:it@mesa.example* 1:soporte@mesa.example 1:ayuda@mesa.example 2:ticket@ams.example*"},
		{"not one's own", func() error { return book.Remove(ctx, slug(other), "it@mesa.example") }, mailbox.ErrNone,
			"1:it@mesa.example* 1:soporte@mesa.example 1:ayuda@mesa.example 2:ticket@ams.example*"},
		{"the main one goes", func() error { return book.Remove(ctx, slug(one), "IT@mesa.example") }, nil,
			"1:soporte@mesa.example* 1:ayuda@mesa.example 2:ticket@ams.example*"},
		{"the last one goes", func() error { return book.Remove(ctx, slug(other), "ticket@ams.example") }, nil,
			"1:soporte@mesa.example* 1:ayuda@mesa.example"},
		{"no such desk", func() error { return book.Add(ctx, "nowhere", "a@b.example", false) }, mailbox.ErrNoDesk,
			"1:soporte@mesa.example* 1:ayuda@mesa.example"},
	} {
		if err := step.do(); !errors.Is(err, step.want) {
			t.Fatalf("%s: %v", step.name, err)
		}
		all, err := book.All(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var left []string
		for _, a := range all {
			left = append(left, fmt.Sprintf("%d:%s%s", a.DeskID-one+1, a.Address, map[bool]string{true: "*"}[a.Main]))
		}
		if got := strings.Join(left, " "); got != step.left {
			t.Fatalf("%s: left %s, want %s", step.name, got, step.left)
		}
	}
	for address, want := range map[string]int64{"Soporte@MESA.example": one, "nobody@mesa.example": 0} {
		if got, err := book.DeskOf(ctx, address); err != nil || got != want {
			t.Errorf("%s is of desk %d: %v", address, got, err)
		}
	}
	err := s.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		for id, want := range map[int64]string{one: "soporte@mesa.example", other: ""} {
			if got, err := book.MainOf(ctx, tx, id); err != nil || got != want {
				t.Errorf("mails of desk %d come from %q: %v", id, got, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatNoDeskCanHave(t *testing.T) {
	for _, address := range []string{
		"", "desk", "@example.com", "desk@", "desk+t1@example.com", `"a b"@example.com`, "Desk <desk@example.com>",
		"desk@exämple.com", "dèsk@example.com", "desk@example.com\r\nBcc: x@example.com", "a@b@example.com", "desk@[127.0.0.1]",
		strings.Repeat("d", 27) + "@example.com",
	} {
		if err := mailbox.Check(address); !errors.Is(err, mailbox.ErrAddress) {
			t.Errorf("%q is taken", address)
		}
	}
	for _, address := range []string{"desk@example.com", "help.desk-2@sub.example.com", strings.Repeat("d", 26) + "@example.com"} {
		if err := mailbox.Check(address); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
}
