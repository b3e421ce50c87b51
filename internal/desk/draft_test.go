package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/problem"
)

// topic is the guided choice of a question (M0.1).
func topic() []desk.FieldInput {
	return []desk.FieldInput{{Key: "topic", Path: []string{"OTHER", "NORMAL", "QUESTION"}}}
}

// complete is a draft of which nothing is missing.
func complete() desk.SaveDraftInput {
	return desk.SaveDraftInput{Subject: "Il programma non parte", Description: "Da ieri resta fermo.", Fields: topic()}
}

func (c *counter) draft(in desk.SaveDraftInput) int64 {
	c.t.Helper()
	return c.must(c.service.SaveDraft(c.t.Context(), c.customer, in)).DraftID
}

// drafts are the ids in a viewer's list.
func (c *counter) drafts(v *access.Viewer) (ids []int64) {
	c.t.Helper()
	page, err := c.service.Drafts(c.t.Context(), v, desk.Page{})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, d := range page.Drafts {
		ids = append(ids, d.ID)
	}
	return ids
}

func (c *counter) theDraft(id int64) *desk.Draft {
	c.t.Helper()
	found, err := c.service.DraftsByID(c.t.Context(), c.customer, []int64{id})
	if err != nil || found[id] == nil {
		c.t.Fatalf("draft %d: %v, %v", id, found, err)
	}
	return found[id]
}

// send sends as the customer.
func (c *counter) send(id int64) (*desk.Outcome, error) {
	return c.service.SendDraft(c.t.Context(), c.customer, desk.SendDraftInput{DraftID: id})
}

// M0.4: a draft may be incomplete; what was filled in comes back, in the desk's words, and can be replaced.
func TestADraftKeepsWhatWasFilledIn(t *testing.T) {
	c := newOffice(t).counter("guided")
	id := c.draft(desk.SaveDraftInput{Subject: "  Non\u0301 parte "})
	d := c.theDraft(id)
	if d.Subject != "Noń parte" || d.Description != "" || d.Version != 1 || d.TenantID != c.tenant || d.StatusLabel() != "Bozza" || d.Desk.ID != c.id {
		t.Errorf("saved: %+v", d)
	}
	c.pass(time.Hour)
	version := int64(1)
	full := complete()
	full.DraftID, full.ExpectedVersion, full.Format, full.Priority, full.PersonID = id, &version, "MARKDOWN", "HIGH", c.person
	full.Source = &desk.Source{Place: desk.Program, SourceContext: desk.SourceContext{Program: "Fatture"}}
	if again := c.draft(full); again != id {
		t.Errorf("saved as %d", again)
	}
	after := c.theDraft(id)
	if after.Version != 2 || after.UpdatedAt.Time() != c.clock() || after.CreatedAt != d.CreatedAt || after.Subject != full.Subject ||
		after.Description != full.Description || after.Format != "MARKDOWN" || after.Priority != "HIGH" || after.PersonID != c.person ||
		len(after.Fields) != 1 || !slices.Equal(after.Fields[0].Path, topic()[0].Path) || after.Source.Program != "Fatture" {
		t.Errorf("changed: %+v", after)
	}
	_, err := c.service.SaveDraft(t.Context(), c.customer, full)
	c.refused(err, "CONFLICT at expectedVersion")
	c.draft(desk.SaveDraftInput{DraftID: id})
	if empty := c.theDraft(id); empty.Subject != "" || len(empty.Fields) > 0 || empty.Source != nil {
		t.Errorf("emptied: %+v", empty)
	}
}

