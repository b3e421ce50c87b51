package openid_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sportello/ent/auditentry"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/audit"
	"sportello/internal/desktest"
	"sportello/internal/httpd/openid"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// site is a desk's server with its provider, and a browser.
type site struct {
	*desktest.Factory
	t             *testing.T
	idp           *idp
	store         *store.Store
	account       *account.Service
	desk, company int64
	slug, url     string
	browser       *http.Client
	provider      account.Provider
}

// cookies keeps what sessions are given.
type cookies struct{ w http.ResponseWriter }

// Set implements account.Cookies.
func (c cookies) Set(token string, _ bool) {
	http.SetCookie(c.w, &http.Cookie{Name: "session", Value: token, Path: "/"})
}

// Clear implements account.Cookies.
func (cookies) Clear() {}

func (cookies) SetDevice(string) {}
func (cookies) ClearDevice()     {}

func openSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, idp: newIDP(t), store: desktest.NewStore(t)}
	s.Factory = desktest.NewFactory(t, s.store)
	s.desk = s.Desk("saas")
	s.company = s.Tenant(s.desk)
	row, err := s.store.Read().Desk.Get(store.System(t.Context()), s.desk)
	s.must(err)
	s.slug = row.Slug
	s.account, err = account.New(account.Config{Store: s.store, Argon2: account.Argon2{Memory: 64, Time: 1, Threads: 1, Concurrent: 2}})
	s.must(err)
	s.provider = account.Provider{
		DeskID: s.desk, Issuer: s.idp.server.URL, ClientID: clientID, ClientSecret: clientSecret, Domains: []string{"company.example"},
	}
	s.must(s.account.SetProvider(t.Context(), s.provider))
	mux := http.NewServeMux()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(account.WithCaller(r.Context(), account.Caller{Cookies: cookies{w}, UserAgent: "browser"})))
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	h := openid.New(openid.Config{
		Account: s.account, PublicURL: s.url, Origins: []string{s.url, "https://shop.example"}, Now: time.Now,
	})
	mux.HandleFunc(openid.StartPath, h.Start)
	mux.HandleFunc(openid.CallbackPath, h.Callback)
	s.browser = s.newBrowser()
	return s
}

func (s *site) newBrowser() *http.Client {
	jar, err := cookiejar.New(nil)
	s.must(err)
	return &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// get answers where the browser is sent.
func (s *site) get(address string) (status int, location string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, address, nil)
	s.must(err)
	response, err := s.browser.Do(r)
	s.must(err)
	defer response.Body.Close()
	return response.StatusCode, response.Header.Get("Location")
}

func (s *site) start(back string) string {
	s.t.Helper()
	status, location := s.get(s.url + "/auth/oidc/" + s.slug + "/start?return=" + url.QueryEscape(back))
	if status != http.StatusSeeOther {
		s.t.Fatalf("start answers %d", status)
	}
	return location
}

// token is the session that the browser has; empty: none.
func (s *site) token() string {
	at, err := url.Parse(s.url)
	s.must(err)
	for _, c := range s.browser.Jar.Cookies(at) {
		if c.Name == "session" {
			return c.Value
		}
	}
	return ""
}

// signIn goes the whole way, in a browser of its own, and answers where it ends.
func (s *site) signIn(back string) string {
	s.t.Helper()
	s.browser = s.newBrowser()
	code, state, callback := s.idp.authorize(s.start(back))
	_, location := s.get(callback + "?code=" + code + "&state=" + state)
	return location
}

func (s *site) member(tenantID int64, role string) int64 {
	s.t.Helper()
	id, err := s.account.CreateUser(s.t.Context(), account.NewUser{Email: "ida@company.example", Password: "correct horse battery"})
	s.must(err)
	s.must(s.account.AddMembership(s.t.Context(), account.NewMembership{UserID: id, DeskID: s.desk, TenantID: tenantID, Role: role}))
	return id
}

// Who the desk knows comes in by its provider, to this desk alone, and is known by the provider's id from then on.
func TestPeopleComeInByTheirProvider(t *testing.T) {
	s := openSite(t)
	ida := s.member(s.company, "TECHNICIAN")
	elsewhere := s.Desk("portal")
	s.must(s.account.AddMembership(t.Context(), account.NewMembership{UserID: ida, DeskID: elsewhere, Role: "ADMINISTRATOR"}))
	if got := s.signIn("/tickets/new?from=menu"); got != "/tickets/new?from=menu" {
		t.Fatalf("led to %s", got)
	}
	v, err := s.account.Authenticate(t.Context(), s.token())
	s.must(err)
	if v.UserID != ida || v.OwnsAccount() || len(v.Desks) != 0 || v.Tenants[s.company].Role != access.TenantTechnician {
		t.Errorf("%+v", v)
	}
	s.idp.as(func(p *idp) { p.person = map[string]any{"email": "another@elsewhere.example", "email_verified": false} })
	if got := s.signIn("/"); got != "/" { // another address, the same person
		t.Errorf("led to %s", got)
	}
	if again, err := s.account.Authenticate(t.Context(), s.token()); err != nil || again.UserID != ida {
		t.Errorf("%+v %v", again, err)
	}
	linked := s.store.Read().AuditEntry.Query().Where(auditentry.Kind(string(audit.IdentityLinked))).CountX(store.System(t.Context()))
	signed := s.store.Read().AuditEntry.Query().Where(auditentry.Kind(string(audit.SignedIn)), auditentry.DeskID(s.desk)).CountX(store.System(t.Context()))
	if linked != 1 || signed != 2 {
		t.Errorf("%d linked, %d signed in", linked, signed)
	}
	if s.idp.calls != 1 {
		t.Errorf("discovered %d times", s.idp.calls)
	}
}

