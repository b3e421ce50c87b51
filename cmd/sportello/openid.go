package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"sportello/internal/account"
	"sportello/internal/httpd/openid"
	"sportello/internal/node"
)

// oidcCommand gives a desk its identity provider.
type oidcCommand struct {
	Slug     string   `arg:"" help:"Short name of the desk."`
	Issuer   string   `xor:"what" help:"The provider's address; the client secret is read from standard input."`
	ClientID string   `name:"client-id" help:"What the provider calls this server."`
	Domain   []string `help:"A domain of e-mail addresses that the provider speaks for; may be repeated."`
	Tenant   string   `help:"Id of the tenant for people whom nobody knows yet. Without it they are refused."`
	Remove   bool     `xor:"what" help:"Take the desk its provider."`
}

// Run sets or removes it.
func (c *oidcCommand) Run(ctx context.Context, p *program) error {
	settings, err := c.settings(p)
	if err != nil {
		return err
	}
	return p.inHouse(ctx, func(h *house) error {
		deskID, err := h.desk.DeskIDOf(ctx, c.Slug)
		if err != nil {
			return err
		}
		if c.Remove {
			return h.account.RemoveProvider(ctx, deskID)
		}
		settings.DeskID = deskID
		if err := h.account.SetProvider(ctx, settings); err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.out, "Tell the provider to send people back to %s/auth/oidc/%s/callback; sign-in begins at %s/auth/oidc/%s/start.\n",
			h.config.PublicURL, c.Slug, h.config.PublicURL, c.Slug)
		return err
	})
}

func (c *oidcCommand) settings(p *program) (account.Provider, error) {
	s := account.Provider{Issuer: c.Issuer, ClientID: c.ClientID, Domains: c.Domain}
	if c.Remove {
		return s, nil
	}
	if err := checkIssuer(c.Issuer); err != nil {
		return s, err
	}
	if c.ClientID == "" || len(c.Domain) == 0 {
		return s, errors.New("give --client-id, and --domain for each domain that the provider speaks for")
	}
	for _, domain := range c.Domain {
		if domain == "" || strings.ContainsAny(domain, "@, ") {
			return s, fmt.Errorf("--domain %q: a domain alone, such as company.example", domain)
		}
	}
	if c.Tenant != "" {
		id, err := node.Key(node.Tenant, c.Tenant)
		if err != nil {
			return s, fmt.Errorf("--tenant: %w", err)
		}
		s.TenantID = id
	}
	secret, err := io.ReadAll(io.LimitReader(p.in, 1000))
	if err != nil {
		return s, fmt.Errorf("read the client secret: %w", err)
	}
	if s.ClientSecret = strings.TrimSpace(string(secret)); s.ClientSecret == "" || len(s.ClientSecret) > 500 {
		return s, errors.New("the client secret on standard input has 1 to 500 characters")
	}
	return s, nil
}

// signInDoors are the ends of the way to the desks' identity providers, whose clocks go by the machine's time, wherever our
// own has been moved.
func (h *house) signInDoors() map[string]http.Handler {
	c := h.config
	doors := openid.New(openid.Config{
		Account: h.account, PublicURL: c.PublicURL, Origins: append([]string{c.PublicURL}, c.Origins...), Secure: c.CookieSecure(),
		Logger: h.log, Now: time.Now,
	})
	return map[string]http.Handler{
		openid.StartPath: http.HandlerFunc(doors.Start), openid.CallbackPath: http.HandlerFunc(doors.Callback),
	}
}

// checkIssuer wants an address that nobody on the way can answer for.
func checkIssuer(issuer string) error {
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("--issuer: give the provider's address, such as https://id.company.example")
	}
	addr, err := netip.ParseAddr(u.Hostname())
	if local := err == nil && addr.IsLoopback(); u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return errors.New("--issuer: only https is safe")
	}
	return nil
}
