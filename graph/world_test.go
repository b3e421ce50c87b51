package graph_test

import (
	"context"
	"maps"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/node"
	"sportello/internal/store"
)

// place is somebody with what is theirs, as global ids: what their calls are made of, but for the id at fault.
type place struct {
	*access.Viewer
	desk, tenant, person, ticket, closed, upload, view string
	// foreign are things that exist, by kind, and are not theirs to see.
	foreign map[node.Kind]string
}

// world is two desks and their people. All that is foreign to somebody belongs to the victim, or to the victim's desk.
type world struct {
	*house
	*desktest.Factory
	victim, agent                       *access.Viewer // of the portal desk, which names its staff
	neighbour, analyst                  place          // of the portal desk
	outsider, otherStaff, otherProgram  place          // of the saas desk, which hides its staff
	portal, saas, company, otherCompany int64
	ticket, closed                      *desk.Ticket // the victim's; the closed one continues an older one
}

func newWorld(t testing.TB) *world {
	t.Helper()
	h := newHouse(t)
	w := &world{house: h, Factory: desktest.NewFactory(t, h.store)}
	w.portal, w.saas = w.Desk("portal"), w.Desk("saas")
	w.company, w.otherCompany = w.Tenant(w.portal), w.Tenant(w.saas)
	w.victim, w.agent = w.Customer(w.company, access.TenantRequester), w.Staff(w.portal, access.DeskAgent)
	w.live()
	theirs := w.things()
	elsewhere := w.place(w.otherCompany, w.saas, w.Customer(w.otherCompany, access.TenantTechnician))
	w.outsider = elsewhere
	w.outsider.foreign = theirs
	w.otherStaff = w.place(w.otherCompany, w.saas, w.Staff(w.saas, access.DeskAdministrator))
	w.otherStaff.foreign = theirs
	w.otherProgram = w.otherStaff
	w.otherProgram.Viewer = w.programAt(w.otherStaff.Viewer, access.Place{DeskID: w.saas}, access.KeyScopes()...)
	beside := w.Tenant(w.portal)
	w.neighbour = w.place(beside, w.portal, w.Customer(beside, access.TenantAdministrator))
	w.neighbour.foreign = with(theirs, node.Desk, elsewhere.desk)
	w.analyst = place{Viewer: w.Staff(w.portal, access.DeskAnalyst), desk: node.Encode(node.Desk, w.portal)}
	w.analyst.view = w.viewOf(w.analyst.Viewer)
	w.analyst.foreign = with(with(with(with(theirs, node.Desk, elsewhere.desk), node.Tenant, elsewhere.tenant),
		node.Person, elsewhere.person), node.User, node.Encode(node.User, w.outsider.UserID))
	return w
}

func with(things map[node.Kind]string, kind node.Kind, id string) map[node.Kind]string {
	changed := map[node.Kind]string{kind: id}
	for k, v := range things {
		if k != kind {
			changed[k] = v
		}
	}
	return changed
}

// live lets the victim's tickets live: replies, a file, a note with a file, an assignment, a closing, a successor.
func (w *world) live() {
	w.closed = w.open(w.victim, w.portal, w.company, nil)
	w.closeAs(w.agent, w.closed.ID)
	w.ticket = w.open(w.victim, w.portal, w.company, &desk.TicketRef{ID: w.closed.ID})
	_, err := w.desk.Assign(w.ctx(), w.agent, desk.AssignInput{TicketID: w.ticket.ID, AssigneeID: w.agent.UserID})
	w.must(err)
	_, err = w.desk.AddNote(w.ctx(), w.agent, desk.AddNoteInput{
		TicketID: w.ticket.ID, Text: "A secret among staff", Attachments: []desk.AttachmentInput{{UploadedID: w.uploadOf(w.agent, w.portal)}},
	})
	w.must(err)
	_, err = w.desk.Reply(w.ctx(), w.agent, desk.ReplyInput{TicketID: w.ticket.ID, Text: "We are looking into it."})
	w.must(err)
}

