package graph_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"sportello/ent"
	"sportello/ent/user"
	"sportello/graph/limit"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/store"
)

// bad is a call that is refused: by a top-level error of code, or by faults as data.
type bad struct {
	by        *access.Viewer
	document  string
	variables map[string]any
	code      string   // of the one top-level error
	faults    []string // as CODE or CODE at.field
}

// counters are the world and a desk where what is closed stays closed.
type counters struct {
	*world
	client        *access.Viewer // of the studio desk
	shut          string         // their closed ticket
	observer      *access.Viewer // of the victim's company
	many          *access.Viewer // of two companies
	sent, waiting string         // uploads of the victim: attached, and not
	stolen        string         // an upload of somebody else
}

func newCounters(t *testing.T) *counters {
	t.Helper()
	c := &counters{world: newWorld(t)}
	studio := c.Desk("studio")
	firm := c.Tenant(studio)
	c.client = c.Customer(firm, access.TenantAdministrator)
	outcome, err := c.desk.Open(c.ctx(), c.client, desk.OpenInput{Subject: "A form", Description: "Which one is it?", Fields: answersTo("studio")})
	c.must(err)
	c.closeAs(c.Staff(studio, access.DeskAgent), outcome.TicketID)
	c.shut = node.Encode(node.Ticket, outcome.TicketID)
	c.observer = c.Customer(c.company, access.TenantObserver)
	c.many = c.Customer(c.company, access.TenantTechnician)
	c.JoinTenant(c.many, firm, access.TenantTechnician)
	upload := func(v *access.Viewer) string { return node.Encode(node.Attachment, c.uploadOf(v, c.portal)) }
	c.sent, c.waiting, c.stolen = c.things()[node.Attachment], upload(c.victim), upload(c.agent)
	return c
}

// fill puts the things of the counters where a document names them.
func (c *counters) fill(document string) string {
	return strings.NewReplacer("<ticket>", quoted(node.Encode(node.Ticket, c.world.ticket.ID)), "<shut>", quoted(c.shut), "<sent>", quoted(c.sent),
		"<waiting>", quoted(c.waiting), "<stolen>", quoted(c.stolen), "<closed>", quoted(node.Encode(node.Ticket, c.world.closed.ID)),
		"<analyst>", quoted(node.Encode(node.User, c.analyst.UserID)), "<tenant>", quoted(node.Encode(node.Tenant, c.company)),
		"<desk>", quoted(node.Encode(node.Desk, c.portal))).Replace(document)
}

