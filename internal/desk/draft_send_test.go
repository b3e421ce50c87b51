package desk_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/desk"
	"sportello/internal/problem"
)

func uploaded(ids ...int64) []desk.AttachmentInput {
	files := make([]desk.AttachmentInput, len(ids))
	for i, id := range ids {
		files[i].UploadedID = id
	}
	return files
}

// filesOf are the names of a draft's files.
func (c *counter) filesOf(id int64) (names []string) {
	c.t.Helper()
	files, err := c.service.AttachmentsOfDrafts(c.t.Context(), []*desk.Draft{c.theDraft(id)})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, file := range files[0] {
		names = append(names, file.Name)
	}
	return names
}

// M0.4: files wait with their draft, for as long as it takes, and nothing else can have them.
func TestADraftKeepsItsFiles(t *testing.T) {
	c := newOffice(t).counter("guided")
	first, second := c.upload(c.customer, c.file("a.txt", "a")), c.upload(c.customer, c.file("b.txt", "b"))
	in := complete()
	in.Attachments = append(uploaded(first, second), desk.AttachmentInput{File: c.file("c.txt", "c")})
	id := c.draft(in)
	if got := c.filesOf(id); !slices.Equal(got, []string{"a.txt", "b.txt", "c.txt"}) {
		t.Errorf("kept %v", got)
	}
	c.pass(30 * 24 * time.Hour)
	lost := c.upload(c.customer, c.file("lost.txt", "x"))
	c.pass(25 * time.Hour)
	if n, err := c.service.RemoveStaleUploads(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d: %v", n, err)
	}
	for _, files := range [][]desk.AttachmentInput{uploaded(first), uploaded(lost)} {
		_, err := c.service.SaveDraft(t.Context(), c.customer, desk.SaveDraftInput{Attachments: files})
		c.refused(err, "NOT_FOUND at attachments.0")
		_, err = c.openAs(t.Context(), c.customer, desk.OpenInput{Subject: "x", Description: "x", Fields: topic(), Attachments: files})
		c.refused(err, "NOT_FOUND at attachments.0")
	}
	many := make([]desk.AttachmentInput, 4)
	for i := range many {
		many[i].File = c.file(fmt.Sprint(i), "x")
	}
	in = complete()
	in.DraftID, in.Attachments, in.Removed = id, many, []int64{second}
	_, err := c.service.SaveDraft(t.Context(), c.customer, in)
	c.refused(err, "TOO_MANY_ATTACHMENTS at attachments") // 5 at most: two stay
	if c.stored(many[0].File.BlobKey) || len(c.filesOf(id)) != 3 {
		t.Errorf("after the refusal: %v", c.filesOf(id))
	}
	removed := c.attachments()[1].BlobKey
	in.Attachments = nil
	c.draft(in)
	if got := c.filesOf(id); !slices.Equal(got, []string{"a.txt", "c.txt"}) || c.stored(removed) {
		t.Errorf("after the removal: %v, stored %t", got, c.stored(removed))
	}
}

// M0.4: a draft is discarded with its files, once.
func TestDiscardADraft(t *testing.T) {
	c := newOffice(t).counter("guided")
	in := complete()
	in.Attachments = []desk.AttachmentInput{{File: c.file("a.txt", "a")}}
	id := c.draft(in)
	kept := c.attachments()[0].BlobKey
	if err := c.service.DiscardDraft(t.Context(), c.customer, id); err != nil {
		t.Fatal(err)
	}
	if len(c.attachments()) != 0 || c.stored(kept) || len(c.drafts(c.customer)) != 0 {
		t.Errorf("left: %v, stored %t", c.attachments(), c.stored(kept))
	}
	c.refused(c.service.DiscardDraft(t.Context(), c.customer, id), "NOT_FOUND at draft")
	_, err := c.send(id)
	c.refused(err, "NOT_FOUND at draft")
}

