package acceptance

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"
)

// program is a client that comes by a key, which an administrator of the desk makes.
func (o *office) program(boss *user, name string, scopes ...string) (p *user, key string) {
	o.t.Helper()
	var got struct {
		CreateApiKey struct { //nolint:revive // the contract's name
			Secret string
			ApiKey struct{ ID, Hint string } //nolint:revive // the contract's name
			Errors []userError
		}
	}
	boss.ask(`mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id hint } errors { code } } }`,
		vars{"input": vars{"of": vars{"desk": o.desk}, "name": name, "scopes": scopes}}, &got)
	made := got.CreateApiKey
	if !strings.HasPrefix(made.Secret, "spk_") || len(made.Errors) > 0 || !strings.HasSuffix(made.Secret, made.ApiKey.Hint[len(made.ApiKey.Hint)-4:]) {
		o.t.Fatalf("a key: %+v", made)
	}
	return &user{t: o.t, house: o.house, name: name, token: made.Secret}, made.ApiKey.ID
}

func (o *office) revoke(boss *user, key string) {
	o.t.Helper()
	var got struct {
		RevokeApiKey struct { //nolint:revive // the contract's name
			ApiKey struct{ IsRevoked bool } //nolint:revive // the contract's name
		}
	}
	boss.ask(`mutation($key: ID!) { revokeApiKey(input: {key: $key}) { apiKey { isRevoked } errors { code } } }`, vars{"key": key}, &got)
	if !got.RevokeApiKey.ApiKey.IsRevoked {
		o.t.Errorf("revoked: %+v", got)
	}
}

func (o *office) boss() *user {
	o.t.Helper()
	boss := o.add("Bruno Boss", "it", "", "ADMINISTRATOR")
	boss.signIn()
	return boss
}

// redeemed is what a sign-in link opened.
type redeemed struct {
	RedeemSignInLink struct {
		Token  *string
		Viewer struct {
			User    struct{ ID, Name string }
			Tenants []struct{ Tenant struct{ ID string } }
		}
		Source *struct{ Place, Program, Version, ErrorText string }
		Errors []userError
	}
}

const redeem = `mutation($token: String!) { redeemSignInLink(input: {token: $token}) {
	token viewer { user { id name } tenants { tenant { id } } } source { place program version errorText } errors { code } } }`

