package acceptance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

type draft struct {
	ID, Subject, Description, StatusLabel string
	Version                               int
	Fields                                []struct {
		Key  string
		Path []string
	}
	Attachments []attachment
	Missing     []userError
}

const draftFields = `{ id version subject description statusLabel fields { key path } attachments { ...F } missing { code field message } }`

// keepsDraft saves a draft, and reads what is kept.
func (u *user) keepsDraft(input vars) *draft {
	u.t.Helper()
	var got struct {
		SaveDraft struct {
			Draft  *draft
			Errors []userError
		}
	}
	u.ask(document(`mutation($input: SaveDraftInput!) { saveDraft(input: $input) { draft `+draftFields+` errors { code field message } } }`), vars{"input": input}, &got)
	if got.SaveDraft.Draft == nil || len(got.SaveDraft.Errors) > 0 {
		u.t.Fatalf("%s: saveDraft is refused: %+v", u.name, got.SaveDraft.Errors)
	}
	return got.SaveDraft.Draft
}

// drafts wants these in the list of drafts, newest change first.
func (u *user) drafts(subjects ...string) (found []draft) {
	u.t.Helper()
	var got struct {
		Viewer struct{ Drafts struct{ Nodes []draft } }
	}
	u.ask(document(`{ viewer { drafts { nodes `+draftFields+` } } }`), nil, &got)
	var listed []string
	for _, d := range got.Viewer.Drafts.Nodes {
		listed = append(listed, d.Subject)
	}
	if !slices.Equal(listed, subjects) {
		u.t.Fatalf("%s has the drafts %q, want %q", u.name, listed, subjects)
	}
	return got.Viewer.Drafts.Nodes
}

// sendsDraft sends a draft.
func (u *user) sendsDraft(id string) *ticket {
	u.t.Helper()
	p := u.call("sendDraft", vars{"draft": id})
	if len(p.Errors) > 0 || p.Ticket == nil {
		u.t.Fatalf("%s: sendDraft is refused: %+v", u.name, p.Errors)
	}
	return p.Ticket
}

