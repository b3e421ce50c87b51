package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"sportello/graph/permit"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/store"
)

// matrixDocuments are what the matrix calls where the first case of an id (idCases) will not do: operations without ids,
// and those whose first case is about something else than what they demand. <desk>, <tenant>, <person>, <ticket>, <upload>,
// <draft>, <view> and <user> are the caller's own; <saas> is the name of the other desk.
func matrixDocuments() map[string]string {
	documents := map[string]string{
		"Query.viewer":                        `{ viewer { user { id } } }`,
		"Query.node":                          `{ node(id: <desk>) { id } }`,
		"Query.nodes":                         `{ nodes(ids: [<desk>]) { id } }`,
		"Query.auditLog":                      `{ auditLog(of: {tenant: <tenant>}) { nodes { at } } }`,
		"Query.ticket":                        `{ ticket(by: {id: <ticket>}) { id } }`,
		"Query.ticketForm":                    `{ ticketForm(tenant: <tenant>) { desk { id } } }`,
		"Query.similarTickets":                `{ similarTickets(input: {text: "What about the invoice?", tenant: <tenant>}) { words } }`,
		"Mutation.signIn":                     `mutation { signIn(input: {email: "nobody@nowhere.example", password: ""}) { errors { code } } }`,
		"Mutation.signOut":                    `mutation { signOut { errors { code } } }`,
		"Mutation.openTicket":                 open(`tenant: <tenant>`),
		"Mutation.replyToTicket":              reply(`ticket: <ticket>`),
		"Mutation.addNote":                    change("addNote", `ticket: <ticket>, text: "For staff alone"`),
		"Mutation.assignTicket":               change("assignTicket", `ticket: <ticket>, assignee: <user>`),
		"Mutation.mergeTickets":               change("mergeTickets", `ticket: <ticket>, into: <ticket>`),
		"Mutation.changePerson":               change("changePerson", `ticket: <ticket>`),
		"Mutation.saveDraft":                  `mutation { saveDraft(input: {tenant: <tenant>, subject: "Mine"}) { draft { id } errors { code } } }`,
		"Mutation.saveView":                   keep("saveView", `name: "A name"`),
		"Mutation.saveDashboard":              keep("saveDashboard", `widgets: []`),
		"Mutation.updateNotificationSettings": `mutation { updateNotificationSettings(input: {settings: []}) { errors { code } } }`,
		"Mutation.uploadAttachment":           `mutation($file: Upload!) { uploadAttachment(input: {desk: <desk>, file: $file}) { errors { code } } }`,

		"Query.contactFormChallenge": `{ contactFormChallenge(desk: <saas>) { effort } }`,
		"Mutation.submitContactForm": `mutation { submitContactForm(input: {name: "A", email: "a@a.example", message: "m", challenge: "c", proof: "p"}) { errors { code } } }`,

		"Query.apiKeys":             `{ apiKeys(of: {tenant: <tenant>}) { id name createdBy { name } } }`,
		"Mutation.createApiKey":     `mutation { createApiKey(input: {of: {tenant: <tenant>}, name: "Billing", scopes: [STATISTICS]}) { secret errors { code } } }`,
		"Mutation.provisionUser":    `mutation { provisionUser(input: {externalId: "7", email: "seven@company.example", tenant: <tenant>}) { userId errors { code } } }`,
		"Mutation.createSignInLink": `mutation { createSignInLink(input: {user: {id: <customer>}}) { token errors { code } } }`,
		"Mutation.redeemSignInLink": `mutation { redeemSignInLink(input: {token: "spl_nothing"}) { token errors { code } } }`,

		"Mutation.rememberListSettings": keep("rememberListSettings", `list: "tickets"`),
	}
	maps.Copy(documents, accountDocuments())
	return documents
}

// matrixDocument is what the matrix calls for an operation, with a hole for each thing of the caller's; "": nobody has said.
func matrixDocument(name string) string {
	if document := matrixDocuments()[name]; document != "" {
		return document
	}
	cases := idCases()
	for _, path := range slices.Sorted(maps.Keys(cases)) {
		if strings.HasPrefix(path, name+".") {
			return strings.ReplaceAll(cases[path].document, "<id>", holeOf(cases[path].kinds[0]))
		}
	}
	return ""
}

func holeOf(kind node.Kind) string {
	holes := map[node.Kind]string{
		node.Desk: "<desk>", node.Tenant: "<tenant>", node.User: "<user>", node.Person: "<person>", node.Ticket: "<ticket>",
		node.Attachment: "<upload>", node.Draft: "<draft>", node.SavedView: "<view>", node.OutgoingMail: "<mail>",
		node.Session: "<session>", node.TrustedDevice: "<device>", node.Invitation: "<invitation>",
		node.APIKey: "<key>",
	}
	if hole := holes[kind]; hole != "" {
		return hole
	}
	return "<no hole for a " + string(kind) + ">"
}