// M4.8 and the desk of Autofattura.io: a product with accounts of its own lands its user on the form of a new ticket, signed in,
// with what was on the screen, and without a second sign-in or registration.
func TestStoryApplicationSignsItsUsersIn(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "portal", "Assistenza NTS", "it")
	boss := o.boss()
	product, key := o.program(boss, "Gestionale", "ADMINISTRATION")

	// The product's server brings its user, twice, and asks for a link when the user presses the button.
	const provision = `mutation($input: ProvisionUserInput!) { provisionUser(input: $input) { userId change errors { code field } } }`
	var brought struct {
		ProvisionUser struct {
			UserID, Change string
			Errors         []userError
		}
	}
	for _, want := range []string{"CREATED", "UNCHANGED"} {
		product.ask(provision, vars{"input": vars{
			"externalId": "nts-4711", "email": "luca@alfa.example.com", "name": "Luca Bianco", "tenant": o.tenant,
		}}, &brought)
		if brought.ProvisionUser.Change != want {
			t.Fatalf("brought: %+v, want %s", brought, want)
		}
	}
	product.ask(provision, vars{"input": vars{"externalId": "nts-1", "email": o.agent.email, "tenant": o.tenant}}, &brought)
	if got := brought.ProvisionUser.Errors; len(got) != 1 || got[0].Code != "EMAIL_TAKEN" {
		t.Errorf("staff's address: %+v", brought)
	}
	link := o.link(product, "nts-4711")

	// The page that opens in the user's browser.
	page := o.nobody()
	page.name, page.form = "Luca Bianco", usualAnswers("portal", "luca@alfa.example.com")
	var in redeemed
	page.ask(redeem, vars{"token": link}, &in)
	got := in.RedeemSignInLink
	if got.Token == nil || got.Viewer.User.Name != page.name || len(got.Viewer.Tenants) != 1 || got.Viewer.Tenants[0].Tenant.ID != o.tenant ||
		got.Source == nil || got.Source.Program != "Prima nota" || got.Source.ErrorText != "E-42" {
		t.Fatalf("redeemed: %+v", got)
	}
	page.token = *got.Token
	opened := page.open("Errore E-42", "Compare salvando la prima nota.", vars{"source": vars{
		"place": got.Source.Place, "program": got.Source.Program, "version": got.Source.Version, "errorText": got.Source.ErrorText,
	}})
	var read struct {
		Ticket struct {
			Source    struct{ Place, Program, Version, ErrorText string }
			Requester struct{ Name string }
		}
	}
	o.agent.ask(`query($id: ID!) { ticket(by: {id: $id}) { source { place program version errorText } requester { name } } }`, vars{"id": opened.ID}, &read)
	if read.Ticket.Requester.Name != page.name || read.Ticket.Source != *got.Source {
		t.Errorf("opened: %+v", read)
	}

	// The link is good once; the session is no way to more; a key that ended opens nothing any more.
	page.token = ""
	var again redeemed
	page.ask(redeem, vars{"token": link}, &again)
	if r := again.RedeemSignInLink; r.Token != nil || len(r.Errors) != 1 || r.Errors[0].Code != "LINK_INVALID" {
		t.Errorf("redeemed again: %+v", r)
	}
	page.token = *got.Token
	page.denied("FORBIDDEN", `mutation($of: PlaceInput!) { createApiKey(input: {of: $of, name: "Mine", scopes: [READ_TICKETS]}) { secret } }`,
		vars{"of": vars{"tenant": o.tenant}})
	page.denied("FORBIDDEN", `mutation { createSignInLink(input: {user: {externalId: "nts-4711"}}) { token } }`, nil)
	product.denied("FORBIDDEN", `{ tickets { totalCount } }`, nil)
	product.denied("NOT_FOUND", `mutation($id: ID!) { createSignInLink(input: {user: {id: $id}}) { token } }`, vars{"id": o.agent.id})
	late := o.link(product, "nts-4711")
	o.revoke(boss, key)
	page.token = ""
	page.ask(redeem, vars{"token": late}, &again)
	if again.RedeemSignInLink.Token != nil {
		t.Error("a link of a revoked key opens a session")
	}
	product.denied("UNAUTHENTICATED", `{ viewer { user { id } } }`, nil)
	o.onRecord(boss, "KEY_REVOKED", "SIGN_IN_LINK_MADE", "SIGNED_IN", "SIGN_IN_LINK_MADE", "USER_PROVISIONED", "MEMBER_ADDED", "KEY_CREATED")
}

// link asks for a sign-in link from an error message of the product.
func (o *office) link(product *user, externalID string) string {
	o.t.Helper()
	var made struct{ CreateSignInLink struct{ Token string } }
	product.ask(`mutation($input: CreateSignInLinkInput!) { createSignInLink(input: $input) { token expiresAt errors { code } } }`, vars{"input": vars{
		"user": vars{"externalId": externalID}, "source": vars{"place": "ERROR_MESSAGE", "program": "Prima nota", "version": "8.1", "errorText": "E-42"},
	}}, &made)
	return made.CreateSignInLink.Token
}

// onRecord wants the newest acts of the desk's record to be these, whoever's sign-ins by password left out.
func (o *office) onRecord(boss *user, kinds ...string) {
	o.t.Helper()
	var got struct {
		AuditLog struct {
			Nodes []struct {
				Kind    string
				Details []struct{ Name, Value string }
			}
		}
	}
	boss.ask(`query($of: AuditOf!) { auditLog(of: $of, first: 50) { nodes { kind details { name value } } } }`, vars{"of": vars{"desk": o.desk}}, &got)
	var kept []string
	for _, n := range got.AuditLog.Nodes {
		byPassword := false
		for _, d := range n.Details {
			byPassword = byPassword || d.Name == "method" && d.Value == "PASSWORD"
		}
		if !byPassword && len(kept) < len(kinds) {
			kept = append(kept, n.Kind)
		}
	}
	if strings.Join(kept, " ") != strings.Join(kinds, " ") {
		o.t.Errorf("on record %v\nwant      %v", kept, kinds)
	}
}

