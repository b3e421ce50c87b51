package desk_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

func (c *counter) merge(by *access.Viewer, id, into int64) (*desk.Outcome, error) {
	return c.service.Merge(c.t.Context(), by, desk.MergeInput{TicketID: id, IntoID: into})
}

func (c *counter) unmerge(by *access.Viewer, id int64) (*desk.Outcome, error) {
	return c.service.Unmerge(c.t.Context(), by, desk.UnmergeInput{TicketID: id})
}

// M1.15: staff alone merge, tickets that they see, of one tenant; nothing is left of what was refused.
func TestMergeScope(t *testing.T) {
	o := newOffice(t)
	c, other := o.counter("mail"), o.counter("portal")
	id, into := c.open(), c.open()
	foreign := other.open()
	for _, test := range []struct {
		name     string
		by       *access.Viewer
		id, into int64
		want     string
	}{
		{"customer", c.customer, id, into, "STAFF_ONLY"},
		{"observer", c.observer, id, into, "FORBIDDEN"},
		{"customer who sees neither", c.colleague, id, into, "NOT_FOUND at ticket"},
		{"staff of another desk", other.agent, id, into, "NOT_FOUND at ticket"},
		{"into another desk's", c.agent, id, foreign, "NOT_FOUND at into"},
		{"into nothing", c.agent, id, 404, "NOT_FOUND at into"},
		{"of nothing", c.agent, 404, into, "NOT_FOUND at ticket"},
		{"into itself", c.agent, id, id, "MERGE_REFUSED at into"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, told := c.ticket(id), len(c.heard())
			_, err := c.merge(test.by, test.id, test.into)
			c.refused(err, test.want)
			if c.ticket(id).String() != before.String() || len(c.heard()) != told {
				t.Error("something was left")
			}
		})
	}
	_, err := c.unmerge(c.agent, id)
	c.refused(err, "MERGE_REFUSED")
	_, err = c.unmerge(other.agent, id)
	c.refused(err, "NOT_FOUND at ticket")
}

