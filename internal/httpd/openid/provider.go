package openid

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"sportello/internal/account"
)

const (
	providerWait  = 10 * time.Second
	providerBytes = 1 << 20   // of one answer of theirs
	providerKept  = time.Hour // what was discovered; its keys are read anew when an unknown one signs
)

// party is a provider as it was discovered.
type party struct {
	once sync.Once
	at   time.Time
	idp  *oidc.Provider
	err  error
}

// parties are the providers that were discovered, by issuer.
type parties struct {
	mu    sync.Mutex
	known map[string]*party
	now   func() time.Time
	http  *http.Client
}

func newParties(now func() time.Time, transport http.RoundTripper) *parties {
	return &parties{known: map[string]*party{}, now: now, http: &http.Client{Timeout: providerWait, Transport: bounded{transport}}}
}

// of discovers a provider, once for all who ask meanwhile. A failure is not kept.
func (p *parties) of(ctx context.Context, issuer string) (*oidc.Provider, error) {
	now := p.now()
	p.mu.Lock()
	found := p.known[issuer]
	if found == nil || now.Sub(found.at) > providerKept || now.Before(found.at) {
		found = &party{at: now}
		p.known[issuer] = found
	}
	p.mu.Unlock()
	found.once.Do(func() {
		// It outlives the request: the provider's keys are read with this context, too.
		found.idp, found.err = oidc.NewProvider(p.context(context.WithoutCancel(ctx)), issuer)
	})
	if found.err != nil {
		p.mu.Lock()
		if p.known[issuer] == found {
			delete(p.known, issuer)
		}
		p.mu.Unlock()
		return nil, fmt.Errorf("discover the provider: %w", found.err)
	}
	return found.idp, nil
}

// context makes go-oidc and oauth2 use our client.
func (p *parties) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, p.http)
}

// bounded reads no more of an answer than is reasonable.
type bounded struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(response.Body, providerBytes), response.Body}
	return response, nil
}

var errToken = errors.New("the provider's answer does not hold")

// identify exchanges a code for what the provider says of who signed in there, and proves it.
func (h *Handler) identify(ctx context.Context, p *account.Provider, f flow, code string) (account.Identity, error) {
	none := account.Identity{}
	idp, err := h.parties.of(ctx, p.Issuer)
	if err != nil {
		return none, err
	}
	ctx = h.parties.context(ctx)
	token, err := h.client(p, idp, f.Desk).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return none, fmt.Errorf("exchange the code: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return none, fmt.Errorf("%w: no id_token", errToken)
	}
	id, err := idp.Verifier(&oidc.Config{ClientID: p.ClientID, Now: h.config.Now}).Verify(ctx, raw)
	if err != nil {
		return none, fmt.Errorf("verify the id_token: %w", err)
	}
	if !answers(f.Nonce, id.Nonce) {
		return none, fmt.Errorf("%w: another nonce", errToken)
	}
	var said claims
	if err := id.Claims(&said); err != nil {
		return none, fmt.Errorf("read the claims: %w", err)
	}
	if len(id.Audience) > 1 && said.Party != p.ClientID {
		return none, fmt.Errorf("%w: it is another party's", errToken)
	}
	if said.Email == "" {
		if said, err = h.ask(ctx, idp, token, id.Subject); err != nil {
			return none, err
		}
	}
	if id.Subject == "" || len(id.Subject) > 255 {
		return none, fmt.Errorf("%w: no usable subject", errToken)
	}
	return account.Identity{
		Subject: id.Subject, Email: said.Email, EmailVerified: bool(said.Verified), Name: said.Name, Language: said.Locale,
	}, nil
}

// ask reads from the provider what its token left out.
func (h *Handler) ask(ctx context.Context, idp *oidc.Provider, token *oauth2.Token, subject string) (said claims, err error) {
	if idp.UserInfoEndpoint() == "" {
		return claims{}, nil
	}
	info, err := idp.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return claims{}, fmt.Errorf("ask for the person: %w", err)
	}
	if info.Subject != subject {
		return claims{}, fmt.Errorf("%w: it speaks of somebody else", errToken)
	}
	if err := info.Claims(&said); err != nil {
		return claims{}, fmt.Errorf("read the person: %w", err)
	}
	return said, nil
}

// client is us, as the provider knows us.
func (h *Handler) client(p *account.Provider, idp *oidc.Provider, desk string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: idp.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
		RedirectURL: h.config.PublicURL + "/auth/oidc/" + desk + "/callback",
	}
}

// claims are what we read of an id_token.
type claims struct {
	Email    string  `json:"email"`
	Verified verdict `json:"email_verified"`
	Name     string  `json:"name"`
	Locale   string  `json:"locale"`
	Party    string  `json:"azp"`
}

// verdict is true for true and "true", which some providers write; false for anything else.
type verdict bool

// UnmarshalJSON implements json.Unmarshaler.
func (v *verdict) UnmarshalJSON(text []byte) error {
	*v = string(text) == "true" || string(text) == `"true"`
	return nil
}