// caller is a role with a place in the world.
type caller struct {
	role   permit.Role
	viewer *access.Viewer // nil: not signed in
}

// callers are somebody of each role, on the portal desk or in the victim's company there, who came by a token.
func (w *world) callers() []caller {
	var all []caller
	for _, role := range permit.Roles() {
		c := caller{role: role}
		switch asked := role.Viewer(w.portal, w.company); {
		case asked == nil:
		case asked.Key != nil:
			c.viewer = w.program(asked.Key.Scopes...)
		case asked.Confined != nil:
			c.viewer = w.byLink(w.Customer(w.company, access.TenantRequester))
		case len(asked.Desks) > 0:
			c.viewer = w.Staff(w.portal, asked.Desks[w.portal])
		default:
			c.viewer = w.Customer(w.company, asked.Tenants[w.company].Role)
		}
		if c.viewer != nil && w.tokens[c.viewer] == "" {
			w.signIn(c.viewer)
		}
		all = append(all, c)
	}
	return all
}

// signIn gives a user a session, which their calls then come by.
func (w *world) signIn(v *access.Viewer) {
	w.t.Helper()
	const password = "the password of a role"
	w.must(w.accounts.SetPassword(w.ctx(), v.Email, password))
	in, err := w.accounts.SignIn(w.ctx(), account.SignInInput{Email: v.Email, Password: password})
	w.must(err)
	w.tokens[v] = in.Token
}

// byLink signs a customer in as the portal desk's own application does.
func (w *world) byLink(v *access.Viewer) *access.Viewer {
	w.t.Helper()
	link, err := w.accounts.CreateSignInLink(w.ctx(), w.program(access.ScopeAdministration), account.NewSignInLink{UserID: v.UserID})
	w.must(err)
	in, err := w.accounts.RedeemSignInLink(w.ctx(), link.Token, account.Caller{})
	w.must(err)
	w.tokens[in.Viewer] = in.Token
	return in.Viewer
}

// comeBack gives somebody who has signed out another session of the same kind.
func (w *world) comeBack(v *access.Viewer) {
	w.t.Helper()
	if v.Confined == nil {
		w.signIn(v)
		return
	}
	w.tokens[v] = w.tokens[w.byLink(v)]
}

// program is one that comes by a key for the portal desk.
func (w *world) program(scopes ...access.KeyScope) *access.Viewer {
	w.t.Helper()
	return w.programAt(w.Staff(w.portal, access.DeskAdministrator), access.Place{DeskID: w.portal}, scopes...)
}

func (w *world) programAt(boss *access.Viewer, at access.Place, scopes ...access.KeyScope) *access.Viewer {
	w.t.Helper()
	_, secret, err := w.accounts.CreateKey(w.ctx(), boss, account.NewKey{Place: at, Name: "A program", Scopes: scopes})
	w.must(err)
	v, err := w.accounts.Authenticate(w.ctx(), secret)
	w.must(err)
	w.tokens[v] = secret
	return v
}

// keyOf is the global id of a new key in the company, or "" where the viewer may make none.
func (w *world) keyOf(v *access.Viewer) string {
	w.t.Helper()
	if v == nil || v.Key != nil || !v.May(access.ManageKeys, w.portal, w.company) {
		v = w.Staff(w.portal, access.DeskAdministrator)
	}
	made, _, err := w.accounts.CreateKey(w.ctx(), v, account.NewKey{
		Place: access.Place{TenantID: w.company}, Name: "Another program", Scopes: []access.KeyScope{access.ScopeReadTickets},
	})
	w.must(err)
	return node.Encode(node.APIKey, made.ID)
}