func (c *counters) table() map[string]bad {
	list := func(arguments string) string {
		return `{ tickets(` + arguments + `) { nodes { id } pageInfo { endCursor } } }`
	}
	fault := func(v *access.Viewer, document string, faults ...string) bad {
		return bad{by: v, document: document, faults: faults}
	}
	code := func(v *access.Viewer, document, code string) bad { return bad{by: v, document: document, code: code} }
	subject := func(text string, faults ...string) bad {
		return bad{by: c.victim, document: `mutation($subject: String!) { openTicket(input: {subject: $subject, description: "Something to read", ` + formOf("portal") + `})` + answered,
			variables: map[string]any{"subject": text}, faults: faults}
	}
	long := strings.Repeat("k", 65)
	return map[string]bad{
		"subject of 900 kB":       subject(strings.Repeat("s", 900_000), "TOO_LONG input.subject"),
		"subject of 201":          subject(strings.Repeat("è", 201), "TOO_LONG input.subject"),
		"empty subject":           subject("", "REQUIRED input.subject"),
		"blank subject":           subject(" \t \u00a0", "REQUIRED input.subject"),
		"NUL in the subject":      subject("a\x00b", "INVALID_CHARACTERS input.subject"),
		"line end in the subject": subject("a\nb", "INVALID_CHARACTERS input.subject"),
		"escape in the subject":   subject("\x1b[31m", "INVALID_CHARACTERS input.subject"),
		"all at once": fault(c.victim, `mutation { openTicket(input: {subject: "", description: "\u0000", `+formOf("portal")+`})`+answered,
			"REQUIRED input.subject", "INVALID_CHARACTERS input.description"),
		"empty reply":              fault(c.victim, change("replyToTicket", `ticket: <ticket>, text: "  "`), "REQUIRED input.text"),
		"NUL in a reply":           fault(c.victim, change("replyToTicket", `ticket: <ticket>, text: "a\u0000"`), "INVALID_CHARACTERS input.text"),
		"reply to a closed ticket": fault(c.client, change("replyToTicket", `ticket: <shut>, text: "Still?"`), "TICKET_CLOSED"),
		"reopen a closed ticket":   fault(c.client, change("reopenTicket", `ticket: <shut>`), "TICKET_CLOSED"),
		"reopen an open ticket":    fault(c.victim, change("reopenTicket", `ticket: <ticket>`), "REOPEN_NOT_ALLOWED"),
		"stale version":            fault(c.agent, change("changePriority", `ticket: <ticket>, priority: HIGH, expectedVersion: 1`), "CONFLICT input.expectedVersion"),
		"stale version of a reply": fault(c.victim, change("replyToTicket", `ticket: <ticket>, text: "Hello", expectedVersion: 1`), "CONFLICT input.expectedVersion"),
		"negative version":         fault(c.agent, change("takeTicket", `ticket: <ticket>, expectedVersion: -1`), "CONFLICT input.expectedVersion"),
		"close too early":          fault(c.victim, change("closeTicket", `ticket: <ticket>, message: "Over"`), "TOO_EARLY_TO_CLOSE"),
		"close without a message":  fault(c.victim, change("closeTicket", `ticket: <ticket>`), "MESSAGE_REQUIRED input.message"),
		"raise to urgent":          fault(c.victim, change("changePriority", `ticket: <ticket>, priority: URGENT`), "PRIORITY_RAISE_REFUSED input.priority"),
		"priority not used": fault(c.client, `mutation { openTicket(input: {subject: "A form", description: "Which?", priority: LOW, `+formOf("studio")+`})`+answered,
			"PRIORITY_NOT_USED input.priority"),
		"status not used":       fault(c.agent, change("changeStatus", `ticket: <ticket>, status: RESOLVED`), "STATUS_NOT_USED input.status"),
		"resolve without it":    fault(c.agent, change("resolveTicket", `ticket: <ticket>`), "STATUS_NOT_USED"),
		"no file":               code(c.agent, `mutation { uploadAttachment(input: {desk: <desk>, file: "a.txt"}) { errors { code } } }`, "GRAPHQL_VALIDATION_FAILED"),
		"back to open":          fault(c.agent, change("changeStatus", `ticket: <ticket>, status: OPEN`), "TRANSITION_NOT_ALLOWED input.status"),
		"assign to an analyst":  fault(c.agent, change("assignTicket", `ticket: <ticket>, assignee: <analyst>`), "NOT_ASSIGNABLE input.assignee"),
		"continue an open one":  fault(c.victim, open(`follows: {id: <ticket>}`), "INVALID_VALUE input.follows"),
		"key of 65":             fault(c.victim, change("replyToTicket", `ticket: <ticket>, text: "Hello", clientMutationId: "`+long+`"`), "TOO_LONG input.clientMutationId"),
		"key with a NUL":        fault(c.victim, change("replyToTicket", `ticket: <ticket>, text: "Hello", clientMutationId: "\u0000"`), "INVALID_CHARACTERS input.clientMutationId"),
		"eleven files":          fault(c.victim, change("replyToTicket", `ticket: <ticket>, text: "Hello", attachments: [`+strings.Repeat(`{uploaded: <waiting>}`, 11)+`]`), "TOO_MANY_ATTACHMENTS input.attachments"),
		"files where none go":   fault(c.client, `mutation { openTicket(input: {subject: "A form", description: "Which?", attachments: [{uploaded: <stolen>}], `+formOf("studio")+`})`+answered, "ATTACHMENTS_NOT_ALLOWED input.attachments"),
		"wrong password":        fault(nil, `mutation { signIn(input: {email: "ada@example.test", password: "wrong"}) { token errors { code field message } } }`, "INVALID_CREDENTIALS"),
		"no password":           fault(nil, `mutation { signIn(input: {email: "", password: ""}) { token errors { code field message } } }`, "INVALID_CREDENTIALS"),
		"one file twice":        code(c.victim, change("replyToTicket", `ticket: <ticket>, text: "Hello", attachments: [{uploaded: <waiting>}, {uploaded: <waiting>}]`), "NOT_FOUND"),
		"a file sent before":    code(c.victim, change("replyToTicket", `ticket: <ticket>, text: "Hello", attachments: [{uploaded: <sent>}]`), "NOT_FOUND"),
		"note by a customer":    code(c.victim, change("addNote", `ticket: <ticket>, text: "Hello"`), "STAFF_ONLY"),
		"reply by an observer":  code(c.observer, change("replyToTicket", `ticket: <ticket>, text: "Hello"`), "FORBIDDEN"),
		"which tenant?":         code(c.many, `mutation { openTicket(input: {subject: "A form", description: "Which one is it?"})`+answered, "TENANT_REQUIRED"),
		"cookie where none can": code(nil, `mutation { signIn(input: {email: "a@example.test", password: "x", cookie: true}) { token } }`, "INVALID_FILTER"),
		"unknown ticket":        code(c.victim, `{ ticket(by: {number: {desk: <desk>, number: 2147483647}}) { id } }`, "NOT_FOUND"),
		"ticket zero":           code(c.victim, `{ ticket(by: {number: {desk: <desk>, number: 0}}) { id } }`, "NOT_FOUND"),
		"negative ticket":       code(c.victim, `{ ticket(by: {number: {desk: <desk>, number: -7}}) { id } }`, "NOT_FOUND"),
		"absurd number":         code(c.victim, `{ ticket(by: {number: {desk: <desk>, number: 2147483648}}) { id } }`, "GRAPHQL_VALIDATION_FAILED"),
		"absurd filter":         code(c.victim, list(`filter: {number: {gte: 99999999999999999999}}`), "GRAPHQL_VALIDATION_FAILED"),
		"malformed cursor":      code(c.victim, list(`after: "nonsense"`), "INVALID_CURSOR"),
		"empty cursor":          code(c.victim, list(`before: "\u0000"`), "INVALID_CURSOR"),
		"nested cursor":         code(c.victim, `{ ticket(by: {id: <ticket>}) { messages(after: "nonsense") { totalCount } } }`, "INVALID_CURSOR"),
		"first and last":        code(c.victim, list(`first: 1, last: 1`), "INVALID_PAGE"),
		"page of -1":            code(c.victim, list(`first: -1`), "DOCUMENT_LIMIT"),
		"page of 101":           code(c.victim, list(`last: 101`), "DOCUMENT_LIMIT"),
		"deep filter":           code(c.victim, list(`filter: `+strings.Repeat(`{not: `, 9)+`{}`+strings.Repeat(`}`, 9)), "INVALID_FILTER"),
		"deeper filter":         code(c.victim, list(`filter: `+strings.Repeat(`{not: `, 30)+`{}`+strings.Repeat(`}`, 30)), "DOCUMENT_LIMIT"),
		"251 statuses":          code(c.victim, list(`filter: {status: {in: [`+strings.Repeat("OPEN ", 251)+`]}}`), "DOCUMENT_LIMIT"),
		"wrong enum":            code(c.victim, list(`filter: {status: {eq: GONE}}`), "GRAPHQL_VALIDATION_FAILED"),
		"wrong enum, variable": {by: c.victim, document: `query($s: TicketStatus) { tickets(filter: {status: {eq: $s}}) { nodes { id } } }`,
			variables: map[string]any{"s": "GONE"}, code: "GRAPHQL_VALIDATION_FAILED"},
		"year 99999":       code(c.victim, list(`filter: {createdAt: {gte: "99999-01-01T00:00:00Z"}}`), "GRAPHQL_VALIDATION_FAILED"),
		"30 February":      code(c.victim, list(`filter: {createdAt: {gte: "2026-02-30T00:00:00Z"}}`), "GRAPHQL_VALIDATION_FAILED"),
		"101 nodes":        code(c.victim, `{ nodes(ids: [`+strings.Repeat(`"x" `, 101)+`]) { id } }`, "INVALID_FILTER"),
		"both ways":        code(c.victim, `{ ticket(by: {id: <ticket>, number: {desk: <desk>, number: 1}}) { id } }`, "GRAPHQL_VALIDATION_FAILED"),
		"neither way":      code(c.victim, `{ ticket(by: {}) { id } }`, "GRAPHQL_VALIDATION_FAILED"),
		"unknown field":    code(c.victim, `{ secrets }`, "GRAPHQL_VALIDATION_FAILED"),
		"no GraphQL":       code(c.victim, `{ tickets(`, "GRAPHQL_PARSE_FAILED"),
		"no introspection": code(c.victim, `{ __schema { types { name } } }`, "GRAPHQL_VALIDATION_FAILED"),
	}
}