// What could never be kept is refused, each fault with its path, and ids lead nowhere that the author does not see.
func TestADraftIsNeverMalformed(t *testing.T) {
	c := newOffice(t).counter("guided")
	other := c.counter("portal")
	foreign := other.open()
	long := strings.Repeat("x", 201)
	for _, bad := range []struct {
		in   desk.SaveDraftInput
		want []string
	}{
		{desk.SaveDraftInput{Subject: long, Description: "a\x00b", Format: "RTF", Fields: []desk.FieldInput{{Key: "unknown", Value: "x"}}},
			[]string{"TOO_LONG at subject", "INVALID_CHARACTERS at description", "FIELD_UNKNOWN at fields.unknown", "INVALID_VALUE at format"}},
		{desk.SaveDraftInput{Fields: []desk.FieldInput{{Key: "topic"}, {Key: "topic"}}},
			[]string{"FIELD_REPEATED at fields.topic"}},
		{desk.SaveDraftInput{PersonID: c.otherPerson}, []string{"NOT_FOUND at person"}},
		{desk.SaveDraftInput{Follows: &desk.TicketRef{ID: foreign}}, []string{"NOT_FOUND at follows"}},
		{desk.SaveDraftInput{TenantID: c.otherTenant}, []string{"NOT_FOUND at tenant"}},
		{desk.SaveDraftInput{TenantID: other.tenant}, []string{"NOT_FOUND at tenant"}},
		{desk.SaveDraftInput{DraftID: 999}, []string{"NOT_FOUND at id"}},
		{desk.SaveDraftInput{Removed: []int64{1}}, []string{"NOT_FOUND at removeAttachments.0"}},
	} {
		_, err := c.service.SaveDraft(t.Context(), c.customer, bad.in)
		c.refused(err, bad.want...)
	}
	_, err := c.service.SaveDraft(t.Context(), c.observer, complete())
	c.refused(err, "FORBIDDEN")
	_, err = c.service.SaveDraft(t.Context(), other.customer, desk.SaveDraftInput{Subject: "x"})
	c.refused(err, "DRAFTS_NOT_USED")
	id := c.draft(complete())
	_, err = c.service.SaveDraft(t.Context(), c.customer, desk.SaveDraftInput{DraftID: id, TenantID: c.otherTenant})
	c.refused(err, "INVALID_VALUE at tenant")
	if got := c.drafts(c.customer); !slices.Equal(got, []int64{id}) {
		t.Errorf("kept %v", got)
	}
}

// M0.4: nobody but the author meets a draft: no colleague, no staff, and no member any more.
func TestADraftIsItsAuthorsAlone(t *testing.T) {
	c := newOffice(t).counter("guided")
	id := c.draft(complete())
	gone := *c.customer
	gone.Tenants = nil
	moved := *c.customer
	moved.Tenants = c.neighbour.Tenants
	for who, v := range map[string]*access.Viewer{
		"agent": c.agent, "supervisor": c.second, "analyst": c.analyst, "colleague": c.colleague, "technician": c.technician,
		"observer": c.observer, "neighbour": c.neighbour, "administrator": c.boss(), "the author gone": &gone, "the author moved": &moved,
	} {
		found, err := c.service.DraftsByID(t.Context(), v, []int64{id})
		if err != nil || len(found) > 0 || len(c.drafts(v)) > 0 {
			t.Errorf("%s sees %v, %v", who, found, err)
		}
		_, err = c.service.SendDraft(t.Context(), v, desk.SendDraftInput{DraftID: id})
		c.refused(err, "NOT_FOUND at draft")
		c.refused(c.service.DiscardDraft(t.Context(), v, id), "NOT_FOUND at draft")
		_, err = c.service.SaveDraft(t.Context(), v, desk.SaveDraftInput{DraftID: id, Subject: "mine"})
		c.refused(err, "NOT_FOUND at id")
	}
	silenced := *c.customer // still a member, who may only read
	place := silenced.Tenants[c.tenant]
	place.Role = access.TenantObserver
	silenced.Tenants = map[int64]access.Membership{c.tenant: place}
	_, err := c.service.SendDraft(t.Context(), &silenced, desk.SendDraftInput{DraftID: id})
	c.refused(err, "FORBIDDEN")
	if d := c.theDraft(id); d.Version != 1 || d.Subject != complete().Subject {
		t.Errorf("it is %+v", d)
	}
	if c.tickets() != 0 || len(c.heard()) != 0 {
		t.Errorf("%d tickets, announced %v", c.tickets(), c.heard())
	}
}