// Strangers come in only where the desk takes them, and accounts of others are not taken over.
func TestProvidersTakeNobodyOver(t *testing.T) {
	s := openSite(t)
	if got := s.signIn("/"); got != "/?signInError=NOT_INVITED" {
		t.Errorf("a stranger is led to %s", got)
	}
	s.provider.TenantID = s.company
	s.must(s.account.SetProvider(t.Context(), s.provider))
	if got := s.signIn("/"); got != "/" {
		t.Errorf("a welcome stranger is led to %s", got)
	}
	v, err := s.account.Authenticate(t.Context(), s.token())
	s.must(err)
	if v.Email != "ida@company.example" || v.Name != "Ida Neri" || v.Language != "es" || v.Tenants[s.company].Role != access.TenantRequester {
		t.Errorf("%+v", v)
	}
	_, err = s.account.CreateUser(t.Context(), account.NewUser{Email: "piero@company.example", Password: "correct horse battery"})
	s.must(err)
	for name, c := range map[string]struct {
		person map[string]any
		want   string
	}{
		"an account with a password": {map[string]any{"sub": "2", "email": "piero@company.example"}, "EMAIL_TAKEN"},
		"not verified":               {map[string]any{"sub": "3", "email": "new@company.example", "email_verified": false}, "EMAIL_UNVERIFIED"},
		"verified by word":           {map[string]any{"sub": "4", "email": "new@company.example", "email_verified": "yes"}, "EMAIL_UNVERIFIED"},
		"no word on it":              {map[string]any{"sub": "5", "email": "new@company.example", "email_verified": nil}, "EMAIL_UNVERIFIED"},
		"another's domain":           {map[string]any{"sub": "6", "email": "new@elsewhere.example"}, "EMAIL_FOREIGN"},
		"a subdomain":                {map[string]any{"sub": "7", "email": "new@sub.company.example"}, "EMAIL_FOREIGN"},
		"no address":                 {map[string]any{"sub": "8", "email": "nobody"}, "EMAIL_UNVERIFIED"},
	} {
		s.idp.as(func(p *idp) { p.person = c.person })
		if got := s.signIn("/"); got != "/?signInError="+c.want || s.token() != "" {
			t.Errorf("%s is led to %s", name, got)
		}
	}
	if n := s.store.Read().User.Query().Where(user.EmailHasPrefix("new@")).CountX(store.System(t.Context())); n != 0 {
		t.Errorf("%d accounts of refused people", n)
	}
}

// What a provider says counts only when it was said to us, now, with its key, in answer to this browser's question.
func TestWhatDoesNotHoldIsRefused(t *testing.T) {
	s := openSite(t)
	s.member(s.company, "REQUESTER")
	stranger := newKey(t)
	for name, change := range map[string]func(*idp){
		"another issuer":   func(p *idp) { p.bend = func(c map[string]any) { c["iss"] = "https://elsewhere.example" } },
		"another audience": func(p *idp) { p.bend = func(c map[string]any) { c["aud"] = "somebody" } },
		"another party": func(p *idp) {
			p.bend = func(c map[string]any) { c["aud"] = []string{clientID, "somebody"}; c["azp"] = "somebody" }
		},
		"another nonce":     func(p *idp) { p.bend = func(c map[string]any) { c["nonce"] = "of another day" } },
		"no nonce":          func(p *idp) { p.bend = func(c map[string]any) { delete(c, "nonce") } },
		"expired":           func(p *idp) { p.bend = func(c map[string]any) { c["exp"] = time.Now().Add(-time.Minute).Unix() } },
		"not yet":           func(p *idp) { p.bend = func(c map[string]any) { c["nbf"] = time.Now().Add(time.Hour).Unix() } },
		"no subject":        func(p *idp) { p.bend = func(c map[string]any) { delete(c, "sub") } },
		"a huge subject":    func(p *idp) { p.bend = func(c map[string]any) { c["sub"] = strings.Repeat("s", 300) } },
		"another's key":     func(p *idp) { p.signer = stranger },
		"another's address": func(p *idp) { p.bend = func(c map[string]any) { delete(c, "email"); c["sub"] = "person-2" } }, // userinfo says person-1
	} {
		s.idp.as(change)
		if got := s.signIn("/"); got != "/?signInError=PROVIDER_FAILED" || s.token() != "" {
			t.Errorf("%s: led to %s", name, got)
		}
	}
	s.idp.as(func(p *idp) { p.bend = func(c map[string]any) { delete(c, "email"); delete(c, "email_verified") } })
	if got := s.signIn("/"); got != "/" || s.token() == "" { // it is asked for the address
		t.Errorf("without an address: led to %s", got)
	}
}

