package graph_test

import (
	"slices"
	"strings"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/policy"
)

// guest is somebody who wrote to a desk without an account, and has signed in since.
func (w *world) guest(deskID int64, address string) (v *access.Viewer, tenantID int64) {
	w.t.Helper()
	made, err := w.accounts.Guest(w.ctx(), deskID, address, "Piera")
	w.must(err)
	v, err = w.accounts.ViewerOf(w.ctx(), made.UserID)
	w.must(err)
	for tenantID = range v.Tenants {
	}
	return v, tenantID
}

// M2.1: guests share a tenant, and nothing else, also on a desk that shows requesters the whole tenant: wherever an id of another guest's
// is given, it names nothing.
func TestGuestsAreStrangers(t *testing.T) {
	w := newWorld(t)
	text, err := policy.PresetText("portal")
	w.must(err)
	deskID := w.DeskWith(strings.Replace(string(text), "customers_see: own", "customers_see: tenant", 1))
	theirs, tenantID := w.guest(deskID, "theirs@guest.example.com")
	other := w.place(tenantID, deskID, theirs)
	opened := w.open(theirs, deskID, tenantID, nil)
	pages, err := w.desk.Messages(w.ctx(), []*desk.Ticket{opened}, desk.Page{})
	w.must(err)
	files, err := w.desk.AttachmentsOfTickets(w.ctx(), []*desk.Ticket{opened})
	w.must(err)
	foreign := map[node.Kind]string{
		node.Ticket: other.ticket, node.SavedView: other.view, node.User: node.Encode(node.User, theirs.UserID),
		node.Message:    node.Encode(node.Message, pages[0].Messages[0].ID),
		node.Attachment: node.Encode(node.Attachment, files[0][0].ID),
		node.Draft:      w.draftOf(theirs, deskID, tenantID, desk.DraftContent{Subject: "Not yet"}),
	}
	mine, _ := w.guest(deskID, "mine@guest.example.com")
	p := w.place(tenantID, deskID, mine)
	p.foreign = foreign
	before := w.checksum()
	for path, c := range idCases() {
		for _, kind := range c.kinds {
			if foreign[kind] != "" {
				w.compareIDs(t, p, path, c, kind)
			}
		}
	}
	if w.checksum() != before {
		t.Error("something has changed")
	}
	company := w.Tenant(deskID)
	colleague, err := w.accounts.ViewerOf(w.ctx(), w.Customer(company, access.TenantRequester).UserID)
	w.must(err)
	if !colleague.Tenants[company].SeesTenant || mine.Tenants[tenantID].SeesTenant {
		t.Error("the desk does not show requesters their tenant, or guests theirs")
	}
	got := w.ask(mine, `{ tickets { totalCount } viewer { tenants { role tenant { isGuests people { id } } } } }`, nil)
	if want := `"totalCount":2`; !strings.Contains(got.body, want) || !strings.Contains(got.body, `"isGuests":true`) {
		t.Errorf("a guest is shown %s", got.body)
	}
	const adds = `mutation($t: ID!) { addPerson(input: {tenant: $t, name: "A", email: "a@example.com"}) { errors { code } } }`
	for name, v := range map[string]*access.Viewer{"guest": mine, "staff": w.Staff(deskID, access.DeskAdministrator)} {
		if got := w.ask(v, adds, map[string]any{"t": p.tenant}); !slices.Equal(got.codes(), []string{"FORBIDDEN"}) {
			t.Errorf("%s keeps a list of people of guests: %+v", name, got)
		}
	}
}