// A key works over HTTP, websockets and event streams, under its own name, until it is revoked: then all of it ends.
func TestKeysWorkOnEveryWay(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "portal", "Assistenza NTS", "it")
	boss := o.boss()
	opened := o.customer.open("Una domanda", "Come si stampa il registro?")
	robot, key := o.program(boss, "Robot", "WRITE_TICKETS")
	reader, _ := o.program(boss, "Reader", "READ_TICKETS")

	heard := robot.follow(opened.ID, "")
	heard.snapshot()
	stream := robot.stream(opened.ID)
	robot.does("replyToTicket", opened, says("Dal menu Stampe, poi Registri."))
	if m := heard.hears("Message")[0].Entry.Message; m.Author.Name != "Robot" || !m.Author.IsSupport {
		t.Errorf("a program's reply: %+v", m)
	}
	var read struct {
		Ticket struct {
			Messages struct {
				Nodes []struct{ Author struct{ IsProgram bool } }
			}
		}
	}
	o.agent.ask(`query($id: ID!) { ticket(by: {id: $id}) { messages { nodes { author { isProgram } } } } }`, vars{"id": opened.ID}, &read)
	if n := read.Ticket.Messages.Nodes; len(n) != 2 || n[0].Author.IsProgram || !n[1].Author.IsProgram {
		t.Errorf("who wrote: %+v", read)
	}
	reader.sees(nil, opened.Subject)
	reader.denied("FORBIDDEN", `mutation($id: ID!) { replyToTicket(input: {ticket: $id, text: "No"}) { errors { code } } }`, vars{"id": opened.ID})
	reader.denied("FORBIDDEN", `query Both($id: ID!) { ticket(by: {id: $id}) { id } apiKeys(of: {desk: $id}) { id } }`, vars{"id": o.desk})
	if got := o.stranger; got.token == "" {
		t.Error("no stranger")
	}

	o.revoke(boss, key)
	heard.hungUp(4403)
	o.ends(stream)
	robot.denied("UNAUTHENTICATED", `{ viewer { user { id } } }`, nil)
	if conn, err := robot.dial(nil); err == nil {
		t.Errorf("a revoked key opens a websocket: %v", conn.Close())
	}
	reader.sees(nil, opened.Subject)
}

// stream follows a ticket by server-sent events, up to its first event.
func (u *user) stream(ticket string) *bufio.Reader {
	u.t.Helper()
	body := `{"query": "subscription($id: ID!) { ticketEvents(ticket: $id) { cursor } }", "variables": {"id": "` + ticket + `"}}`
	r, err := http.NewRequestWithContext(u.t.Context(), http.MethodPost, u.house.url+"/graphql", strings.NewReader(body))
	if err != nil {
		u.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Authorization", "Bearer "+u.token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		u.t.Fatal(err)
	}
	u.t.Cleanup(func() { _ = response.Body.Close() }) // the server may have ended it
	lines := bufio.NewReader(response.Body)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			u.t.Fatalf("%s: an event stream: %v", u.name, err)
		}
		if strings.HasPrefix(line, "data: {") {
			return lines
		}
	}
}

// ends wants a stream to end.
func (o *office) ends(stream *bufio.Reader) {
	o.t.Helper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			if _, err := stream.ReadString('\n'); err != nil {
				return
			}
		}
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		o.t.Error("an event stream goes on")
	}
}