// What is missing is what sending answers, code by code and path by path.
func TestWhatIsMissing(t *testing.T) {
	c := newOffice(t).counter("guided")
	open, removed := c.open2(), c.person
	file := desk.AttachmentInput{File: c.file("shot.png", "x")}
	inputs := map[string]func(*desk.SaveDraftInput){
		"nothing":          func(*desk.SaveDraftInput) {},
		"all":              func(in *desk.SaveDraftInput) { *in = desk.SaveDraftInput{} },
		"subject":          func(in *desk.SaveDraftInput) { in.Subject = " " },
		"description":      func(in *desk.SaveDraftInput) { in.Description, in.Format = "<p> </p>", "HTML" },
		"priority refused": func(in *desk.SaveDraftInput) { in.Priority = "URGENT" },
		"open follows":     func(in *desk.SaveDraftInput) { in.Follows = &desk.TicketRef{ID: open} },
		"person removed":   func(in *desk.SaveDraftInput) { in.PersonID = removed },
		"with a file":      func(in *desk.SaveDraftInput) { in.Attachments = []desk.AttachmentInput{file} },
	}
	ids := map[string]int64{}
	for name, change := range inputs {
		in := complete()
		change(&in)
		ids[name] = c.draft(in)
	}
	if err := c.service.RemovePerson(t.Context(), c.boss(), removed); err != nil {
		t.Fatal(err)
	}
	page, err := c.service.Drafts(t.Context(), c.customer, desk.Page{})
	if err != nil {
		t.Fatal(err)
	}
	missing, err := c.service.MissingInDrafts(t.Context(), c.customer, page.Drafts)
	if err != nil || len(missing) != len(inputs) {
		t.Fatalf("%v, %v", missing, err)
	}
	for name, id := range ids {
		at := slices.IndexFunc(page.Drafts, func(d *desk.Draft) bool { return d.ID == id })
		_, refusal := c.send(id)
		if told := problem.Of(refusal); fmt.Sprint(missing[at]) != fmt.Sprint(told) {
			t.Errorf("%s: missing %v, but sending says %v", name, missing[at], refusal)
		}
		if clean := name == "nothing" || name == "with a file"; clean != (refusal == nil) {
			t.Errorf("%s: sending says %v", name, refusal)
		}
	}
}

// open2 opens a ticket as the customer, on a desk that asks for a topic.
func (c *counter) open2() int64 {
	c.t.Helper()
	return c.must(c.openAs(c.t.Context(), c.customer, desk.OpenInput{
		Subject: "Un'altra cosa", Description: "Già detta.", Fields: topic(),
	})).TicketID
}

// A page is a stretch of the whole list, newest change first, and says what lies on both sides.
func TestPagesOfDrafts(t *testing.T) {
	c := newOffice(t).counter("guided")
	var want []int64
	for i := range 7 {
		if i%2 == 0 {
			c.pass(time.Minute) // pairs of one instant
		}
		want = append(want, c.draft(complete()))
	}
	slices.Reverse(want)
	c.pass(time.Minute)
	c.draft(desk.SaveDraftInput{DraftID: want[4]})
	want = slices.Concat(want[4:5], want[:4], want[5:])
	if got := c.drafts(c.customer); !slices.Equal(got, want) {
		t.Fatalf("listed %v, want %v", got, want)
	}
	size := 3
	for _, backward := range []bool{false, true} {
		var got []int64
		for p := (desk.Page{}); ; {
			p.First, p.Last = &size, nil
			if backward {
				p.First, p.Last = nil, &size
			}
			page, err := c.service.Drafts(t.Context(), c.customer, p)
			if err != nil {
				t.Fatal(err)
			}
			var ids []int64
			for _, d := range page.Drafts {
				ids = append(ids, d.ID)
			}
			ahead, behind, last := page.HasNext, page.HasPrevious, len(page.Drafts)-1
			if backward {
				got, ahead, behind = append(ids, got...), behind, ahead
				p.Before = page.Cursor(0)
			} else {
				got, p.After = append(got, ids...), page.Cursor(last)
			}
			if ahead != (len(got) < len(want)) || behind != (len(got) > len(ids)) {
				t.Errorf("after %d of %d: ahead %t, behind %t", len(got), len(want), ahead, behind)
			}
			if !ahead {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("in pages %v, want %v", got, want)
		}
	}
	for p, want := range map[desk.Page]string{
		{After: "nonsense"}: "INVALID_CURSOR at after", {Before: "nonsense"}: "INVALID_CURSOR at before", {First: &size, Last: &size}: "INVALID_PAGE at last",
	} {
		_, err := c.service.Drafts(t.Context(), c.customer, p)
		c.refused(err, want)
	}
}

// A user has a hundred drafts; one that was sent or discarded makes room.
func TestTooManyDrafts(t *testing.T) {
	c := newOffice(t).counter("guided")
	var last int64
	for range 100 {
		last = c.draft(complete())
	}
	_, err := c.service.SaveDraft(t.Context(), c.customer, complete())
	c.refused(err, "TOO_MANY")
	c.draft(desk.SaveDraftInput{DraftID: last, Subject: "still mine to change", Description: "x", Fields: topic()})
	c.must(c.send(last))
	c.draft(complete())
	if err := c.service.DiscardDraft(t.Context(), c.customer, last-1); err != nil {
		t.Fatal(err)
	}
	c.draft(complete())
	var refusal *problem.Error
	if _, err = c.service.SaveDraft(t.Context(), c.customer, complete()); !errors.As(err, &refusal) || refusal.Code != problem.TooMany {
		t.Errorf("one more: %v", err)
	}
}
