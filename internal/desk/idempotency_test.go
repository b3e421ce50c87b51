package desk_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// The same call again answers the first answer, also when the ticket has moved on since.
func TestRepetition(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	c.pass(time.Hour)
	version := int64(1)
	send := func(file *desk.File) (*desk.Outcome, error) {
		return c.service.Reply(t.Context(), c.customer, desk.ReplyInput{
			TicketID: id, Text: "Grazie", Close: true, ExpectedVersion: &version, ClientMutationID: "k1",
			Attachments: []desk.AttachmentInput{{File: file}},
		})
	}
	first := c.must(send(c.file("foto.png", "the same bytes")))
	again := c.file("foto.png", "the same bytes")
	second := c.must(send(again))
	want := *first
	want.Replayed = true
	if first.Replayed || *second != want {
		t.Errorf("first %+v, then %+v", first, second)
	}
	if row := c.ticket(id); row.MessageCount != 2 || row.AttachmentCount != 1 || row.Version != 2 {
		t.Errorf("it is %+v", row)
	}
	if c.stored(again.BlobKey) {
		t.Error("the file of the repetition was kept")
	}
	if told := c.heard(); len(told) != 2 {
		t.Errorf("announced %+v", told)
	}
	_, err := send(c.file("foto.png", "other bytes"))
	c.refused(err, "IDEMPOTENCY_KEY_REUSED at clientMutationId")
}

// A key belongs to one input of one operation of one user.
func TestKeyReused(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	ctx, s := t.Context(), c.service
	c.must(s.Reply(ctx, c.customer, desk.ReplyInput{TicketID: id, Text: "Uno", ClientMutationID: "k"}))
	_, err := s.Reply(ctx, c.customer, desk.ReplyInput{TicketID: id, Text: "Due", ClientMutationID: "k"})
	c.refused(err, "IDEMPOTENCY_KEY_REUSED at clientMutationId")
	_, err = s.Close(ctx, c.customer, desk.CloseInput{TicketID: id, Message: "Uno", ClientMutationID: "k"})
	c.refused(err, "IDEMPOTENCY_KEY_REUSED at clientMutationId")
	_, err = s.Open(ctx, c.customer, desk.OpenInput{Subject: "Uno", Description: "Uno", ClientMutationID: "k"})
	c.refused(err, "IDEMPOTENCY_KEY_REUSED at clientMutationId")
	c.must(s.Reply(ctx, c.technician, desk.ReplyInput{TicketID: id, Text: "Due", ClientMutationID: "k"}))
	if n := c.tickets(); n != 1 {
		t.Errorf("%d tickets", n)
	}
}

// Taking and resolving have the same input, and are not the same act.
func TestKeyOfAnotherOperation(t *testing.T) {
	c := newOffice(t).counter("mail")
	id := c.open()
	c.must(c.service.Take(t.Context(), c.agent, desk.TakeInput{TicketID: id, ClientMutationID: "k"}))
	_, err := c.service.Resolve(t.Context(), c.agent, desk.ResolveInput{TicketID: id, ClientMutationID: "k"})
	c.refused(err, "IDEMPOTENCY_KEY_REUSED at clientMutationId")
	if out := c.must(c.service.Take(t.Context(), c.agent, desk.TakeInput{TicketID: id, ClientMutationID: "k"})); !out.Replayed {
		t.Errorf("answered %+v", out)
	}
}

// A refusal can be mended under the same key.
func TestRefusalIsNotRemembered(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	in := desk.ReplyInput{TicketID: id, ClientMutationID: "k"}
	_, err := c.service.Reply(t.Context(), c.customer, in)
	c.refused(err, "REQUIRED at text")
	in.Text = "Ecco"
	if out := c.must(c.service.Reply(t.Context(), c.customer, in)); out.Replayed {
		t.Errorf("answered %+v", out)
	}
}

// Of the same call many times at once, one is carried out; all get its answer.
func TestRepetitionsAtOnce(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	for name, send := range map[string]func(context.Context, *access.Viewer) (*desk.Outcome, error){
		"reply": func(ctx context.Context, v *access.Viewer) (*desk.Outcome, error) {
			return c.service.Reply(ctx, v, desk.ReplyInput{TicketID: id, Text: "Uno", ClientMutationID: "reply"})
		},
		"open": func(ctx context.Context, v *access.Viewer) (*desk.Outcome, error) {
			return c.openAs(ctx, v, desk.OpenInput{Subject: "Uno", Description: "Due", ClientMutationID: "open"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			const times = 8
			outcomes := make([]*desk.Outcome, times)
			var group sync.WaitGroup
			for i := range times {
				group.Go(func() {
					out, err := send(t.Context(), c.customer)
					if err != nil {
						t.Error(err)
						return
					}
					outcomes[i] = out
				})
			}
			group.Wait()
			if t.Failed() {
				return
			}
			done := 0
			for _, out := range outcomes {
				if !out.Replayed {
					done++
				}
				if out.TicketID != outcomes[0].TicketID || out.MessageID != outcomes[0].MessageID {
					t.Errorf("answers differ: %+v, %+v", out, outcomes[0])
				}
			}
			if done != 1 {
				t.Errorf("carried out %d times", done)
			}
		})
	}
	if row := c.ticket(id); row.MessageCount != 2 || c.tickets() != 2 {
		t.Errorf("%d tickets, %+v", c.tickets(), row)
	}
}

func TestKeyForm(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	for key, want := range map[string][]string{
		strings.Repeat("k", 64): nil,
		strings.Repeat("k", 65): {"TOO_LONG at clientMutationId"},
		"a\nb":                  {"INVALID_CHARACTERS at clientMutationId"},
		"chiavè":                {"INVALID_CHARACTERS at clientMutationId"},
		"\xff":                  {"INVALID_CHARACTERS at clientMutationId"},
	} {
		_, err := c.service.Take(t.Context(), c.agent, desk.TakeInput{TicketID: id, ClientMutationID: key})
		c.refused(err, want...)
	}
}

// Keys are kept for a day.
func TestRemoveOldKeys(t *testing.T) {
	c := newOffice(t).counter("portal")
	id := c.open()
	for _, key := range []string{"old", "young"} {
		c.pass(20 * time.Hour)
		c.must(c.service.Reply(t.Context(), c.customer, desk.ReplyInput{TicketID: id, Text: "Ciao", ClientMutationID: key}))
	}
	c.pass(5 * time.Hour)
	n, err := c.service.RemoveOldKeys(t.Context())
	if err != nil || n != 1 {
		t.Fatalf("removed %d: %v", n, err)
	}
	left, err := c.store.Read().IdempotencyKey.Query().All(store.System(t.Context()))
	if err != nil || len(left) != 1 || left[0].Key != "young" {
		t.Errorf("left %v: %v", left, err)
	}
}

// A repetition that can't be recognised now is no refusal: the first call may have been carried out.
func TestRepetitionNotRecognised(t *testing.T) {
	c := newOffice(t).counter("studio")
	id := c.open()
	in := desk.CloseInput{TicketID: id, Message: "Risolto", ClientMutationID: "k"}
	c.must(c.service.Close(t.Context(), c.agent, in))
	c.write(func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.ExecContext(ctx, "ALTER TABLE idempotency_keys RENAME TO idempotency_gone")
		return err
	})
	_, err := c.service.Close(t.Context(), c.agent, in)
	if err == nil || len(problem.Of(err)) > 0 {
		t.Errorf("answered %v", err)
	}
}
