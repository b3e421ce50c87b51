package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"sportello/internal/mail/compose"
	"sportello/internal/mail/outbound"
)

// addressCommands manage the addresses of desks.
type addressCommands struct {
	Add    addAddressCommand    `cmd:"" help:"Give a desk a mail address. The first one is its main one, which its mails come from."`
	List   listAddressesCommand `cmd:"" help:"List the addresses of all desks."`
	Remove removeAddressCommand `cmd:"" help:"Take an address from a desk."`
}

type addAddressCommand struct {
	Slug    string `arg:"" help:"Short name of the desk."`
	Address string `arg:"" help:"The address, such as help@example.com."`
	Main    bool   `help:"Mails of the desk come from this one from now on."`
}

// Run adds an address.
func (c *addAddressCommand) Run(ctx context.Context, p *program) error {
	return p.inHouse(ctx, func(h *house) error { return h.mailboxes.Add(ctx, c.Slug, c.Address, c.Main) })
}

type listAddressesCommand struct{}

// Run lists the addresses, a line each.
func (*listAddressesCommand) Run(ctx context.Context, p *program) error {
	return p.inHouse(ctx, func(h *house) error {
		all, err := h.mailboxes.All(ctx)
		if err != nil {
			return err
		}
		var out strings.Builder
		for _, a := range all {
			d, err := h.desk.DeskOf(ctx, a.DeskID)
			if err != nil {
				return err
			}
			main := ""
			if a.Main {
				main = "  main"
			}
			fmt.Fprintf(&out, "%s  %s%s\n", d.Slug, a.Address, main)
		}
		_, err = io.WriteString(p.out, out.String())
		return err
	})
}

type removeAddressCommand struct {
	Slug    string `arg:"" help:"Short name of the desk."`
	Address string `arg:"" help:"The address."`
}

// Run removes an address.
func (c *removeAddressCommand) Run(ctx context.Context, p *program) error {
	return p.inHouse(ctx, func(h *house) error { return h.mailboxes.Remove(ctx, c.Slug, c.Address) })
}

// openOutbox makes the outbox of a house.
func (h *house) openOutbox() (*outbound.Outbox, error) {
	c := h.config
	keys, err := c.Mail.Keys.Bytes()
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		kept, err := outbound.KeptKey(filepath.Join(c.Data, "mail.key"))
		if err != nil {
			return nil, err
		}
		keys = [][]byte{kept}
	}
	signer, err := compose.NewSigner(keys...)
	if err != nil {
		return nil, err
	}
	return outbound.New(outbound.Config{Store: h.store, Now: h.clock.Now, Domain: c.MailDomain(), Signer: signer, Logger: h.log})
}
