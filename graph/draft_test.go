package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/store"
)

// draftOf gives somebody a draft with a file, on whatever desk, by no rule.
func (w *world) draftOf(v *access.Viewer, deskID, tenantID int64, content desk.DraftContent) string {
	w.t.Helper()
	text, err := json.Marshal(content)
	w.must(err)
	file := w.uploadOf(v, deskID)
	var id int64
	w.must(w.store.Tx(store.System(w.ctx()), func(ctx context.Context, tx *ent.Tx) error {
		at := moment.Of(w.now)
		d, err := tx.Draft.Create().SetAuthorID(v.UserID).SetDeskID(deskID).SetTenantID(tenantID).
			SetContent(string(text)).SetCreatedAt(at).SetUpdatedAt(at).Save(ctx)
		if err != nil {
			return err
		}
		id = d.ID
		return tx.Attachment.UpdateOneID(file).SetDraftID(id).Exec(ctx)
	}))
	return node.Encode(node.Draft, id)
}

// draftCases are the cases of ids in drafts.
func draftCases(one func(node.Kind, string) idCase) map[string]idCase {
	save := func(input string) string {
		return `mutation { saveDraft(input: {` + input + `}) { draft { id } errors { code field message } } }`
	}
	return map[string]idCase{
		"Mutation.saveDraft.input.id":                   one(node.Draft, save(`id: <id>, subject: "Mine"`)),
		"Mutation.saveDraft.input.tenant":               one(node.Tenant, save(`tenant: <id>, subject: "Mine"`)),
		"Mutation.saveDraft.input.person":               one(node.Person, save(`tenant: <tenant>, person: <id>`)),
		"Mutation.saveDraft.input.follows.id":           one(node.Ticket, save(`tenant: <tenant>, follows: {id: <id>}`)),
		"Mutation.saveDraft.input.follows.number.desk":  one(node.Desk, save(`tenant: <tenant>, follows: {number: {desk: <id>, number: 1}}`)),
		"Mutation.saveDraft.input.attachments.uploaded": one(node.Attachment, save(`tenant: <tenant>, attachments: [{uploaded: <upload>}, {uploaded: <id>}]`)),
		"Mutation.saveDraft.input.removeAttachments":    one(node.Attachment, save(`tenant: <tenant>, removeAttachments: [<id>]`)),
		"Mutation.discardDraft.input.draft":             one(node.Draft, `mutation { discardDraft(input: {draft: <id>}) { deletedId errors { code } } }`),
		"Mutation.sendDraft.input.draft":                one(node.Draft, change("sendDraft", `draft: <id>`)),
	}
}

const draftFields = `version desk { slug } tenant { name } status statusLabel subject description format priority person { name }
	fields { key value path format } follows { id } source { place program } attachments { name } missing { code field }`

// M0.4, M0.5: a draft comes back as it was filled in, with what is missing, and becomes one ticket.
func TestADraftThroughTheContract(t *testing.T) {
	w := newWorld(t)
	guided := w.Desk("guided")
	tenant := w.Tenant(guided)
	author := w.Customer(tenant, access.TenantRequester)
	answers := func(v *access.Viewer, document string, want string) {
		t.Helper()
		if got := w.ask(v, document, nil); got.body != want {
			t.Errorf("%s\nanswers %s\nwant    %s", document, got.body, want)
		}
	}
	saved := w.ask(author, `mutation { saveDraft(input: {subject: "Non parte", description: "**Da ieri**", format: MARKDOWN,
		fields: [{key: "topic", path: ["OTHER"]}], source: {place: PROGRAM, program: "Fatture"}}) { draft { id `+draftFields+` } errors { code } } }`, nil)
	for _, want := range []string{
		`"version":1,`, `"status":"DRAFT","statusLabel":"Draft","subject":"Non parte","description":"**Da ieri**","format":"MARKDOWN","priority":null,"person":null`,
		`"fields":[{"key":"topic","value":null,"path":["OTHER"],"format":null}],"follows":null,"source":{"place":"PROGRAM","program":"Fatture"},"attachments":[]`,
		`"missing":[{"code":"`, `"errors":[]`,
	} {
		if !strings.Contains(saved.body, want) {
			t.Errorf("saved: %s\nwithout %s", saved.body, want)
		}
	}
	var payload struct {
		SaveDraft struct{ Draft struct{ ID string } }
	}
	w.decode(saved, &payload)
	id := quoted(payload.SaveDraft.Draft.ID)
	for _, v := range []*access.Viewer{w.Staff(guided, access.DeskAdministrator), w.Customer(tenant, access.TenantAdministrator)} {
		if got := w.ask(v, `{ node(id: `+id+`) { id } }`, nil); len(got.codes()) != 1 || got.codes()[0] != "NOT_FOUND" {
			t.Errorf("somebody else is told %+v", got)
		}
		answers(v, `{ viewer { drafts { nodes { id } } } }`, `{"data":{"viewer":{"drafts":{"nodes":[]}}}}`)
		answers(v, `{ tickets { totalCount } ticketCounts { total } }`, `{"data":{"tickets":{"totalCount":0},"ticketCounts":{"total":0}}}`)
	}
	full := `subject: "Non parte", description: "Da ieri", fields: [{key: "topic", path: ["OTHER", "NORMAL", "QUESTION"]}]`
	answers(author, `mutation { saveDraft(input: {id: `+id+`, `+full+`, expectedVersion: 7}) { draft { version } errors { code field } } }`,
		`{"data":{"saveDraft":{"draft":{"version":1},"errors":[{"code":"CONFLICT","field":["input","expectedVersion"]}]}}}`)
	answers(author, `mutation { saveDraft(input: {id: `+id+`, `+full+`, expectedVersion: 1}) { draft { version missing { code } } errors { code } } }`,
		`{"data":{"saveDraft":{"draft":{"version":2,"missing":[]},"errors":[]}}}`)
	answers(author, `{ node(id: `+id+`) { ... on Draft { subject } } viewer { drafts { nodes { subject } edges { node { version } } pageInfo { hasNextPage } } } }`,
		`{"data":{"node":{"subject":"Non parte"},"viewer":{"drafts":{"nodes":[{"subject":"Non parte"}],"edges":[{"node":{"version":2}}],"pageInfo":{"hasNextPage":false}}}}}`)
	for range 2 {
		answers(author, `mutation { sendDraft(input: {draft: `+id+`}) { ticket { number statusLabel description: subject } errors { code } } }`,
			`{"data":{"sendDraft":{"ticket":{"number":1,"statusLabel":"Sent","description":"Non parte"},"errors":[]}}}`)
	}
	answers(author, `{ viewer { drafts { nodes { id } } } tickets { totalCount } }`, `{"data":{"viewer":{"drafts":{"nodes":[]}},"tickets":{"totalCount":1}}}`)
	if got := w.ask(author, `mutation { discardDraft(input: {draft: `+id+`}) { deletedId } }`, nil); len(got.codes()) != 1 || got.codes()[0] != "NOT_FOUND" {
		t.Errorf("discarded after it was sent: %+v", got)
	}
	answers(w.victim, `mutation { saveDraft(input: {subject: "x"}) { draft { id } errors { code field } } }`,
		`{"data":{"saveDraft":{"draft":null,"errors":[{"code":"DRAFTS_NOT_USED","field":null}]}}}`)
	answers(author, fmt.Sprintf(`mutation { saveDraft(input: {subject: %q}) { draft { id } errors { code field } } }`, strings.Repeat("x", 201)),
		`{"data":{"saveDraft":{"draft":null,"errors":[{"code":"TOO_LONG","field":["input","subject"]}]}}}`)
}