// fill puts into a document's holes what is the caller's own, made anew for each call, since calls use things up. Who may
// write nothing has what others of their place wrote.
func (w *world) fill(c caller, document string) string {
	author := w.victim
	if c.viewer != nil && c.viewer.CanWrite(w.portal, w.company) && c.viewer.Key == nil {
		author = c.viewer
	}
	owner := w.victim
	if c.viewer != nil && c.viewer.Key == nil {
		owner = c.viewer
	}
	for hole, make := range map[string]func() string{
		"<desk>":   func() string { return node.Encode(node.Desk, w.portal) },
		"<tenant>": func() string { return node.Encode(node.Tenant, w.company) },
		"<person>": func() string { return node.Encode(node.Person, w.Person(w.company)) },
		"<ticket>": func() string { return node.Encode(node.Ticket, w.ownTicket(author)) },
		"<upload>": func() string { return node.Encode(node.Attachment, w.uploadOf(author, w.portal)) },
		"<draft>": func() string {
			return w.draftOf(author, w.portal, w.company, desk.DraftContent{Subject: "Mine"})
		},
		"<session>":    func() string { return w.accountRows(owner, w.portal, w.company)[node.Session] },
		"<device>":     func() string { return w.accountRows(owner, w.portal, w.company)[node.TrustedDevice] },
		"<invitation>": func() string { return w.accountRows(owner, w.portal, w.company)[node.Invitation] },
		"<member>":     func() string { return node.Encode(node.User, w.Customer(w.company, access.TenantRequester).UserID) },
		"<new>":        func() string { return w.User().Email },
		"<slug>": func() string {
			d, err := w.desk.DeskOf(w.ctx(), w.portal)
			w.must(err)
			return d.Slug
		},
		"<offered>": func() string { // elsewhere: whoever accepts it must stay what they are here
			elsewhere := w.Desk("saas")
			return w.accountRows(owner, elsewhere, w.Tenant(elsewhere))[node.Invitation]
		},
		"<mail>":     func() string { return w.mailOf(w.portal, w.company, w.ticket.ID) },
		"<view>":     func() string { return w.viewOf(owner) },
		"<user>":     func() string { return node.Encode(node.User, w.agent.UserID) },
		"<customer>": func() string { return node.Encode(node.User, w.victim.UserID) },
		"<saas>":     func() string { return w.store.Read().Desk.GetX(store.System(w.ctx()), w.saas).Slug },
		"<key>":      func() string { return w.keyOf(c.viewer) },
	} {
		if strings.Contains(document, hole) {
			document = strings.ReplaceAll(document, hole, quoted(make()))
		}
	}
	return document
}

// ownTicket is one that the caller sees, if they see any: staff have their customers'.
func (w *world) ownTicket(author *access.Viewer) int64 {
	if len(author.Desks) > 0 {
		author = w.victim
	}
	return w.open(author, w.portal, w.company, nil).ID
}

// refusals are the codes of access; whatever else an answer says, it was let in.
var refusals = []string{"UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "STAFF_ONLY"}

// Every operation of the contract, called by every role, is allowed or refused exactly as its line in graph/permit says
// (M4.7): the whole way, from the token to the answer.
func TestEveryRoleIsAnsweredByTheTable(t *testing.T) {
	w := newWorld(t)
	operations := permit.Operations()
	names := rootFields(readSchema(t))
	for _, name := range names {
		if _, listed := operations[name]; !listed {
			t.Errorf("%s has no line in graph/permit/operations.go. Add what it demands, such as\n\t%q: by(Tenant, access.ManageMembers),\nand go generate ./graph/permit", name, name)
		}
		if matrixDocument(name) == "" {
			t.Errorf("%s has no call: add a case of its ids to idCases, or a document to matrixDocuments", name)
		}
	}
	for name := range operations {
		if !slices.Contains(names, name) {
			t.Errorf("graph/permit/operations.go has a line for %s, which is no operation of the contract", name)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	cells := 0
	for _, c := range w.callers() {
		t.Run(c.role.Name, func(t *testing.T) {
			for _, name := range names {
				cells++
				want := string(operations[name].Answer(c.role.Viewer(w.portal, w.company), w.portal, w.company))
				document := w.fill(c, matrixDocument(name))
				got := w.call(place{Viewer: c.viewer}, idCase{document: document}, "")
				if fault := judgeCell(got, want); fault != "" {
					t.Errorf("%s: %s\n%s\nanswers %+v", name, fault, document, got)
				}
				if name == "Mutation.signOut" && c.viewer != nil && c.viewer.Key == nil {
					w.comeBack(c.viewer) // the others need a session
				}
			}
		})
	}
	if cells < 9*40 {
		t.Errorf("%d cells only", cells)
	}
}

// judgeCell says what is wrong with an answer; "" is nothing. A call that fails for another reason has proved nothing.
func judgeCell(got said, want string) string {
	codes := got.codes()
	switch {
	case len(codes) == 0 && want == "":
		return ""
	case len(codes) == 0:
		return "is allowed, want " + want
	case codes[0] == want:
		return ""
	case want == "" && !slices.Contains(refusals, codes[0]):
		return "fails with " + codes[0] + ": give the matrix a document that works"
	default:
		return fmt.Sprintf("is refused with %s, want %q", codes[0], want)
	}
}

// rootFields are all operations of a contract, by Root.field.
func rootFields(schema *ast.Schema) (names []string) {
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		for _, f := range root.Fields {
			if !strings.HasPrefix(f.Name, "__") {
				names = append(names, root.Name+"."+f.Name)
			}
		}
	}
	return names
}