// M1.15: both tickets are told, the clock leaves a merged one alone, and what is said there follows, by whoever may write
// on the other one; an expected version is that of the ticket that was named.
func TestWhatIsSaidFollows(t *testing.T) {
	c := newOffice(t).counter("studio")
	into, id := c.open(), c.open()
	c.pass(time.Minute)
	c.must(c.merge(c.agent, id, into))
	told := c.heard()
	if last := told[len(told)-2:]; last[0].TicketID != id || last[1].TicketID != into || last[1].Seq != c.ticket(into).LastSeq {
		t.Errorf("announced %+v", last)
	}
	if source, target := c.ticket(id), c.ticket(into); source.MessageCount != 0 || target.MessageCount != 2 ||
		source.Status != "CLOSED" || source.CloseReason != workflow.MergedAway || target.Status != "OPEN" {
		t.Errorf("merged: %+v %+v", source, target)
	}
	c.pass(time.Minute)
	version := c.ticket(id).Version
	in := desk.ReplyInput{TicketID: id, Text: "Anche sull'altro.", ExpectedVersion: &version, ClientMutationID: "once"}
	in.Attachments = []desk.AttachmentInput{{File: c.file("foto.png", "x")}}
	out := c.must(c.service.Reply(t.Context(), c.customer, in))
	if out.TicketID != into || out.FollowUp != workflow.Merged || c.ticket(into).MessageCount != 3 || c.ticket(into).AttachmentCount != 1 {
		t.Errorf("the reply: %+v on %+v", out, c.ticket(into))
	}
	if again := c.must(c.service.Reply(t.Context(), c.customer, in)); !again.Replayed || again.MessageID != out.MessageID || again.FollowUp != workflow.Merged {
		t.Errorf("sent again: %+v", again)
	}
	in.ExpectedVersion, in.ClientMutationID, in.Attachments = new(version-1), "", nil
	_, err := c.service.Reply(t.Context(), c.customer, in)
	c.refused(err, "CONFLICT at expectedVersion")
	_, err = c.reply(c.observer, id, "Posso?")
	c.refused(err, "FORBIDDEN")
	_, err = c.reply(c.neighbour, id, "E io?")
	c.refused(err, "NOT_FOUND at ticket")
	_, err = c.service.Take(t.Context(), c.agent, desk.TakeInput{TicketID: id})
	c.refused(err, "TICKET_MERGED")
	_, err = c.merge(c.agent, c.open(), id)
	c.refused(err, "TICKET_MERGED at into")
	c.pass(400 * 24 * time.Hour)
	if _, err := c.service.AutoClose(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.ticket(id).MergedIntoID == nil {
		t.Error("the clock has parted them")
	}
	c.checkAudit()
}

// M1.15: where the other ticket is out of the author's sight, nothing is said there, and it is not told of.
func TestWhatIsSaidGoesNowhereUnseen(t *testing.T) {
	c := newOffice(t).counter("studio")
	into, id := c.open(), c.must(c.openAs(t.Context(), c.colleague, desk.OpenInput{
		TenantID: c.tenant, Subject: "The printer is out of paper", Description: "It has been blinking since this morning.",
	})).TicketID
	c.must(c.merge(c.agent, id, into))
	own := *c.colleague // whose tenant was narrowed since
	own.Tenants = map[int64]access.Membership{c.tenant: {TenantID: c.tenant, DeskID: c.id, Role: access.TenantRequester}}
	_, err := c.reply(&own, id, "C'è qualcuno?")
	c.refused(err, "TICKET_MERGED")
	if c.ticket(into).MessageCount != 2 {
		t.Error("it was said all the same")
	}
}

// M1.15: of two who merge two tickets into each other at once one wins; and whoever replies, merges and parts at once, each
// message is in one conversation, and nobody waits forever.
func TestMergesAtOnce(t *testing.T) {
	c := newOffice(t).counter("studio")
	for range 8 {
		a, b := c.open(), c.open()
		c.pass(time.Minute)
		var errs [2]error
		atOnce(
			func() { _, errs[0] = c.merge(c.agent, a, b) },
			func() { _, errs[1] = c.merge(c.second, b, a) },
			func() { _, _ = c.reply(c.customer, a, "Una") },
		)
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("merged into each other: %v, %v", errs[0], errs[1])
		}
		source := a
		if errs[0] != nil {
			source = b
		}
		replies := make([]error, 3)
		var parted error
		atOnce(
			func() { _, replies[0] = c.reply(c.customer, source, "Due") },
			func() { _, parted = c.unmerge(c.agent, source) },
			func() { _, replies[1] = c.reply(c.agent, source, "Tre") },
			func() { _, replies[2] = c.reply(c.customer, a+b-source, "Quattro") },
		)
		for _, err := range slices.Concat(replies, []error{parted}) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if got := c.ticket(a).MessageCount + c.ticket(b).MessageCount; got != 6 {
			t.Fatalf("%d messages, want 6", got)
		}
		faults, err := c.audit(a, b)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range faults {
			if !strings.Contains(fault, ": version is") { // the audit tells acts apart by their instants; these had one
				t.Error(fault)
			}
		}
	}
}

func atOnce(acts ...func()) {
	var all sync.WaitGroup
	for _, act := range acts {
		all.Go(act)
	}
	all.Wait()
}

// M1.15: sent again, a merge and its undoing are done once.
func TestMergeIsDoneOnce(t *testing.T) {
	c := newOffice(t).counter("studio")
	into, id := c.open(), c.open()
	merge := desk.MergeInput{TicketID: id, IntoID: into, ClientMutationID: "m"}
	part := desk.UnmergeInput{TicketID: id, ExpectedVersion: new(int64(2)), ClientMutationID: "u"}
	for i := range 2 {
		if out := c.must(c.service.Merge(context.Background(), c.agent, merge)); out.Replayed != (i == 1) || out.TicketID != id {
			t.Errorf("merged: %+v", out)
		}
	}
	for i := range 2 {
		c.pass(time.Minute)
		if out := c.must(c.service.Unmerge(context.Background(), c.agent, part)); out.Replayed != (i == 1) {
			t.Errorf("parted: %+v", out)
		}
	}
	if row := c.ticket(id); row.LastSeq != 5 || row.Version != 3 {
		t.Errorf("done more than once: %+v", row)
	}
	merge.ClientMutationID, merge.ExpectedVersion = "n", new(int64(2))
	if _, err := c.service.Merge(context.Background(), c.agent, merge); !problem.Is(err, problem.Conflict) {
		t.Errorf("an old version: %v", err)
	}
}