// open opens a ticket with a file and a reference person.
func (w *world) open(v *access.Viewer, deskID, tenantID int64, follows *desk.TicketRef) *desk.Ticket {
	outcome, err := w.desk.Open(w.ctx(), v, desk.OpenInput{
		TenantID: tenantID, Fields: w.answers(deskID), Subject: "The invoice of March", Description: "It does not add up, see the file.", Follows: follows,
		PersonID: w.Person(tenantID), Attachments: []desk.AttachmentInput{{UploadedID: w.uploadOf(v, deskID)}},
	})
	w.must(err)
	t, err := w.desk.Ticket(w.ctx(), v, outcome.TicketID, 0)
	w.must(err)
	return t
}

// answers are what the form of one of the world's desks demands.
func (w *world) answers(deskID int64) []desk.FieldInput {
	if deskID == w.saas {
		return answersTo("saas")
	}
	return answersTo("portal")
}

func (w *world) closeAs(v *access.Viewer, ticketID int64) {
	_, err := w.desk.Close(w.ctx(), v, desk.CloseInput{TicketID: ticketID, Message: "All is well again, thank you."})
	w.must(err)
}

func (w *world) uploadOf(v *access.Viewer, deskID int64) int64 {
	w.t.Helper()
	object, err := w.blobs.Put(w.ctx(), strings.NewReader("the bytes of a file"), maxFile)
	w.must(err)
	id, err := w.desk.Upload(w.ctx(), v, desk.UploadInput{DeskID: deskID, File: &desk.File{
		Name: "invoice.txt", Size: object.Size, ContentType: object.ContentType, SHA256: object.SHA256, BlobKey: object.Key,
	}})
	w.must(err)
	return id
}

// place gives somebody tickets and an upload of their own.
func (w *world) place(tenantID, deskID int64, v *access.Viewer) place {
	p := place{
		Viewer: v, desk: node.Encode(node.Desk, deskID), tenant: node.Encode(node.Tenant, tenantID),
		person: node.Encode(node.Person, w.Person(tenantID)), upload: node.Encode(node.Attachment, w.uploadOf(v, deskID)),
		ticket: node.Encode(node.Ticket, w.open(v, deskID, tenantID, nil).ID), view: w.viewOf(v),
	}
	closed := w.open(v, deskID, tenantID, nil).ID
	w.closeAs(w.Staff(deskID, access.DeskSupervisor), closed)
	p.closed = node.Encode(node.Ticket, closed)
	return p
}

// things are what the victim and their desk have, one of each kind.
func (w *world) things() map[node.Kind]string {
	pages, err := w.desk.Messages(w.ctx(), []*desk.Ticket{w.ticket}, desk.Page{})
	w.must(err)
	files, err := w.desk.AttachmentsOfTickets(w.ctx(), []*desk.Ticket{w.ticket})
	w.must(err)
	things := map[node.Kind]string{
		node.Desk: node.Encode(node.Desk, w.portal), node.Tenant: node.Encode(node.Tenant, w.company),
		node.User: node.Encode(node.User, w.victim.UserID), node.Person: node.Encode(node.Person, w.Person(w.company)),
		node.Ticket:     node.Encode(node.Ticket, w.ticket.ID),
		node.Message:    node.Encode(node.Message, pages[0].Messages[0].ID),
		node.Attachment: node.Encode(node.Attachment, files[0][0].ID),
		node.SavedView:  w.viewOf(w.victim),

		node.OutgoingMail: w.mailOf(w.portal, w.company, w.ticket.ID),
		node.Draft:        w.draftOf(w.victim, w.portal, w.company, desk.DraftContent{Subject: "Not yet"}),
		node.APIKey:       w.keyOf(nil),
	}
	maps.Copy(things, w.accountRows(w.victim, w.portal, w.company))
	return things
}

// give hands a ticket to another requester, by no rule.
func (w *world) give(ticketID, requesterID int64) error {
	return w.store.Tx(store.System(w.ctx()), func(ctx context.Context, tx *ent.Tx) error {
		return tx.Ticket.UpdateOneID(ticketID).SetRequesterID(requesterID).Exec(ctx)
	})
}

// follow makes a ticket continue another, and merged into it, by no rule.
func (w *world) follow(ticketID, followed int64) error {
	return w.store.Tx(store.System(w.ctx()), func(ctx context.Context, tx *ent.Tx) error {
		return tx.Ticket.UpdateOneID(ticketID).SetFollowsID(followed).SetMergedIntoID(followed).Exec(ctx)
	})
}