// Whatever is wrong with a call, it has its code and words in the viewer's language, it is no fault of the server, and it
// leaves no row half-written.
func TestBadInputIsToldByItsCode(t *testing.T) {
	c := newCounters(t)
	_, err := c.accounts.CreateUser(c.ctx(), account.NewUser{Email: "ada@example.test", Name: "Ada Serra", Language: "it", Password: "correct horse battery"})
	c.must(err)
	before := c.checksum()
	for name, b := range c.table() {
		t.Run(name, func(t *testing.T) {
			words := map[string]string{}
			for _, language := range []string{"it", "es", "en"} {
				if b.by != nil {
					c.speak(b.by, language)
				}
				got := c.ask(b.by, c.fill(b.document), b.variables)
				words[language] = c.check(t, b, got)
			}
			if own := b.by != nil && (len(b.faults) > 0 || ownWords(b.code)); own && (words["it"] == words["es"] || words["es"] == words["en"] || words["it"] == words["en"]) {
				t.Errorf("not in the viewer's language: %q", words)
			}
		})
	}
	c.speakAll("en")
	if c.checksum() != before {
		t.Error("rows have changed")
	}
	if log := c.log.String(); log != "" {
		t.Errorf("logged: %s", log)
	}
}

// ownWords reports whether a code is of the desk's own, not of the transport, which speaks English.
func ownWords(code string) bool {
	return code != "" && code != "DOCUMENT_LIMIT" && code != "PAYLOAD_TOO_LARGE" && !strings.HasPrefix(code, "GRAPHQL_") && code != "BAD_REQUEST"
}

