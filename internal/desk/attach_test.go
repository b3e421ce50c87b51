package desk_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/attachment"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/problem"
	"sportello/internal/store"
)

func (o *office) attachments() []*ent.Attachment {
	o.t.Helper()
	rows, err := o.store.Read().Attachment.Query().Order(ent.Asc(attachment.FieldID)).All(store.System(context.Background()))
	if err != nil {
		o.t.Fatal(err)
	}
	return rows
}

func (c *counter) upload(v *access.Viewer, file *desk.File) int64 {
	c.t.Helper()
	id, err := c.service.Upload(c.t.Context(), v, desk.UploadInput{DeskID: c.id, File: file})
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// M1.8: no attachment with the first request; afterwards, with replies. What was refused is not kept.
func TestAttachWhereTheDeskAllows(t *testing.T) {
	c := newOffice(t).counter("studio")
	file := c.file("foto.png", "x")
	_, err := c.openAs(t.Context(), c.customer, desk.OpenInput{
		Subject: "Una foto", Description: "Eccola", Attachments: []desk.AttachmentInput{{File: file}},
	})
	c.refused(err, "ATTACHMENTS_NOT_ALLOWED at attachments")
	if c.stored(file.BlobKey) || len(c.attachments()) != 0 {
		t.Error("the refused file was kept")
	}
	id := c.open()
	c.must(c.service.Reply(t.Context(), c.customer, desk.ReplyInput{
		TicketID: id, Attachments: []desk.AttachmentInput{{File: c.file("../etc/foto\u202e.png", "x")}}, // without a word
	}))
	rows := c.attachments()
	if len(rows) != 1 || rows[0].Name != "foto.png" || *rows[0].TicketID != id || *rows[0].UploaderID != c.customer.UserID {
		t.Errorf("attached %v", rows)
	}
	if !c.stored(rows[0].BlobKey) {
		t.Error("its bytes are gone")
	}
}

// M4.10: each under 4 MB; as many as the desk takes; with a name that can be used.
func TestAttachmentRules(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	reply := func(files ...desk.AttachmentInput) error {
		_, err := c.service.Reply(t.Context(), c.customer, desk.ReplyInput{TicketID: id, Text: "Ecco", Attachments: files})
		return err
	}
	file := func(name string, size int64) desk.AttachmentInput {
		f := c.file(name, "x")
		f.Size = size
		return desk.AttachmentInput{File: f}
	}
	c.refused(reply(file("a", 3_999_999), file("b", 4_000_000), file("\xff", 1)),
		"ATTACHMENT_TOO_LARGE at attachments.1", "FILE_NAME_INVALID at attachments.2")
	many := func(n int) []desk.AttachmentInput {
		files := make([]desk.AttachmentInput, n)
		for i := range files {
			files[i] = file("a", 1)
		}
		return files
	}
	c.refused(reply(many(11)...), "TOO_MANY_ATTACHMENTS at attachments")
	c.refused(reply(many(10)...))
	if row := c.ticket(id); row.AttachmentCount != 10 || row.MessageCount != 2 {
		t.Errorf("it is %+v", row)
	}
	_, err := c.service.Upload(t.Context(), c.customer, desk.UploadInput{DeskID: c.id, File: file("big", 4_000_000).File})
	c.refused(err, "ATTACHMENT_TOO_LARGE at file")
}

// An upload is its uploader's, for one message.
func TestUpload(t *testing.T) {
	c := newOffice(t).counter("portal")
	other := c.counter("saas")
	id := c.open()
	reply := func(v *access.Viewer, uploads ...int64) error {
		files := make([]desk.AttachmentInput, len(uploads))
		for i, upload := range uploads {
			files[i].UploadedID = upload
		}
		_, err := c.service.Reply(t.Context(), v, desk.ReplyInput{TicketID: id, Text: "Ecco", Attachments: files})
		return err
	}
	first, second := c.upload(c.customer, c.file("a.txt", "a")), c.upload(c.customer, c.file("b.txt", "b"))
	c.refused(reply(c.technician, first), "NOT_FOUND at attachments.0")
	c.refused(reply(c.customer, second, 999), "NOT_FOUND at attachments.1")
	c.refused(reply(c.customer, first, first), "NOT_FOUND at attachments.1")
	c.refused(reply(c.customer, first, second))
	c.refused(reply(c.customer, first), "NOT_FOUND at attachments.0")
	for _, row := range c.attachments() {
		if row.MessageID == nil || row.TicketID == nil || row.StaffOnly || !c.stored(row.BlobKey) {
			t.Errorf("attached %v", row)
		}
	}
	for viewer, want := range map[*access.Viewer]string{c.observer: "FORBIDDEN", other.customer: "NOT_FOUND at desk"} {
		refused := c.file("c.txt", "c")
		_, err := c.service.Upload(t.Context(), viewer, desk.UploadInput{DeskID: c.id, File: refused})
		c.refused(err, want)
		if c.stored(refused.BlobKey) {
			t.Error("the refused upload was kept")
		}
	}
}

// Of two messages that take one upload at once, one gets it.
func TestUploadRace(t *testing.T) {
	c := newOffice(t).counter("portal")
	upload := c.upload(c.customer, c.file("a.txt", "a"))
	tickets := []int64{c.open(), c.open(), c.open(), c.open()}
	errs := make([]error, len(tickets))
	var group sync.WaitGroup
	for i, id := range tickets {
		group.Go(func() {
			_, errs[i] = c.service.Reply(t.Context(), c.customer, desk.ReplyInput{
				TicketID: id, Text: "Ecco", Attachments: []desk.AttachmentInput{{UploadedID: upload}},
			})
		})
	}
	group.Wait()
	won := 0
	for i, err := range errs {
		row := c.ticket(tickets[i])
		switch {
		case err == nil:
			won++
			if row.AttachmentCount != 1 {
				t.Errorf("the winner: %+v", row)
			}
		case !problem.Is(err, problem.NotFound), row.MessageCount != 1:
			t.Errorf("a loser: %v, %+v", err, row)
		}
	}
	if won != 1 {
		t.Errorf("%d got it", won)
	}
}

// An upload that no message took is removed after a day, with its bytes; an attached one stays.
func TestRemoveStaleUploads(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	attached, stale, young := c.file("a", "a"), c.file("b", "b"), c.file("c", "c")
	taken := c.upload(c.customer, attached)
	c.upload(c.customer, stale)
	c.must(c.service.Reply(t.Context(), c.customer, desk.ReplyInput{
		TicketID: id, Text: "Ecco", Attachments: []desk.AttachmentInput{{UploadedID: taken}},
	}))
	c.pass(time.Second)
	c.upload(c.customer, young)
	c.pass(24 * time.Hour)
	n, err := c.service.RemoveStaleUploads(t.Context())
	if err != nil || n != 1 {
		t.Fatalf("removed %d: %v", n, err)
	}
	if c.stored(stale.BlobKey) || !c.stored(attached.BlobKey) || !c.stored(young.BlobKey) || len(c.attachments()) != 2 {
		t.Error("the wrong files were removed")
	}
}

// A killed process may leave bytes whose row is gone, or has never been: the sweep knows them by that.
func TestSweepOfBytesWithoutRow(t *testing.T) {
	c := newOffice(t).counter("portal")
	kept, orphan := c.file("a", "a"), c.file("b", "b")
	c.upload(c.customer, kept)
	n, err := c.blobs.Sweep(t.Context(), time.Now().Add(time.Hour), c.service.BlobsInUse)
	if err != nil || n != 1 {
		t.Fatalf("swept %d: %v", n, err)
	}
	if !c.stored(kept.BlobKey) || c.stored(orphan.BlobKey) {
		t.Error("the wrong bytes were swept")
	}
}

// A file that came once is used once, whatever names it again in the same request: what one act has attached, the refusal
// of another does not remove; what was removed is attached nowhere.
func TestFileNamedTwice(t *testing.T) {
	c := newOffice(t).counter("portal")
	id, other := c.open(), c.open()
	reply := func(ticket, version int64, key string, files ...*desk.File) error {
		in := desk.ReplyInput{TicketID: ticket, Text: "Ecco", ExpectedVersion: &version, ClientMutationID: key}
		for _, file := range files {
			in.Attachments = append(in.Attachments, desk.AttachmentInput{File: file})
		}
		_, err := c.service.Reply(t.Context(), c.customer, in)
		return err
	}
	kept, refused, double, raised := c.file("a", "a"), c.file("b", "b"), c.file("c", "c"), c.file("d", "d")
	c.refused(reply(id, 1, "first", kept))
	c.refused(reply(other, 7, "", kept), "CONFLICT at expectedVersion")
	c.refused(reply(other, 1, "", kept), "NOT_FOUND at attachments.0")
	c.refused(reply(id, 1, "first", kept)) // is recognised
	c.refused(reply(other, 7, "", refused), "CONFLICT at expectedVersion")
	c.refused(reply(other, 1, "", refused), "NOT_FOUND at attachments.0")
	c.refused(reply(other, 1, "", double, double), "NOT_FOUND at attachments.1")
	c.upload(c.customer, raised)
	_, err := c.service.Upload(t.Context(), c.customer, desk.UploadInput{DeskID: c.id, File: raised})
	c.refused(err, "NOT_FOUND at file")
	c.refused(reply(other, 1, "", raised), "NOT_FOUND at attachments.0")
	rows := c.attachments()
	if len(rows) != 2 || !c.stored(kept.BlobKey) || !c.stored(raised.BlobKey) {
		t.Errorf("of %v the bytes are there: %t, %t", rows, c.stored(kept.BlobKey), c.stored(raised.BlobKey))
	}
	if c.stored(refused.BlobKey) || c.stored(double.BlobKey) {
		t.Error("what was refused was kept")
	}
}