// M0.5: sent, a draft is a ticket like any other: numbered now, with its files, and no longer among the drafts.
func TestSendADraft(t *testing.T) {
	c := newOffice(t).counter("guided")
	in := complete()
	in.Attachments, in.Description, in.Format = []desk.AttachmentInput{{File: c.file("a.txt", "a")}}, "Da *ieri*.", "MARKDOWN"
	id := c.draft(in)
	c.pass(time.Hour)
	before := c.open2()
	stale := int64(7)
	_, err := c.service.SendDraft(t.Context(), c.customer, desk.SendDraftInput{DraftID: id, ExpectedVersion: &stale})
	c.refused(err, "CONFLICT at expectedVersion")
	sent := c.must(c.send(id))
	row := c.ticket(sent.TicketID)
	if sent.Replayed || row.Number != 2 || c.ticket(before).Number != 1 || row.Status != "OPEN" || row.AttachmentCount != 1 || row.Excerpt != "Da ieri." ||
		row.RequesterID != c.customer.UserID || row.CreatedAt.Time() != c.clock() {
		t.Errorf("sent %+v: %+v", sent, row)
	}
	if file := c.attachments()[0]; file.DraftID != nil || file.TicketID == nil || *file.TicketID != row.ID || file.MessageID == nil {
		t.Errorf("its file: %v", file)
	}
	c.checkAudit()
	if len(c.drafts(c.customer)) != 0 {
		t.Error("it is still among the drafts")
	}
	for range 2 {
		again, err := c.service.SendDraft(t.Context(), c.customer, desk.SendDraftInput{DraftID: id, ExpectedVersion: &stale, ClientMutationID: "k"})
		if err != nil || again.TicketID != sent.TicketID || !again.Replayed {
			t.Errorf("sent again: %+v, %v", again, err)
		}
	}
	c.refused(c.service.DiscardDraft(t.Context(), c.customer, id), "NOT_FOUND at draft")
	_, err = c.service.SaveDraft(t.Context(), c.customer, desk.SaveDraftInput{DraftID: id})
	c.refused(err, "NOT_FOUND at id")
	if c.tickets() != 2 || len(c.heard()) != 2 {
		t.Errorf("%d tickets, announced %v", c.tickets(), c.heard())
	}
}

// The same save again, under the same key, is one draft.
func TestSavingADraftAgain(t *testing.T) {
	c := newOffice(t).counter("guided")
	in := complete()
	in.ClientMutationID = "k"
	save := func() *desk.Outcome {
		in.Attachments = []desk.AttachmentInput{{File: c.file("a.txt", "a")}}
		return c.must(c.service.SaveDraft(t.Context(), c.customer, in))
	}
	first, second := save(), save()
	if first.DraftID != second.DraftID || first.Replayed || !second.Replayed || len(c.drafts(c.customer)) != 1 || len(c.attachments()) != 1 {
		t.Errorf("first %+v, then %+v", first, second)
	}
	if c.stored(in.Attachments[0].File.BlobKey) {
		t.Error("the file of the repetition was kept")
	}
}

// Sent by two processes at once, without a key, while it is saved and discarded, a draft is one ticket or none; and the
// desk's numbers have no hole.
func TestSendingADraftAtOnce(t *testing.T) {
	c := newOffice(t).counter("guided")
	other := desk.New(desk.Config{Store: c.store, Now: c.clock, Blobs: c.blobs})
	for round := range 8 {
		in := complete()
		in.Attachments = []desk.AttachmentInput{{File: c.file("a.txt", "a")}}
		id := c.draft(in)
		var all sync.WaitGroup
		var mu sync.Mutex
		sent := map[int64]int{}
		for i := range 6 {
			s := []*desk.Service{c.service, other}[i%2]
			all.Go(func() {
				outcome, err := s.SendDraft(t.Context(), c.customer, desk.SendDraftInput{DraftID: id})
				if err == nil {
					mu.Lock()
					defer mu.Unlock()
					sent[outcome.TicketID]++
				} else if !problem.Is(err, problem.NotFound) {
					t.Errorf("sent: %v", err)
				}
			})
		}
		discarded := false
		if round%2 == 0 {
			all.Go(func() { discarded = c.service.DiscardDraft(t.Context(), c.customer, id) == nil })
		}
		all.Go(func() {
			change := complete()
			change.DraftID, change.Subject = id, "Cambiato"
			if _, err := other.SaveDraft(t.Context(), c.customer, change); err != nil && !problem.Is(err, problem.NotFound) {
				t.Errorf("saved: %v", err)
			}
		})
		all.Wait()
		if discarded != (len(sent) == 0) || len(sent) > 1 || len(c.drafts(c.customer)) != 0 {
			t.Errorf("discarded %t, tickets %v", discarded, sent)
		}
	}
	for i, n := range c.numbers() {
		if n != int64(i+1) {
			t.Errorf("numbers %v", c.numbers())
			break
		}
	}
	if slices.ContainsFunc(c.attachments(), func(a *ent.Attachment) bool { return a.TicketID == nil }) {
		t.Errorf("files: %v", c.attachments())
	}
	c.checkAudit()
}