// M0.4: on the guided desk a request is saved as a draft, found again under the drafts, finished, and sent or thrown away;
// meanwhile nobody else knows of it. M0.5: sent, it is numbered, and one ticket however often it is sent.
func TestStoryDrafts(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "guided", "Assistenza Example", "it")
	customer := o.customer

	// Saved half-written, with the screenshot, and the guided choices as far as they were made.
	half := vars{"subject": "Il programma non parte", "fields": []vars{{"key": "topic", "path": []string{"ACCESS", "BLOCKED"}}},
		"attachments": files(upload{"errore.png", "\x89PNG\r\n\x1a\n and more"})}
	saved := customer.keepsDraft(half)
	if saved.StatusLabel != "Bozza" || saved.Version != 1 || len(saved.Attachments) != 1 || saved.Attachments[0].ContentType != "image/png" ||
		len(saved.Fields) != 1 || !slices.Equal(saved.Fields[0].Path, []string{"ACCESS", "BLOCKED"}) {
		t.Errorf("saved: %+v", saved)
	}
	wrong := func(p *payload) (told []string) {
		for _, e := range p.Errors {
			told = append(told, fmt.Sprint(e.Code, e.Field, e.Message))
		}
		return told
	}
	refused := customer.call("sendDraft", vars{"draft": saved.ID})
	if missing := wrong(&payload{Errors: saved.Missing}); len(missing) < 2 || !slices.Equal(wrong(refused), missing) || refused.Ticket != nil {
		t.Errorf("missing %v, but sending says %v", missing, wrong(refused))
	}
	// It is in no list, count or search, and nobody else finds it.
	for _, u := range []*user{customer, o.colleague, o.stranger, o.agent} {
		u.sees(nil)
		u.counts(0, 0, map[string]int{})
		if u != customer {
			u.drafts()
			u.denied("NOT_FOUND", `query($id: ID!) { node(id: $id) { id } }`, vars{"id": saved.ID})
			u.denied("NOT_FOUND", `query($id: ID!) { node(id: $id) { id } }`, vars{"id": saved.Attachments[0].ID})
			u.denied("NOT_FOUND", `mutation($id: ID!) { sendDraft(input: {draft: $id}) { errors { code } } }`, vars{"id": saved.ID})
			u.denied("NOT_FOUND", `mutation($id: ID!) { discardDraft(input: {draft: $id}) { errors { code } } }`, vars{"id": saved.ID})
		}
	}

	// The server is started again: the draft and its file are as they were.
	o.stop()
	o.start()
	again := customer.drafts("Il programma non parte")[0]
	if again.ID != saved.ID || len(again.Attachments) != 1 || again.Attachments[0].SHA256 != saved.Attachments[0].SHA256 {
		t.Errorf("after the start: %+v", again)
	}
	if a := o.get(http.MethodGet, again.Attachments[0].URL, nil); a.status != http.StatusOK || !strings.HasSuffix(string(a.body), "and more") {
		t.Errorf("the file: %d %s", a.status, a.body)
	}

	// One is thrown away; the other is finished, and sent from two places at once.
	thrown := customer.keepsDraft(vars{"subject": "Un ripensamento"})
	customer.drafts("Un ripensamento", "Il programma non parte")
	customer.ask(`mutation($id: ID!) { discardDraft(input: {draft: $id}) { deletedId errors { code } } }`, vars{"id": thrown.ID}, &struct{}{})
	customer.denied("NOT_FOUND", `mutation($id: ID!) { discardDraft(input: {draft: $id}) { errors { code } } }`, vars{"id": thrown.ID})
	whole := customer.keepsDraft(vars{"id": saved.ID, "expectedVersion": 1, "subject": "Il programma non parte", "description": "Da ieri resta fermo.",
		"fields": []vars{{"key": "topic", "path": []string{"ACCESS", "BLOCKED", "CANNOT_SIGN_IN", "BLOCKED_USER"}}}})
	if len(whole.Missing) != 0 || whole.Version != 2 || len(whole.Attachments) != 1 {
		t.Errorf("finished: %+v", whole)
	}
	var all sync.WaitGroup
	sent := make([]*payload, 4)
	for i := range sent {
		all.Go(func() {
			var err error
			if sent[i], err = customer.try("sendDraft", vars{"draft": saved.ID}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	opened := customer.sendsDraft(saved.ID)
	if opened.Number != 1 || opened.StatusLabel != "Inviato" || opened.Priority != "URGENT" || opened.AttachmentCount != 1 {
		t.Errorf("sent: %+v", opened)
	}
	for _, p := range sent {
		if p == nil || p.Ticket == nil || p.Ticket.ID != opened.ID || len(p.Errors) > 0 {
			t.Errorf("sent at once: %+v", p)
		}
	}
	customer.drafts()
	customer.sees(nil, "Il programma non parte")
	o.agent.sees(nil, "Il programma non parte")
	if first := customer.conversation(opened.ID)[0]; len(first.Attachments) != 1 || first.Text != "Da ieri resta fermo." {
		t.Errorf("the description: %+v", first)
	}
	// Drafts took no numbers.
	if next := customer.open("Un'altra cosa", "Più tardi.", vars{"fields": []vars{{"key": "topic", "path": []string{"OTHER", "NORMAL", "QUESTION"}}}}); next.Number != 2 {
		t.Errorf("the next is %d", next.Number)
	}
}

// M0.4: what sweeps forgotten uploads away after a day leaves a draft its files.
func TestStoryDraftOutlivesTheSweep(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	customer := d.signIn("customer@guided.example")
	kept := customer.keepsDraft(vars{"subject": "Per la settimana prossima", "attachments": files(upload{"kept.txt", "kept"})})
	var waiting struct {
		UploadAttachment struct{ Attachment attachment }
		Viewer           struct {
			Tenants []struct {
				Tenant struct{ Desk struct{ ID string } }
			}
		}
	}
	customer.ask(`{ viewer { tenants { tenant { desk { id } } } } }`, nil, &waiting)
	customer.ask(document(`mutation($desk: ID!, $file: Upload!) { uploadAttachment(input: {desk: $desk, file: $file}) { attachment { ...F } } }`),
		vars{"desk": waiting.Viewer.Tenants[0].Tenant.Desk.ID, "file": upload{"forgotten.txt", "forgotten"}}, &waiting)
	const find = `query($id: ID!) { node(id: $id) { id } }`
	customer.ask(find, vars{"id": waiting.UploadAttachment.Attachment.ID}, &struct{}{})
	if a := d.move(`{"advance":"P3D"}`); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	customer.denied("NOT_FOUND", find, vars{"id": waiting.UploadAttachment.Attachment.ID})
	var after struct{ Node draft }
	customer.ask(document(`query($id: ID!) { node(id: $id) { ... on Draft `+draftFields+` } }`), vars{"id": kept.ID}, &after)
	if len(after.Node.Attachments) != 1 || after.Node.Attachments[0].SHA256 != kept.Attachments[0].SHA256 {
		t.Errorf("after three days: %+v", after.Node)
	}
	customer.ask(`mutation($id: ID!) { discardDraft(input: {draft: $id}) { deletedId } }`, vars{"id": kept.ID}, &struct{}{})
	customer.denied("NOT_FOUND", find, vars{"id": kept.Attachments[0].ID})
}
