package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"sportello/ent"
	"sportello/internal/desk"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/mailbox"
	"sportello/internal/mail/notify"
	"sportello/internal/mail/outbound"
	"sportello/internal/mail/trap"
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

// mailKeys are the secrets of whoever is not signed in and yet has to be known again: in addresses, and in a contact form.
func (h *house) mailKeys() ([][]byte, error) {
	keys, err := h.config.Mail.Keys.Bytes()
	if err != nil || len(keys) > 0 {
		return keys, err
	}
	kept, err := outbound.KeptKey(filepath.Join(h.config.Data, "mail.key"))
	return [][]byte{kept}, err
}

// openOutbox makes the outbox of a house.
func (h *house) openOutbox() (*outbound.Outbox, error) {
	c := h.config
	keys, err := h.mailKeys()
	if err != nil {
		return nil, err
	}
	signer, err := compose.NewSigner(keys...)
	if err != nil {
		return nil, err
	}
	out := outbound.Config{
		Store: h.store, Now: h.clock.Now, Domain: c.MailDomain(), Signer: signer, Logger: h.log,
		Concurrent: c.Mail.Concurrent, Timeout: c.Mail.Timeout, GiveUp: c.Mail.GiveUp, Keep: c.Mail.Keep, Shown: c.Mail.Trap,
		Failed: func(ctx context.Context, tx *ent.Tx, f outbound.Failure) error {
			return h.notifier.Undelivered(ctx, tx, f)
		},
	}
	if out.DKIM, err = outbound.NewDKIM(c.Mail.DKIM); err != nil {
		return nil, err
	}
	if c.Mail.Smarthost != "" {
		if out.Smarthost, err = outbound.NewSMTP(string(c.Mail.Smarthost), c.MailDomain(), nil); err != nil {
			return nil, err
		}
	}
	return outbound.New(out)
}

// wireMail makes the outbox and what puts mails into it.
func (h *house) wireMail() (err error) {
	h.mailboxes = mailbox.New(h.store, h.clock.Now)
	if h.outbox, err = h.openOutbox(); err != nil {
		return err
	}
	h.notifier, err = notify.New(notify.Config{
		Outbox: h.outbox, Logger: h.log, TicketURL: h.config.Mail.TicketURL, NewTicketURL: h.config.Mail.NewURL,
		Desks: func(ctx context.Context, id int64) (*desk.Desk, error) { return h.desk.DeskOf(ctx, id) },
	})
	return err
}

// trapDoors are the routes that show mails, where the settings have them.
func (h *house) trapDoors() (map[string]http.Handler, error) {
	if !h.config.Mail.Trap {
		return map[string]http.Handler{}, nil
	}
	shown, err := trap.New(h.outbox, h.previews, h.log)
	if err != nil {
		return nil, err
	}
	return shown.Routes(), nil
}

// previews are all mails of all desks that have an address.
func (h *house) previews(ctx context.Context) (all []trap.Preview, err error) {
	addresses, err := h.mailboxes.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range addresses {
		if !a.Main {
			continue
		}
		d, err := h.desk.DeskOf(ctx, a.DeskID)
		if err != nil {
			return nil, err
		}
		mails, err := h.notifier.Previews(d, a.Address, h.clock.Now())
		if err != nil {
			return nil, err
		}
		for _, m := range mails {
			all = append(all, trap.Preview{Desk: d.Slug, Language: m.Language, Kind: string(m.Kind), Raw: m.Mail.Bytes})
		}
	}
	return all, nil
}