// check compares an answer with what is wanted, and returns its words.
func (c *counters) check(t *testing.T, b bad, got said) (words string) {
	t.Helper()
	answer, err := got.read()
	c.must(err)
	var faults, want []string
	for _, f := range got.faults() {
		faults = append(faults, strings.TrimSpace(f.Code+" "+strings.Join(f.Field, ".")))
		words += f.Message
	}
	for _, e := range answer.Errors {
		words += e.Message
	}
	if b.code != "" {
		want = []string{b.code}
	}
	if got.status >= http.StatusInternalServerError || !slices.Equal(faults, b.faults) || !slices.Equal(slices.Compact(got.codes()), want) && len(got.codes())+len(want) > 0 {
		t.Errorf("got %d %.600s\nwant %v %v", got.status, got.body, b.code, b.faults)
	}
	if words == "" || !strings.HasPrefix(b.code, "GRAPHQL_") && strings.ContainsAny(words, "{}") {
		t.Errorf("no words, or unfinished ones: %q", words)
	}
	return words
}

// speak gives a user a language.
func (c *counters) speak(v *access.Viewer, language string) {
	c.must(c.store.Tx(store.System(c.ctx()), func(ctx context.Context, tx *ent.Tx) error {
		return tx.User.Update().Where(user.ID(v.UserID)).SetLanguage(language).Exec(ctx)
	}))
}

func (c *counters) speakAll(language string) {
	for _, v := range []*access.Viewer{c.victim, c.agent, c.client, c.observer, c.many} {
		c.speak(v, language)
	}
}