// What ends in one process closes what is open in another, by the database alone.
func TestEndsAreKnownInAnotherProcess(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "portal", "Assistenza NTS", "it")
	boss := o.boss()
	opened := o.customer.open("Una domanda", "Come si stampa il registro?")
	robot, key := o.program(boss, "Robot", "READ_TICKETS")
	second := &house{t: t, database: o.database, settings: append(append([]string{}, o.settings...), "SPORTELLO_DATA="+t.TempDir())}
	second.start()
	there := func(u *user) *user {
		return &user{t: t, house: second, name: u.name, email: u.email, token: u.token}
	}
	byKey, bySession := there(robot).follow(opened.ID, ""), there(o.agent).follow(opened.ID, "")
	stays := there(o.customer).follow(opened.ID, "")
	for _, f := range []*follower{byKey, bySession, stays} {
		f.snapshot()
	}
	begin := time.Now()
	o.revoke(boss, key)
	byKey.hungUp(4403)
	t.Logf("a key's end took %v", time.Since(begin))
	begin = time.Now()
	var out struct{ SignOut struct{ Errors []userError } }
	o.agent.ask("mutation { signOut { errors { code } } }", nil, &out)
	bySession.hungUp(4403)
	t.Logf("a session's end took %v", time.Since(begin))
	select {
	case <-stays.ended:
		t.Errorf("the customer's line ended, too: %v", stays.err)
	default:
	}
}

// A key pays from a purse of its own: a program that asks too much is told to wait, and nobody else is.
func TestAKeyHasItsOwnBudget(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.settings = append(h.settings, "SPORTELLO_COST_BUCKET=5000", "SPORTELLO_COST_RATE=1")
	h.run("", "migrate")
	o := h.founds("saas", "Supporto", "it", "--preset", "saas")
	boss := o.add("Bruno Boss", "it", "", "ADMINISTRATOR")
	h.start()
	boss.signIn()
	greedy, _ := o.program(boss, "Greedy", "READ_TICKETS")
	modest, _ := o.program(boss, "Modest", "READ_TICKETS")
	const dear = `{ tickets(first: 50) { nodes { id subject requester { name } } } }`
	limited := false
	for range 200 {
		a, err := greedy.send(dear, nil)
		if err != nil {
			t.Fatal(err)
		}
		if limited = len(a.Errors) > 0 && a.Errors[0].Extensions.Code == "RATE_LIMITED"; limited {
			break
		}
	}
	if !limited {
		t.Error("a program may ask without end")
	}
	for _, other := range []*user{modest, boss} {
		other.sees(nil)
	}
}

// A desk's identity provider is set by command, and reached by the door that it names.
func TestADeskHasAnIdentityProvider(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Supporto", "it")
	for _, bad := range [][]string{
		{"--issuer", "http://id.company.example", "--client-id", "a", "--domain", "company.example"},
		{"--issuer", "https://id.company.example", "--domain", "company.example"},
		{"--issuer", "https://id.company.example", "--client-id", "a"},
		{"--issuer", "https://id.company.example", "--client-id", "a", "--domain", "someone@company.example"},
		{"--issuer", "https://id.company.example", "--client-id", "a", "--domain", "company.example", "--tenant", "nonsense"},
		{"--remove"},
		{},
	} {
		o.refuses("secret", append([]string{"desk", "oidc", o.slug}, bad...)...)
	}
	door := o.url + "/auth/oidc/" + o.slug + "/start?return=/help"
	if a := o.get(http.MethodGet, door, nil); a.status != http.StatusNotFound {
		t.Errorf("without a provider: %d", a.status)
	}
	// Nobody listens on port 1: the provider is away.
	said := o.run("secret\n", "desk", "oidc", o.slug, "--issuer", "http://127.0.0.1:1", "--client-id", "sportello", "--domain", "company.example")
	if !strings.Contains(said, "/auth/oidc/"+o.slug+"/callback") {
		t.Errorf("said %q", said)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, door, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(request) // follows nowhere
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if to := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || to != "/help?signInError=PROVIDER_FAILED" {
		t.Errorf("%d, led to %q", response.StatusCode, to)
	}
	o.run("", "desk", "oidc", o.slug, "--remove")
	if a := o.get(http.MethodGet, door, nil); a.status != http.StatusNotFound {
		t.Errorf("after it was removed: %d", a.status)
	}
}
