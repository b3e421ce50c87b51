package acceptance

import (
	"maps"
	"net/http"
	"strings"
	"testing"
)

// Who is signed in by a cookie, as pages are, can't be made to act by a foreign page. Signing out ends the session
// everywhere: its token, its cookie and its sockets.
func TestSessions(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "guided", "Assistenza Example", "en")
	opened := o.customer.open("Signed in", "By a cookie.")
	cookie := o.cookie(o.customer)
	o.foreignPages(cookie)

	// The page's own requests and sockets.
	own := http.Header{"Cookie": {cookie}, "Origin": {o.url}, "Sec-Fetch-Site": {"same-origin"}}
	page := o.nobody()
	page.name = o.customer.name
	if got := page.whoAmI(own); got != o.customer.name {
		t.Errorf("the page is %q", got)
	}
	conn, err := page.dial(http.Header{"Cookie": {cookie}, "Origin": {o.url}})
	if err != nil {
		t.Fatalf("the page's websocket: %v", err)
	}
	heard := page.followOn(conn, opened.ID, "")
	heard.snapshot()
	bearer := o.customer.follow(opened.ID, "")
	bearer.snapshot()

	// Signing out the page ends its session, no other.
	out, err := page.send("mutation { signOut { errors { code } } }", nil, sets(own))
	if err != nil || out.status != http.StatusOK || len(out.Errors) > 0 {
		t.Fatalf("sign out: %v %+v", err, out)
	}
	if set := out.header.Get("Set-Cookie"); !strings.Contains(set, "Max-Age=0") {
		t.Errorf("the cookie stays: %q", set)
	}
	heard.hungUp(4403) // graph/transport/socket: the session has ended
	if got := page.whoAmI(own); got != "" {
		t.Errorf("after signing out the page is %q", got)
	}
	o.agent.does("takeTicket", opened)
	bearer.hears("Status")

	// The same by a token.
	var signedOut struct{ SignOut struct{ Errors []userError } }
	o.customer.ask("mutation { signOut { errors { code } } }", nil, &signedOut)
	bearer.hungUp(4403)
	o.customer.denied("UNAUTHENTICATED", `query($id: ID!) { ticket(by: {id: $id}) { id } }`, vars{"id": opened.ID})
	if conn, err := o.customer.dial(nil); err == nil {
		t.Errorf("a dead token opens a websocket: %v", conn.Close())
	}
	o.customer.signIn()
	o.customer.sees(nil, opened.Subject)
}

// foreignPages wants nothing that a foreign page makes a browser send to be done.
func (o *office) foreignPages(cookie string) {
	o.t.Helper()
	for name, header := range map[string]http.Header{
		"an old browser": {"Origin": {"https://evil.example"}},
		"a browser":      {"Origin": {"https://evil.example"}, "Sec-Fetch-Site": {"cross-site"}},
		"a neighbour":    {"Origin": {"http://127.0.0.1:1"}, "Sec-Fetch-Site": {"same-site"}},
	} {
		header.Set("Cookie", cookie)
		a, err := o.nobody().send("mutation { signOut { errors { code } } }", nil, sets(header))
		if err != nil || a.status != http.StatusForbidden {
			o.t.Errorf("%s: %v %+v", name, err, a)
		}
	}
	if conn, err := o.nobody().dial(http.Header{"Cookie": {cookie}, "Origin": {"https://evil.example"}}); err == nil {
		o.t.Errorf("a foreign page has a websocket: %v", conn.Close())
	}
	a := o.get(http.MethodGet, o.url+"/graphql?query=mutation%7BsignOut%7Berrors%7Bcode%7D%7D%7D", http.Header{"Cookie": {cookie}})
	if a.status != http.StatusMethodNotAllowed { // mutations never over GET
		o.t.Errorf("a mutation over GET: %d %s", a.status, a.body)
	}
}

// cookie signs in as pages do, and returns what the browser sends from then on.
func (o *office) cookie(u *user) string {
	o.t.Helper()
	a, err := o.nobody().send(`mutation($input: SignInInput!) { signIn(input: $input) { token errors { code } } }`,
		vars{"input": vars{"email": u.email, "password": password, "cookie": true}})
	if err != nil || a.status != http.StatusOK || !strings.Contains(string(a.body), `"token":null`) {
		o.t.Fatalf("sign in by cookie: %v %s", err, a.body)
	}
	cookies := (&http.Response{Header: a.header}).Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode || cookies[0].Path != "/" {
		o.t.Fatalf("cookies: %v", cookies)
	}
	return cookies[0].Name + "=" + cookies[0].Value
}

// nobody is a client without a token.
func (o *office) nobody() *user { return &user{t: o.t, house: o.house, name: "nobody"} }

// sets adds to a request's header.
func sets(header http.Header) func(*http.Request) {
	return func(r *http.Request) { maps.Copy(r.Header, header) }
}

// whoAmI is the name of the signed-in user, by a header; empty for nobody.
func (u *user) whoAmI(header http.Header) string {
	u.t.Helper()
	a, err := u.send("{ viewer { user { name } } }", nil, sets(header))
	if err != nil || a.status != http.StatusOK {
		u.t.Fatalf("viewer: %v %+v", err, a)
	}
	_, rest, _ := strings.Cut(string(a.body), `"name":"`)
	name, _, _ := strings.Cut(rest, `"`)
	return name
}

// M1.2, M1.3: a wrong password and an unknown address are refused in the same words.
func TestSignInTellsNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "studio", "AMS Example", "it")
	said := map[string]bool{}
	for _, email := range []string{o.customer.email, "nobody@studio.example.com"} {
		a, err := o.nobody().send(`mutation($input: SignInInput!) { signIn(input: $input) { token expiresAt viewer { user { id } }
			errors { code field message } } }`, vars{"input": vars{"email": email, "password": password + "!"}})
		if err != nil || !strings.Contains(string(a.body), `"INVALID_CREDENTIALS"`) || !strings.Contains(string(a.body), `"token":null`) {
			t.Fatalf("%s: %v %s", email, err, a.body)
		}
		said[string(a.Data)] = true
	}
	if len(said) != 1 {
		t.Errorf("the answers differ: %v", said)
	}
}