// What does not even arrive as an operation.
func TestBadRequestsAreTold(t *testing.T) {
	c := newCounters(t)
	before := c.checksum()
	post := func(body string) *http.Request { return c.request("application/json", strings.NewReader(body)) }
	get := func(document string) *http.Request {
		r := post("")
		r.Method, r.Body, r.URL.RawQuery = http.MethodGet, nil, url.Values{"query": {document}}.Encode()
		return r
	}
	for name, b := range map[string]struct {
		request *http.Request
		status  int
		code    string
	}{
		"invalid UTF-8":       {post("{\"query\":\"{ __typename }\",\"operationName\":\"\xff\"}"), 400, "BAD_REQUEST"},
		"a lone surrogate":    {post(`{"query":"mutation($t: String!) { addNote(input: {ticket: \"x\", text: $t}) { errors { code } } }","variables":{"t":"\ud800"}}`), 400, "BAD_REQUEST"},
		"no JSON":             {post("ticket"), 400, "BAD_REQUEST"},
		"a batch":             {post("[]"), 400, "BAD_REQUEST"},
		"nothing":             {post(""), 400, "BAD_REQUEST"},
		"a number of digits":  {post(`{"query":"query($n: Int) { tickets(first: $n) { totalCount } }","variables":{"n":1e400}}`), 400, "GRAPHQL_VALIDATION_FAILED"},
		"subject of 1 MB":     {post(`{"query":"mutation { x }","variables":{"s":"` + strings.Repeat("s", 1<<20) + `"}}`), 413, "PAYLOAD_TOO_LARGE"},
		"document of 101 KiB": {post(`{"query":"{ __typename }` + strings.Repeat(" ", 101<<10) + `"}`), 400, "DOCUMENT_LIMIT"},
		"a mutation over GET": {get(`mutation { signOut { errors { code } } }`), 405, "BAD_REQUEST"},
		"a stranger's token":  {get(`{ viewer { user { id } } }`), 401, "UNAUTHENTICATED"},
	} {
		v := c.victim
		if name == "a stranger's token" {
			v = nil
			b.request.Header.Set("Authorization", "Bearer nonsense")
		}
		if got := c.send(v, b.request); got.status != b.status || !slices.Equal(got.codes(), []string{b.code}) {
			t.Errorf("%s: %d %.300s", name, got.status, got.body)
		}
	}
	if c.checksum() != before {
		t.Error("rows have changed")
	}
}

