package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"sportello/internal/account"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/policy"
)

// deskCommands manage desks.
type deskCommands struct {
	Add     addDeskCommand    `cmd:"" help:"Found a desk."`
	Address addressCommands   `cmd:"" help:"Manage the desks' mail addresses."`
	OIDC    oidcCommand       `cmd:"" name:"oidc" help:"Let people sign in by the desk's identity provider (OpenID Connect)."`
	Policy  deskPolicyCommand `cmd:"" help:"Give a desk other rules; what tickets still need can't go."`
}

type addDeskCommand struct {
	Slug     string `required:"" help:"Short name: lower-case letters, digits, hyphens."`
	Name     string `required:"" help:"What the desk calls itself."`
	TimeZone string `default:"Europe/Rome" help:"IANA name of its time zone."`
	Preset   string `enum:"guided,studio,saas,mail,portal," default:"" help:"Rules that come with the program: ${enum}."`
	Policy   string `help:"File with rules of its own, - for standard input; see docs/policy.md."`
}

// Run founds a desk.
func (c *addDeskCommand) Run(ctx context.Context, p *program) error {
	rules, err := c.rules(p)
	if err != nil {
		return err
	}
	return p.inHouse(ctx, func(h *house) error {
		id, err := h.desk.AddDesk(ctx, desk.NewDesk{Slug: c.Slug, Name: c.Name, TimeZone: c.TimeZone, Policy: rules})
		if err != nil {
			return withFaults(c.Policy, err, rules)
		}
		_, err = fmt.Fprintf(p.out, "Desk %s has the id %s.\n", c.Slug, node.Encode(node.Desk, id))
		return err
	})
}

func (c *addDeskCommand) rules(p *program) ([]byte, error) {
	switch {
	case c.Policy != "" && c.Preset != "": // kong's xor would count the empty default of --preset as given
		return nil, errors.New("give --preset or --policy, not both")
	case c.Policy != "":
		return p.readFile(c.Policy)
	case c.Preset != "":
		return policy.PresetText(c.Preset)
	default:
		return nil, errors.New("give --preset or --policy")
	}
}

// tenantCommands manage customer companies.
type tenantCommands struct {
	Add addTenantCommand `cmd:"" help:"Add a customer company to a desk."`
}

type addTenantCommand struct {
	Desk      string `required:"" help:"Short name of the desk."`
	Name      string `required:"" help:"Name of the company."`
	VATNumber string `name:"vat-number" help:"VAT number."`
}

// Run adds a tenant.
func (c *addTenantCommand) Run(ctx context.Context, p *program) error {
	return p.inHouse(ctx, func(h *house) error {
		id, err := h.desk.AddTenant(ctx, desk.NewTenant{Desk: c.Desk, Name: c.Name, VATNumber: c.VATNumber})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.out, "Tenant %s has the id %s.\n", c.Name, node.Encode(node.Tenant, id))
		return err
	})
}

// userCommands manage users.
type userCommands struct {
	Add      addUserCommand  `cmd:"" help:"Add a user with a place on a desk's staff or in a tenant; the password is read from standard input."`
	Password passwordCommand `cmd:"" help:"Set a user's password, read from standard input, and end their sessions."`
}

type addUserCommand struct {
	Email    string `required:"" help:"The sign-in name."`
	Name     string `help:"Name and surname."`
	Language string `default:"en" enum:"it,es,en" help:"Language: ${enum}."`
	Desk     string `required:"" help:"Short name of the desk."`
	Tenant   string `help:"Id of the tenant, for customers. Without it: staff of the desk."`
	VATFirst bool   `name:"first-password-vat" help:"The first password is the tenant's VAT number, and must be changed at the first sign-in; nothing is read."`
	Role     string `required:"" help:"Staff: AGENT, SUPERVISOR, ADMINISTRATOR or ANALYST. Customers: ADMINISTRATOR, TECHNICIAN, REQUESTER or OBSERVER."`
}

// Run adds a user and their place.
func (c *addUserCommand) Run(ctx context.Context, p *program) error {
	var tenantID int64
	if c.Tenant != "" {
		id, err := node.Key(node.Tenant, c.Tenant)
		if err != nil {
			return fmt.Errorf("--tenant: %w", err)
		}
		tenantID = id
	}
	made := account.NewUser{Email: c.Email, Name: c.Name, Language: c.Language, First: c.VATFirst}
	if c.VATFirst && tenantID == 0 {
		return errors.New("--first-password-vat is of a tenant: give --tenant")
	}
	if !c.VATFirst {
		password, err := readNewPassword(p.in, c.Email, c.Name)
		if err != nil {
			return err
		}
		made.Password = password
	}
	return p.inHouse(ctx, func(h *house) error {
		deskID, err := h.desk.DeskIDOf(ctx, c.Desk)
		if err != nil {
			return fmt.Errorf("--desk: %w", err)
		}
		if c.VATFirst {
			if made.Password, err = vatNumber(ctx, h, deskID, tenantID); err != nil {
				return err
			}
		}
		userID, err := h.account.CreateUser(ctx, made)
		if err != nil {
			return err
		}
		place := account.NewMembership{UserID: userID, DeskID: deskID, TenantID: tenantID, Role: c.Role}
		if err := h.account.AddMembership(ctx, place); err != nil {
			return fmt.Errorf("the user was added, the place was not: %w", err)
		}
		_, err = fmt.Fprintf(p.out, "User %s has the id %s.\n", c.Email, node.Encode(node.User, userID))
		return err
	})
}

// vatNumber is a tenant's, which must have one.
func vatNumber(ctx context.Context, h *house, deskID, tenantID int64) (string, error) {
	number, err := h.desk.VATNumberOf(ctx, deskID, tenantID)
	if err != nil {
		return "", fmt.Errorf("--tenant: %w", err)
	}
	if number == "" {
		return "", errors.New("--first-password-vat: the tenant has no VAT number")
	}
	return number, nil
}

type passwordCommand struct {
	Email string `required:"" help:"The sign-in name."`
}

// Run sets a password.
func (c *passwordCommand) Run(ctx context.Context, p *program) error {
	password, err := readNewPassword(p.in, c.Email)
	if err != nil {
		return err
	}
	return p.inHouse(ctx, func(h *house) error { return h.account.SetPassword(ctx, c.Email, password) })
}

// readNewPassword reads a password that is not easy to guess for who knows its owner.
func readNewPassword(in io.Reader, known ...string) (string, error) {
	password, err := readPassword(in)
	if err != nil {
		return "", err
	}
	if err := account.CheckGivenPassword(password, known...); err != nil {
		return "", fmt.Errorf("the password: %w", err)
	}
	return password, nil
}

// readPassword reads the first line.
func readPassword(in io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return "", errors.New("give the password on standard input")
	}
	return password, nil
}

// inHouse does something in a house whose doors stay shut.
func (p *program) inHouse(ctx context.Context, do func(*house) error) error {
	log, err := logger(p.Log, p.errOut)
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, p.Config, log)
	if err != nil {
		return explain(err)
	}
	return errors.Join(do(h), h.close())
}