// The way back is for the browser that set out, once.
func TestTheWayBackIsBoundToTheBrowser(t *testing.T) {
	s := openSite(t)
	s.member(s.company, "REQUESTER")
	expired := "/?signInError=SIGN_IN_EXPIRED"
	code, state, callback := s.idp.authorize(s.start("/"))
	victim := s.newBrowser()
	mine := s.browser
	s.browser = victim // an attacker's link, in a victim's browser
	if _, got := s.get(callback + "?code=" + code + "&state=" + state); got != expired || s.token() != "" {
		t.Errorf("another browser is led to %s", got)
	}
	s.start("/") // the victim's own way, with another state
	if _, got := s.get(callback + "?code=" + code + "&state=" + state); got != expired || s.token() != "" {
		t.Errorf("another way is led to %s", got)
	}
	s.browser = mine
	if _, got := s.get(callback + "?code=" + code + "&state=" + state); got != "/" || s.token() == "" {
		t.Errorf("the browser itself is led to %s", got)
	}
	if _, got := s.get(callback + "?code=" + code + "&state=" + state); got != expired {
		t.Errorf("once more it is led to %s", got)
	}
	for name, query := range map[string]string{
		"no state": "?code=1", "no code": "", "refused there": "?error=access_denied", "another issuer": "?code=1&iss=https://elsewhere.example", "a made-up code": "?code=made-up",
	} {
		s.browser = s.newBrowser()
		_, state, callback := s.idp.authorize(s.start("/"))
		if name != "no state" {
			query += map[bool]string{true: "?", false: "&"}[query == ""] + "state=" + state
		}
		if _, got := s.get(callback + query); !strings.HasPrefix(got, "/?signInError=") || s.token() != "" {
			t.Errorf("%s: led to %s", name, got)
		}
	}
	for _, text := range []string{"?", base64.RawURLEncoding.EncodeToString([]byte("{}")), base64.RawURLEncoding.EncodeToString([]byte(`{"d":"` + s.slug + `"}`))} {
		s.browser = s.newBrowser()
		at, err := url.Parse(s.url)
		s.must(err)
		s.browser.Jar.SetCookies(at, []*http.Cookie{{Name: "sportello-oidc", Value: text, Path: "/"}})
		if _, got := s.get(callback + "?code=1&state="); got != expired {
			t.Errorf("cookie %q: led to %s", text, got)
		}
	}
}

// People are led back to us, or to pages that may call us, and nowhere else.
func TestPeopleAreNotLedAstray(t *testing.T) {
	s := openSite(t)
	s.member(s.company, "REQUESTER")
	for wanted, want := range map[string]string{
		"/a?b=c#d": "/a?b=c#d", "https://shop.example/help": "https://shop.example/help", s.url + "/x": s.url + "/x",
		"": "/", "//evil.example": "/", "/\\evil.example": "/", "https://evil.example/": "/", "https://shop.example.evil.example/": "/",
		"https://shop.example@evil.example/": "/", "javascript:alert(1)": "/", "https:evil.example": "/", "/a\r\nSet-Cookie: x=y": "/",
		"http://shop.example/": "/", "/" + strings.Repeat("a", 2000): "/", "relative": "/", "\t/x": "/",
	} {
		if got := s.signIn(wanted); got != want {
			t.Errorf("%q leads to %q, want %q", wanted, got, want)
		}
	}
}

// A desk without a provider has no such door; a provider that is away, or tells of another, is said to fail.
func TestProvidersFail(t *testing.T) {
	s := openSite(t)
	for _, path := range []string{"/auth/oidc/nowhere/start", "/auth/oidc/nowhere/callback?code=1&state=1"} {
		if status, _ := s.get(s.url + path); status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, status)
		}
	}
	s.idp.issuer = "https://elsewhere.example"
	if got := s.start("/"); got != "/?signInError=PROVIDER_FAILED" {
		t.Errorf("a provider that tells of another leads to %s", got)
	}
	s.idp.issuer = ""
	if got := s.start("/"); !strings.HasPrefix(got, s.idp.server.URL+"/authorize?") { // a failure is not kept
		t.Errorf("afterwards: %s", got)
	}
	s.must(s.account.RemoveProvider(t.Context(), s.desk))
	if err := s.account.RemoveProvider(t.Context(), s.desk); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("removed twice: %v", err)
	}
	if _, err := s.account.ProviderOf(t.Context(), s.slug); !problem.Is(err, problem.NotFound) {
		t.Errorf("a provider that was removed: %v", err)
	}
	other := s.Desk("portal")
	if err := s.account.SetProvider(t.Context(), account.Provider{DeskID: other, TenantID: s.company}); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("another desk's tenant: %v", err)
	}
}