// Files are refused by their size and by their name, and leave neither rows nor bytes.
func TestBadFilesAreRefused(t *testing.T) {
	c := newCounters(t)
	before := c.checksum()
	document := c.fill(`mutation($file: Upload!) { uploadAttachment(input: {desk: <desk>, file: $file}) { attachment { id } errors { code field message } } }`)
	for name, b := range map[string]struct {
		file  file
		by    *access.Viewer
		code  string
		fault string
	}{
		"too large":       {file{"a.txt", strings.Repeat("x", maxFile+1)}, c.victim, "PAYLOAD_TOO_LARGE", ""},
		"name of no text": {file{"\xff.txt", "x"}, c.victim, "", "FILE_NAME_INVALID"},
		"nobody":          {file{"a.txt", "x"}, nil, "UNAUTHENTICATED", ""},
		"by an observer":  {file{"a.txt", "x"}, c.observer, "FORBIDDEN", ""},
	} {
		got := c.upload(b.by, document, map[string]any{"file": nil}, map[string]file{"file": b.file})
		var faults []string
		for _, f := range got.faults() {
			faults = append(faults, f.Code)
		}
		if got.status >= 500 || strings.Join(got.codes(), " ") != b.code || strings.Join(faults, " ") != b.fault {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	// In the very request of a change that is refused.
	got := c.upload(c.victim, c.fill(`mutation($file: Upload!) { replyToTicket(input: {ticket: <ticket>, text: "\u0000", attachments: [{file: $file}]})`+answered),
		map[string]any{"file": nil}, map[string]file{"file": {"a.txt", "x"}})
	if faults := got.faults(); len(faults) != 1 || faults[0].Code != "INVALID_CHARACTERS" {
		t.Errorf("a file on a reply that is refused: %s", got.body)
	}
	if c.checksum() != before {
		t.Error("rows have changed")
	}
}

// A cursor belongs to its list and its order.
func TestCursorsOfOtherLists(t *testing.T) {
	c := newCounters(t)
	var found struct {
		Tickets struct {
			Edges []struct {
				Cursor string
				Node   struct {
					Messages struct{ Edges []struct{ Cursor string } }
					Timeline struct{ Edges []struct{ Cursor string } }
				}
			}
		}
	}
	c.decode(c.ask(c.victim, `{ tickets(first: 1) { edges { cursor node { messages { edges { cursor } } timeline { edges { cursor } } } } } }`, nil), &found)
	edge := found.Tickets.Edges[0]
	message, entry := edge.Node.Messages.Edges[0].Cursor, edge.Node.Timeline.Edges[0].Cursor
	for _, document := range []string{
		fmt.Sprintf(`{ tickets(after: %q) { totalCount } }`, message),
		fmt.Sprintf(`{ tickets(before: %q) { totalCount } }`, entry),
		fmt.Sprintf(`{ tickets(after: %q, orderBy: {field: NUMBER}) { totalCount } }`, edge.Cursor),
		fmt.Sprintf(`{ tickets(after: %q, orderBy: {field: CREATED_AT, direction: ASC}) { totalCount } }`, edge.Cursor),
		fmt.Sprintf(`{ ticket(by: {id: <ticket>}) { messages(after: %q) { totalCount } } }`, edge.Cursor),
		fmt.Sprintf(`{ ticket(by: {id: <ticket>}) { timeline(after: %q) { totalCount } } }`, edge.Cursor),
		fmt.Sprintf(`{ ticket(by: {id: <ticket>}) { timeline(after: %q) { totalCount } } }`, message),
	} {
		if got := c.ask(c.victim, c.fill(document), nil); !slices.Equal(got.codes(), []string{"INVALID_CURSOR"}) {
			t.Errorf("%s: %s", document, got.body)
		}
	}
	stream := c.firstEvent(c.victim, c.fill(fmt.Sprintf(`subscription { ticketEvents(ticket: <ticket>, after: %q) { cursor } }`, edge.Cursor)))
	if !strings.Contains(stream, "INVALID_CURSOR") {
		t.Errorf("a subscription goes on from there: %s", stream)
	}
}

// CONFLICT brings the ticket as it is; a key brings the first answer again, and is refused for another input.
func TestConflictsAndKeys(t *testing.T) {
	c := newCounters(t)
	stale := c.fill(`mutation { changePriority(input: {ticket: <ticket>, priority: HIGH, expectedVersion: 1}) { ticket { version priority } errors { code } } }`)
	version := c.seenBy(c.agent).Version
	if got := c.ask(c.agent, stale, nil); !strings.Contains(got.body, fmt.Sprintf(`"ticket":{"version":%d,"priority":"NORMAL"}`, version)) {
		t.Errorf("a conflict answers %s", got.body)
	}
	said := func(text string) said {
		return c.ask(c.victim, c.fill(`mutation { replyToTicket(input: {ticket: <ticket>, text: "`+text+`", clientMutationId: "one", attachments: [{uploaded: <waiting>}]}) { message { id text attachments { id } } errors { code } } }`), nil)
	}
	first := said("Hello")
	after := c.checksum()
	if again := said("Hello"); again != first || len(first.faults()) > 0 {
		t.Errorf("first %s\nagain %s", first.body, again.body)
	}
	if other := said("Bye"); len(other.faults()) != 1 || other.faults()[0].Code != "IDEMPOTENCY_KEY_REUSED" {
		t.Errorf("another input answers %s", other.body)
	}
	if c.checksum() != after {
		t.Error("a repetition has written")
	}
}

// A panic is answered by an id that the log has too, and the server lives on.
func TestAPanicIsAnsweredByAnID(t *testing.T) {
	w := newWorld(t)
	engine := w.engine(func(ctx context.Context, op *transport.Operation, next graphql.OperationHandler) graphql.ResponseHandler {
		if op.Name == "Bug" {
			panic("a bug")
		}
		return next(ctx)
	}, limit.Limits{})
	h := w.house
	h.url = h.serve(engine)
	got := h.ask(w.victim, `query Bug { viewer { user { id } } }`, nil)
	answer, err := got.read()
	h.must(err)
	if len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "INTERNAL" || strings.Contains(got.body, "a bug") {
		t.Fatalf("answered %d %s", got.status, got.body)
	}
	id, _ := answer.Errors[0].Extensions["requestId"].(string)
	if log := h.log.String(); id == "" || !strings.Contains(log, id) || !strings.Contains(log, "a bug") {
		t.Errorf("id %q, logged %s", id, log)
	}
	var found struct {
		Viewer struct{ User struct{ ID string } }
	}
	h.decode(h.ask(w.victim, `query { viewer { user { id } } }`, nil), &found)
}
